"""Output streams whose lines are told with the clock of the moment in which they ended."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TextIO

from loopscope._loop.world import current

Tell = Callable[[int, str], None]
"""Takes the nanosecond and a line without its end."""


class LineStream(io.TextIOBase):
    """A text stream that tells whole lines."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell
        self._partial = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        *lines, self._partial = (self._partial + text).split("\n")
        for line in lines:
            self._tell(current().clock.read(), line)
        return len(text)

    def finish(self) -> None:
        """A line that was begun ends here."""
        if self._partial:
            self.write("\n")


def stamping(out: TextIO) -> LineStream:
    """A stream that writes each line to ``out`` after its seconds and a tab."""

    def tell(when: int, line: str) -> None:
        out.write(f"{stamp(when)}\t{line}\n")

    return LineStream(tell)


def stamp(when: int) -> str:
    """An instant as seconds with all nine digits."""
    return f"{when // 10**9}.{when % 10**9:09d}"
