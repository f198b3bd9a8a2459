"""Where a policy is asked and where interventions happen: between two handles of a loop.

A loop that has neither a policy nor interventions has none of this.
"""

from __future__ import annotations

import asyncio
import asyncio.futures
import asyncio.tasks
import collections
import heapq
import itertools
import math
from typing import TYPE_CHECKING, Any

from loopscope._loop import waiting
from loopscope._loop.agenda import Agenda
from loopscope._loop.ends import Unending
from loopscope._loop.executors import JobEnd
from loopscope._loop.interventions import Plan
from loopscope._loop.numbers import birth

if TYPE_CHECKING:
    from loopscope._loop.event_loop import DeterministicLoop
    from loopscope._loop.policy import Policy




class Decisions:
    """Asks the policy, and does what is done from outside."""

    def __init__(self, loop: DeterministicLoop) -> None:
        self._loop = loop
        self._policy = loop.world.policy
        self._plan = Plan(loop.world.interventions, loop.world.intervene)
        self._suspensions: dict[int, int] = {}
        self._started: set[int] = set()
        self._handles = 0
        self._running: asyncio.Task[Any] | None = None
        self._has_run = False
        self._has_polled = False
        self._left_in_turn = 0
        self._held: list[tuple[Any, int]] = []
        """Timers that end after all others, and until which jump at most."""
        self._jumps = 0
        most = loop.world.most_handles
        self._most: float = math.inf if most is None else most
        self.watch(loop)

    def watch(self, loop: DeterministicLoop) -> None:
        """Be told of each handle that the loop takes."""
        watch_ready(loop, self)

    def before_handle(self, ready: Any) -> int:
        """A handle is about to be taken from ``ready``: the index of the one that is."""
        self.handle_ended()
        index = 0
        if self._policy is not None:
            index = self._choose(self._policy, ready)
            self._offer_start(self._policy, ready[index])
        self._handles += 1
        if self._handles > self._most:
            self._too_many()
        self._running = task_of(ready[index])
        self._has_run = not ready[index].cancelled()
        self._left_in_turn -= 1
        self._plan.handle_taken()
        return index

    def polled(self) -> None:
        """The loop has looked at the outside: it takes its queue's length next."""
        self._has_polled = True

    def length_taken(self, length: int) -> None:
        """Somebody took the ready queue's length: after a poll it is the loop, for its turn."""
        if self._has_polled:
            self._has_polled = False
            self._left_in_turn = length
            self._plan.turn_began()

    def handle_ended(self) -> None:
        """The handle before has ended, and the next is not yet taken; at a turn's end too."""
        if not self._has_run:
            return
        self._has_run = False
        task, self._running = self._running, None
        policy, world = self._policy, self._loop.world
        if task is not None and policy is not None:
            if not task.done():
                number = birth(task)
                self._suspensions[number] = suspension = self._suspensions.get(number, 0) + 1
                if policy.cancels(task, suspension):
                    world.deviate_by_cancel(policy.decision, task)
            policy.stepped(task)
        if world.invariants:
            world.check_invariants()
        if world.at_end_of_handle:
            moment = self._plan.moment
            for tell in world.at_end_of_handle:
                tell(moment)
        self._plan.between_handles()

    def _choose(self, policy: Policy, ready: Any) -> int:
        """Only what is a task's step may be late: callbacks keep their place."""
        if self._left_in_turn < 2 or task_of(ready[0]) is None:
            return 0
        steps = [(index, task) for index, handle in enumerate(itertools.islice(ready, self._left_in_turn))
                 if (task := task_of(handle)) is not None and not handle.cancelled()]
        if len(steps) < 2:
            return 0
        chosen = steps[policy.choose_task([task for _, task in steps])][0]
        if chosen:
            self._loop.world.deviated(policy.decision, "Handle", ready[chosen], ready[0])
        return chosen

    def _offer_start(self, policy: Policy, handle: Any) -> None:
        """A task that has not begun may be cancelled."""
        task = task_of(handle)
        if task is None or handle.cancelled() or birth(task) in self._started:
            return
        self._started.add(birth(task))
        if policy.cancels_before_start(task):
            self._loop.world.deviate_by_cancel(policy.decision, task)

    def _too_many(self) -> None:
        """A run that goes on and on is ended, where somebody set a bound."""
        self._loop._finish(Unending(waiting.unending_report(self._loop, int(self._most))))

    def before_jump(self) -> None:
        """Nothing is ready, and the clock is about to go on to the next timer."""
        moved: list[Any] = []
        if self._held:
            self._let_go(moved)
        while self._policy is not None and self._postpones_one(self._policy, moved):
            pass
        agenda = self._loop.world.agenda
        while self._policy is not None and not agenda.is_empty and self._puts_off_job(self._policy, agenda):
            pass

    def _postpones_one(self, policy: Policy, moved: list[Any]) -> bool:
        """Whether the next timer is moved, so that the one after it may be moved as well; each is moved once."""
        timers = self._loop._scheduled
        if len(timers) < 2:
            return False
        pending = sorted(timer for timer in timers if not timer._cancelled)
        if len(pending) < 2 or not ends_a_sleep(pending[0]) or any(timer is pending[0] for timer in moved):
            return False
        index = policy.choose_timer(pending)
        if index == len(pending):
            self._hold(policy, pending)
            return True
        if index:
            moved.append(pending[0])
            self._postpone(policy, pending[:1], pending[index])
            return True
        sleeps = list(itertools.takewhile(ends_a_sleep, pending))
        after = pending[len(sleeps):]
        if after and is_timeout(after[0]) and policy.times_out(after[0], sleeps):
            self._postpone(policy, sleeps, after[0])
        return False

    def _puts_off_job(self, policy: Policy, agenda: Agenda) -> bool:
        """Whether the job that ends next, and before any timer, is put off, so that the next one may be as well."""
        end = agenda.first
        if not isinstance(end, JobEnd) or end.is_decided:
            return False
        timers = sorted(timer for timer in self._loop._scheduled if not timer.cancelled())
        if not timers or timers[0]._key[0] < agenda.next:
            return False
        end.is_decided = True
        behind = policy.choose_job_end(end.function, timers)
        if not behind:
            return False
        self._loop.world.deviated(policy.decision, "Timer", timers[0], None)
        # At the same nanosecond it would still come before the timer.
        agenda.put_off(timers[behind - 1]._key[0] + 1)
        return True

    def _hold(self, policy: Policy, pending: list[Any]) -> None:
        """The next timer ends after all others, those too that are set later: it is taken out until then."""
        self._loop.world.deviated(policy.decision, "Timer", pending[-1], pending[0])
        timers = self._loop._scheduled
        timers[:] = [timer for timer in timers if timer is not pending[0]]
        heapq.heapify(timers)
        self._held.append((pending[0], self._jumps + _LONGEST_HOLD))

    def _let_go(self, moved: list[Any]) -> None:
        """Of the timers that end after all others, the first ends if there are no others, or if it takes too long."""
        self._jumps += 1
        loop: Any = self._loop
        while self._held:
            timer, until = self._held[0]
            has_others = any(not other.cancelled() for other in loop._scheduled)
            if not timer.cancelled() and has_others and self._jumps < until:
                return
            del self._held[0]
            if timer.cancelled():
                loop._timer_cancelled_count -= 1
                timer._scheduled = False
                continue
            nanos = max(timer._key[0], loop.world.clock.now)
            timer._when, timer._key = nanos / 1e9, (nanos, loop.world.next_timer())
            heapq.heappush(loop._scheduled, timer)
            moved.append(timer)
            return

    def _postpone(self, policy: Policy, timers: list[Any], behind: Any) -> None:
        self._loop.world.deviated(policy.decision, "Timer", behind, timers[0])
        self._move(timers, behind)

    def _move(self, timers: list[Any], behind: Any) -> None:
        world = self._loop.world
        for timer in timers:
            timer._when = behind._when
            timer._key = (behind._key[0], world.next_timer())
        heapq.heapify(self._loop._scheduled)


