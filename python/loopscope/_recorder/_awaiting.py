"""What a future stands for, told by the code that made it; and who cancels, by the code that does."""

from __future__ import annotations

import asyncio
from asyncio import base_events, futures, locks, queues, runners, streams, tasks
from types import FrameType
from typing import Any, Callable, NamedTuple

from loopscope._recorder import _executors, _primitives
from loopscope._recorder._sources import coroutine_code, coroutine_frame
from loopscope._recorder._state import C_FUTURE, Recorder

timeouts: Any = getattr(asyncio, "timeouts", None)
taskgroups: Any = getattr(asyncio, "taskgroups", None)


class Meaning(NamedTuple):
    """What a future stands for."""

    awaiting: Any
    inner: Any = ()
    """The futures that it waits for."""
    after_timer: bool = False
    """Whether those are linked only after the next timer is set."""
    then: Callable[[], None] | None = None


PLAIN = Meaning("Future")
Describer = Callable[[Recorder, FrameType, "FrameType | None", Any], Meaning]
"""Is given the frame of who makes the future, the frame of who called that, and the future, if it is of our class."""

DESCRIBERS: dict[int, Describer] = {}
"""What the futures stand for that a function of asyncio makes, by the id of its code object."""
CANCELLERS: dict[int, str] = {}
"""Who it is that cancels, by the id of the code object."""


def tell(rec: Recorder, number: int, awaiting: Any, inner: Any, after_timer: bool, then: Any) -> None:
    """Tells that a future was made, and of what it waits for."""
    rec.emit((rec.clock(), "FutureCreated", number, awaiting))
    if after_timer:
        # Lists, so that nothing of the program's own lives longer.
        inners = _numbers(rec, inner)
        rec.after_timer = lambda: _link(rec, number, inners)
    else:
        _link(rec, number, _numbers(rec, inner))
    if then is not None:
        then()


def _numbers(rec: Recorder, inner: Any) -> list[int]:
    return [rec.number(future) for future in inner if isinstance(future, C_FUTURE)]


def _link(rec: Recorder, outer: int, inner: list[int]) -> None:
    for number in inner:
        rec.emit((rec.clock(), "FutureLinked", outer, number))


def of_suspended(rec: Recorder, future: Any, innermost: Any, outer: Any) -> int:
    """The number of a future of the C class, told by the innermost coroutine and the one around it."""
    number = rec.unseen[id(future)] = next(rec.futures)
    if type(future) is not C_FUTURE and isinstance(future, tasks._GatheringFuture):  # type: ignore[attr-defined]
        tell(rec, number, *gathering(rec, future))
        return number
    describe = None if innermost is None else DESCRIBERS.get(id(coroutine_code(innermost)))
    frame = None if describe is None else coroutine_frame(innermost)
    if describe is None or frame is None:
        rec.emit((rec.now, "FutureCreated", number, "Future"))
    else:
        caller = None if outer is None else coroutine_frame(outer)
        tell(rec, number, *describe(rec, frame, caller, None)._replace(after_timer=False))
    return number


def gathering(rec: Recorder, future: Any) -> Meaning:
    """The future of ``gather``."""
    children = list(dict.fromkeys(future._children))
    return Meaning(("Gather", len(children)), children)


def _sleep(_rec: Recorder, frame: FrameType, _caller: FrameType | None, _future: Any) -> Meaning:
    delay = frame.f_locals["delay"]
    return Meaning(("Sleep", float(delay)))


def _shield(rec: Recorder, frame: FrameType, _caller: FrameType | None, _future: Any) -> Meaning:
    inner = frame.f_locals["inner"]
    return Meaning(("Shield", rec.number(inner)), [inner])


def _empty_gather(_rec: Recorder, _frame: FrameType, _caller: FrameType | None, _future: Any) -> Meaning:
    return Meaning(("Gather", 0))


def _wait(_rec: Recorder, frame: FrameType, _caller: FrameType | None, _future: Any) -> Meaning:
    members = list(frame.f_locals["fs"])
    return Meaning(("Wait", len(members)), members, frame.f_locals.get("timeout") is not None)


def _cancel_and_wait(rec: Recorder, frame: FrameType, _caller: FrameType | None, _future: Any) -> Meaning:
    return Meaning(("CancelAndWait", rec.number(frame.f_locals["fut"])))


