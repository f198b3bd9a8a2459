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

_MANY_TIMERS: int = asyncio.base_events._MIN_SCHEDULED_TIMER_HANDLES  # type: ignore[attr-defined]
_TOO_MANY_CANCELLED: float = asyncio.base_events._MIN_CANCELLED_TIMER_HANDLES_FRACTION  # type: ignore[attr-defined]


class Turns(Decisions):
    """Takes the turns of a loop, and asks the policy."""

    def watch(self, loop: DeterministicLoop) -> None:
        pass  # Its turns are taken here.

    def take(self) -> None:
        """One turn."""
        loop = self._loop
        self._drop_cancelled_timers()
        ready = loop._ready
        if ready or loop._stopping:
            loop._poll(0)
        else:
            scheduled = loop._scheduled
            loop._poll(scheduled[0]._when - loop.time() if scheduled else None)
        self._make_due_ready()
        for left in range(len(ready), 0, -1):
            if self._has_run:
                self.handle_ended()
            self._take_handle(ready, left)

    def _take_handle(self, ready: Any, left: int) -> None:
        if left > 1:
            self._left_in_turn = left
            index = self._choose(self._policy, ready)  # type: ignore[arg-type]
        else:
            index = 0
        if index:
            ready.rotate(-index)
            handle = ready.popleft()
            ready.rotate(index)
        else:
            handle = ready.popleft()
        owner = getattr(handle._callback, "__self__", None)
        task = owner if isinstance(owner, asyncio.tasks.Task) else None
        if task is not None and task._loopscope_birth not in self._started:  # type: ignore[attr-defined]
            self._offer_start(self._policy, handle)  # type: ignore[arg-type]
        self._handles += 1
        if self._handles > self._most:
            self._too_many()
        self._running = task
        if handle._cancelled:
            return
        self._has_run = True
        if self._loop._debug:
            self._run_debugged(handle)
        else:
            handle._run()

    def _run_debugged(self, handle: Any) -> None:
        """Run a handle as asyncio does in debug mode."""
        loop: Any = self._loop
        try:
            loop._current_handle = handle
            began = loop.time()
            handle._run()
            took = loop.time() - began
            if took >= loop.slow_callback_duration:
                asyncio.base_events.logger.warning(
                    "Executing %s took %.3f seconds",
                    asyncio.base_events._format_handle(handle), took)  # type: ignore[attr-defined]
        finally:
            loop._current_handle = None

    def _drop_cancelled_timers(self) -> None:
        loop: Any = self._loop
        scheduled = loop._scheduled
        count = len(scheduled)
        if count > _MANY_TIMERS and loop._timer_cancelled_count / count > _TOO_MANY_CANCELLED:
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

    def _make_due_ready(self) -> None:
        loop = self._loop
        scheduled = loop._scheduled
        if not scheduled:
            return
        seconds = loop.world.clock.now / 1e9
        end = seconds + max(0.5e-9, math.ulp(seconds))
        while scheduled and scheduled[0]._when < end:
            timer = heapq.heappop(scheduled)
            timer._scheduled = False
            loop._ready.append(timer)
