"""A recording that goes to a file: from the start, or only the last seconds of it when asked."""

from __future__ import annotations

import os
import platform
import queue
import socket
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from loopscope import _recorder, _trace_format
from loopscope._recorder._prelude import State
from loopscope._recorder._state import Event, Recorder
from loopscope._writing import File, Source, open_file

_NANOSECONDS = 1_000_000_000
_MANY_EVENTS = 5_000
_FLUSH_EVERY = _NANOSECONDS // 2
"""Events wait in memory for so long, or until there are many: what a killed program loses."""
_BYTES_OF_EVENT = 120
"""What an event takes in memory and in a file, roughly."""
_LONGEST_SOURCE = 2_000_000

FULL_ONLY = [
    "FrameEntered", "FrameExited", "ResourceChanged", "PoolCreated", "JobSubmitted", "JobEnded", "WorkerChanged",
]  # fmt: skip
"""The kinds of events that mode ``tasks`` leaves out."""


@dataclass
class Settings:
    """What is recorded, and how much of it is kept."""

    mode: str = "full"
    """``full``, or ``tasks``: turns, handles and tasks alone, at a third of the cost."""
    last: float | None = None
    """Keep the last seconds only, in memory, until they are asked for."""
    max_size: float | None = None
    """The largest size of the file, or of what is kept in memory, in megabytes."""
    include: tuple[str, ...] = ()
    """Patterns of library files that are recorded like the program's own."""
    arguments: bool = True
    """The arguments of calls."""
    output: bool = True
    """What is printed and logged."""
    source: bool = True
    """The texts of the program's own files."""
    slow: float | None = None
    """With ``last``: a handle of so many milliseconds writes the file."""
    program: str = ""
    """What the program is called in the file."""
    program_arguments: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.mode not in ("full", "tasks"):
            raise ValueError(f"the mode is 'full' or 'tasks', not {self.mode!r}")
        for name in ("last", "max_size", "slow"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f"{name} must be greater than 0, not {value!r}")

    def max_bytes(self) -> float | None:
        """``max_size`` in bytes."""
        return None if self.max_size is None else self.max_size * 1_000_000

    def options(self) -> _recorder.Options:
        """The recorder's part of it."""
        return _recorder.Options(
            full=self.mode == "full", arguments=self.arguments, output=self.output, include=tuple(self.include)
        )


class Sources:
    """Gives the source files that are new since it was asked last."""

    def __init__(self, recorder: Recorder, settings: Settings) -> None:
        self._known = recorder.sources
        self._with_text = settings.source
        self._given = 0

    def new(self) -> list[Source]:
        """Each with its path and, if it is the program's own and wanted, its text."""
        paths = self._known.paths[self._given :]
        self._given += len(paths)
        return [(_shown_path(path), self._text(path)) for path in paths]

    def _text(self, path: str) -> str | None:
        return _source_text(path) if self._with_text and self._known.is_program(path) else None


def _header(settings: Settings, zero: int, *, before: bool = False) -> str:
    left_out: dict[str, Any] = {"libraries": True}
    if before:
        left_out["before"] = True
    if settings.mode == "tasks":
        left_out["kinds"] = FULL_ONLY
    for name in ("arguments", "output", "source"):
        if not getattr(settings, name):
            left_out[name] = True
    program: dict[str, Any] = {"name": settings.program or os.path.basename(sys.argv[0]) or "python", "language": "python"}
    if settings.arguments and settings.program_arguments:
        program["arguments"] = settings.program_arguments
    since = time.time() - (time.monotonic_ns() - zero) / _NANOSECONDS
    return _trace_format.header({
        "program": program,
        "implementation": {
            "name": platform.python_implementation(),
            "version": platform.python_version(),
            "platform": sys.platform,
        },
        "clock": "wall",
        "epoch": round(since, 6),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "recorded": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "left_out": left_out,
    })


