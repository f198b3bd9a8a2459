"""What there is when a recording begins in the middle: the state that events add up to.

The ring buffer forgets events; what they did is kept here, as events that say what holds.
See ``docs/trace-format.md``, "A file that begins in the middle".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from loopscope._recorder._state import Event


class State:
    """What a recording's events so far have made of the loop."""

    def __init__(self) -> None:
        self.when = 0
        self.has_loop = False
        self.ready: list[int] = []
        self.timers: dict[int, Event] = {}
        self.work: dict[int, Any] = {}
        self.tasks: dict[int, _Task] = {}
        self.futures: dict[int, Any] = {}
        self.links: list[tuple[int, int]] = []
        self.resources: dict[int, _Resource] = {}
        self.pools: dict[int, Event] = {}
        self.workers: dict[tuple[int, int], Event] = {}
        self.jobs: dict[int, Event] = {}
        self._steps: list[int] = []

    def take(self, events: Iterable[Event]) -> None:
        """More events have happened."""
        for event in events:
            self.when = max(self.when, event[0])
            rule = getattr(self, f"_{event[1]}", None)
            if rule is not None:
                rule(*event[2:])

    def prelude(self) -> list[Event]:
        """The events that say what there is."""
        told: list[tuple[Any, ...]] = [("LoopStarted",)] if self.has_loop else []
        told += [("FutureCreated", number, awaiting) for number, awaiting in self.futures.items()]
        for number, resource in self.resources.items():
            told += resource.told(number)
        told += [task.told(number) for number, task in self.tasks.items()]
        told += [("FutureLinked", outer, inner) for outer, inner in self.links if self._is_known(outer, inner)]
        told += [event[1:] for group in (self.pools, self.jobs, self.workers) for event in group.values()]
        told += [("HandleQueued", handle, self.work[handle]) for handle in self.ready]
        told += [event[1:] for event in self.timers.values()]
        return [(self.when, *event) for event in told]

    def _is_known(self, *futures: int) -> bool:
        return all(future in self.futures or future in self.tasks for future in futures)

    # The loop and its handles.

    def _LoopStarted(self) -> None:
        self.has_loop = True

    def _LoopStopped(self) -> None:
        self.has_loop = False
        self.ready.clear()
        self.timers.clear()
        self.work.clear()

    def _HandleQueued(self, handle: int, work: Any) -> None:
        self.ready.append(handle)
        self.work[handle] = work

    def _TimerSet(self, handle: int, when: Any, work: Any) -> None:
        self.timers[handle] = (0, "TimerSet", handle, when, work)
        self.work[handle] = work

    def _TimerDue(self, handle: int) -> None:
        self.timers.pop(handle, None)
        self.ready.append(handle)

    def _HandleCancelled(self, handle: int) -> None:
        self.timers.pop(handle, None)

    def _HandleStarted(self, handle: int) -> None:
        if handle in self.ready:
            self.ready.remove(handle)
        self.work.pop(handle, None)

    _HandleSkipped = _HandleStarted

    # Tasks and futures.

    def _TaskCreated(self, task: int, name: str, call: Any, parent: int, at: int, internal: bool = False) -> None:
        self.tasks[task] = _Task(name, call, parent, at)

    def _TaskSeen(
        self, task: int, name: str, call: Any, parent: int, at: int, frames: Any, on: int, cancelling: int
    ) -> None:
        self.tasks[task] = seen = _Task(name, call, parent, at)
        seen.frames, seen.on, seen.cancelling = list(frames), on, cancelling

    def _TaskRenamed(self, task: int, name: str) -> None:
        if task in self.tasks:
            self.tasks[task].name = name

    def _TaskResumed(self, task: int, thrown: Any, eager: bool) -> None:
        if task in self.tasks:
            self.tasks[task].on = 0

    def _TaskSuspended(self, task: int, on: int, at: int) -> None:
        if task in self.tasks:
            self.tasks[task].stands(on, at)

    def _TaskFinished(self, task: int, outcome: Any) -> None:
        self.tasks.pop(task, None)
        self._forget_links(task)

    def _FrameEntered(self, task: int, call: Any, at: int) -> None:
        if task in self.tasks:
            self.tasks[task].frames.append((call, at))

    def _FrameExited(self, task: int) -> None:
        if task in self.tasks and self.tasks[task].frames:
            self.tasks[task].frames.pop()

    def _CancelRequested(self, target: int, origin: Any, by: int, message: Any) -> None:
        if target in self.tasks:
            self.tasks[target].cancelling += 1

    def _Uncancelled(self, task: int, remaining: int) -> None:
        if task in self.tasks:
            self.tasks[task].cancelling = remaining

    def _FutureCreated(self, future: int, awaiting: Any) -> None:
        self.futures[future] = awaiting

    def _FutureFinished(self, future: int, outcome: Any) -> None:
        self.futures.pop(future, None)
        self._forget_links(future)

    def _FutureLinked(self, outer: int, inner: int) -> None:
        self.links.append((outer, inner))

    def _forget_links(self, future: int) -> None:
        if self.links:
            self.links = [link for link in self.links if future not in link]

    # What tasks share.

    def _ResourceCreated(self, resource: int, *made: Any) -> None:
        self.resources[resource] = _Resource(made)

    def _ResourceChanged(self, resource: int, change: Any, value: int, task: int, at: int) -> None:
        self.resources[resource].change(change, value, task, at)

    def _PoolCreated(self, pool: int, *made: Any) -> None:
        self.pools[pool] = (0, "PoolCreated", pool, *made)

    def _PoolShutDown(self, pool: int) -> None:
        self.pools.pop(pool, None)

    def _JobSubmitted(self, job: int, *submitted: Any) -> None:
        self.jobs[job] = (0, "JobSubmitted", job, *submitted)

    def _JobEnded(self, job: int, outcome: Any) -> None:
        self.jobs.pop(job, None)

    def _WorkerChanged(self, pool: int, worker: int, *state: Any) -> None:
        self.workers[pool, worker] = (0, "WorkerChanged", pool, worker, *state)


