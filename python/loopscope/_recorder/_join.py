"""A recording that begins in the middle of a running loop: what is there is told first."""

from __future__ import annotations

import asyncio
import itertools
from asyncio import base_events
from collections import deque
from typing import Any

from loopscope._recorder import _describe, _handles, _state
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
    """Tells of the unfinished tasks of a loop that was there before the recording began.

    Its ready handles, the one that runs now, and its timers can keep no number, or have one of an
    earlier recording: they are passed over in silence.
    """
    rec.now = rec.clock()
    _silence(rec, loop)
    tasks = [task for task in asyncio.all_tasks(loop) if not task.done()]
    tasks.sort(key=_by_name)
    known = [rec.note_seen(task) for task in tasks]
    awaited = [_awaited(rec, task) for task in tasks]
    for task, seen, on in zip(tasks, known, awaited):
        _tell_task(rec, task, seen, on)


def _silence(rec: Recorder, loop: Any) -> None:
    if not isinstance(loop._ready, _handles.Ready):
        loop._ready = _handles.Ready(loop, loop._ready)
    rec.silent = deque.__len__(loop._ready)
    # Not a tuple of both: that would ask the queue for its length, which begins a turn.
    for handle in itertools.chain(loop._ready, loop._scheduled):
        _handles.forget(handle)


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
    if known:
        return known
    _, innermost, outer = rec.sources.standing(task.get_coro())
    number = rec.describe_awaited(future, innermost, outer)
    if isinstance(future, _state.OURS):
        # It was made in an earlier recording.
        del rec.unseen[id(future)]
        future._loopscope_id, future._loopscope_done = number, False
    return number


def _tell_task(rec: Recorder, task: Any, seen: Any, on: int) -> None:
    call = _describe.coroutine_call(task.get_coro(), rec.sources, rec.arguments)
    seen._loopscope_call = call
    seen._loopscope_on = on
    seen._loopscope_at = at = call[2] or 1
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
