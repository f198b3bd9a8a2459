"""Tasks and futures that tell: subclasses of asyncio's own C classes.

The pure-Python classes of asyncio would be easier to watch, but run at half the speed.
"""

from __future__ import annotations

import sys
from asyncio import tasks
from typing import Any

from loopscope._recorder import _awaiting, _describe, _state
from loopscope._recorder._state import C_FUTURE, C_TASK, Recorder, shown_message

recorder: Recorder | None = None
"""The recorder at work; set by ``_install``."""

C_GATHERING: Any = tasks._GatheringFuture  # type: ignore[attr-defined]


class TellingFuture(C_FUTURE):  # type: ignore[misc]
    """A future that has a number, and tells when it is done and who cancels it."""

    _loopscope_id = 0
    _loopscope_done = False
    _loopscope_line: Any = None
    """The line in which its waiter stands: see ``_awaiting.Line``."""
    _loopscope_job = 0

    def __init__(self, *, loop: Any = None) -> None:
        C_FUTURE.__init__(self, loop=loop)
        rec = recorder
        if rec is not None and rec.adopt(self._loop):
            self._loopscope_id = number = next(rec.futures)
            rec.emit((rec.clock(), "FutureCreated", number, "Future"))

    def set_result(self, result: Any) -> None:
        rec = recorder
        if rec is None or not self._loopscope_id or self.done():
            return C_FUTURE.set_result(self, result)  # type: ignore[no-any-return]
        line = self._loopscope_line
        if line is not None:
            line.woken(rec, self)
        C_FUTURE.set_result(self, result)
        rec.finished(self)

    def set_exception(self, exception: Any) -> None:
        rec = recorder
        if rec is None or not self._loopscope_id or self.done():
            return C_FUTURE.set_exception(self, exception)  # type: ignore[no-any-return]
        C_FUTURE.set_exception(self, exception)
        rec.finished(self)

    def cancel(self, msg: Any = None) -> bool:
        rec = recorder
        if rec is None or not self._loopscope_id or self.done():
            return C_FUTURE.cancel(self, msg)  # type: ignore[no-any-return]
        _tell_cancel(rec, self, msg)
        is_cancelled: bool = C_FUTURE.cancel(self, msg)
        rec.finished(self)
        return is_cancelled


class TellingTask(C_TASK):  # type: ignore[misc]
    """A task that has a number, and tells of its making and of who cancels it."""

    _loopscope_id = 0
    _loopscope_done = False
    _loopscope_line = None
    _loopscope_job = 0
    _loopscope_at = 0
    """Where it was made."""
    _loopscope_call: Any = None
    _loopscope_on = 0
    """The number of the future of the C class that it awaits."""
    _loopscope_frames: Any = None
    """The frames of its coroutines that were told of, outermost first."""
    _loopscope_coro: Any = None
    """The coroutine of an eager task, while ``__init__`` steps it."""

    def __init__(self, coro: Any, **options: Any) -> None:
        rec = recorder
        if rec is None or not _is_recorded(rec, options.get("loop")):
            C_TASK.__init__(self, coro, **options)
        elif options.get("eager_start") and _runs(options.get("loop")):
            _start_eagerly(rec, self, coro, options)
        else:
            C_TASK.__init__(self, coro, **options)
            if not self._loopscope_id and rec.adopt(self._loop):
                rec.task_created(self, rec.sources.program_place(sys._getframe(1)))

    def cancel(self, msg: Any = None) -> bool:
        rec = recorder
        if rec is None or not self._loopscope_id or self.done():
            return C_TASK.cancel(self, msg)  # type: ignore[no-any-return]
        _tell_cancel(rec, self, msg)
        before, rec.origin = rec.origin, ("Task", self._loopscope_id)
        try:
            return C_TASK.cancel(self, msg)  # type: ignore[no-any-return]
        finally:
            rec.origin = before

    if hasattr(C_TASK, "uncancel"):

        def uncancel(self) -> int:
            had = self.cancelling()
            left: int = C_TASK.uncancel(self)
            rec = recorder
            if rec is not None and had > 0 and self._loopscope_id:
                rec.emit((rec.clock(), "Uncancelled", self._loopscope_id, left))
            return left

    def set_name(self, value: Any) -> None:
        C_TASK.set_name(self, value)
        rec = recorder
        if rec is not None and self._loopscope_id:
            rec.emit((rec.clock(), "TaskRenamed", self._loopscope_id, self.get_name()))


def _is_recorded(rec: Recorder, loop: Any) -> bool:
    if loop is None or rec.loop is loop:
        return True
    return rec.loop is None and rec.adopt(loop)


