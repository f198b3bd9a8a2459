"""Standard input, which a person types line by line."""

from __future__ import annotations

import io
from collections.abc import Iterable

from loopscope._page.needs import Suspension


class StandardInput(io.TextIOBase):
    """Gives the lines that are known, and then needs one more.

    A line is text with its newline; an empty one is the end of the input.
    """

    def __init__(self, lines: Iterable[str], suspension: Suspension) -> None:
        super().__init__()
        self._lines = list(lines)
        self._suspension = suspension
        self._rest = ""
        self._is_at_end = False

    encoding = "utf-8"

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 0

    def isatty(self) -> bool:
        return False

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        text = self._rest or self._next_line()
        taken = len(text) if size is None or size < 0 else size
        self._rest = text[taken:]
        return text[:taken]

    def read(self, size: int | None = -1, /) -> str:
        if size is not None and size >= 0:
            return self.readline(size)
        return "".join(iter(self.readline, ""))

    def _next_line(self) -> str:
        if self._is_at_end:
            return ""
        if not self._lines:
            self._suspension.suspend({"what": "line"})
        line = self._lines.pop(0)
        self._is_at_end = line == ""
        return line
