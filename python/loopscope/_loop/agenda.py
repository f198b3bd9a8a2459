"""What happens outside the loop, and when: jobs that begin and end in pools."""

from __future__ import annotations

import collections
import heapq
import math
from collections.abc import Callable

from loopscope._loop.clock import Clock


class Agenda:
    """Happenings in the order of their nanosecond; those of one nanosecond as they were planned."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._planned: list[tuple[float, int, Callable[[int], None]]] = []
        self._sequence = 0
        self._beginning: collections.deque[Callable[[], None]] = collections.deque()

    def begin(self, what: Callable[[], None]) -> None:
        """``what`` is called as soon as the loop's thread lets go: at the end of its turn, or when it waits."""
        self._beginning.append(what)

    def let_begin(self) -> None:
        """The loop's thread lets go for a moment."""
        while self._beginning:
            self._beginning.popleft()()

    def plan(self, nanos: float, happen: Callable[[int], None]) -> None:
        """``happen`` is called with its nanosecond when so many have passed."""
        self.plan_at(self._clock.now + nanos, happen)

    def plan_at(self, when: float, happen: Callable[[int], None]) -> None:
        """``happen`` is called at ``when`` nanoseconds, or as soon after it as the loop asks."""
        if when == math.inf:
            return
        self._sequence += 1
        heapq.heappush(self._planned, (when, self._sequence, happen))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is planned or begins."""
        return not self._planned and not self._beginning

    @property
    def next(self) -> float:
        """When the next happening is, in nanoseconds; infinity when there is none."""
        self.let_begin()
        return self._planned[0][0] if self._planned else math.inf

    @property
    def first(self) -> Callable[[int], None] | None:
        """What happens next."""
        self.let_begin()
        return self._planned[0][2] if self._planned else None

    def put_off(self, when: float) -> None:
        """What would happen next happens at ``when`` nanoseconds."""
        _, _, happen = heapq.heappop(self._planned)
        self.plan_at(when, happen)

    def happen_due(self) -> None:
        """All that is due by now happens."""
        while (self._planned or self._beginning) and self.next <= self._clock.now:
            self._happen()

    def happen_next(self) -> None:
        """The clock goes on to the next happening, and that happens."""
        self._clock.now = max(self._clock.now, int(self.next))
        self._happen()

    def _happen(self) -> None:
        when, _, happen = heapq.heappop(self._planned)
        happen(int(when))
