"""Takes the decisions of one run, and notes which there were."""

from __future__ import annotations

import asyncio
import functools
import os
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from loopscope._explore.orders import Deviation, Order
from loopscope._loop.numbers import birth
from loopscope._loop.policy import Policy
from loopscope._loop.waiting import frames_of

_A_CANCEL = ("cancel", 2)
_ASYNCIO = os.path.dirname(asyncio.__file__) + os.sep


class Choices:
    """Says what is chosen. This one keeps to an order."""

    planned: Mapping[int, Deviation] | None
    """The deviations by their decisions, where it is known beforehand which they are."""

    def __init__(self, order: Order = ()) -> None:
        self.planned = self._planned = {deviation.decision: deviation for deviation in order}

    def choose(self, decision: int, kind: str, count: int) -> int:
        """One of ``count`` choices; what the order says does not fit is left as asyncio has it."""
        planned = self._planned.get(decision)
        if planned is None or planned.kind != kind or planned.choice >= count:
            return 0
        return planned.choice

    def choose_task(self, decision: int, tasks: Sequence[asyncio.Task[Any]]) -> int:
        """Which of the ready tasks steps."""
        return self.choose(decision, "swap", len(tasks))


class ByChance(Choices):
    """Departs from asyncio's order now and then; cancels once at most."""

    def __init__(self, chance: random.Random, kinds: frozenset[str], decisions: int) -> None:
        super().__init__()
        self.planned = None
        self._chance = chance
        self._kinds = kinds
        self._often = chance.choice((0.03, 0.1, 0.3))
        self._cancels_at = chance.randrange(max(decisions, 1)) if "cancel" in kinds else -1

    def choose(self, decision: int, kind: str, count: int) -> int:
        if kind not in self._kinds:
            return 0
        if kind == "cancel":
            if decision < self._cancels_at or self._cancels_at < 0:
                return 0
            self._cancels_at = -1
            return 1
        return self._chance.randrange(1, count) if self._chance.random() < self._often else 0


class ByPriority(ByChance):
    """Probabilistic concurrency testing: the ready task of the highest priority steps, and priorities fall a few times.

    Burckhardt and others, "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs", 2010.
    """

    def __init__(self, chance: random.Random, kinds: frozenset[str], decisions: int) -> None:
        super().__init__(chance, kinds, decisions)
        self._priorities: dict[int, float] = {}
        self._falls = {chance.randrange(max(decisions, 1)) for _ in range(2)}

    def choose_task(self, decision: int, tasks: Sequence[asyncio.Task[Any]]) -> int:
        if "swap" not in self._kinds:
            return 0
        priorities = self._priorities
        for task in tasks:
            priorities.setdefault(birth(task), self._chance.random())
        best = max(range(len(tasks)), key=lambda index: (priorities[birth(tasks[index])], -index))
        if decision in self._falls:
            priorities[birth(tasks[best])] = -decision
            best = max(range(len(tasks)), key=lambda index: (priorities[birth(tasks[index])], -index))
        return best


class Who(NamedTuple):
    """What a deviation is about: a task, and where it stands."""

    what: str
    """``sleep``, ``timeout``, ``step``; ``timer`` where it is no task's, ``job`` of a pool."""
    task: str
    """Its name."""
    function: str
    """What the task, or the timer, calls."""
    file: str
    line: int
    """The innermost line of the program; 0 where there is none, before a task's first step for example."""


class Told(NamedTuple):
    """A deviation in words and as data, and where the run was."""

    text: str
    when: int
    """Nanoseconds on the clock."""
    who: Who
    """What is late, steps early, times out or is cancelled."""
    longer: int
    """So many nanoseconds, at least, what is late takes longer; of a timeout, what it comes before."""
    others: tuple[Who, ...]
    """What comes before it in asyncio's own order, and here after it; what is late comes after the one, or after all others that there are."""


class Point(NamedTuple):
    """Where a task may be cancelled."""

    decision: int
    task: str
    line: int
    """The innermost line of the program where it stands; 0 before its first step."""
    file: str