def _shown_path(path: str) -> str:
    """A path as it is in the file: from the current directory if it lies there."""
    here = os.getcwd() + os.sep
    return path[len(here) :] if path.startswith(here) else path


def _source_text(path: str) -> str | None:
    """A source file's text, if it can be had."""
    import tokenize

    try:
        if os.path.getsize(path) > _LONGEST_SOURCE:
            return None
        with tokenize.open(path) as file:
            return file.read()
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None


class Stream:
    """Everything, from the start: a thread hands on what the program has told so far."""

    def __init__(self, path: str, recorder: Recorder, settings: Settings) -> None:
        self._recorder = recorder
        zero = recorder.clock()
        self._sources = Sources(recorder, settings)
        self._file = open_file(path, _header(settings, zero), zero, settings.max_bytes())
        self._next = 0
        self._parts: queue.SimpleQueue[tuple[list[Source], list[Event]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        recorder.when_turn_ends = self._turn_ended
        try:
            self._thread = threading.Thread(target=self._write, name="loopscope writer", daemon=True)
            self._thread.start()
        except RuntimeError:  # an interpreter without threads
            self._thread = None

    def _turn_ended(self, recorder: Recorder) -> None:
        events = recorder.events
        if events and (len(events) >= _MANY_EVENTS or recorder.now >= self._next):
            self._next = recorder.now + _FLUSH_EVERY
            part = (self._sources.new(), take_all(events))
            if self._thread is None:
                self._file.write(*part)
            else:
                self._parts.put(part)

    def _write(self) -> None:
        while (part := self._parts.get()) is not None:
            self._file.write(*part)

    def finish(self, end: Event | None) -> None:
        """The recording is over."""
        if self._thread is not None:
            self._parts.put(None)
            self._thread.join()
        self._file.write(self._sources.new(), take_all(self._recorder.events))
        self._file.close(end)

    def leave(self) -> None:
        """A forked process leaves the file to its parent."""
        self._file.leave()

    def dump(self, reason: str) -> None:
        """Everything is written anyway."""


class Ring:
    """The last seconds, in memory, written when something asks for them."""

    def __init__(self, path: str, recorder: Recorder, settings: Settings) -> None:
        self.paths: list[str] = []
        """The files that were written."""
        self._path = path
        self._recorder = recorder
        self._settings = settings
        self._zero = recorder.clock()
        self._keep = int((settings.last or 1) * _NANOSECONDS)
        self._most = int((settings.max_size or 0) * 1_000_000 / _BYTES_OF_EVENT)
        self._slow = None if settings.slow is None else int(settings.slow * 1_000_000)
        self._state = State()
        """What the events that are forgotten add up to."""
        self._parts: deque[list[Event]] = deque()
        self._count = 0
        self._next = 0
        recorder.when_turn_ends = self._turn_ended

    @property
    def has_events(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._parts or self._recorder.events)

    def _turn_ended(self, recorder: Recorder) -> None:
        events = recorder.events
        if not events or (len(events) < _MANY_EVENTS // 5 and recorder.now < self._next):
            return
        self._next = recorder.now + self._keep // 20
        part = take_all(events)
        self._parts.append(part)
        self._count += len(part)
        self._forget(recorder.now - self._keep)
        if self._slow is not None and is_slow(part, self._slow):
            self.dump("a slow handle")

    def _forget(self, before: int) -> None:
        parts = self._parts
        while len(parts) > 1 and (parts[0][-1][0] < before or (self._most and self._count > self._most)):
            part = parts.popleft()
            self._count -= len(part)
            self._state.take(part)

    def leave(self) -> None:
        """A forked process has nothing to do with it."""

    def dump(self, reason: str, end: Event | None = None) -> None:
        """Writes what is kept; a second time into a file of another name."""
        path = self._path if not self.paths else _numbered(self._path, len(self.paths) + 1)
        has_forgotten = self._state.when > 0
        header = _header(self._settings, self._zero, before=has_forgotten)
        file = File(path, header, self._zero, None)
        prelude = self._state.prelude() if has_forgotten else []
        file.write(Sources(self._recorder, self._settings).new(), prelude)
        for part in [*self._parts, list(self._recorder.events)]:
            file.write([], part)
        file.close(end)
        self.paths.append(path)

    def finish(self, end: Event | None) -> None:
        """The recording is over: an exception that leaves the program writes what is kept."""
        if end is not None and end[2] != "Returned" and end[2][0] == "Raised":
            self.dump("an exception", end)


def take_all(events: list[Event]) -> list[Event]:
    """The events so far, which are taken away; other threads may add to them meanwhile."""
    count = len(events)
    part = events[:count]
    del events[:count]
    return part


def is_slow(events: list[Event], longest: int) -> bool:
    """Whether one of the handles in ``events`` ran for as many nanoseconds as ``longest``."""
    begun = 0
    for event in events:
        if event[1] == "HandleStarted":
            begun = event[0]
        elif event[1] == "HandleEnded" and event[0] - begun >= longest and begun:
            return True
    return False


def _numbered(path: str, number: int) -> str:
    stem, extension = os.path.splitext(path)
    return f"{stem}-{number}{extension}"


_under_way: Recording | None = None


class Recording:
    """A recording under way, as ``loopscope.start`` gives it."""

    def __init__(self, path: str | os.PathLike[str], settings: Settings) -> None:
        self.path = os.fspath(path)
        self.recorder = _recorder.start(settings.options())
        try:
            kind = Stream if settings.last is None else Ring
            self._sink: Stream | Ring = kind(self.path, self.recorder, settings)
        except BaseException:
            _recorder.stop()
            raise
        self._process = os.getpid()

    @property
    def has_events(self) -> bool:
        """With ``last``: whether any loop has run."""
        return isinstance(self._sink, Ring) and self._sink.has_events

    def dump(self, reason: str = "a call") -> None:
        """With ``last``: write now what is kept."""
        self._sink.dump(reason)

    def leave(self) -> None:
        """A forked process leaves the file to its parent."""
        self._sink.leave()

    def finish(self, how: Any = None) -> None:
        """End the recording; ``how`` says how the program ended, if it did."""
        if os.getpid() != self._process:
            return
        self.recorder.end_turn()
        _recorder.stop()
        end = None if how is None else (self.recorder.clock(), "RunEnded", how)
        self._sink.finish(end)


def start(path: str | os.PathLike[str] = "program.loopscope", **settings: Any) -> Recording:
    """Begin to record into the file ``path``; ``settings`` are those of ``Settings``.

    Raises RuntimeError if a recording is under way already, or if the running event loop is not
    asyncio's own; ValueError and TypeError for settings that do not make sense; OSError if the file
    cannot be written.
    """
    global _under_way
    _under_way = Recording(path, Settings(**settings))
    return _under_way


def stop(how: Any = None) -> str:
    """End the recording; its path is returned. Raises RuntimeError if none is under way."""
    global _under_way
    if _under_way is None:
        raise RuntimeError("no recording is under way; start() begins one")
    recording, _under_way = _under_way, None
    recording.finish(how)
    return recording.path


class record:
    """``with loopscope.record("x.loopscope"):`` records what runs inside; settings as for ``start``."""

    def __init__(self, path: str | os.PathLike[str] = "program.loopscope", **settings: Any) -> None:
        self._path = path
        self._settings = settings

    def __enter__(self) -> Recording:
        return start(self._path, **self._settings)

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        from loopscope._recorder import _describe

        stop(None if error is None else ("Raised", _describe.exception(error)))


def _leave_child() -> None:
    """A forked process is not recorded: the file is its parent's."""
    global _under_way
    if _under_way is not None:
        _under_way.leave()
        _under_way = None
        _recorder.stop()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_child)
