"""Reads a trace file: see ``docs/trace-format.md``."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from loopscope._trace_format import VERSION

NANOSECONDS = 1_000_000_000
_GZIP = b"\x1f\x8b"


class FormatError(ValueError):
    """A file that is no trace, or one that this version cannot read."""


class Event(NamedTuple):
    """Something that happened: the instant in nanoseconds, the kind, and its fields."""

    when: int
    kind: str
    fields: dict[str, Any]


class Trace:
    """A trace file that is being read, line by line."""

    def __init__(self, file: BinaryIO) -> None:
        self.sources: list[dict[str, Any]] = []
        """The source files that are known so far, in the order of their numbers."""
        self.left_out: dict[str, Any] = {}
        self._lines = enumerate(_text_lines(file), 1)
        self.header = self._read_header()

    def __iter__(self) -> Iterator[Event]:
        """The events in order. A file that was cut off ends with its last whole line."""
        for number, line in self._lines:
            if not line.strip():
                continue
            record = _parse(number, line)
            if record is None:
                return
            if "e" in record:
                yield _event(number, record)
            elif "source" in record:
                self.sources.append(record["source"])
            elif "left_out" in record:
                self.left_out.update(record["left_out"])
            elif "input" not in record:
                raise FormatError(f"line {number}: neither an event nor a source, but {', '.join(record) or 'nothing'}")

    def place(self, at: list[int] | None) -> str:
        """A place as ``prog.py:12``."""
        if not at or at[0] >= len(self.sources):
            return "?"
        return f"{self.sources[at[0]]['path']}:{at[1]}"

    def _read_header(self) -> dict[str, Any]:
        number, line = next(self._lines, (1, ""))
        try:
            header = _parse(number, line) if line else None
        except FormatError:
            header = None
        if header is None or header.get("format") != "loopscope trace":
            raise FormatError('line 1: not a trace; the first line of one has "format":"loopscope trace"')
        version = header.get("version")
        if type(version) is not int or version > VERSION:
            raise FormatError(f"line 1: version {version!r} of the format; up to {VERSION} can be read")
        self.sources += header.get("sources") or []
        self.left_out.update(header.get("left_out") or {})
        return header


def _text_lines(file: BinaryIO) -> Iterator[str]:
    beginning = file.read(2)
    raw: Any = _Joined(beginning, file)
    binary = gzip.GzipFile(fileobj=raw) if beginning == _GZIP else io.BufferedReader(raw)
    lines = io.TextIOWrapper(binary, encoding="utf-8", errors="replace")
    try:
        yield from lines
    except (EOFError, zlib.error):
        return  # The compressed file was cut off.


class _Joined(io.RawIOBase):
    """The bytes that were looked at, and the rest of the file."""

    def __init__(self, beginning: bytes, rest: BinaryIO) -> None:
        self._beginning = beginning
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._beginning[: len(buffer)] or self._rest.read(len(buffer))
        self._beginning = self._beginning[len(part) :]
        buffer[: len(part)] = part
        return len(part)


def _parse(number: int, line: str) -> dict[str, Any] | None:
    """The object of a line; none for a last line that was cut off."""
    try:
        record = json.loads(line)
    except ValueError as error:
        if not line.endswith("\n"):
            return None
        raise FormatError(f"line {number}: not JSON: {error}") from None
    if type(record) is not dict:
        raise FormatError(f"line {number}: a JSON object is expected, not {line[:40].strip()}")
    return record


def _event(number: int, record: dict[str, Any]) -> Event:
    when, event = record.get("t"), record["e"]
    if type(when) is not int:
        raise FormatError(f"line {number}: 't' is whole nanoseconds, not {when!r}")
    if type(event) is str:
        return Event(when, event, {})
    if type(event) is dict and len(event) == 1:
        kind, fields = next(iter(event.items()))
        if type(fields) is dict:
            return Event(when, kind, fields)
    raise FormatError(f"line {number}: 'e' is the name of an event, or an object with that one name")


def seconds(nanoseconds: int) -> str:
    """An instant or a duration for a person: ``1.250 s``."""
    return f"{nanoseconds / NANOSECONDS:.3f} s"