class _Task:
    """A task that is not finished."""

    def __init__(self, name: str, call: Any, parent: int, at: int) -> None:
        self.name = name
        self.call = call
        self.parent = parent
        self.at = at
        self.on = 0
        self.cancelling = 0
        self.frames: list[tuple[Any, int]] = []

    def stands(self, on: int, at: int) -> None:
        self.on = on
        if self.frames:
            self.frames[-1] = (self.frames[-1][0], at)

    def told(self, number: int) -> tuple[Any, ...]:
        frames = tuple(self.frames)
        return ("TaskSeen", number, self.name, self.call, self.parent, self.at, frames, self.on, self.cancelling)


class _Resource:
    """A lock, a queue, …: who has it and who stands in line."""

    def __init__(self, made: tuple[Any, ...]) -> None:
        self.made = made
        self.value: int | None = None
        self.holders: list[tuple[int, int]] = []
        self.waiters: list[tuple[Any, int, int]] = []

    def change(self, change: Any, value: int, task: int, at: int) -> None:
        self.value = value
        kind = change if type(change) is str else change[0]
        if kind == "Acquired":
            self.holders.append((task, at))
        elif kind == "Released" and self.holders:
            own = [holder for holder in self.holders if holder[0] == task]
            self.holders.remove(own[0] if own else self.holders[0])
        elif kind == "Waiting":
            self.waiters.append((change, task, at))
        elif kind in ("Woken", "LeftLine"):
            self.waiters = [waiter for waiter in self.waiters if waiter[0][1] != change[1]]

    def told(self, number: int) -> list[tuple[Any, ...]]:
        """The events that say what holds; those of ``value`` all say the present one."""
        value = self.value or 0
        told: list[tuple[Any, ...]] = [("ResourceCreated", number, *self.made)]
        told += [("ResourceChanged", number, "Acquired", value, *holder) for holder in self.holders]
        told += [("ResourceChanged", number, change, value, task, at) for change, task, at in self.waiters]
        if self.value is not None and len(told) == 1:
            told += self._told_value(number, value)
        return told

    def _told_value(self, number: int, value: int) -> list[tuple[Any, ...]]:
        """Nobody has it or waits: an event that is set, items in a queue."""
        change = {"Event": "Set" if value else "Cleared", "Queue": "Put"}.get(self.made[0].removeprefix("Lifo").removeprefix("Priority"))
        return [("ResourceChanged", number, change, value, 0, 0)] if change and value else []
