"""Runs Python programs as they stand, under virtual time, and tells what they printed and when.

    record.py FILE            one program (`-` is stdin), its record as JSON
    record.py --batch         stdin: JSON [{"id": .., "source": ..}, ..]; stdout: {id: record, ..}

A record is `{"console": [[nanoseconds, "stdout"|"stderr", line], ..], "end": end}` where `end` is
`{"how": "ok"}`, `{"how": "raised", "text": last line of the traceback}` or
`{"how": "deadlock"}`. The exit status of a single program is 0, 1 or 3 accordingly.

Each program runs in a fork of its own, so that none sees another's leftovers.
"""

import ast
import asyncio
import gc
import io
import json
import linecache
import os
import sys
import traceback
import warnings

import virtual_loop

# A program that prints more than this has lost its way.
LONGEST_CONSOLE = 200_000


class Console:
    """Collects whole lines with the loop-clock stamp of the moment in which they ended."""

    def __init__(self):
        self.lines = []
        self.open = True

    def stream(self, name):
        return _Stream(self, name)

    def add(self, name, line):
        if self.open and len(self.lines) < LONGEST_CONSOLE:
            self.lines.append([virtual_loop.current_clock().now, name, line])


class _Stream(io.TextIOBase):
    def __init__(self, console, name):
        self._console = console
        self._name = name
        self._partial = ''

    def writable(self):
        return True

    def write(self, text):
        *lines, self._partial = (self._partial + text).split('\n')
        for line in lines:
            self._console.add(self._name, line)
        return len(text)

    def finish(self):
        if self._partial:
            self.write('\n')


def record(source, name='program.py'):
    """The record of one program; changes this process (streams, clocks) for good."""
    console = Console()
    sys.stdout, sys.stderr = console.stream('stdout'), console.stream('stderr')
    warnings.showwarning = _warn
    virtual_loop.install()
    virtual_loop.VirtualLoop.default_exception_handler = _report
    # As if its file were there, for those who print its lines.
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    end = _run(compile(virtual_loop.declare(ast.parse(source, name)), name, 'exec'))
    sys.stdout.finish()
    sys.stderr.finish()
    if end['how'] != 'deadlock':
        gc.collect()  # "never retrieved" is said when the last reference goes.
    console.open = False
    return {'console': console.lines, 'end': end}


def _run(code):
    try:
        exec(code, {'__name__': '__main__', '__builtins__': __builtins__,
                    '__declared__': virtual_loop.declared})
    except virtual_loop.Deadlock:
        return {'how': 'deadlock'}
    except SystemExit as exit:
        return {'how': 'ok'} if not exit.code else {'how': 'raised', 'text': f'SystemExit: {exit.code}'}
    except BaseException as error:
        return {'how': 'raised', 'text': ''.join(traceback.format_exception_only(error)).strip()}
    return {'how': 'ok'}


def _warn(message, category, _filename, _lineno, _file=None, _line=None):
    """A warning without the place in the source, which is another in Rust."""
    print(f'{category.__name__}: {message}', file=sys.stderr)


def _report(self, context):
    """What the loop's exception handler says, without addresses and source paths."""
    print(context.get('message') or 'Unhandled exception in event loop', file=sys.stderr)
    exception = context.get('exception')
    if exception is not None:
        print(''.join(traceback.format_exception_only(exception)).strip(), file=sys.stderr)


def record_in_fork(source, name='program.py'):
    """The record of one program, leaving this process as it is; `name` is what it calls its file."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reader)
            payload = json.dumps(record(source, name))
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
