"""What holds at one moment of a trace: tasks, what they await, and what they share."""

from __future__ import annotations

from typing import Any

from loopscope._reading import Event, Trace


class Task:
    """A task so far."""

    def __init__(self, number: int, when: int, fields: dict[str, Any]) -> None:
        self.number = number
        self.name: str = fields["name"]
        self.call: dict[str, Any] = fields["call"]
        self.since = when
        """When it entered the state that it is in."""
        self.state = "ready"
        """``ready``, ``running``, ``waiting`` or ``finished``."""
        self.on: int | None = fields.get("on")
        self.at: list[int] | None = fields.get("at")
        self.cancelling: int = fields.get("cancelling", 0)
        self.frames: list[dict[str, Any]] = [frame["call"] for frame in fields.get("frames", [])]
        if fields.get("frames"):
            self.at = fields["frames"][-1]["at"]
        if self.on is not None:
            self.state = "waiting"
        self.outcome: Any = None

    def label(self) -> str:
        """``Task-2 worker('A')``."""
        return f"{self.name} {call_text(self.call)}"


class Resource:
    """A lock, a queue, …, and who has it."""

    def __init__(self, number: int, fields: dict[str, Any]) -> None:
        self.number = number
        self.kind: str = fields["kind"]
        self.name: str | None = fields.get("name")
        self.at: list[int] = fields["at"]
        self.value = 0
        self.most = 0
        self.limit: int | None = fields.get("limit")
        self.holders: list[int] = []
        """The tasks that have acquired it, as often as each has."""

    def label(self) -> str:
        """``Lock self.lock``, or by its number."""
        return f"{self.kind} {self.name or self.number}"

    def change(self, fields: dict[str, Any]) -> None:
        self.value = fields["value"]
        self.most = max(self.most, self.value)
        change, task = fields["change"], fields.get("task")
        if change == "Acquired" and task is not None:
            self.holders.append(task)
        elif change == "Released" and self.holders:
            self.holders.remove(task if task in self.holders else self.holders[0])


