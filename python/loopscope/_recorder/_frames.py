"""Coroutine frames: which coroutine of the program a task is in.

From Python 3.12 on ``sys.monitoring`` tells when a coroutine's body begins and ends, at no cost for
code that is no coroutine of the program's. Before that, the chain of coroutines is compared with
the last one whenever a task is suspended: coroutines that begin and end in one step go unseen.
"""

from __future__ import annotations

import inspect
import sys
from asyncio import locks
from types import CodeType, FrameType
from typing import Any

from loopscope._recorder import _primitives
from loopscope._recorder._describe import frame_call
from loopscope._recorder._sources import awaited_by, coroutine_code, coroutine_frame
from loopscope._recorder._state import Recorder

recorder: Recorder | None = None
"""The recorder at work, if it records frames; set by ``_install``."""

_monitoring: Any = getattr(sys, "monitoring", None)
HAS_MONITORING = _monitoring is not None

_COROUTINE = inspect.CO_COROUTINE
_ACQUIRE = locks.Semaphore.acquire.__code__
_NAME = "loopscope"


def install() -> bool:
    """Whether frames will be told of by the interpreter itself."""
    if not HAS_MONITORING:
        return False
    tool = _free_tool()
    if tool is None:
        return False
    kinds = _monitoring.events
    _monitoring.use_tool_id(tool, _NAME)
    _monitoring.register_callback(tool, kinds.PY_START, _on_start)
    _monitoring.register_callback(tool, kinds.PY_RETURN, _on_return)
    _monitoring.register_callback(tool, kinds.PY_UNWIND, _on_unwind)
    # What an earlier recording was not interested in may have another answer now.
    _monitoring.restart_events()
    _monitoring.set_events(tool, kinds.PY_START | kinds.PY_RETURN | kinds.PY_UNWIND)
    return True


def uninstall() -> None:
    """Takes away what ``install`` put in place."""
    if not HAS_MONITORING:
        return
    for tool in range(6):
        if _monitoring.get_tool(tool) == _NAME:
            _monitoring.set_events(tool, 0)
            _monitoring.free_tool_id(tool)


def _free_tool() -> int | None:
    """A number that no debugger, profiler or coverage has taken."""
    return next((tool for tool in (4, 3, 2, 1, 0) if _monitoring.get_tool(tool) is None), None)


def _on_start(code: CodeType, _offset: int) -> Any:
    rec = recorder
    if rec is None or not _is_told(rec, code):
        return None if rec is None else _monitoring.DISABLE
    if rec.task is not None and rec.here():
        _entered(rec, rec.task, code, sys._getframe(1))
    return None


def _is_told(rec: Recorder, code: CodeType) -> bool:
    return bool(code.co_flags & _COROUTINE) and rec.sources.info(code).has_frames


def first_step(rec: Recorder, task: Any) -> None:
    """The outermost coroutine of ``task`` begins. It is told of in any case, also a library's."""
    coroutine = task._loopscope_coro or task.get_coro()
    code = coroutine_code(coroutine)
    frame = coroutine_frame(coroutine)
    if code is None or frame is None or not code.co_flags & _COROUTINE:
        return
    if rec.follows_frames is None and rec.sources.info(code).has_frames:
        return  # The interpreter will tell.
    info = rec.sources.info(code)
    task._loopscope_frames = [(frame, info) if rec.follows_frames is None else id(coroutine)]
    rec.emit((rec.clock(), "FrameEntered", rec.number(task), task._loopscope_call, task._loopscope_at))


def _entered(rec: Recorder, task: Any, code: CodeType, frame: FrameType) -> None:
    frames = task._loopscope_frames
    info = rec.sources.info(code)
    if frames:
        call = frame_call(info, frame, rec.arguments)
        outer, outer_info = frames[-1]
        at = rec.sources.program_place(frame.f_back) if outer_info.is_program else outer_info.place(outer)
    else:
        frames = task._loopscope_frames = []
        call = task._loopscope_call
        at = task._loopscope_at
    frames.append((frame, info))
    rec.emit((rec.clock(), "FrameEntered", rec.number(task), call, at))


def _on_return(code: CodeType, _offset: int, _value: Any) -> Any:
    rec = recorder
    if rec is None:
        return None
    if code is _ACQUIRE:
        if rec.here():
            _primitives.semaphore_acquired(rec, sys._getframe(1))
    elif not _is_told(rec, code):
        return _monitoring.DISABLE
    elif rec.task is not None:
        _left(rec)
    return None


def _on_unwind(code: CodeType, _offset: int, _error: BaseException) -> None:
    rec = recorder
    if rec is not None and rec.task is not None and code.co_flags & _COROUTINE:
        _left(rec)


def _left(rec: Recorder) -> None:
    frames = rec.task._loopscope_frames
    if frames and frames[-1][0] is sys._getframe(2):
        frames.pop()
        rec.emit((rec.clock(), "FrameExited", rec.number(rec.task)))


def follow(rec: Recorder, task: Any, coroutine: Any) -> None:
    """Tells of the frames that came and went in the step of ``task`` that is over."""
    chain = _chain(rec, coroutine)
    known: list[int] = task._loopscope_frames or []
    same = 0
    while same < min(len(chain), len(known)) and chain[same][0] == known[same]:
        same += 1
    number = rec.number(task)
    for _ in known[same:]:
        rec.emit((rec.clock(), "FrameExited", number))
    for depth, (_, frame) in enumerate(chain[same:], same):
        outer = chain[depth - 1][1] if depth else None
        _tell_found(rec, task, frame, outer)
    task._loopscope_frames = [identity for identity, _ in chain]


def _tell_found(rec: Recorder, task: Any, frame: FrameType, outer: FrameType | None) -> None:
    if outer is None:
        call, at = task._loopscope_call, task._loopscope_at
    else:
        call = frame_call(rec.sources.info(frame.f_code), frame, rec.arguments)
        at = rec.sources.info(outer.f_code).place(outer)
    rec.emit((rec.clock(), "FrameEntered", rec.number(task), call, at))


def _chain(rec: Recorder, coroutine: Any) -> list[tuple[int, FrameType]]:
    """The coroutines of a suspended task that are told of, each by its address, and their frames."""
    chain: list[tuple[int, FrameType]] = []
    while coroutine is not None:
        frame = coroutine_frame(coroutine)
        if frame is not None and frame.f_code.co_flags & _COROUTINE:
            if not chain or rec.sources.info(frame.f_code).has_frames:
                chain.append((id(coroutine), frame))
        coroutine = awaited_by(coroutine)
    return chain


def finish(rec: Recorder, task: Any) -> None:
    """The task is finished: it has left all the frames that were told of."""
    for _ in task._loopscope_frames or ():
        rec.emit((rec.clock(), "FrameExited", rec.number(task)))
    task._loopscope_frames = ()