class Deciding(Policy):
    """The policy of one run. It counts every decision, also of what may not differ, so that numbers stay."""

    def __init__(self, choices: Choices, wants_points: bool = False, tells: bool = True) -> None:
        self._choices = choices
        self._wants_points = wants_points
        self._tells = tells
        self.offered: list[tuple[str, int]] = []
        """Each decision's kind, and how many choices there were."""
        self.taken: list[Deviation] = []
        self.told: list[Told] = []
        """The deviations in words, if they are told."""
        self.points: list[Point] = []
        """Where tasks may be cancelled, if that is wanted."""
        self.swallowed: list[str] = []
        """Tasks that were cancelled here and returned all the same, in words."""
        self.signature = 0
        """Equal where two runs took the same steps at the same times."""
        self._cancelled: list[asyncio.Task[Any]] = []
        self._is_own: dict[int, bool] = {}

    def choose_task(self, tasks: Sequence[asyncio.Task[Any]]) -> int:
        choice = self._choices.choose_task(self._ask("swap", len(tasks)), tasks)
        if choice:
            self._deviate("swap", choice, lambda: (
                f"{tasks[choice].get_name()} steps before {', '.join(task.get_name() for task in tasks[:choice])}",
                _stepping(tasks[choice]), 0, tuple(map(_stepping, tasks[:choice]))))
        return choice

    def choose_timer(self, timers: Sequence[asyncio.TimerHandle]) -> int:
        behind = sorted({1, min(2, len(timers) - 1), len(timers) - 1, len(timers)})
        choice = self._choices.choose(self._ask("late", len(behind) + 1), "late", len(behind) + 1)
        if not choice:
            return 0
        index = behind[choice - 1]
        self._deviate("late", choice, lambda: _late(timers, index))
        return index

    def choose_job_end(self, function: Any, timers: Sequence[asyncio.TimerHandle]) -> int:
        behind = sorted({1, len(timers)})
        choice = self._choices.choose(self._ask("late", len(behind) + 1), "late", len(behind) + 1)
        if not choice:
            return 0
        other: Any = timers[behind[choice - 1] - 1]
        self._deviate("late", choice, lambda: (
            f"the job {_job(function).function} ends after {_timer(other)}",
            _job(function), int(other._key[0]) + 1 - self.clock.now, (_who(other),)))
        return behind[choice - 1]

    def times_out(self, timer: asyncio.TimerHandle, sleeps: Sequence[asyncio.TimerHandle]) -> bool:
        choice = self._choices.choose(self._ask("timeout", 2), "timeout", 2)
        if choice:
            self._deviate("timeout", choice, lambda: (
                f"{_timer(timer)} comes before {', '.join(map(_sleeper, sleeps))}",
                _who(timer), _between(sleeps[0], timer), tuple(map(_who, sleeps))))
        return bool(choice)

    def cancels_before_start(self, task: asyncio.Task[Any]) -> bool:
        return self._cancels(task, "before its first step")

    def cancels(self, task: asyncio.Task[Any], suspension: int) -> bool:
        return self._cancels(task, "")

    def stepped(self, task: asyncio.Task[Any]) -> None:
        number = birth(task)
        if self._is_own.get(number):
            return  # A loop that is only explored may leave out such a task.
        self.signature = hash((self.signature, number, self.clock.now))
        if self._cancelled and task in self._cancelled and task.done():
            self._cancelled.remove(task)
            # `exception()` would count as having taken it.
            if not task.cancelled() and task._exception is None and _still_cancelling(task):
                self.swallowed.append(f"{task.get_name()} was cancelled and returned a value")

    def forget(self) -> None:
        """The run is over: nothing of the program is kept."""
        self._cancelled.clear()
        self._choices = Choices()

    def _cancels(self, task: asyncio.Task[Any], before: str) -> bool:
        number = birth(task)
        is_own = self._is_own.get(number)
        if is_own is None:
            is_own = self._is_own[number] = _is_asyncios_own(task)
        if is_own:
            return False
        offered, planned = self.offered, self._choices.planned
        decision = self.decision = len(offered)
        offered.append(_A_CANCEL)
        if planned is not None and decision not in planned and not self._wants_points:
            return False
        if self._wants_points:
            self.points.append(Point(decision, _described(task), *((0, "") if before else _stands(task))))
        choice = self._choices.choose(decision, "cancel", 2)
        if choice:
            self._deviate("cancel", choice, lambda: (
                f"{_described(task)} is cancelled {before or 'at ' + _place(task)}", _stepping(task), 0, ()))
            self._cancelled.append(task)
        return bool(choice)

    def _ask(self, kind: str, count: int) -> int:
        self.decision = len(self.offered)
        self.offered.append((kind, count))
        return self.decision

    def _deviate(self, kind: str, choice: int, tell: Callable[[], tuple[str, Who, int, tuple[Who, ...]]]) -> None:
        self.taken.append(Deviation(self.decision, kind, choice))
        if self._tells:
            text, who, longer, others = tell()
            self.told.append(Told(text, self.clock.now, who, longer, others))
        self.signature = hash((self.signature, kind == "cancel"))


