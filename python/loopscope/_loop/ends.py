"""The ends of a run that CPython itself would not have."""

from __future__ import annotations

from typing import ClassVar


class RunEnd(BaseException):
    """The program can or may not go on: a real loop would wait or turn for ever."""

    how: ClassVar[str]
    status: ClassVar[int]

    def __init__(self, report: str) -> None:
        super().__init__(report)
        self.report = report

    def again(self) -> RunEnd:
        """The same end, to be raised."""
        return type(self)(self.report)


class Deadlock(RunEnd):
    """Nothing is ready, no timer is set, no job is in flight, and the loop is to go on."""

    how = "deadlock"
    status = 3


class Livelock(RunEnd):
    """The loop turns and turns, and the clock stands still."""

    how = "livelock"
    status = 4


class Unending(RunEnd):
    """The program took more steps than it was given."""

    how = "unending"
    status = 5
