"""Run a program on the deterministic clock.

Waiting takes no time, and the same program does the same in each run. Exit status: 0 when it ended,
1 when an exception left it (or its own, from sys.exit), 2 when the command line makes no sense,
3 for a deadlock and 4 for a livelock, which say on stderr who waits for what.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
from typing import TextIO

from loopscope._loop.console import LineStream, stamping
from loopscope._loop.programs import Ended, report_as_python, run_program
from loopscope._loop.world import World
from loopscope._loop.wrapping import Wrapper, costing

HASH_SEED = "PYTHONHASHSEED"


def main(arguments: list[str]) -> int:
    """Do what ``arguments`` say; the exit status is returned."""
    options = parser().parse_args(arguments)
    try:
        with open(options.program, "rb") as file:
            source = file.read()
    except OSError as error:
        print(f"loopscope run: cannot read {options.program}: {error.strerror}", file=sys.stderr)
        return 2
    if sys.flags.hash_randomization:
        return _again_without_random_hashes()
    world = World(gil=not options.no_gil)
    ended = _run(source, options, world)
    if ended.how in ("deadlock", "livelock"):
        print(ended.text, file=sys.stderr)
        _end_where_it_hangs(ended.status)
    return ended.status


def parser() -> argparse.ArgumentParser:
    """What the command line may say."""
    lines = (__doc__ or "").splitlines()
    parser = argparse.ArgumentParser(
        prog="python -m loopscope run", description=lines[0], epilog=" ".join(lines[2:]))
    parser.add_argument("--stamps", action="store_true", help="begin each line of output with its clock and a tab")
    parser.add_argument("--trace", metavar="FILE", help="write what happened, as a file that Loopscope's page opens; "
                        "compressed if its name ends in .gz")
    parser.add_argument("--cost", action="append", type=_cost, default=[], metavar="NAME=EXPRESSION",
                        help="let the program's function NAME compute for so many nanoseconds of the clock, "
                             "as an expression of its parameters: cpu_bound='100 * n'")
    parser.add_argument("--no-gil", action="store_true", help="let threads compute side by side")
    parser.add_argument("program", help="the program's file")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="what the program finds in sys.argv")
    return parser


def _cost(text: str) -> tuple[str, Wrapper]:
    name, equals, expression = text.partition("=")
    if not equals or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=EXPRESSION")
    try:
        return name, costing(expression)
    except SyntaxError as error:
        raise argparse.ArgumentTypeError(f"{expression!r} is not an expression: {error.msg}") from error


def _run(source: bytes, options: argparse.Namespace, world: World) -> Ended:
    out, err = sys.stdout, sys.stderr
    streams = [stamping(out), stamping(err)] if options.stamps else []
    if streams:
        sys.stdout, sys.stderr = streams

    def report(error: BaseException) -> None:
        stamped, sys.stderr = sys.stderr, err
        _finish(streams, out, err)
        report_as_python(error)
        sys.stderr = stamped

    wrappers = dict(options.cost)
    try:
        if options.trace is None:
            return run_program(source, options.program, options.arguments, world, report, wrappers)
        from loopscope._loop.recording import record_program
        ended, trace = record_program(source, options.program, options.arguments, world, report, wrappers)
        _write(options.trace, trace.text())
        return ended
    finally:
        _finish(streams, out, err)
        sys.stdout, sys.stderr = out, err


def _write(path: str, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    try:
        with open(path, "wb") as file:
            file.write(gzip.compress(data, mtime=0) if path.endswith(".gz") else data)
    except OSError as error:
        print(f"loopscope run: cannot write {path}: {error.strerror}", file=sys.__stderr__)


def _finish(streams: list[LineStream], out: TextIO, err: TextIO) -> None:
    for stream in streams:
        stream.finish()
    out.flush()
    err.flush()


def _again_without_random_hashes() -> int:
    """Texts and bytes have hashes that differ from process to process, unless this is said before it starts."""
    environment = {**os.environ, HASH_SEED: "0"}
    command = [sys.executable, *sys.orig_argv[1:]]
    if hasattr(os, "execve") and os.name == "posix":
        os.execve(sys.executable, command, environment)
    import subprocess
    return subprocess.run(command, env=environment).returncode


def _end_where_it_hangs(status: int) -> None:
    """The program never comes to its end, and so nothing of what happens there does."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
