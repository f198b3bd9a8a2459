"""Runs a program's source in a world of its own."""

from __future__ import annotations

import ast
import contextlib
import contextvars
import functools
import linecache
import os
import sys
import traceback
import types
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from loopscope._loop import world as worlds
from loopscope._loop.chance import reset_randomness
from loopscope._loop.ends import RunEnd
from loopscope._loop.event_loop import DeterministicLoop
from loopscope._loop.installation import install
from loopscope._loop.interventions import watch
from loopscope._loop.process import ProcessOfItsOwn
from loopscope._loop.world import World
from loopscope._loop.wrapping import Wrapper, with_wrapped

_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


class Ended(NamedTuple):
    """How a program ended."""

    how: str
    """``returned``, ``exited``, ``raised``, ``deadlock``, ``livelock`` or ``unending``."""
    status: int
    """The exit status of a process that ends so."""
    text: str = ""
    """Of an exception the last line of its traceback; of a deadlock or livelock who waits for what."""


def report_as_python(error: BaseException) -> None:
    """Tell of an exception that left the program as the interpreter does."""
    if isinstance(error, SystemExit):
        if error.code is not None and not isinstance(error.code, int):
            print(error.code, file=sys.stderr)
    else:
        sys.excepthook(type(error), error, error.__traceback__)


def run_program(
    source: str | bytes,
    path: str,
    arguments: Sequence[str] = (),
    world: World | None = None,
    report: Callable[[BaseException], None] = report_as_python,
    wrappers: Mapping[str, Wrapper] | None = None,
    observe: Callable[[types.ModuleType], contextlib.AbstractContextManager[None]] | None = None,
) -> Ended:
    """Run ``source`` as the main program of this process, on the deterministic loop.

    ``path`` is what it calls its file, and need not be there. ``report`` is told of an exception
    that leaves it. Its functions that ``wrappers`` name are wrapped as they are made. ``observe``
    gives a context, from its main module, in which it runs. Nothing that an earlier run left is seen: each begins with the same numbers,
    names, randomness and context, so that the same program does the same each time.
    """
    install()
    worlds.enter(world or World())
    with ProcessOfItsOwn(path, arguments) as process:
        if worlds.current().is_intervened:
            watch(process.patches, DeterministicLoop, worlds.current().registry)
        reset_randomness()
        with observe(process.main) if observe else contextlib.nullcontext():
            ended = contextvars.Context().run(_run, source, path, process.main, report, wrappers or {})
            for tell in worlds.current().at_program_end:
                tell()
            if worlds.current().end is None:
                process.leave()
                process.main.__dict__.clear()
                # "Never retrieved" is said when the last reference goes.
                process.collect()
        process.take_apart()
    return ended


def _run(
    source: str | bytes,
    path: str,
    main: types.ModuleType,
    report: Callable[[BaseException], None],
    wrappers: Mapping[str, Wrapper],
) -> Ended:
    _keep_lines(source, path)
    try:
        exec(_compiled(source, path, main, wrappers), main.__dict__)
    except BaseException as error:
        if not _is_over(error):
            return _left_by(error, report)
    end = worlds.current().end
    return Ended("returned", 0) if end is None else Ended(end.how, end.status, end.report)


def _is_over(error: BaseException) -> bool:
    """Whether the program is at its end, whatever it makes of that."""
    if isinstance(error, RunEnd):
        worlds.current().end = error.again()
    return worlds.current().end is not None


def _left_by(error: BaseException, report: Callable[[BaseException], None]) -> Ended:
    report(without_our_frames(error))
    how = "exited" if isinstance(error, SystemExit) else "raised"
    return Ended(how, _status(error), "".join(traceback.format_exception_only(error)).strip())


def _compiled(
        source: str | bytes, path: str, main: types.ModuleType, wrappers: Mapping[str, Wrapper]) -> types.CodeType:
    if wrappers:
        program = with_wrapped(ast.parse(source, path), wrappers, main.__dict__)
        return compile(program, path, "exec", dont_inherit=True)
    return _code(source, path)


@functools.lru_cache(maxsize=8)
def _code(source: str | bytes, path: str) -> types.CodeType:
    """The same source is run many times when its orders are explored."""
    code: types.CodeType = compile(source, path, "exec", dont_inherit=True)
    return code


def _keep_lines(source: str | bytes, path: str) -> None:
    """As if its file were there, for those who print its lines."""
    if isinstance(source, str) and not os.path.exists(path):
        linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)


def _status(error: BaseException) -> int:
    if not isinstance(error, SystemExit):
        return 1
    if error.code is None:
        return 0
    return error.code if isinstance(error.code, int) else 1


def without_our_frames(error: BaseException) -> BaseException:
    """Take the frames of this package out of the tracebacks of an exception and of all behind it."""
    seen: set[int] = set()
    to_see: list[BaseException | None] = [error]
    while to_see:
        one = to_see.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _without(one.__traceback__)
        to_see += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
    return error


def _without(trace: types.TracebackType | None) -> types.TracebackType | None:
    kept = [entry for entry in _entries(trace) if not entry.tb_frame.f_code.co_filename.startswith(_OURS)]
    for entry, following in zip(kept, [*kept[1:], None]):
        entry.tb_next = following
    return kept[0] if kept else None


def _entries(trace: types.TracebackType | None) -> list[types.TracebackType]:
    entries = []
    while trace is not None:
        entries.append(trace)
        trace = trace.tb_next
    return entries