def _is_asyncios_own(task: asyncio.Task[Any]) -> bool:
    """Whether ``asyncio.run`` made the task, to end the loop: nobody can cancel it."""
    return getattr(task.get_coro(), "__qualname__", "").startswith("BaseEventLoop.")


def _still_cancelling(task: asyncio.Task[Any]) -> bool:
    """Whether nobody took the cancellation back by ``uncancel``, which there is from Python 3.11 on."""
    cancelling = getattr(task, "cancelling", None)
    return cancelling is None or cancelling() > 0


def _described(task: asyncio.Task[Any]) -> str:
    coroutine: Any = task.get_coro()
    return f"{task.get_name()} ({getattr(coroutine, '__qualname__', type(coroutine).__name__)})"


def _place(task: asyncio.Task[Any]) -> str:
    line, file = _stands(task)
    return f"{os.path.basename(file)} line {line}" if line else "an await"


def _stands(task: asyncio.Task[Any]) -> tuple[int, str]:
    frames = [frame for frame in frames_of(task) if not frame.f_code.co_filename.startswith(_ASYNCIO)]
    return (frames[-1].f_lineno, frames[-1].f_code.co_filename) if frames else (0, "")


def _waiter_of(timer: Any) -> asyncio.Task[Any] | None:
    """The task that awaits the future that the timer completes."""
    future = timer._args[0] if timer._args else None
    for callback, _context in getattr(future, "_callbacks", None) or ():
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, asyncio.Task):
            return owner
    return None


def _sleeper(timer: Any) -> str:
    task = _waiter_of(timer)
    return "a sleep" if task is None else f"the sleep of {task.get_name()} in {_place(task)}"


def _timer(timer: Any) -> str:
    who = _who(timer)
    if who.what == "timer":
        return f"the timer that calls {who.function or 'a callback'}"
    place = f"{os.path.basename(who.file)} line {who.line}" if who.line else "an await"
    return f"the {who.what} of {who.task} in {place}"


def _stepping(task: asyncio.Task[Any]) -> Who:
    return _standing("step", task)


def _standing(what: str, task: asyncio.Task[Any]) -> Who:
    line, file = _stands(task)
    coroutine: Any = task.get_coro()
    if getattr(coroutine, "cr_frame", None) is not None and coroutine.cr_frame.f_lasti < 0:
        line, file = 0, ""
    return Who(what, task.get_name(), getattr(coroutine, "__qualname__", type(coroutine).__name__), file, line)


def _who(timer: Any) -> Who:
    timeout = getattr(timer._callback, "__self__", None)
    task = getattr(timeout, "_task", None)
    if isinstance(task, asyncio.Task):
        return _standing("timeout", task)
    waiter = _waiter_of(timer)
    if waiter is None:
        return Who("timer", "", getattr(timer._callback, "__qualname__", ""), "", 0)
    is_timeout = getattr(timer._callback, "__name__", "") == "_release_waiter"
    return _standing("timeout" if is_timeout else "sleep", waiter)


def _job(function: Any) -> Who:
    # ``to_thread`` calls by ``functools.partial(context.run, function, …)``.
    while isinstance(function, functools.partial):
        is_to_thread = function.args and getattr(function.func, "__name__", "") == "run"
        function = function.args[0] if is_to_thread else function.func
    code = getattr(function, "__code__", None)
    name = getattr(function, "__qualname__", type(function).__name__)
    return Who("job", "", name, code.co_filename if code else "", code.co_firstlineno if code else 0)


def _late(timers: Sequence[Any], index: int) -> tuple[str, Who, int, tuple[Who, ...]]:
    """That the first of the timers comes behind another one, or behind all that come."""
    last = timers[min(index, len(timers) - 1)]
    if index == len(timers):
        return f"{_sleeper(timers[0])} ends after all others", _who(timers[0]), _between(timers[0], last), ()
    return f"{_sleeper(timers[0])} ends after {_timer(last)}", _who(timers[0]), _between(timers[0], last), (_who(last),)


def _between(first: Any, second: Any) -> int:
    """The nanoseconds from one timer to another."""
    return int(second._key[0] - first._key[0])
