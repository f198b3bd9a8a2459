"""Says who waits for what, and since which line, when a run can get nowhere."""

from __future__ import annotations

import asyncio
import asyncio.tasks
import gc
import linecache
import os
import sys
import types
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from loopscope._loop.numbers import in_order_of_creation

if TYPE_CHECKING:
    from loopscope._loop.event_loop import DeterministicLoop

_ASYNCIO = os.path.dirname(asyncio.__file__) + os.sep
_PRIMITIVES: tuple[type, ...] = (asyncio.Lock, asyncio.Semaphore, asyncio.Condition, asyncio.Event, asyncio.Queue)
if sys.version_info >= (3, 11):
    _PRIMITIVES += (asyncio.Barrier,)
_MOST_TASKS_TOLD = 50


def deadlock_report(loop: DeterministicLoop) -> str:
    """What is told when nothing can ever happen again."""
    return "\n".join([
        f"deadlock at {_stamp(loop)}: nothing is ready, no timer is set, and these tasks are left; "
        "CPython would hang here",
        *_tasks_told(loop),
    ])


def livelock_report(loop: DeterministicLoop) -> str:
    """What is told when the loop turns and turns, and the clock stands still."""
    return "\n".join([
        f"livelock at {_stamp(loop)}: the loop has turned {loop.world.turns_at_one_moment:,} times and the clock "
        "stands still; CPython would never come to an end here",
        *_tasks_told(loop),
    ])


def unending_report(loop: DeterministicLoop, handles: int) -> str:
    """What is told when a run has taken as many steps as it was given."""
    return "\n".join([
        f"no end after {handles:,} callbacks, at {_stamp(loop)}: the program may be one that goes on for ever",
        *_tasks_told(loop),
    ])


def _stamp(loop: DeterministicLoop) -> str:
    now = loop.world.clock.now
    return f"{now // 10**9}.{now % 10**9:09d}"


def _tasks_told(loop: DeterministicLoop) -> list[str]:
    tasks = in_order_of_creation(asyncio.tasks.all_tasks(loop))
    holders = _holders(tasks)
    told = [_task_told(task, holders) for task in tasks[:_MOST_TASKS_TOLD]]
    if len(tasks) > _MOST_TASKS_TOLD:
        told.append(f"  … and {len(tasks) - _MOST_TASKS_TOLD} more tasks")
    return told


def _task_told(task: asyncio.Task[Any], holders: dict[int, list[asyncio.Task[Any]]]) -> str:
    coroutine: Any = task.get_coro()
    what = getattr(coroutine, "__qualname__", type(coroutine).__name__)
    return f"  {task.get_name()} ({what}) {_waits_for(task, holders)}{_since(task)}"


def _since(task: asyncio.Task[Any]) -> str:
    """The line of the program where the task stands."""
    frames = [frame for frame in frames_of(task) if not frame.f_code.co_filename.startswith(_ASYNCIO)]
    if not frames:
        return ""
    frame = frames[-1]
    file, line = frame.f_code.co_filename, frame.f_lineno
    text = linecache.getline(file, line).strip()
    return f", in {os.path.basename(file)} line {line}" + (f": {text}" if text else "")


def _waits_for(task: asyncio.Task[Any], holders: dict[int, list[asyncio.Task[Any]]]) -> str:
    future: Any = getattr(task, "_fut_waiter", None)
    if future is None:
        return "is ready"
    awaited = _members(future, task)
    if awaited:
        return f"waits for {' and '.join(map(_future_told, awaited))}"
    thing = _primitive_of(task)
    if thing is None:
        return "waits for a future that nobody completes"
    kind = type(thing).__name__
    told = f"waits for {_name_of(thing, task) or 'a thing of its own'} ({kind})"
    held_by = ["itself" if holder is task else holder.get_name() for holder in holders.get(id(thing), ())]
    return told + (f", which is held by {' and '.join(held_by)}" if held_by else "")


def _future_told(future: Any) -> str:
    return future.get_name() if isinstance(future, asyncio.Task) else "a future"


def _members(future: Any, task: asyncio.Task[Any]) -> list[Any]:
    """The futures that are not done among those that the task waits for at once."""
    if isinstance(future, asyncio.Task):
        return [future]
    if isinstance(future, asyncio.tasks._GatheringFuture):  # type: ignore[attr-defined]
        return [child for child in future._children if not child.done()]
    for frame in frames_of(task):
        if frame.f_code.co_name == "_wait" and frame.f_code.co_filename.startswith(_ASYNCIO):
            return [member for member in frame.f_locals.get("fs", ()) if not member.done()]
    return []


