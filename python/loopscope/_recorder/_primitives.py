"""Locks, events, conditions, semaphores, barriers and queues that tell what happens to them.

Each keeps its state in a plain attribute (``Lock._locked``, ``Queue._unfinished_tasks``), which
asyncio sets at just the moment that matters. A data descriptor of that name on the class sees it,
and who sets it, and no function of ours stands between the program and asyncio. The value stays
where it was, in the object's ``__dict__``: taking the descriptor away leaves all as it was.
"""

from __future__ import annotations

import sys
from asyncio import events, locks, queues
from collections import deque
from types import FrameType
from typing import Any, Callable, NamedTuple

from loopscope._recorder import _names
from loopscope._recorder._state import Recorder

recorder: Recorder | None = None
"""The recorder at work, if it records primitives; set by ``_install``."""

_BARRIER: Any = getattr(locks, "Barrier", None)
_OWNERS = tuple(kind for kind in (queues.Queue, _BARRIER) if kind)
"""What has locks and events inside it that are nobody else's business."""

KINDS: dict[Any, str] = {
    locks.Lock: "Lock",
    locks.Event: "Event",
    locks.Condition: "Condition",
    locks.BoundedSemaphore: "BoundedSemaphore",
    locks.Semaphore: "Semaphore",
    queues.PriorityQueue: "PriorityQueue",
    queues.LifoQueue: "LifoQueue",
    queues.Queue: "Queue",
}
if _BARRIER:
    KINDS[_BARRIER] = "Barrier"


class Line(NamedTuple):
    """Where a future's waiter stands in line."""

    kind: str
    primitive: Any

    def joined(self, rec: Recorder, future: Any, frame: FrameType) -> None:
        """The waiter's future was made; a condition's stands in line only later."""
        if rec.full and self.kind in ("Lock", "Event", "Semaphore", "QueueGet", "QueuePut"):
            changed(rec, self.primitive, ("Waiting", future._loopscope_id), frame)

    def woken(self, rec: Recorder, future: Any) -> None:
        """The waiter's future is about to get its result."""
        if rec.full and self.kind not in ("QueueJoin", "Barrier"):
            changed(rec, self.primitive, ("Woken", future._loopscope_id), None)

    def left(self, rec: Recorder, future: Any) -> None:
        """An exception is thrown into the waiter."""
        if self.kind in ("Lock", "Semaphore", "QueueGet", "QueuePut"):
            place = rec.sources.coroutine_place(rec.task.get_coro())
            _emit(rec, self.primitive, ("LeftLine", future._loopscope_id), value_of(self.primitive), place)


def line_of(kind: str, primitive: Any, frame: FrameType, caller: FrameType | None) -> Line:
    """The line of one who waits at ``primitive``, in the function of ``frame``."""
    owner = primitive.__dict__.get("_loopscope_owner")
    if owner is None and caller is not None and caller.f_code is queues.Queue.join.__code__:
        owner = caller.f_locals["self"]
    if owner is not None:
        return Line("QueueJoin" if isinstance(owner, queues.Queue) else "Barrier", owner)
    return Line(kind, primitive)


# Numbers.


def number(rec: Recorder, primitive: Any, frame: FrameType | None) -> int:
    """The number of a primitive, of which it is told at its first use; 0 inside another one."""
    own = primitive.__dict__
    if "_loopscope_owner" in own:
        return 0
    known = own.get("_loopscope_id")
    if known is not None and known[0] is rec:
        return known[1]  # type: ignore[no-any-return]
    number = next(rec.resources)
    own["_loopscope_id"] = (rec, number)
    user = _program_frame(rec, frame)
    made = own.get("_loopscope_made")
    place, name = made if made is not None else (rec.sources.program_place(frame), None)
    name = name or _names.used_in(user, primitive)
    rec.emit((rec.clock(), "ResourceCreated", number, kind_of(primitive), place, name, limit_of(primitive)))
    return number


def kind_of(primitive: Any) -> str:
    """The kind of a primitive, or of what it is a subclass of."""
    known = KINDS.get(type(primitive))
    return known or next(name for kind, name in KINDS.items() if isinstance(primitive, kind))


def limit_of(primitive: Any) -> int | None:
    """A queue's size, if it has one, a semaphore's first value, a barrier's parties."""
    own = primitive.__dict__
    for name in ("_maxsize", "_loopscope_limit", "_parties"):
        limit = own.get(name)
        if type(limit) is int:
            return limit if limit > 0 or name != "_maxsize" else None
    return None


def value_of(primitive: Any) -> int:
    """The state of a primitive as one number."""
    own = primitive.__dict__
    if isinstance(primitive, locks.Condition):
        return len(own["_waiters"])
    if isinstance(primitive, queues.Queue):
        return len(own["_queue"]) if "_queue" in own else 0
    for name in ("_locked", "_value", "_count"):
        if name in own:
            return int(own[name])
    return 0