def _task_group(_rec: Recorder, frame: FrameType, _caller: FrameType | None, _future: Any) -> Meaning:
    members = [task for task in frame.f_locals["self"]._tasks if getattr(task, "_loopscope_id", 0)]
    return Meaning("TaskGroup", sorted(members, key=lambda task: task._loopscope_id))


def _job(rec: Recorder, frame: FrameType, caller: FrameType | None, future: Any) -> Meaning:
    if future is None or caller is None or caller.f_code is not _RUN_IN_EXECUTOR:
        return PLAIN
    source = frame.f_locals["future"]
    future._loopscope_job = number = _executors.job_of(rec, source)
    call = dict(caller.f_locals)
    place = rec.sources.program_place(caller)
    return Meaning(
        ("Job", number), then=lambda: _executors.submitted(rec, source, future._loopscope_id, call, place)
    )


def _shutdown(_rec: Recorder, _frame: FrameType, _caller: FrameType | None, _future: Any) -> Meaning:
    return Meaning(("Outside", "shutdown_default_executor"))


def _outside(what: str) -> Describer:
    """The future of one that waits for something outside the loop."""
    meaning = Meaning(("Outside", what))
    return lambda rec, frame, caller, future: meaning


def _in_line(kind: str) -> Describer:
    """The future of one that waits at a primitive."""

    def describe(rec: Recorder, frame: FrameType, caller: FrameType | None, future: Any) -> Meaning:
        line = _primitives.line_of(kind, frame.f_locals["self"], frame, caller)
        if future is not None:
            future._loopscope_line = line
        return Meaning((line.kind, _primitives.number(rec, line.primitive, caller)))

    return describe


_RUN_IN_EXECUTOR = base_events.BaseEventLoop.run_in_executor.__code__


def _learn(describers: dict[Any, Describer], cancellers: dict[Any, str]) -> None:
    for function, describer in describers.items():
        if function is not None:
            DESCRIBERS[id(function.__code__)] = describer
    for function, who in cancellers.items():
        if function is not None:
            CANCELLERS[id(function.__code__)] = who


def _method(owner: Any, name: str) -> Any:
    return getattr(owner, name, None)


_learn(
    {
        tasks.sleep: _sleep,
        tasks.shield: _shield,
        tasks.gather: _empty_gather,
        tasks._wait: _wait,  # type: ignore[attr-defined]
        tasks._cancel_and_wait: _cancel_and_wait,  # type: ignore[attr-defined]
        futures.wrap_future: _job,
        _method(streams.StreamReader, "_wait_for_data"): _outside("StreamReader.read"),
        _method(streams.FlowControlMixin, "_drain_helper"): _outside("StreamWriter.drain"),
        locks.Lock.acquire: _in_line("Lock"),
        locks.Event.wait: _in_line("Event"),
        locks.Condition.wait: _in_line("Condition"),
        locks.Semaphore.acquire: _in_line("Semaphore"),
        queues.Queue.get: _in_line("QueueGet"),
        queues.Queue.put: _in_line("QueuePut"),
        _method(base_events.BaseEventLoop, "shutdown_default_executor"): _shutdown,
        _method(_method(taskgroups, "TaskGroup"), "__aexit__"): _task_group,
        _method(_method(taskgroups, "TaskGroup"), "_aexit"): _task_group,
    },
    {
        _method(_method(timeouts, "Timeout"), "_on_timeout"): "Timeout",
        tasks.wait_for: "WaitFor",
        tasks._cancel_and_wait: "WaitFor",  # type: ignore[attr-defined]
        _method(_method(taskgroups, "TaskGroup"), "_abort"): "TaskGroup",
        _method(_method(taskgroups, "TaskGroup"), "__aexit__"): "TaskGroup",
        _method(_method(taskgroups, "TaskGroup"), "_aexit"): "TaskGroup",
        _method(_method(taskgroups, "TaskGroup"), "_on_task_done"): "TaskGroup",
        runners._cancel_all_tasks: "Runner",  # type: ignore[attr-defined]
        _method(_method(runners, "Runner"), "_on_sigint"): "Interrupt",
    },
)
