"""Tells the page what a program does, as lines of the trace format, while it does it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from typing import Any

from loopscope import _trace_format
from loopscope._page.outbox import Outbox


class Story:
    """The trace of one run, from its header on.

    The first ``told`` lines of it are known already, from a run that did the same up to there.
    """

    def __init__(self, outbox: Outbox, told: int) -> None:
        self._outbox = outbox
        self._to_skip = told
        self._lines = _trace_format.EventWriter().lines
        self._is_open = True
        self._gap: int | None = None
        """Where the first gap is among the recorder's events."""

    def begin(self, recorder: Any, path: str, source: str, arguments: Sequence[str], epoch: float) -> None:
        """Write the header, and tell whatever ``recorder`` notes from now on."""
        recorder.sources.number(path)
        self._paths = recorder.sources.paths
        self._sources = len(self._paths)
        program = {"name": path, "language": "python"}
        self._write(_trace_format.header({
            "program": {**program, "arguments": list(arguments)} if arguments else program,
            "sources": [{"path": path, "text": source}],
            "implementation": {
                "name": "CPython", "version": platform.python_version(), "platform": sys.platform},
            "clock": "virtual",
            "epoch": epoch,
        }))
        self._events = recorder.events
        recorder.emit = self._emit

    def finish(self, event: tuple[Any, ...]) -> None:
        """Tell of the last event, and of whatever was held back before it."""
        self._emit(event)

    def close(self) -> None:
        """Nothing that comes now belongs to the run."""
        self._is_open = False

    def _emit(self, event: tuple[Any, ...] | None) -> None:
        events = self._events
        events.append(event)
        if (event is None or self._gap is not None) and self._has_gap():
            return
        if self._is_open:
            for line in self._lines(events):
                if len(self._paths) > self._sources:
                    self._tell_sources()
                self._write(line)
        events.clear()

    def _has_gap(self) -> bool:
        """Whether a place is kept, as ``None``, for an event of which a pool does not know all yet."""
        events = self._events
        gap = self._gap or 0
        self._gap = next((at for at in range(gap, len(events)) if events[at] is None), None)
        return self._gap is not None

    def _tell_sources(self) -> None:
        for path in self._paths[self._sources:]:
            self._write(_trace_format.source_line(path, None))
        self._sources = len(self._paths)

    def _write(self, line: str) -> None:
        if self._to_skip:
            self._to_skip -= 1
        else:
            self._outbox.write(line)
