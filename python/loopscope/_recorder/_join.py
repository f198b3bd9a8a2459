"""A recording that begins in the middle of a running loop: what is there is told first."""

from __future__ import annotations

import asyncio
from asyncio import base_events
from typing import Any

from loopscope._recorder import _describe, _handles
from loopscope._recorder._sources import awaited_by, coroutine_code, coroutine_frame
from loopscope._recorder._state import C_FUTURE, C_TASK, Recorder


def why_not(loop: Any) -> str | None:
    """The sentence that says why ``loop`` cannot be recorded, if it cannot."""
    if loop is None or isinstance(loop, base_events.BaseEventLoop):
        return None
    kind = type(loop)
    return (
        f"the loop of {kind.__module__}.{kind.__qualname__} cannot be recorded, because it is not asyncio's own; "
        "run the program on asyncio's loop instead (without uvloop.install() or uvloop.run(), "
        "or with uvicorn's --loop asyncio)"
    )


def tell_present(rec: Recorder, loop: Any) -> None:
    """Tells of the loop and its unfinished tasks.

    The handles that are ready, the one that runs now, and the timers are of asyncio's own classes and
    can keep no number: they are passed over in silence.
    """
    rec.adopt(loop)
    rec.now = rec.clock()
    rec.silent = len(loop._ready)
    loop._ready = _handles.Ready(loop, loop._ready)
    tasks = [task for task in asyncio.all_tasks(loop) if not task.done()]
    tasks.sort(key=_by_name)
    known = [rec.note_seen(task) for task in tasks]
    awaited = [_awaited(rec, task) for task in tasks]
    for task, seen, on in zip(tasks, known, awaited):
        _tell_task(rec, task, seen, on)


def _by_name(task: Any) -> tuple[int, str]:
    name = task.get_name()
    return len(name), name


def _awaited(rec: Recorder, task: Any) -> int:
    """The number of what a task awaits; a future is told of with it."""
    future = task._fut_waiter
    if future is None or not isinstance(future, C_FUTURE):
        return 0
    if isinstance(future, C_TASK):
        return rec.number(future)
    known = rec.unseen.get(id(future))
    _, innermost, outer = rec.sources.standing(task.get_coro())
    return known or rec.describe_awaited(future, innermost, outer)


def _tell_task(rec: Recorder, task: Any, seen: Any, on: int) -> None:
    call = _describe.coroutine_call(task.get_coro(), rec.sources, rec.arguments)
    seen._loopscope_call = call
    seen._loopscope_on = on
    seen._loopscope_at = at = call.at or 1
    frames = _frames(rec, task.get_coro()) if rec.full else []
    cancelling = task.cancelling() if hasattr(task, "cancelling") else 0
    seen._loopscope_frames = [frame for _, frame, _ in frames]
    told = tuple((call, place) for call, _, place in frames)
    rec.emit((rec.now, "TaskSeen", seen._loopscope_id, task.get_name(), call, 0, at, told, on, cancelling))


def _frames(rec: Recorder, coroutine: Any) -> list[tuple[Any, Any, int]]:
    """The coroutines that a suspended task is in, outermost first: call, frame, place."""
    found: list[tuple[Any, Any, int]] = []
    while coroutine is not None:
        code, frame = coroutine_code(coroutine), coroutine_frame(coroutine)
        if code is not None and frame is not None and hasattr(coroutine, "cr_frame"):
            info = rec.sources.info(code)
            if info.has_frames or not found:
                kept: Any = (frame, info) if rec.follows_frames is None else id(coroutine)
                found.append((_describe.frame_call(info, frame, rec.arguments), kept, info.place(frame)))
        coroutine = awaited_by(coroutine)
    return found
