"""A loop's turns where a policy decides and nobody listens: ``BaseEventLoop._run_once``, made for speed.

Exploring runs a program thousands of times. What these turns do is what ``Decisions`` does by
watching asyncio's own; the tests compare the two.
"""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.tasks
import heapq
import math
from typing import TYPE_CHECKING, Any

from loopscope._loop.decisions import Decisions

if TYPE_CHECKING:
    from loopscope._loop.event_loop import DeterministicLoop

_base: Any = asyncio.base_events
_SHUTDOWN_ASYNCGENS = _base.BaseEventLoop.shutdown_asyncgens.__code__
_SHUTDOWN_EXECUTOR = _base.BaseEventLoop.shutdown_default_executor.__code__


class Turns(Decisions):
    """Takes the turns of a loop, and asks the policy."""

    def watch(self, loop: DeterministicLoop) -> None:
        pass  # Its turns are taken here.

    def take(self) -> None:
        """One turn."""
        loop = self._loop
        if loop._scheduled:
            self._drop_cancelled_timers(loop)
        ready, scheduled = loop._ready, loop._scheduled
        world = loop.world
        clock = world.clock
        is_idle = not ready and not loop._stopping
        if world.agenda.is_empty and (scheduled or not is_idle) and loop._turns_at_moment < world.turns_at_one_moment:
            # What ``_poll`` comes to where nothing but timers is waited for.
            if is_idle and scheduled[0]._when > clock.now / 1e9:
                if self._held or len(scheduled) > 1:
                    self.before_jump()
                clock.now = max(clock.now, int(scheduled[0]._key[0]))
            if clock.now != loop._moment:
                loop._moment, loop._turns_at_moment = clock.now, 0
            else:
                loop._turns_at_moment += 1
        elif is_idle:
            loop._poll(scheduled[0]._when - loop.time() if scheduled else None)
        else:
            loop._poll(0)
        if scheduled:
            seconds = clock.now / 1e9
            end = seconds + max(0.5e-9, math.ulp(seconds))
            while scheduled and scheduled[0]._when < end:
                timer = heapq.heappop(scheduled)
                timer._scheduled = False
                ready.append(timer)
        self._take_handles(ready)

    def _take_handles(self, ready: Any) -> None:
        if self._has_run:
            self.handle_ended()
        policy: Any = self._policy
        started, suspensions = self._started, self._suspensions
        world = self._loop.world
        kind = asyncio.tasks.Task
        # Whose step each handle of this turn is, if it is one.
        owners = [owner if isinstance(owner := getattr(handle._callback, "__self__", None), kind) else None
                  for handle in ready]
        run_debugged = self._run_debugged if self._loop._debug else None
        while owners:
            index = self._chosen(owners, ready) if len(owners) > 1 and owners[0] is not None else 0
            if index:
                ready.rotate(-index)
                handle = ready.popleft()
                ready.rotate(index)
            else:
                handle = ready.popleft()
            self._running = task = owners.pop(index)
            if task is not None and task._loopscope_birth not in started:  # type: ignore[attr-defined]
                self._offer_start(policy, handle)
            self._handles += 1
            if self._handles > self._most:
                self._too_many()
            if handle._cancelled:
                continue
            self._has_run = True
            if run_debugged is None:
                handle._run()
            else:
                run_debugged(handle)
            if not owners:
                # The turn's last handle ends when the loop's thread has let go.
                world.agenda.let_begin()
            # What follows is ``handle_ended``.
            self._has_run = False
            if task is not None:
                if not task.done():
                    number = task._loopscope_birth  # type: ignore[attr-defined]
                    suspensions[number] = suspension = suspensions.get(number, 0) + 1
                    if policy.cancels(task, suspension):
                        world.deviate_by_cancel(policy.decision, task)
                policy.stepped(task)
            if world.invariants:
                world.check_invariants()
        self._running = None

    def _chosen(self, owners: list[asyncio.Task[Any] | None], ready: Any) -> int:
        """The index of the handle that is taken, as ``_choose`` finds it."""
        tasks = [task for task in owners if task is not None]
        if len(tasks) < 2:
            return 0
        choice = self._policy.choose_task(tasks)  # type: ignore[union-attr]
        return owners.index(tasks[choice]) if choice else 0

    def has_ended_at_once(self, coroutine: Any) -> bool:
        """Whether ``coroutine`` has ended here: one of the two by which ``asyncio.run`` ends a loop, with nothing to do.

        What it would take are two turns in which nobody else can do anything.
        """
        loop: Any = self._loop
        code = getattr(coroutine, "cr_code", None)
        if code is _SHUTDOWN_ASYNCGENS:
            has_to_wait = bool(loop._asyncgens)
        elif code is _SHUTDOWN_EXECUTOR:
            has_to_wait = loop._default_executor is not None
        else:
            return False
        if (has_to_wait or loop._ready or loop._scheduled or self._held or not loop.world.agenda.is_empty or loop._debug
                or loop._task_factory is not None or loop.world.end is not None):
            return False
        try:
            coroutine.send(None)
        except StopIteration:
            pass
        loop.world.skip_task()
        self._handles += 2
        return True

    def _run_debugged(self, handle: Any) -> None:
        """Run a handle as asyncio does in debug mode."""
        loop: Any = self._loop
        try:
            loop._current_handle = handle
            began = loop.time()
            handle._run()
            took = loop.time() - began
            if took >= loop.slow_callback_duration:
                _base.logger.warning("Executing %s took %.3f seconds", _base._format_handle(handle), took)
        finally:
            loop._current_handle = None

    def _drop_cancelled_timers(self, loop: Any) -> None:
        scheduled = loop._scheduled
        count = len(scheduled)
        if (count > _base._MIN_SCHEDULED_TIMER_HANDLES
                and loop._timer_cancelled_count / count > _base._MIN_CANCELLED_TIMER_HANDLES_FRACTION):
            kept = []
            for timer in scheduled:
                if timer._cancelled:
                    timer._scheduled = False
                else:
                    kept.append(timer)
            heapq.heapify(kept)
            loop._scheduled = kept
            loop._timer_cancelled_count = 0
            return
        while scheduled and scheduled[0]._cancelled:
            loop._timer_cancelled_count -= 1
            heapq.heappop(scheduled)._scheduled = False
