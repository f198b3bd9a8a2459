"""Record a program on the real event loop into a trace file.

The program runs as it does without: its arguments, output, signals, tracebacks and exit status.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from loopscope import _recording
from loopscope._run_main import Outcome, run_main


def main(arguments: list[str]) -> int:
    """Records the program that ``arguments`` name; its exit status is returned."""
    parser = _parser()
    own = _before_program(arguments)
    options, rest = parser.parse_args(own), arguments[len(own) :]
    if options.module is None and not rest:
        parser.error("which program? Give a file, or -m and a module")
    if options.module is None and not os.path.isfile(rest[0]):
        parser.error(f"there is no file {rest[0]!r}")
    program = options.module or rest[0]
    program_arguments = rest if options.module else rest[1:]
    try:
        recording = _recording.start(options.output_file or _default_path(program), **_settings(options, program, program_arguments))
        _listen(options, recording)
    except (ValueError, OSError, RuntimeError) as error:
        parser.error(str(error))
    return run_main(program, program_arguments, is_module=options.module is not None, at_end=_finish)


def _finish(outcome: Outcome) -> None:
    _recording.stop(outcome.how)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m loopscope record",
        usage="%(prog)s [options] (PROGRAM.py | -m MODULE) [arguments of the program]",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("-o", dest="output_file", metavar="FILE", help="the file to write; PROGRAM.loopscope if not given")
    add("--mode", choices=("full", "tasks"), default="full", help="'tasks' leaves out frames, futures nobody awaits, and what happens to locks and queues, and costs less")
    add("--last", type=float, metavar="SECONDS", help="keep the last seconds only, in memory, until a signal, an exception that leaves the program, or a slow handle writes them")
    add("--max-size", type=float, metavar="MB", help="write, or keep in memory, at most about so many megabytes")
    add("--include", action="append", default=[], metavar="GLOB", help="record library files that match like the program's own; may be given several times")
    add("--no-args", action="store_true", help="leave out the arguments of calls, and those of the program")
    add("--no-output", action="store_true", help="leave out what is printed and logged")
    add("--no-source", action="store_true", help="leave out the texts of the program's files")
    add("--signal", metavar="NAME", help="with --last: this signal, for example SIGUSR1, writes the file; on Windows, the appearing of a file FILE.now does")
    add("--slow", type=float, metavar="MS", help="with --last: a handle that runs for so many milliseconds writes the file")
    add("-m", dest="module", metavar="MODULE", help="run a module, as python -m does")
    return parser


_WITH_VALUE = ("-o", "--mode", "--last", "--max-size", "--include", "--signal", "--slow")


def _before_program(arguments: list[str]) -> list[str]:
    """The arguments up to the program's name, which are ours."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        if arguments[at] == "-m":
            return arguments[: at + 2]
        at += 2 if arguments[at] in _WITH_VALUE else 1
    return arguments[:at]


def _default_path(program: str) -> str:
    name = os.path.basename(program)
    return (name[:-3] if name.endswith(".py") else name) + ".loopscope"


def _settings(options: Any, program: str, arguments: list[str]) -> dict[str, Any]:
    for name in ("signal", "slow"):
        if getattr(options, name) is not None and options.last is None:
            raise ValueError(f"--{name} writes what --last keeps; give --last SECONDS as well")
    return {
        "mode": options.mode,
        "last": options.last,
        "max_size": options.max_size,
        "include": tuple(options.include),
        "arguments": not options.no_args,
        "output": not options.no_output,
        "source": not options.no_source,
        "slow": options.slow,
        "program": os.path.basename(program),
        "program_arguments": arguments,
    }


def _listen(options: Any, recording: _recording.Recording) -> None:
    """Whatever ``--signal`` asks for writes the file."""
    if options.signal is None:
        return
    if sys.platform == "win32":
        _watch_for_file(recording)
    else:
        _handle_signal(options.signal, recording)


def _handle_signal(name: str, recording: _recording.Recording) -> None:
    import signal

    number = getattr(signal, name if name.startswith("SIG") else f"SIG{name}", None)
    if not isinstance(number, signal.Signals):
        raise ValueError(f"there is no signal {name!r}; one like SIGUSR1 is meant")
    if signal.getsignal(number) is not signal.SIG_DFL:
        raise ValueError(f"{number.name} is handled already; choose a signal that nobody handles, like SIGUSR1")
    signal.signal(number, lambda *_: recording.dump("a signal"))


def _watch_for_file(recording: _recording.Recording) -> None:
    import threading
    import time

    wanted = recording.path + ".now"

    def watch() -> None:
        while True:
            time.sleep(0.5)
            if os.path.exists(wanted):
                os.remove(wanted)
                recording.dump("a file")

    threading.Thread(target=watch, name="loopscope dump", daemon=True).start()
