"""What comes into a run from outside, logged where it enters.

With the log of a run given to another one, that takes what is logged instead of asking again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Input(NamedTuple):
    """Something that came from outside."""

    when: int
    """The clock, in nanoseconds."""
    kind: str
    """``line`` for what ``input()`` gave, ``random`` for bytes of randomness in hexadecimal,
    ``wall`` for the seconds since 1970 at the clock's zero."""
    value: str


class Inputs:
    """The log of one run, and what it takes from the log of another."""

    def __init__(self, known: Iterable[Input] = ()) -> None:
        self.log: list[Input] = []
        self._known: dict[str, list[Input]] = {}
        for given in known:
            self._known.setdefault(given.kind, []).append(given)

    def take(self, when: int, kind: str, ask: Callable[[], str]) -> str:
        """The next of its kind: from the known ones while there are some, then by asking."""
        known = self._known.get(kind)
        value = known.pop(0).value if known else ask()
        self.log.append(Input(when, kind, value))
        return value
