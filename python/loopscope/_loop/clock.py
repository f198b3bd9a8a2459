"""The clock of a run: whole nanoseconds that start at 0 and jump."""

from __future__ import annotations

import math

NANOS = 1_000_000_000
"""Nanoseconds of a second."""


class Cost:
    """What a job in a pool takes: it blocks, and it computes, in nanoseconds."""

    def __init__(self, began: int) -> None:
        self.began = began
        self.blocks = 0
        self.computes = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.blocks + self.computes


class Clock:
    """The time of all loops of one run."""

    def __init__(self) -> None:
        self.now = 0
        self.computed = 0
        """Nanoseconds that the loop's own thread computed."""
        self.job: Cost | None = None
        """What the job that a worker runs has cost so far; none while the loop's own thread runs."""

    def read(self) -> int:
        """Nanoseconds, as whoever runs now sees them."""
        job = self.job
        return self.now if job is None else job.began + job.total

    def time(self) -> float:
        """Seconds, as whoever runs now sees them."""
        return (self.now if self.job is None else self.read()) / 1e9

    def deadline(self, when: float) -> float:
        """The nanosecond of ``when`` seconds, half to even; infinities stay what they are."""
        nanos = when * 1e9
        return round(nanos) if math.isfinite(nanos) else nanos

    def advance(self, seconds: float) -> None:
        """A blocking call held the loop for so long, or in a worker nobody but its job."""
        if self.job is None:
            self.now = int(self.deadline(self.time() + seconds))
        else:
            self.job.blocks += round(seconds * 1e9)

    def compute(self, nanos: int) -> None:
        """A computation held the loop for so long, or in a worker its job and the GIL."""
        if self.job is None:
            self.now += nanos
            self.computed += nanos
        else:
            self.job.computes += nanos
