"""Holds a trace against the rules of ``docs/trace-format.md``, section Order, as ``lifecycle::check`` does."""

import json
from collections import deque

EARLIEST = 100_000_000
"""How many nanoseconds before its deadline a timer may fall due on the machine's clock."""


class Violation(AssertionError):
    """A trace that says what cannot be."""


def read(path):
    """The header and the events of a file."""
    with open(path, encoding="utf-8") as file:
        return parse(file.read())


def parse(text):
    """The header and the events of a file's text."""
    head, *lines = text.splitlines()
    header = json.loads(head)
    assert header["format"] == "loopscope trace" and header["version"] == 1, head
    records = [json.loads(line) for line in lines]
    return header, [(record["t"], *kind_and_fields(record["e"])) for record in records if "e" in record]


def kind_and_fields(event):
    """``("TaskResumed", {"task": 2})``."""
    if isinstance(event, str):
        return event, {}
    ((kind, fields),) = event.items()
    return kind, fields


def check(events):
    """Raises Violation at the first event that cannot follow."""
    state = State()
    for number, (when, kind, fields) in enumerate(events):
        try:
            state.take(when, kind, fields)
        except Violation as violation:
            raise Violation(f"event {number}, {kind} {fields}: {violation}") from None
    return state


def must(holds, rule):
    if not holds:
        raise Violation(rule)


