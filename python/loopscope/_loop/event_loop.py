"""An event loop whose clock jumps to the next thing that happens."""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.events
import asyncio.futures
import heapq
import math
import threading
import types
from collections import deque
from collections.abc import Callable
from typing import Any

from loopscope._loop import waiting
from loopscope._loop.decisions import Decisions
from loopscope._loop.ends import Deadlock, Livelock, RunEnd
from loopscope._loop.refusals import Refusing
from loopscope._loop.turns import Turns
from loopscope._loop.world import World, current


class _Selector:
    """What ``_run_once`` asks for input and output: the clock goes on instead of waiting."""

    def __init__(self, loop: DeterministicLoop) -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> tuple[()]:
        self._loop._poll(timeout)
        return ()

    def close(self) -> None:
        pass


class DeterministicLoop(Refusing, asyncio.base_events.BaseEventLoop):  # type: ignore[misc]
    """asyncio's loop on a clock of whole nanoseconds.

    - ``time()`` starts at 0 and stands still while the program computes.
    - A timer is due at ``round((time() + delay) * 1e9)``, half to even. Timers come in the order of
      (nanosecond, setting), as on a real clock, on which no two deadlines are ever equal.
    - Jobs that end come in before timers of the same moment.
    - Nothing ready, no timer and no job in flight is a :class:`Deadlock`, where a real loop would
      hang; turning for ever while the clock stands still is a :class:`Livelock`.
    """

    _ready: Any
    _scheduled: Any
    _default_executor: Any

    def __init__(self) -> None:
        super().__init__()
        self.world: World = current()
        self._selector = _Selector(self)
        self._moment = -1
        self._turns_at_moment = 0
        self._turns = Turns(self) if self.world.is_only_explored else None
        self._decisions = self._turns or (Decisions(self) if self.world.is_watched else None)

    # The clock.

    def time(self) -> float:
        """Seconds since the start of the run."""
        return self.world.clock.time()

    @property
    def _clock_resolution(self) -> float:
        # Half a nanosecond: a timer is due at its own nanosecond and not before.
        return max(0.5e-9, math.ulp(self.world.clock.time()))

    @_clock_resolution.setter
    def _clock_resolution(self, _value: float) -> None:
        pass  # BaseEventLoop.__init__ measures the real clock's.

    def call_at(  # type: ignore[override]
        self, when: float, callback: Any, *args: Any, context: Any = None) -> Any:
        """Call ``callback`` at ``when`` seconds on the loop's clock."""
        if when is None:
            raise TypeError("when cannot be None")
        if self._closed:
            self._check_closed()
        nanos = self.world.clock.deadline(when)
        timer: Any = asyncio.events.TimerHandle(nanos / 1e9, callback, args, self, context)
        timer._key = (nanos, self.world.next_timer())
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    # The edge to the outside.

    def _process_events(self, event_list: object) -> None:
        pass

    def _write_to_self(self) -> None:
        pass

    def _run_once(self) -> None:
        if self.world.end is not None:
            # `run` would now cancel what is left; but the program never gets there.
            raise self.world.end.again()
        if self._turns is not None:
            self._turns.take()
            return
        super()._run_once()
        self.world.agenda.let_begin()
        if self._decisions is not None:
            self._decisions.handle_ended()

    def run_until_complete(self, future: Any) -> Any:
        """Run until ``future`` is done, and return its result."""
        if self._turns is not None and self._turns.has_ended_at_once(future):
            return None
        return super().run_until_complete(future)

    def _poll(self, timeout: float | None) -> None:
        clock = self.world.clock
        if clock.now == self._moment:
            self._turns_at_moment += 1
            if self._turns_at_moment > self.world.turns_at_one_moment:
                self._finish(Livelock(waiting.livelock_report(self)))
        agenda = self.world.agenda
        if timeout is None or timeout > 0:
            self._jump()
            agenda.happen_due()
            while not self._is_anything_ready():
                # What happened is nothing to the loop: a worker's thread got the GIL, for example.
                self._jump()
                agenda.happen_due()
        if clock.now != self._moment:
            self._moment, self._turns_at_moment = clock.now, 0
        agenda.happen_due()
        if self._decisions is not None:
            self._decisions.polled()

    def _is_anything_ready(self) -> bool:
        # The queue's own length: a queue that is watched is told only of what asyncio asks.
        if deque.__len__(self._ready):
            return True
        return bool(self._scheduled) and self._scheduled[0]._key[0] <= self.world.clock.now

    def _jump(self) -> None:
        if self._decisions is not None:
            self._decisions.before_jump()
        timer = self._scheduled[0]._key[0] if self._scheduled else math.inf
        target = min(timer, self.world.agenda.next)
        if target == math.inf:
            self._finish(Deadlock(waiting.deadlock_report(self)))
        self.world.clock.now = max(self.world.clock.now, int(target))

    def _finish(self, end: RunEnd) -> None:
        self.world.end = end
        self.world.at_end(end)
        # The program never gets on, so nobody is told of what happens while it is taken apart.
        self.set_exception_handler(lambda _loop, _context: None)
        for task in asyncio.tasks.all_tasks(self):
            task._log_destroy_pending = False  # type: ignore[attr-defined]
        # Raised is another one: its traceback would keep all that is left alive.
        raise end.again()

    # What needs a thread.

    def _do_shutdown(self, future: Any) -> None:
        """What ``shutdown_default_executor`` has a thread do: it would wait, and does not have to."""
        self._default_executor.when_idle(lambda: self.call_soon_threadsafe(
            asyncio.futures._set_result_unless_cancelled, future, None))  # type: ignore[attr-defined]


class _AtOnce:
    """A thread whose function does not wait for anybody, and is called at its start."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...]) -> None:
        self._target = target
        self._args = args

    def start(self) -> None:
        self._target(*self._args)

    def join(self, timeout: float | None = None) -> None:
        pass

    def is_alive(self) -> bool:
        return False


threads_at_once = types.SimpleNamespace(get_ident=threading.get_ident, Thread=_AtOnce)
"""What ``asyncio.base_events`` finds as ``threading``: its one thread calls ``_do_shutdown``."""