class Picture:
    """The state that events add up to."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.when = 0
        self.turn = 0
        self.ready = 0
        self.tasks: dict[int, Task] = {}
        self.futures: dict[int, Any] = {}
        self.inner: dict[int, list[int]] = {}
        self.resources: dict[int, Resource] = {}
        self.jobs: dict[int, dict[str, Any]] = {}

    def take(self, event: Event) -> None:
        """One more event has happened."""
        self.when = event.when
        rule = getattr(self, f"_{event.kind}", None)
        if rule is not None:
            rule(event.fields)

    def unfinished(self) -> list[Task]:
        """The tasks that are not finished, in order of creation."""
        return [task for task in self.tasks.values() if task.state != "finished"]

    def awaited_tasks(self, task: Task) -> list[Task]:
        """The unfinished tasks that ``task`` awaits, directly or through a ``gather`` or the like."""
        found: dict[int, Task] = {}
        open_futures = [task.on] if task.on is not None and task.state == "waiting" else []
        seen: set[int] = set()
        while open_futures:
            future = open_futures.pop(0)
            if future in seen:
                continue
            seen.add(future)
            awaited = self.tasks.get(future)
            if awaited is None:
                open_futures += self.inner.get(future, [])
            elif awaited.state != "finished":
                found[future] = awaited
        return list(found.values())

    def holders_of(self, task: Task) -> list[Task]:
        """The tasks that have what ``task`` waits for."""
        resource = self.resource_of(task)
        if resource is None or resource.kind not in ("Lock", "Semaphore", "BoundedSemaphore"):
            return []
        held = dict.fromkeys(resource.holders)
        return [self.tasks[number] for number in held if number in self.tasks]

    def resource_of(self, task: Task) -> Resource | None:
        """The lock, queue, … at which ``task`` waits."""
        awaiting = self.futures.get(task.on) if task.on is not None and task.state == "waiting" else None
        if type(awaiting) is dict:
            kind, number = next(iter(awaiting.items()))
            if kind in _AT_RESOURCE:
                return self.resources.get(number)
        return None

    def waits_for(self, task: Task) -> str:
        """What a task is doing, in words."""
        if task.state != "waiting":
            return task.state
        if task.on is None:
            return "ready"
        awaited = self.tasks.get(task.on)
        if awaited is not None:
            return f"awaits {awaited.name}"
        text = self._awaiting_text(self.futures.get(task.on, "Future"))
        holders = ", ".join(holder.name for holder in self.holders_of(task))
        return f"{text}, held by {holders}" if holders else text

    def _awaiting_text(self, awaiting: Any) -> str:
        if type(awaiting) is str:
            return {"Future": "waits for a future", "TaskGroup": "waits for its task group"}.get(awaiting, awaiting)
        kind, what = next(iter(awaiting.items()))
        if kind in _AT_RESOURCE:
            resource = self.resources.get(what)
            return _AT_RESOURCE[kind].format(f"{resource.label()}" if resource else f"{kind} {what}")
        if kind == "Job":
            return f"waits for the job {self.jobs.get(what, {}).get('shown', what)}"
        return _AWAITING.get(kind, f"waits for {kind} {{}}").format("inf" if what is None else what)

    # One method for each kind of event that changes the picture.

    def _TurnStarted(self, fields: dict[str, Any]) -> None:
        self.turn += 1

    def _HandleQueued(self, fields: dict[str, Any]) -> None:
        self.ready += 1
        work = fields["work"]
        if type(work) is dict:
            wakeup = work.get("Wakeup")
            self._enter(wakeup["task"] if wakeup else work.get("Step"), "ready")

    def _TimerDue(self, fields: dict[str, Any]) -> None:
        self.ready += 1

    def _HandleStarted(self, fields: dict[str, Any]) -> None:
        self.ready -= 1

    _HandleSkipped = _HandleStarted

    def _LoopStopped(self, fields: dict[str, Any]) -> None:
        self.ready = 0

    def _TaskCreated(self, fields: dict[str, Any]) -> None:
        self.tasks[fields["task"]] = Task(fields["task"], self.when, fields)

    _TaskSeen = _TaskCreated

    def _TaskRenamed(self, fields: dict[str, Any]) -> None:
        self.tasks[fields["task"]].name = fields["name"]

    def _TaskResumed(self, fields: dict[str, Any]) -> None:
        self._enter(fields["task"], "running")

    def _TaskSuspended(self, fields: dict[str, Any]) -> None:
        task = self.tasks[fields["task"]]
        task.on, task.at = fields.get("on"), fields["at"]
        self._enter(task.number, "waiting")

    def _TaskFinished(self, fields: dict[str, Any]) -> None:
        task = self.tasks[fields["task"]]
        task.outcome = fields["outcome"]
        self._enter(task.number, "finished")

    def _FrameEntered(self, fields: dict[str, Any]) -> None:
        self.tasks[fields["task"]].frames.append(fields["call"])

    def _FrameExited(self, fields: dict[str, Any]) -> None:
        frames = self.tasks[fields["task"]].frames
        if frames:
            frames.pop()

    def _FutureCreated(self, fields: dict[str, Any]) -> None:
        self.futures[fields["future"]] = fields["awaiting"]

    def _FutureFinished(self, fields: dict[str, Any]) -> None:
        self.futures.pop(fields["future"], None)
        self.inner.pop(fields["future"], None)

    def _FutureLinked(self, fields: dict[str, Any]) -> None:
        self.inner.setdefault(fields["outer"], []).append(fields["inner"])

    def _ResourceCreated(self, fields: dict[str, Any]) -> None:
        self.resources[fields["resource"]] = Resource(fields["resource"], fields)

    def _ResourceChanged(self, fields: dict[str, Any]) -> None:
        self.resources[fields["resource"]].change(fields)

    def _JobSubmitted(self, fields: dict[str, Any]) -> None:
        self.jobs[fields["job"]] = fields

    def _JobEnded(self, fields: dict[str, Any]) -> None:
        self.jobs.pop(fields["job"], None)

    def _enter(self, number: int | None, state: str) -> None:
        task = self.tasks.get(number) if number is not None else None
        if task is not None and task.state != state:
            task.state, task.since = state, self.when


_AT_RESOURCE = {
    "Lock": "waits for {}",
    "Event": "waits for {}",
    "Condition": "waits for {}",
    "Semaphore": "waits for {}",
    "Barrier": "waits at {}",
    "QueueGet": "waits for an item of {}",
    "QueuePut": "waits for room in {}",
    "QueueJoin": "waits until {} is done",
}
_AWAITING = {
    "Sleep": "sleeps {} s",
    "Gather": "waits for a gather of {}",
    "Wait": "waits for {} futures",
    "Shield": "waits behind a shield",
    "CancelAndWait": "waits for what it cancelled",
    "Outside": "waits for {}",
}


def call_text(call: dict[str, Any]) -> str:
    """``worker('A')``."""
    return f"{call['name']}({call.get('args', '')})"


def cycles(picture: Picture) -> list[list[Task]]:
    """Circles of tasks each of which waits for the next: none of them can go on."""
    found: list[list[Task]] = []
    done: set[int] = set()
    for task in picture.unfinished():
        path: list[Task] = []
        _search(picture, task, path, done, found)
    return found


def _search(picture: Picture, task: Task, path: list[Task], done: set[int], found: list[list[Task]]) -> None:
    if task in path:
        found.append(path[path.index(task) :])
        return
    if task.number in done or task.state != "waiting":
        return
    done.add(task.number)
    path.append(task)
    for other in picture.awaited_tasks(task) + picture.holders_of(task):
        _search(picture, other, path, done, found)
    path.pop()
