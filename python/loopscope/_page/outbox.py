"""Hands lines to the page, without leaving Python for each of them."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from time import perf_counter

SIZE = 1 << 20
"""How many bytes of lines are held before they are sent, however little time has passed."""
PATIENCE = 0.016
"""How long a line waits for others, in seconds, when lines come one upon another."""
BURST = 200
"""How many lines are sent at once before any has to wait."""


class Outbox:
    """Lines of text in ``data``, from its start up to ``length[0]``.

    The worker reads both where they are in memory, so that nothing is lost when a program never
    comes back: an endless loop, or a fatal error. It may read at any moment, but it begins at the
    front again (by ``length[0] = 0``) only when it is asked to send.
    """

    def __init__(self) -> None:
        self.data = bytearray(SIZE)
        self.length = array("I", [0])
        self._send: Callable[[], None] = lambda: None
        self._sent_at = 0.0
        self._burst = 0

    def connect(self, send: Callable[[], None]) -> None:
        """From now on ``send`` sends what is in ``data``."""
        self._send = send

    def begin(self) -> None:
        """A run begins: its first lines are sent at once."""
        self._burst = BURST

    def write(self, line: str) -> None:
        """Add a line, which ends in a newline."""
        text = line.encode("utf-8", "surrogatepass")
        size = len(text)
        start = self.length[0]
        if start + size > SIZE:
            self.flush()
            start = 0
            if size > SIZE:
                self._write_long(text)
                return
        self.data[start:start + size] = text
        self.length[0] = start + size
        now = perf_counter()
        if self._burst > 0:
            self._burst -= 1
        elif now - self._sent_at < PATIENCE:
            return
        self._sent_at = now
        self.flush()

    def flush(self) -> None:
        """Send everything; whoever sends it begins at the front again."""
        self._send()

    def _write_long(self, text: bytes) -> None:
        for start in range(0, len(text), SIZE):
            part = text[start:start + SIZE]
            self.data[:len(part)] = part
            self.length[0] = len(part)
            self.flush()
