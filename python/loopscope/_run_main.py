"""Runs a program as ``python PROGRAM`` or ``python -m MODULE`` does, in this process."""

from __future__ import annotations

import atexit
import builtins
import os
import signal
import sys
import types
from importlib.machinery import SourceFileLoader
from typing import Any, Callable

from loopscope._recorder import _describe

_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep


class Outcome:
    """How a program ended, as it comes to be known."""

    def __init__(self) -> None:
        self.how: Any = "Returned"
        self.is_interrupted = False


def run_main(program: str, arguments: list[str], *, is_module: bool, at_end: Callable[[Outcome], None]) -> int:
    """Runs a program, and gives its exit status. ``at_end`` is called last, after all that the
    program itself has registered with ``atexit``.

    SystemExit is let through, so that the interpreter deals with it as always.
    """
    outcome = Outcome()
    atexit.register(_last, outcome, at_end)
    sys.argv = [program, *arguments]
    try:
        if is_module:
            _run_module(program)
        else:
            _run_file(program)
    except SystemExit as error:
        outcome.how = ("Exited", _status(error.code))
        raise
    except BaseException as error:
        outcome.how = ("Raised", _describe.exception(error))
        outcome.is_interrupted = isinstance(error, KeyboardInterrupt)
        _report(error)
        return 1
    return 0


def _run_file(path: str) -> None:
    path = os.path.abspath(path)
    if sys.path:
        sys.path[0] = os.path.dirname(path)
    main = _fresh_main()
    main.__dict__.update(
        __file__=path, __cached__=None, __spec__=None, __loader__=SourceFileLoader("__main__", path)
    )
    with open(path, "rb") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    exec(code, main.__dict__)


def _run_module(name: str) -> None:
    import runpy

    if sys.path:
        sys.path[0] = os.getcwd()
    _fresh_main()
    runpy._run_module_as_main(name)  # type: ignore[attr-defined]


def _fresh_main() -> types.ModuleType:
    main = types.ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main
    return main


def _status(code: Any) -> int:
    if code is None:
        return 0
    return code & 0xFF if isinstance(code, int) else 1


def _report(error: BaseException) -> None:
    """Prints a traceback as the interpreter does, without the frames that led to the program."""
    traceback = error.__traceback__
    while traceback is not None and _is_ours(traceback.tb_frame.f_code.co_filename):
        traceback = traceback.tb_next
    error.__traceback__ = traceback
    sys.excepthook(type(error), error, traceback)


def _is_ours(path: str) -> bool:
    return path.startswith(_PACKAGE)


def _last(outcome: Outcome, at_end: Callable[[Outcome], None]) -> None:
    at_end(outcome)
    if outcome.is_interrupted:
        # As the interpreter ends after Ctrl+C: by the signal, which a shell wants to see.
        sys.stdout.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