def _primitive_of(task: asyncio.Task[Any]) -> Any:
    """The lock, queue, … in which the task waits: the outermost one below the program's own frames."""
    thing = None
    for frame in reversed(list(frames_of(task))):
        if not frame.f_code.co_filename.startswith(_ASYNCIO):
            return thing
        owner = frame.f_locals.get("self")
        if isinstance(owner, _PRIMITIVES):
            thing = owner
    return thing


def _name_of(thing: Any, task: asyncio.Task[Any]) -> str | None:
    """The variable that the program has the thing in, as far as the task's own frames show it."""
    for frame in reversed(list(frames_of(task))):
        if frame.f_code.co_filename.startswith(_ASYNCIO):
            continue
        for name, value in frame.f_locals.items():
            if value is thing:
                return name
            for attribute, inner in getattr(value, "__dict__", {}).items():
                if inner is thing and not isinstance(value, (type, types.ModuleType)):
                    return f"{name}.{attribute}"
        for name, value in frame.f_globals.items():
            if value is thing:
                return name
    return None


def _holders(tasks: list[asyncio.Task[Any]]) -> dict[int, list[asyncio.Task[Any]]]:
    """The tasks that stand inside ``async with`` of a thing, by the thing's id."""
    holders: dict[int, list[asyncio.Task[Any]]] = {}
    for task in tasks:
        for thing in dict.fromkeys(map(_Same, _entered(task.get_coro()))):
            holders.setdefault(id(thing.it), []).append(task)
    return holders


class _Same:
    """A thing that is equal to itself alone, whatever it says of equality."""

    def __init__(self, it: Any) -> None:
        self.it = it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it

    def __hash__(self) -> int:
        return id(self.it)


def _entered(coroutine: Any) -> Iterator[Any]:
    """Locks and semaphores whose ``__aexit__`` a suspended coroutine, or one below it, has to call.

    A frame keeps the bound method for the end of ``async with`` where only the collector sees it.
    """
    seen: set[int] = set()
    to_see = [coroutine]
    while to_see:
        one = to_see.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        awaited = _awaited_by(one)
        to_see.append(awaited)
        entering = _being_entered(awaited)
        for owner in _exits_kept(one):
            if owner is entering:
                entering = None
            elif isinstance(owner, (asyncio.Lock, asyncio.Semaphore)):
                yield owner
            else:
                to_see.append(getattr(owner, "gen", None))


def _exits_kept(coroutine: Any) -> list[Any]:
    """What the coroutine itself has entered or is about to enter by ``async with``."""
    methods = {id(held): held for held in gc.get_referents(coroutine, *_frames(coroutine))
               if getattr(held, "__name__", "") == "__aexit__"}
    owners = [getattr(held, "__self__", None) for held in methods.values()]
    return [owner._lock if isinstance(owner, asyncio.Condition) else owner  # type: ignore[attr-defined]
            for owner in owners if owner is not None]


def _being_entered(awaited: Any) -> Any:
    """What the coroutine that is awaited enters, if it is an ``__aenter__``: nobody has it yet."""
    for frame in _frames(awaited):
        if frame.f_code.co_name == "__aenter__":
            owner = frame.f_locals.get("self")
            if isinstance(owner, asyncio.Condition):
                return owner._lock  # type: ignore[attr-defined]
            return owner if isinstance(owner, (asyncio.Lock, asyncio.Semaphore)) else None
    return None


def frames_of(task: asyncio.Task[Any]) -> Iterator[types.FrameType]:
    """The frames of a suspended task, from the outermost coroutine to the innermost."""
    coroutine: Any = task.get_coro()
    seen: set[int] = set()
    while coroutine is not None and id(coroutine) not in seen:
        seen.add(id(coroutine))
        yield from _frames(coroutine)
        coroutine = _awaited_by(coroutine)


def _frames(coroutine: Any) -> list[types.FrameType]:
    for name in ("cr_frame", "gi_frame", "ag_frame"):
        frame = getattr(coroutine, name, None)
        if frame is not None:
            return [frame]
    return []


def _awaited_by(coroutine: Any) -> Any:
    """The coroutine or generator that this one awaits.

    Of the step of an asynchronous generator only the collector knows whose it is.
    """
    for name in ("cr_await", "gi_yieldfrom", "ag_await"):
        awaited = getattr(coroutine, name, None)
        if awaited is not None:
            return awaited
    if type(coroutine).__name__ in ("async_generator_asend", "async_generator_athrow", "anext_awaitable",
                                    "coroutine_wrapper"):
        for held in gc.get_referents(coroutine):
            if isinstance(held, (types.AsyncGeneratorType, types.CoroutineType)) or (
                    type(held).__name__.startswith("async_generator_")):
                return held
    return None
