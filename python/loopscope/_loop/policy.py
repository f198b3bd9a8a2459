"""Who goes next: the decisions that asyncio takes by its order, and that others may take otherwise.

Without a policy a run is asyncio's own and nothing is asked. A policy is asked with the choices in
asyncio's order, so that the answer 0 is always what asyncio does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from loopscope._loop.clock import Clock


class Policy:
    """Takes every decision as asyncio does. Subclasses override what they want to decide."""

    clock: Clock
    """The run's, which its world sets."""
    decision: int = -1
    """The number, from 0, of the decision that was asked for last."""

    def choose_task(self, tasks: Sequence[asyncio.Task[Any]]) -> int:
        """Which of the tasks that are ready, two at least, steps next."""
        return 0

    def choose_timer(self, timers: Sequence[asyncio.TimerHandle]) -> int:
        """Which of the sleeps that are pending, two at least, ends next.

        A later one moves the first one's end behind its own, at the same nanosecond. The number of timers
        lets the first one end after all others, those that are set later too.
        """
        return 0

    def choose_job_end(self, function: Any, timers: Sequence[asyncio.TimerHandle]) -> int:
        """Behind how many of the timers that are pending, one at least, the job that ends next ends instead."""
        return 0

    def times_out(self, timer: asyncio.TimerHandle, sleeps: Sequence[asyncio.TimerHandle]) -> bool:
        """Whether the timeout of ``timer`` comes before all ``sleeps``, which would end before it.

        They are moved behind it, at the same nanosecond.
        """
        return False

    def cancels_before_start(self, task: asyncio.Task[Any]) -> bool:
        """Whether the task, which is about to take its first step, is cancelled before it."""
        return False

    def cancels(self, task: asyncio.Task[Any], suspension: int) -> bool:
        """Whether the task is cancelled where it stands; its suspensions are counted from 1."""
        return False

    def stepped(self, task: asyncio.Task[Any]) -> None:
        """The task has taken a step."""