_LONGEST_HOLD = 100
"""Where there is always another timer, a sleep that ends after all others ends some time all the same."""


def task_of(handle: Any) -> asyncio.Task[Any] | None:
    """The task whose step the handle is."""
    owner = getattr(handle._callback, "__self__", None)
    return owner if isinstance(owner, asyncio.tasks.Task) else None


def ends_a_sleep(timer: Any) -> bool:
    """Whether the timer is that of ``asyncio.sleep``."""
    return timer._callback is asyncio.futures._set_result_unless_cancelled  # type: ignore[attr-defined]


def is_timeout(timer: Any) -> bool:
    """Whether the timer is that of ``timeout``, ``wait_for`` or ``wait``."""
    callback = timer._callback
    if callback is asyncio.tasks._release_waiter:  # type: ignore[attr-defined]
        return True
    return type(getattr(callback, "__self__", None)).__name__ == "Timeout"


def watch_ready(loop: DeterministicLoop, decisions: Decisions) -> None:
    """Ask ``decisions`` whenever the loop takes a handle from its ready queue.

    ``_run_once`` takes the queue's length once a turn, and then that many from its left.
    """
    kind = type(loop._ready)

    class Ready(kind):  # type: ignore[misc, valid-type]
        def popleft(self) -> Any:
            index = decisions.before_handle(self)
            if not index:
                return super().popleft()
            self.rotate(-index)
            handle = super().popleft()
            self.rotate(index)
            return handle

        def __len__(self) -> int:
            length: int = super().__len__()
            decisions.length_taken(length)
            return length

    loop._ready = _moved(loop._ready, Ready)


def _moved(ready: Any, kind: Any) -> Any:
    """The handles of a queue in one of another kind, which is a subclass of its own."""
    moved = kind.__new__(kind)
    collections.deque.__init__(moved, ready)
    for name in getattr(type(ready), "__slots__", ()):
        setattr(moved, name, getattr(ready, name))
    return moved
