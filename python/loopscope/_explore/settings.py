"""What may differ between orders, how many are tried, and what counts as a failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DIFFERENCES: Mapping[str, str] = {
    "late": "a sleep ends after the next timer, after the one that follows, after the last, or after all that come; "
            "a job of a pool ends after the next timer or the last",
    "swap": "a task that is ready steps before others that were ready earlier",
    "timeout": "a wait with a timeout times out before the sleeps that would end it",
    "cancel": "a task is cancelled at one of its awaits, or before its first step",
}
"""What may differ, and what that means."""

FAILURES: Mapping[str, str] = {
    "exception": "an exception leaves the program, or sys.exit says that it failed",
    "deadlock": "nothing can ever happen again",
    "livelock": "the loop turns for ever while the clock stands still",
    "unending": "the program runs on and on",
    "invariant": "what loopscope.invariant(...) asks for does not hold after a step",
    "hidden": "an exception of a task or a callback that nobody takes",
    "unawaited": "a coroutine that is never awaited",
    "destroyed": "a task that is destroyed while it is pending",
    "kept": "a lock, a semaphore's permit, or an item of a pool, which is a queue to which all that is taken "
            "is put back in asyncio's own order, that is still taken at the end",
    "swallowed": "a task that is cancelled by the explorer and goes on to return a value",
    "output": "something else is printed than in asyncio's own order",
}
"""What can count as a failure, and when it is one."""

USUAL_FAILURES = frozenset(FAILURES) - {"output"}


@dataclass(frozen=True)
class Settings:
    """How a program is explored."""

    differences: frozenset[str] = frozenset({"late", "swap", "timeout"})
    """Of ``DIFFERENCES``."""
    failures: frozenset[str] = USUAL_FAILURES
    """Of ``FAILURES``."""
    deviations: int = 2
    """All orders with at most so many deviations are tried first."""
    runs: int = 2000
    """The search is at most so many runs, those by chance among them; shrinking what they found takes a few more."""
    chance: int = 200
    """So many of the runs take their order by chance."""
    seconds: float = 60.0
    """No new run is begun after so many seconds."""
    seed: int = 0
    """Of the orders by chance."""
    share: tuple[int, int] = (0, 1)
    """Which share of the orders is tried, and of how many: several processes can share the search.

    All shares together try what one alone would. Each has its own bounds of runs and seconds.
    """
    turns: int = 5_000
    """A loop that turns more often than this while its clock stands still is livelocked."""
    callbacks: int = 50_000
    """A run that takes more callbacks than this does not end."""

    def __post_init__(self) -> None:
        _check("differences", self.differences, DIFFERENCES)
        _check("failures", self.failures, FAILURES)
        for name in ("deviations", "chance"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be 0 or more, not {getattr(self, name)!r}")
        share, of = self.share
        if not 0 <= share < of:
            raise ValueError(f"share must be one of 0 to {of - 1} of {of}, not {share!r}")
        for name in ("runs", "seconds", "turns", "callbacks"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be more than 0, not {getattr(self, name)!r}")


def _check(what: str, given: frozenset[str], known: Mapping[str, str]) -> None:
    unknown = sorted(given - known.keys())
    if unknown:
        raise ValueError(f"{what}: there is no {unknown[0]!r}; there are: {', '.join(known)}")
