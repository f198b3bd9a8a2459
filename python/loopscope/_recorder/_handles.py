"""The queue of ready handles that tells: turns, and each handle's way through them.

``BaseEventLoop._run_once`` asks the queue three things, each at a moment of its own: whether it is
empty (before it polls: the turn before is over), how long it is (a turn begins), and for the next
handle. So the recorder needs no function of its own around ``_run_once``.
"""

from __future__ import annotations

import asyncio.events
from asyncio import futures
from collections import deque
from threading import get_ident
from types import FunctionType, MethodType
from typing import Any

from loopscope._recorder import _state
from loopscope._recorder._state import C_FUTURE, C_TASK, Recorder, SeenTask

C_HANDLE: Any = asyncio.events.Handle
C_TIMER: Any = asyncio.events.TimerHandle
C_THREAD_SAFE: Any = getattr(asyncio.events, "_ThreadSafeHandle", None)
"""What ``call_soon_threadsafe`` makes from Python 3.14 on."""

recorder: Recorder | None = None
"""The recorder at work; set by ``_install``."""

_append = deque.append
_popleft = deque.popleft
_length = deque.__len__


class _LikeHandle(type):
    """Handles that were made before the recording began are instances as well."""

    def __instancecheck__(cls, instance: Any) -> bool:
        likes: dict[type, Any] = {Handle: C_HANDLE, TimerHandle: C_TIMER}
        like = likes.get(cls)
        return type.__instancecheck__(cls, instance) if like is None else isinstance(instance, like)


class Handle(C_HANDLE, metaclass=_LikeHandle):  # type: ignore[misc]
    """A handle that has a number and tells when it is cancelled."""

    __slots__ = ("_loopscope_id",)

    def cancel(self) -> None:
        if recorder is not None:
            _cancelled(recorder, self)
        C_HANDLE.cancel(self)


class TimerHandle(C_TIMER, metaclass=_LikeHandle):  # type: ignore[misc]
    """A timer that has a number and tells when it is set and cancelled."""

    __slots__ = ("_loopscope_id",)

    def __init__(self, when: float, callback: Any, args: Any, loop: Any, context: Any = None) -> None:
        C_TIMER.__init__(self, when, callback, args, loop, context)
        if recorder is not None:
            timer_set(recorder, self, float(when))  # whole seconds may come as an int

    def cancel(self) -> None:
        if recorder is not None:
            _cancelled(recorder, self)
        C_TIMER.cancel(self)


def thread_safe_handle() -> type | None:
    """The class of handles that other threads queue, where it is one of its own."""
    if C_THREAD_SAFE is None:
        return None

    class ThreadSafeHandle(C_THREAD_SAFE):  # type: ignore[misc]
        __slots__ = ("_loopscope_id",)

        def cancel(self) -> None:
            if recorder is not None:
                _cancelled(recorder, self)
            C_THREAD_SAFE.cancel(self)

    return ThreadSafeHandle


def timer_set(rec: Recorder, timer: Any, when: float | int) -> None:
    """Tells of a timer; ``when`` is in the loop's seconds, or in whole nanoseconds if it is an int."""
    timer._loopscope_id = 0
    if not rec.adopt(timer._loop):
        return
    timer._loopscope_id = number = next(rec.handles)
    rec.emit((rec.clock(), "TimerSet", number, when, work(rec, timer, True)))
    if rec.after_timer is not None:
        then, rec.after_timer = rec.after_timer, None
        then()


def _cancelled(rec: Recorder, handle: Any) -> None:
    number = getattr(handle, "_loopscope_id", 0)
    if number and not handle._cancelled and rec.loop is handle._loop:
        rec.emit((rec.clock(), "HandleCancelled", number))


class Ready(deque[Any]):
    """A loop's queue of ready handles."""

    __slots__ = ("loop",)

    def __init__(self, loop: Any, handles: Any = ()) -> None:
        deque.__init__(self, handles)
        self.loop = loop

    def append(self, handle: Any) -> None:
        rec = recorder
        if rec is None or (rec.loop is not self.loop and not rec.adopt(self.loop)):
            _append(self, handle)
        elif get_ident() != rec.thread:
            rec.foreign.append((self, handle))
        else:
            task = rec.task
            if task is None or handle._args or rec.has_yielded or not _yielded(rec, task, handle):
                queued(rec, handle)
            _append(self, handle)

    def __bool__(self) -> bool:
        rec = recorder
        if rec is not None and rec.loop is self.loop:
            if rec.in_turn:
                rec.end_turn()
            if rec.foreign:
                take_in_foreign(rec)
            if rec.when_turn_ends is not None:
                rec.when_turn_ends(rec)
        return _length(self) > 0

    def __len__(self) -> int:
        rec = recorder
        if rec is not None and rec.loop is self.loop and not rec.in_turn:
            if rec.foreign:
                take_in_foreign(rec)
            rec.begin_turn(_length(self))
        return _length(self)

    def popleft(self) -> Any:
        handle = _popleft(self)
        rec = recorder
        if rec is not None and rec.loop is self.loop:
            started(rec, handle)
        return handle

    def clear(self) -> None:
        """``BaseEventLoop.close`` empties the queue."""
        deque.clear(self)
        rec = recorder
        if rec is not None and rec.loop is self.loop:
            rec.loop_closed()