class State:
    """What the events so far add up to, as far as the rules ask for it."""

    def __init__(self):
        self.when = 0
        self.in_turn = False
        self.left = 0
        self.ready = deque()
        self.cancelled = set()
        self.timers = {}
        self.handles = {}
        self.running = None
        self.steps = []
        self.tasks = {}
        self.frames = {}
        self.futures = set()
        self.done = set()
        self.resources = set()
        self.parents = {}

    def take(self, when, kind, fields):
        must(when >= self.when, f"time goes on, from {self.when} to {when}")
        self.when = when
        rule = getattr(self, kind, None)
        if rule is not None:
            rule(**fields)

    # The loop.

    def LoopStopped(self):
        must(not self.in_turn and self.running is None, "a loop is closed between turns")
        self.ready.clear()
        self.timers.clear()

    def TurnStarted(self, snapshot):
        must(not self.in_turn, "a turn begins only after the last has ended")
        must(snapshot == len(self.ready), f"the snapshot is what is ready: {len(self.ready)}, not {snapshot}")
        self.in_turn, self.left = True, snapshot

    def TurnEnded(self):
        must(self.in_turn, "a turn ends only after it has begun")
        must(not self.left and self.running is None, f"a turn ends when its snapshot has run; {self.left} are left")
        self.in_turn = False

    def LoopLeft(self, exception):
        self.left = 0

    # Handles.

    def HandleQueued(self, handle, work):
        must(handle not in self.handles, "a handle is scheduled once")
        self.handles[handle] = work
        self.queue(handle)

    def TimerSet(self, handle, when, work):
        must(handle not in self.handles, "a handle is scheduled once")
        self.handles[handle] = work
        self.timers[handle] = when

    def TimerDue(self, handle):
        must(handle in self.timers, "a timer falls due that is set")
        when = self.timers.pop(handle)
        soonest = min(self.timers.values(), default=when)
        must(when <= soonest, f"timers fall due in order: one of {soonest} before {when}")
        must(when <= self.when + EARLIEST, f"a timer falls due at {when}, not at {self.when}")
        self.queue(handle)

    def queue(self, handle):
        self.ready.append(handle)
        work = self.handles[handle]
        task = work.get("Step") or work.get("Wakeup", {}).get("task") if isinstance(work, dict) else None
        if task is not None and self.tasks.get(task) == "waiting":
            self.tasks[task] = "ready"

    def HandleCancelled(self, handle):
        if handle in self.timers:
            del self.timers[handle]
        else:
            must(handle in self.ready and handle not in self.cancelled, "a handle is cancelled before it runs")
            self.cancelled.add(handle)

    def HandleSkipped(self, handle):
        self.take_front(handle)
        must(handle in self.cancelled, "what is skipped was cancelled")

    def HandleStarted(self, handle):
        self.take_front(handle)
        must(handle not in self.cancelled, "what was cancelled does not run")
        must(self.running is None, f"no handle starts while {self.running} runs")
        self.running = handle

    def take_front(self, handle):
        must(self.left > 0, "the handle is of this turn's snapshot")
        must(self.ready and self.ready[0] == handle, f"it is taken from the front, where {list(self.ready)[:3]} stands")
        self.ready.popleft()
        self.left -= 1

    def HandleEnded(self, handle):
        must(self.running == handle, f"what ends is what runs: {self.running}")
        must(not self.steps, f"a handle ends after the step of {self.steps}")
        self.running = None

    # Tasks.

    def TaskCreated(self, task, name, call, at, parent=None, internal=False):
        must(task not in self.futures, "a task is created once")
        must(parent is None or parent in self.tasks, "a task's parent is known")
        self.futures.add(task)
        self.tasks[task] = "waiting"
        self.frames[task] = 0
        self.parents[task] = parent

    def TaskSeen(self, task, name, call, at, frames, parent=None, on=None, cancelling=0):
        must(task not in self.futures, "a task is created once")
        self.futures.add(task)
        self.tasks[task] = "waiting"
        self.frames[task] = len(frames)

    def TaskResumed(self, task, thrown=None, eager=False):
        must(task in self.tasks, "a task is resumed that was created")
        if eager:
            must(self.tasks[task] == "waiting", f"an eager step is the first, but the task is {self.tasks[task]}")
        else:
            work = self.handles.get(self.running)
            of = work and (work.get("Step") or work.get("Wakeup", {}).get("task"))
            must(of == task and not self.steps, f"it is resumed by a handle of its own, not by {work}")
            must(self.tasks[task] == "ready", f"a task is resumed when ready, not {self.tasks[task]}")
        self.tasks[task] = "running"
        self.steps.append(task)

    def TaskSuspended(self, task, at, on=None):
        self.in_step(task)
        must(on is None or on in self.futures, f"it awaits a future that is known, not {on}")
        self.steps.pop()
        self.tasks[task] = "waiting"

    def TaskFinished(self, task, outcome):
        if self.tasks.get(task) == "running":
            self.in_step(task)
            self.steps.pop()
        must(not self.frames[task], f"it has left its frames; {self.frames[task]} are left")
        self.finish(task)
        self.tasks[task] = "finished"

    def in_step(self, task):
        must(self.steps and self.steps[-1] == task, f"it ends the step that runs, which is of {self.steps}")

    def FrameEntered(self, task, call, at):
        must(self.steps and self.steps[-1] == task, "a coroutine begins in its task's own step")
        self.frames[task] += 1

    def FrameExited(self, task):
        must(self.frames.get(task), "a coroutine ends that has begun")
        self.frames[task] -= 1

    # Futures and resources.

    def FutureCreated(self, future, awaiting):
        must(future not in self.futures, "a future is created once")
        self.futures.add(future)

    def FutureFinished(self, future, outcome):
        must(future not in self.tasks, "a task ends by TaskFinished")
        self.finish(future)

    def finish(self, future):
        must(future in self.futures, "a future is done that was created")
        must(future not in self.done, "a future is done once")
        self.done.add(future)

    def FutureLinked(self, outer, inner):
        must(outer in self.futures and inner in self.futures, "futures are linked that were created")

    def CancelRequested(self, target, origin, by=None, message=None):
        must(target in self.futures and target not in self.done, "a future is cancelled that is not done")

    def ResourceCreated(self, resource, kind, at, name=None, limit=None):
        must(resource not in self.resources, "a resource is created once")
        self.resources.add(resource)

    def ResourceChanged(self, resource, change, value, task=None, at=None):
        must(resource in self.resources, "a resource changes that was created")