def _runs(loop: Any) -> bool:
    return loop is not None and loop.is_running()


def _start_eagerly(rec: Recorder, task: Any, coro: Any, options: dict[str, Any]) -> None:
    """Makes an eager task, whose first step runs in here, inside the step of who makes it."""
    task._loopscope_id = number = next(rec.futures)
    task._loopscope_at = at = rec.sources.program_place(sys._getframe(2))
    task._loopscope_coro = coro
    task._loopscope_call = call = _describe.coroutine_call(coro, rec.sources, rec.arguments)
    outer, had_yielded = rec.task, rec.has_yielded
    name = options.get("name")
    parent = 0 if outer is None else outer._loopscope_id
    rec.emit((rec.clock(), "TaskCreated", number, "" if name is None else str(name), call, parent, at))
    rec.emit((rec.clock(), "TaskResumed", number, None, True))
    rec.task, rec.has_yielded = task, False
    task._loopscope_frames = ()
    if rec.first_step is not None:
        rec.first_step(rec, task)
    try:
        C_TASK.__init__(task, coro, **options)
        if name is None:
            rec.emit((rec.clock(), "TaskRenamed", number, task.get_name()))
    finally:
        rec.step_ends(task)
        rec.task, rec.has_yielded = outer, had_yielded
        task._loopscope_coro = None


class _LikeFuture(type):
    """Futures and tasks that were made before the recording began are instances as well."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, C_FUTURE) if cls is Future else type.__instancecheck__(cls, instance)


class _LikeTask(type):
    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, C_TASK) if cls is Task else type.__instancecheck__(cls, instance)


class Future(TellingFuture, metaclass=_LikeFuture):
    """What ``asyncio.Future`` is meanwhile."""


class Task(TellingTask, metaclass=_LikeTask):
    """What ``asyncio.Task`` is meanwhile."""


class Gathering(TellingFuture):
    """The future of ``gather``, with the methods of asyncio's own class."""

    def __init__(self, children: Any, *, loop: Any) -> None:
        C_FUTURE.__init__(self, loop=loop)
        self._children = children
        self._cancel_requested = False
        rec = recorder
        if rec is not None and rec.adopt(loop):
            self._loopscope_id = next(rec.futures)
            _awaiting.tell(rec, self._loopscope_id, *_awaiting.gathering(rec, self))

    def cancel(self, msg: Any = None) -> bool:
        rec = recorder
        if rec is None or not self._loopscope_id or self.done():
            return C_GATHERING.cancel(self, msg)  # type: ignore[no-any-return]
        _tell_cancel(rec, self, msg)
        before, rec.origin = rec.origin, ("Gather", self._loopscope_id)
        try:
            return C_GATHERING.cancel(self, msg)  # type: ignore[no-any-return]
        finally:
            rec.origin = before


def create_future(loop: Any) -> Any:
    """``BaseEventLoop.create_future``, which tells what the future stands for."""
    rec = recorder
    future = Future.__new__(Future)
    C_FUTURE.__init__(future, loop=loop)
    if rec is None or not rec.adopt(loop):
        return future
    frame = sys._getframe(1)
    future._loopscope_id = number = next(rec.futures)
    describe = _awaiting.DESCRIBERS.get(id(frame.f_code))
    if describe is None:
        rec.emit((rec.clock(), "FutureCreated", number, "Future"))
    else:
        _awaiting.tell(rec, number, *describe(rec, frame, frame.f_back, future))
        if future._loopscope_line is not None:
            future._loopscope_line.joined(rec, future, frame)
    return future


def _tell_cancel(rec: Recorder, future: Any, message: Any) -> None:
    origin = rec.origin or _origin(rec, sys._getframe(2))
    shown = None if message is None else shown_message(message)
    rec.emit((rec.clock(), "CancelRequested", rec.number(future), origin, rec.current(), shown))


def _origin(rec: Recorder, frame: Any) -> Any:
    """Who calls ``cancel``."""
    code = frame.f_code
    known = _awaiting.CANCELLERS.get(id(code))
    if known is not None:
        return known
    return "Program" if rec.sources.info(code).is_program else "Library"


_state.OURS = (TellingFuture, TellingTask)

for _class, _name, _module in (
    (Future, "Future", "_asyncio"),
    (Task, "Task", "_asyncio"),
    (Gathering, "_GatheringFuture", "asyncio.tasks"),
):
    _class.__name__ = _class.__qualname__ = _name
    _class.__module__ = _module