def changed(rec: Recorder, primitive: Any, change: Any, frame: FrameType | None, value: int | None = None) -> None:
    """Tells of a change, at the nearest place in the program from ``frame`` outwards."""
    place = 0 if frame is None else rec.sources.program_place(frame)
    _emit(rec, primitive, change, value_of(primitive) if value is None else value, place, frame)


def _emit(rec: Recorder, primitive: Any, change: Any, value: int, place: int, frame: FrameType | None = None) -> None:
    resource = number(rec, primitive, frame)
    if resource:
        rec.emit((rec.clock(), "ResourceChanged", resource, change, value, rec.current(), place))


def _program_frame(rec: Recorder, frame: FrameType | None) -> FrameType | None:
    while frame is not None and not rec.sources.info(frame.f_code).is_program:
        frame = frame.f_back
    return frame


# What is told of when an attribute is set.

Tell = Callable[[Recorder, Any, Any, Any, FrameType], None]
_MISSING = object()


class Watched:
    """A data descriptor for an attribute that tells when it is set; the value stays in ``__dict__``."""

    def __init__(self, name: str, tell: Tell, convert: Callable[[Any, Any], Any] | None = None) -> None:
        self.name = name
        self.tell = tell
        self.convert = convert

    def __get__(self, primitive: Any, owner: Any = None) -> Any:
        if primitive is None:
            return self
        try:
            return primitive.__dict__[self.name]
        except KeyError:
            raise AttributeError(self.name) from None

    def __set__(self, primitive: Any, value: Any) -> None:
        own = primitive.__dict__
        before = own.get(self.name, _MISSING)
        own[self.name] = value if self.convert is None else self.convert(primitive, value)
        rec = recorder
        if rec is None:
            return
        frame = sys._getframe(1)
        if before is _MISSING:
            # Where and by what name it is made is known also before a loop runs.
            if rec.loop is None or rec.here():
                _made(rec, primitive, frame)
        elif "_loopscope_owner" not in own and rec.here():
            self.tell(rec, primitive, before, value, frame)


def _made(rec: Recorder, primitive: Any, frame: FrameType) -> None:
    """A primitive is being made, by the ``__init__`` of ``frame``."""
    maker: FrameType | None = frame
    while maker is not None and _initialises(maker, primitive):
        maker = maker.f_back
    if maker is None:
        return
    own = primitive.__dict__
    outer = maker.f_locals.get("self") if maker.f_code.co_name == "__init__" else None
    if isinstance(outer, _OWNERS):
        own["_loopscope_owner"] = outer
        return
    if isinstance(primitive, locks.Semaphore):
        own["_loopscope_limit"] = own["_value"]
    if isinstance(outer, locks.Condition):
        # Its own lock is made before anything else of it.
        _made(rec, outer, maker)
        if "_loopscope_owner" in outer.__dict__:
            own["_loopscope_owner"] = outer.__dict__["_loopscope_owner"]
            return
        own["_loopscope_made"] = (outer.__dict__["_loopscope_made"][0], None)
        if "_loopscope_id" in outer.__dict__:
            number(rec, primitive, maker)
        return
    if "_loopscope_made" in own:
        return
    info = rec.sources.info(maker.f_code)
    if info.is_asyncio:
        own["_loopscope_made"] = (info.place(maker), None)
        return
    own["_loopscope_made"] = (rec.sources.program_place(maker), _names.stored_after(maker))
    if events._get_running_loop() is rec.loop and rec.loop and rec.sources.info(maker.f_code).is_program:
        number(rec, primitive, maker)


def _initialises(frame: FrameType, primitive: Any) -> bool:
    return frame.f_code.co_name == "__init__" and frame.f_locals.get("self") is primitive


def _lock(rec: Recorder, lock: Any, _before: Any, value: Any, frame: FrameType) -> None:
    changed(rec, lock, "Acquired" if value else "Released", frame)


def _event(rec: Recorder, event: Any, _before: Any, value: Any, frame: FrameType) -> None:
    changed(rec, event, "Set" if value else "Cleared", frame)


def _semaphore(rec: Recorder, semaphore: Any, before: Any, value: Any, frame: FrameType) -> None:
    if frame.f_code is locks.Semaphore.release.__code__:
        changed(rec, semaphore, "Released", frame)
    elif value < before and not tells_of_return and frame.f_code is locks.Semaphore.acquire.__code__:
        changed(rec, semaphore, "Acquired", frame)


def _queue(rec: Recorder, queue: Any, _before: Any, value: Any, frame: FrameType) -> None:
    if frame.f_code is queues.Queue.put_nowait.__code__:
        changed(rec, queue, "Put", frame)
    elif frame.f_code is queues.Queue.task_done.__code__:
        changed(rec, queue, ("TaskDone", value), frame)