def _yielded(rec: Recorder, task: Any, handle: Any) -> bool:
    """Whether ``handle`` is the next step of the task that runs, after a bare yield; that is told then."""
    callback = handle._callback
    owner = getattr(callback, "__self__", None)
    if owner is not task and (type(task) is not SeenTask or task.reference() is not owner):
        return False
    if type(callback) is MethodType:
        return False  # task.cancel, for example
    now = rec.clock()
    rec.has_yielded = True
    number: int = rec.task._loopscope_id
    rec.emit((now, "TaskSuspended", number, 0, rec.task_place(task)))
    handle._loopscope_id = handle_number = next(rec.handles)
    rec.emit((now, "HandleQueued", handle_number, ("Step", number)))
    return True


def queued(rec: Recorder, handle: Any) -> None:
    """A handle joins the queue's end."""
    now = rec.clock()
    args = handle._args
    if args and isinstance(args[0], C_FUTURE) and len(args) == 1:
        _done(rec, args[0])
    if type(handle) is not Handle and isinstance(handle, C_TIMER):
        number = getattr(handle, "_loopscope_id", 0)
        if number and not handle._cancelled:
            rec.emit((now, "TimerDue", number))
        else:
            # It was cancelled while it waited for its time, or set before the recording began.
            forget(handle)
            rec.silent += 1
        return
    what = work(rec, handle, False)
    handle._loopscope_id = number = next(rec.handles)
    rec.emit((now, "HandleQueued", number, what))


def _done(rec: Recorder, future: Any) -> None:
    """A callback of ``future`` is queued, if it is one: so it is done."""
    if isinstance(future, _state.OURS):
        if not future._loopscope_done and future.done():
            rec.finished(future)
    elif type(future) is C_TASK:
        if future.done():
            rec.finished(rec.seen_task(future))
    elif rec.unseen and future.done():
        rec.foreign_done(future)


def started(rec: Recorder, handle: Any) -> None:
    """A handle was taken from the queue's front."""
    now = rec.end_handle() if rec.handle else rec.now
    number = getattr(handle, "_loopscope_id", 0)
    if not number:
        rec.silent -= 1
        return
    handle._loopscope_id = 0
    if handle._cancelled:
        rec.emit((now, "HandleSkipped", number))
        return
    rec.handle = number
    rec.running = handle
    rec.emit((now, "HandleStarted", number))
    callback = handle._callback
    task = getattr(callback, "__self__", None)
    if isinstance(task, C_TASK) and type(callback) is not MethodType and not task.done():
        rec.step_begins(task, callback, handle._args, now)


def forget(handle: Any) -> None:
    """A handle that is not told of any more."""
    if getattr(handle, "_loopscope_id", 0):
        handle._loopscope_id = 0


def take_in_foreign(rec: Recorder) -> None:
    """What other threads queued joins the queue, and the order of the events is the queue's.

    A thread cannot do both in one piece; that other threads' handles come in at two moments of a
    turn only is an order that may happen without a recorder, too.
    """
    waiting = rec.foreign
    while waiting:
        queue, handle = waiting.pop(0)
        if queue.loop is rec.loop:
            queued(rec, handle)
        _append(queue, handle)


def work(rec: Recorder, handle: Any, is_timer: bool) -> Any:
    """What a handle will do."""
    callback = handle._callback
    args = handle._args
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, C_TASK) and type(callback) is not MethodType:
        if args and isinstance(args[0], C_FUTURE):
            return ("Wakeup", rec.number(owner), _awaited_number(rec, owner, args[0]))
        return ("Step", rec.number(owner))
    if callback is futures._set_result_unless_cancelled and isinstance(args[0], C_FUTURE):  # type: ignore[attr-defined]
        if is_timer and rec.full:
            return ("WakeSleeper", rec.number(args[0]))
        return ("Callback", "_set_result_unless_cancelled", 0, True)
    future = 0
    if not is_timer and args and len(args) == 1 and isinstance(args[0], C_FUTURE) and args[0].done():
        future = _done_number(rec, args[0])
    name, is_internal = callback_name(callback)
    return ("Callback", name, future, is_internal)




def _awaited_number(rec: Recorder, task: Any, future: Any) -> int:
    """The number of the future that wakes ``task``."""
    if isinstance(future, _state.OURS):
        return future._loopscope_id or rec.number(future)
    if type(task) is C_TASK:
        task = rec.seen_task(task)
    return task._loopscope_on or rec.number(future)


def _done_number(rec: Recorder, future: Any) -> int:
    """The number of a future that a callback is called with; 0 if it was never told of."""
    if isinstance(future, _state.OURS):
        return future._loopscope_id or rec.number(future)
    return rec.number(future) if type(future) is C_TASK else 0


_names: dict[Any, tuple[str, bool]] = {}
"""The names of the functions that are called as methods most, a transport's for example."""
_MANY_NAMES = 1000


def callback_name(callback: Any) -> tuple[str, bool]:
    """A callback's name as its source has it, and whether it is asyncio's own."""
    if type(callback) is MethodType:
        function = callback.__func__
        if type(function) is FunctionType:
            name = _names.get(function)
            if name is None:
                name = _name(callback)
                if len(_names) < _MANY_NAMES:
                    _names[function] = name
            return name
    return _name(callback)


def _name(callback: Any) -> tuple[str, bool]:
    while not hasattr(callback, "__qualname__") and hasattr(callback, "func"):
        callback = callback.func
    name = getattr(callback, "__qualname__", None)
    if type(name) is not str:
        return type(callback).__name__, False
    module = getattr(callback, "__module__", None)
    is_internal = type(module) is str and module.partition(".")[0] in ("_asyncio", "asyncio", "loopscope")
    is_internal = is_internal or isinstance(getattr(callback, "__self__", None), C_FUTURE)
    return name.removeprefix("_chain_future.<locals>."), is_internal
