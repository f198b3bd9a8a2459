"""Runs Python programs as they stand, under virtual time, and tells what they printed and when.

    record.py FILE            one program (`-` is stdin), its record as JSON
    record.py --batch         stdin: JSON [{"id": .., "source": ..}, ..]; stdout: {id: record, ..}

A record is `{"console": [[nanoseconds, "stdout"|"stderr", line], ..], "end": end}` where `end` is
`{"how": "ok"}`, `{"how": "raised", "text": last line of the traceback}` or
`{"how": "deadlock"}`. The exit status of a single program is 0, 1 or 3 accordingly.

Each program runs in a fork of its own, so that none sees another's leftovers.
"""

import ast
import json
import os
import sys
import traceback
import warnings

import package  # noqa: F401
from loopscope._loop.console import LineStream
from loopscope._loop.event_loop import DeterministicLoop
from loopscope._loop.programs import run_program
from loopscope._loop.world import World
from loopscope._loop.wrapping import computing

# A program that prints more than this has lost its way.
LONGEST_CONSOLE = 200_000


class Console:
    """Collects whole lines with the loop-clock stamp of the moment in which they ended."""

    def __init__(self):
        self.lines = []
        self.open = True

    def stream(self, name):
        return LineStream(lambda when, line: self._add(when, name, line))

    def _add(self, when, name, line):
        if self.open and len(self.lines) < LONGEST_CONSOLE:
            self.lines.append([when, name, line])


def record(source, name='program.py', world=None):
    """The record of one program; changes this process (streams, reports) for good."""
    console = Console()
    sys.stdout, sys.stderr = streams = console.stream('stdout'), console.stream('stderr')
    shorten_reports()
    world = world or World()
    world.has_gil = has_gil(source)
    ended = run_program(source, name, world=world, report=lambda _error: None, wrappers={'cpu_bound': declared})
    for stream in streams:
        stream.finish()
    console.open = False
    return {'console': console.lines, 'end': end_of(ended)}


def shorten_reports():
    """What CPython reports is told as Rust tells it: without addresses and places in the source."""
    warnings.showwarning = _warn
    DeterministicLoop.default_exception_handler = _report


def end_of(ended):
    if ended.how == 'deadlock':
        return {'how': 'deadlock'}
    return {'how': 'raised', 'text': ended.text} if ended.status else {'how': 'ok'}


def has_gil(source):
    """What a program's `GIL = True` says of the interpreter that it is for."""
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(targets=[ast.Name('GIL')], value=ast.Constant(value)):
                return value
    return True


# Below this the program's own function runs, so that the two cannot part.
SMALL = 10_000


def declared(cpu_bound):
    """Stands for `cpu_bound(n)`, the sum of the first n squares, which takes 100 ns a square."""
    def sum_of_squares(n):
        return cpu_bound(n) if n < SMALL else (n - 1) * n * (2 * n - 1) // 6

    return computing(cpu_bound, lambda n: 100 * n, sum_of_squares)


def _warn(message, category, _filename, _lineno, _file=None, _line=None):
    """A warning without the place in the source, which is another in Rust."""
    print(f'{category.__name__}: {message}', file=sys.stderr)


def _report(self, context):
    """What the loop's exception handler says, without addresses and source paths."""
    print(context.get('message') or 'Unhandled exception in event loop', file=sys.stderr)
    exception = context.get('exception')
    if exception is not None:
        print(''.join(traceback.format_exception_only(exception)).strip(), file=sys.stderr)


def in_fork(work):
    """What `work` returns, which is done in a process of its own: this one stays as it is."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reader)
            payload = json.dumps(work())
            with os.fdopen(writer, 'w') as out:
                out.write(payload)
        except BaseException:
            with os.fdopen(2, 'w', closefd=False) as err:
                traceback.print_exc(file=err)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        payload = pipe.read()
    os.waitpid(child, 0)
    return json.loads(payload)


def record_in_fork(source, name='program.py'):
    """The record of one program, leaving this process as it is; `name` is what it calls its file."""
    return in_fork(lambda: record(source, name))


def main(arguments):
    if arguments == ['--batch']:
        programs = json.load(sys.stdin)
        json.dump({p['id']: record_in_fork(p['source']) for p in programs}, sys.stdout)
        return 0
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    source = sys.stdin.read() if arguments[0] == '-' else open(arguments[0]).read()
    result = record_in_fork(source)
    json.dump(result, sys.stdout, ensure_ascii=False)
    print()
    return {'ok': 0, 'raised': 1, 'deadlock': 3}[result['end']['how']]


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