def _queue_shut_down(rec: Recorder, queue: Any, _before: Any, value: Any, frame: FrameType) -> None:
    if value:
        changed(rec, queue, "Shutdown", frame, 0 if frame.f_locals.get("immediate") else None)


def _barrier_count(rec: Recorder, barrier: Any, before: Any, value: Any, frame: FrameType) -> None:
    if value > before:
        changed(rec, barrier, "Arrived", frame)


_STATES = {"draining": "Tripped", "broken": "Broken", "resetting": "Reset"}


def _barrier_state(rec: Recorder, barrier: Any, _before: Any, value: Any, frame: FrameType) -> None:
    change = _STATES.get(value.value)
    if change is not None:
        changed(rec, barrier, change, frame)


def _nothing(_rec: Recorder, _primitive: Any, _before: Any, _value: Any, _frame: FrameType) -> None:
    pass


class Waiters(deque[Any]):
    """The line at a condition, which tells of who joins it."""

    __slots__ = ("condition",)
    condition: Any

    def append(self, future: Any) -> None:
        deque.append(self, future)
        rec = recorder
        if rec is not None and rec.here() and "_loopscope_owner" not in self.condition.__dict__:
            waiting = ("Waiting", rec.number(future))
            changed(rec, self.condition, waiting, sys._getframe(1))

    def remove(self, future: Any) -> None:
        deque.remove(self, future)
        rec = recorder
        if rec is None or _HAS_NOTIFY or not future.cancelled() or not rec.here():
            return
        if "_loopscope_owner" not in self.condition.__dict__:
            changed(rec, self.condition, ("LeftLine", rec.number(future)), sys._getframe(1))


def _telling_waiters(condition: Any, waiters: Any) -> Any:
    telling = Waiters(waiters)
    telling.condition = condition
    return telling


_HAS_NOTIFY = hasattr(locks.Condition, "_notify")
_C_NOTIFY: Any = getattr(locks.Condition, "_notify", locks.Condition.notify)


def notify(condition: Any, n: int = 1) -> None:
    """``Condition._notify`` (before Python 3.12.4: ``notify``), which tells first."""
    rec = recorder
    if rec is not None and rec.here() and "_loopscope_owner" not in condition.__dict__:
        frame = sys._getframe(1)
        if _HAS_NOTIFY and frame.f_code is locks.Condition.wait.__code__:
            future = frame.f_locals["fut"]
            changed(rec, condition, ("LeftLine", rec.number(future)), frame)
            _notified(rec, condition, n, None)
        elif condition.locked():
            _notified(rec, condition, n, frame)
    _C_NOTIFY(condition, n)


def _notified(rec: Recorder, condition: Any, n: int, frame: FrameType | None) -> None:
    waiting = sum(1 for future in condition._waiters if not future.done())
    changed(rec, condition, ("Notified", min(n, waiting)), frame)


_C_WAKEUP_NEXT: Any = queues.Queue._wakeup_next  # type: ignore[attr-defined]


def wakeup_next(queue: Any, waiters: Any) -> None:
    """``Queue._wakeup_next``, with which ``get_nowait`` ends."""
    rec = recorder
    if rec is not None and rec.here():
        frame = sys._getframe(1)
        if frame.f_code is queues.Queue.get_nowait.__code__:
            changed(rec, queue, "Got", frame)
    _C_WAKEUP_NEXT(queue, waiters)


tells_of_return = False
"""Whether ``_frames`` sees ``Semaphore.acquire`` return; set by ``_install``."""


def semaphore_acquired(rec: Recorder, frame: FrameType) -> None:
    """``Semaphore.acquire`` is about to return."""
    changed(rec, frame.f_locals["self"], "Acquired", frame)


WATCHED: list[tuple[Any, str, Any]] = [
    (locks.Lock, "_locked", Watched("_locked", _lock)),
    (locks.Event, "_value", Watched("_value", _event)),
    (locks.Semaphore, "_value", Watched("_value", _semaphore)),
    (locks.Condition, "_waiters", Watched("_waiters", _nothing, _telling_waiters)),
    (locks.Condition, "_notify" if _HAS_NOTIFY else "notify", notify),
    (queues.Queue, "_unfinished_tasks", Watched("_unfinished_tasks", _queue)),
    (queues.Queue, "_wakeup_next", wakeup_next),
]
"""What is put on asyncio's classes, by name."""

if hasattr(queues.Queue, "shutdown"):
    WATCHED.append((queues.Queue, "_is_shutdown", Watched("_is_shutdown", _queue_shut_down)))
if _BARRIER:
    WATCHED.append((_BARRIER, "_count", Watched("_count", _barrier_count)))
    WATCHED.append((_BARRIER, "_state", Watched("_state", _barrier_state)))
