"""The lock that lets one thread of an interpreter compute at a time."""

from __future__ import annotations

import collections
import math
from collections.abc import Callable

from loopscope._loop.agenda import Agenda
from loopscope._loop.clock import Clock

SWITCH_INTERVAL = 5_000_000
"""Nanoseconds after which the holder hands the lock on, when others wait."""


class ComputingThread:
    """A thread that wants to compute for so many nanoseconds.

    ``tell`` is called with ``WaitingForGil`` and ``Running``.
    """

    def __init__(self, left: int, finish: Callable[[], None], tell: Callable[[str], None]) -> None:
        self.left = left
        self.finish = finish
        self.tell = tell


class Gil:
    """One thread computes, the others wait in line."""

    def __init__(self, clock: Clock, agenda: Agenda) -> None:
        self._clock = clock
        self._agenda = agenda
        self._holder: ComputingThread | None = None
        self._since = 0
        self._waiting: collections.deque[ComputingThread] = collections.deque()
        self._grant = 0

    def want(self, thread: ComputingThread) -> None:
        """The thread computes as soon as it is its turn."""
        if self._holder is None:
            self._give(thread)
            return
        thread.tell("WaitingForGil")
        self._waiting.append(thread)
        if len(self._waiting) == 1:
            # The holder's time counts from the first who waits.
            self._plan(self._holder, SWITCH_INTERVAL)

    def _give(self, thread: ComputingThread) -> None:
        thread.tell("Running")
        self._holder, self._since = thread, self._clock.now
        self._plan(thread, SWITCH_INTERVAL if self._waiting else math.inf)

    def _plan(self, holder: ComputingThread, at_most: float) -> None:
        left = holder.left - (self._clock.now - self._since)
        self._grant += 1
        grant = self._grant

        def hand_on(_when: int) -> None:
            if grant == self._grant:
                self._hand_on(holder)

        self._agenda.plan(min(left, at_most), hand_on)

    def _hand_on(self, thread: ComputingThread) -> None:
        self._holder = None
        thread.left -= self._clock.now - self._since
        if thread.left > 0:
            thread.tell("WaitingForGil")
            self._waiting.append(thread)
        if self._waiting:
            self._give(self._waiting.popleft())
        if thread.left <= 0:
            thread.finish()
