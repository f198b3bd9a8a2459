"""Records a program on the deterministic loop: the trace of its run, in the trace format."""

from __future__ import annotations

import asyncio
import contextlib
import platform
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from loopscope import _trace_format
from loopscope._loop.ends import RunEnd
from loopscope._loop.installation import install
from loopscope._loop.interventions import Act
from loopscope._loop.module_globals import ModuleGlobals
from loopscope._loop.programs import Ended, report_as_python, run_program
from loopscope._loop.world import World
from loopscope._loop.wrapping import Wrapper


class Trace(NamedTuple):
    """What was told of a run."""

    header: dict[str, Any]
    lines: list[str]
    """The events, each as a line of the trace format."""

    def text(self) -> str:
        """The whole file."""
        return _trace_format.header(self.header) + "".join(self.lines)


def record_program(
    source: str | bytes,
    path: str,
    arguments: Sequence[str] = (),
    world: World | None = None,
    report: Callable[[BaseException], None] = report_as_python,
    wrappers: Mapping[str, Wrapper] | None = None,
    **options: Any,
) -> tuple[Ended, Trace]:
    """Run a program as ``run_program`` does, and record it; ``options`` are the recorder's."""
    world = world or World()
    recorded: list[Any] = []

    @contextlib.contextmanager
    def observe(main: types.ModuleType) -> Iterator[None]:
        with recording(world, main, options) as recorder:
            recorded.append(recorder)
            yield

    ended = run_program(source, path, arguments, world, report, wrappers, observe)
    recorder = recorded[0]
    if ended.how != "unending":  # It was left while it went on.
        recorder.events.append((world.clock.now, "RunEnded", how_of(ended)))
    text = source if isinstance(source, str) else source.decode("utf-8", "replace")
    sources = [_source(known, path, text) for known in recorder.sources.paths]
    header = {
        "program": {"name": path, "language": "python", **({"arguments": list(arguments)} if arguments else {})},
        "sources": sources,
        "implementation": {
            "name": "CPython", "version": platform.python_version(), "platform": sys.platform},
        "clock": "virtual",
        "epoch": world.epoch / 1e9,
    }
    return ended, Trace(header, _trace_format.EventWriter().lines(recorder.events))


def _source(known: str, path: str, text: str) -> dict[str, str]:
    return {"path": known, "text": text} if known == path else {"path": known}


def how_of(ended: Ended) -> Any:
    """How a program ended, as the event ``RunEnded`` tells it."""
    match ended.how:
        case "deadlock":
            return "Deadlocked"
        case "livelock":
            return "Livelocked"
        case "exited":
            return ("Exited", ended.status)
        case "raised":
            name, _, message = ended.text.partition(": ")
            return ("Raised", (name, message))
    return "Returned"


@contextlib.contextmanager
def recording(world: World, main: types.ModuleType, options: Mapping[str, Any]) -> Iterator[Any]:
    """The recorder listens to the run of ``world``."""
    install()
    # Its classes are subclasses of those that are there when it is imported: ours.
    from loopscope import _recorder
    from loopscope._loop.pool_events import PoolEvents

    recorder = _recorder.start(_recorder.Options(clock=lambda: world.clock.now, **options))
    world.at_end_of_handle.append(_telling_globals(recorder, main))
    world.intervene = _telling(recorder, world.intervene)
    world.deviated = _telling_deviations(recorder)
    world.deviate_by_cancel = _telling_cancels(recorder)
    world.at_end = _ending(recorder)
    world.observer = observer = PoolEvents(recorder)
    try:
        with observer.listening():
            yield recorder
    finally:
        _recorder.stop()


def _ending(recorder: Any) -> Callable[[RunEnd], None]:
    """The program never goes on: what happens while it is taken apart is not told."""

    def end(how: RunEnd) -> None:
        recorder.end_turn()
        if how.how == "deadlock":
            recorder.emit((recorder.clock(), "Deadlocked"))
        recorder.emit = lambda event: None

    return end


def _telling_globals(recorder: Any, main: types.ModuleType) -> Callable[[Any], None]:
    watched = ModuleGlobals(vars(main))

    def tell(_moment: Any) -> None:
        for change in watched.changes():
            recorder.emit((
                recorder.clock(), "GlobalChanged", "__main__", change.name, change.before, change.after,
                recorder.current(), 0))

    return tell


def _telling_deviations(recorder: Any) -> Callable[[int, str, Any, Any], None]:
    def deviated(decision: int, what: str, chosen: Any, instead: Any) -> None:
        if recorder.handle:
            recorder.end_handle()
        taken, left = (handle and (what, getattr(handle, "_loopscope_id", 0)) for handle in (chosen, instead))
        recorder.emit((recorder.clock(), "Deviated", decision, taken, left))

    return deviated


def _telling_cancels(recorder: Any) -> Callable[[int, asyncio.Task[Any]], None]:
    def cancel(decision: int, task: asyncio.Task[Any]) -> None:
        if recorder.handle:
            recorder.end_handle()
        recorder.emit((recorder.clock(), "Deviated", decision, ("Cancel", recorder.number(task)), None))
        recorder.origin = "Explorer"
        try:
            task.cancel()
        finally:
            recorder.origin = None

    return cancel


def _telling(recorder: Any, intervene: Callable[[Act], None]) -> Callable[[Act], None]:
    def told(act: Act) -> None:
        if recorder.handle:
            recorder.end_handle()
        what: Any = [act.which, act.item] if act.what == "Put" else act.which
        recorder.emit((recorder.clock(), "Intervened", (act.what, what)))
        recorder.origin = "Intervention"
        try:
            intervene(act)
        finally:
            recorder.origin = None

    return told
