"""Writes a trace file, in another process where that can be had.

Turning an event into text takes longer than noting it. So the recorded program only packs its events
(``marshal``, plain data as they are) and sends them through a pipe; the other process writes them, and
it outlives a program that is killed. Where no process can be started, the program writes itself.
"""

from __future__ import annotations

import marshal
import os
import struct
import subprocess
import sys
from typing import Any, BinaryIO, TextIO

from loopscope._trace_format import EventWriter, left_out_line, source_line

_PART = 5_000
"""So many events are turned into text at once."""
_FRAME = struct.Struct("<Q")
"""What stands before each message in the pipe: its length."""

Source = tuple[str, "str | None"]
Event = tuple[Any, ...]


class File:
    """A trace file that grows; all of it is on its way to the disk after each ``write``."""

    def __init__(self, path: str, header: str, zero: int, max_bytes: float | None) -> None:
        self._events = EventWriter(zero)
        self._max_bytes = max_bytes
        self._size = 0
        self._left_out = 0
        self._out: TextIO = open(path, "w", encoding="utf-8", newline="\n")
        self._write(header)

    def write(self, sources: list[Source], events: list[Event]) -> None:
        """Adds sources, and then events."""
        for path, text in sources:
            self._write(source_line(path, text))
        for begin in range(0, len(events), _PART):
            part = events[begin : begin + _PART]
            if self._max_bytes is not None and self._size > self._max_bytes:
                self._left_out += len(part)
            else:
                self._write("".join(self._events.lines(part)))
        self._out.flush()

    def close(self, end: Event | None = None) -> None:
        """Says what is left out, or else how the program ended, if it did."""
        if self._left_out:
            self._write(left_out_line({"events": self._left_out}))
        elif end is not None:
            self._write("".join(self._events.lines([end])))
        self._out.close()

    def leave(self) -> None:
        """A forked process leaves the file to its parent."""

    def _write(self, text: str) -> None:
        self._size += len(text)
        self._out.write(text)


class ElsewhereFile:
    """A trace file that another process writes."""

    def __init__(self, path: str, header: str, zero: int, max_bytes: float | None) -> None:
        """Raises OSError if the file cannot be written, RuntimeError if there can be no process."""
        with open(path, "w", encoding="utf-8"):
            pass
        self._pipe, self._answer = _start_process()
        self._send((os.path.abspath(path), header, zero, max_bytes))

    def write(self, sources: list[Source], events: list[Event]) -> None:
        """Adds sources, and then events."""
        self._send((sources, events))

    def close(self, end: Event | None = None) -> None:
        """The file is complete when this returns. Raises OSError if it could not be written."""
        self._send(("end", end))
        self._pipe.close()
        problem = self._answer.read().decode("utf-8", "replace")
        self._answer.close()
        if problem:
            raise OSError(problem)

    def leave(self) -> None:
        """A forked process leaves the file to its parent."""
        os.close(self._pipe.fileno())
        os.close(self._answer.fileno())

    def _send(self, message: Any) -> None:
        data = _pack(message)
        try:
            self._pipe.write(_FRAME.pack(len(data)) + data)
        except BrokenPipeError:
            pass  # ``close`` tells why.


def _pack(message: Any) -> bytes:
    try:
        return marshal.dumps(message)
    except ValueError:  # A subclass of a string or the like has come in.
        return marshal.dumps(_exact(message))


def _exact(value: Any) -> Any:
    """The same data in objects of exactly the built-in types."""
    if isinstance(value, (tuple, list)):
        return tuple(map(_exact, value))
    if isinstance(value, str):
        return "".join((value, ""))
    if isinstance(value, (bool, float)) or value is None:
        return value
    return int(value) if isinstance(value, int) else type(value).__name__


def open_file(path: str, header: str, zero: int, max_bytes: float | None) -> File | ElsewhereFile:
    """A trace file, written elsewhere if that can be."""
    try:
        return ElsewhereFile(path, header, zero, max_bytes)
    except RuntimeError:
        return File(path, header, zero, max_bytes)


# The other process. The program must not find a child that it has not started (``os.wait``), so on
# systems with ``fork`` it is a grandchild; and Ctrl+C in the terminal is not meant for it.

_LAUNCH = """
import os, sys
if hasattr(os, "fork") and os.fork():
    os._exit(0)
sys.path.insert(0, sys.argv[1])
from loopscope._writing import serve
serve()
"""


def _start_process() -> tuple[BinaryIO, BinaryIO]:
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not sys.executable:
        raise RuntimeError("this interpreter has no program of its own")
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LAUNCH, package],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True, bufsize=0,
        )
    except (OSError, ValueError) as error:
        raise RuntimeError(f"no process can be started: {error}") from None
    if hasattr(os, "fork"):
        process.wait()
    assert process.stdin is not None and process.stdout is not None
    return process.stdin, process.stdout  # type: ignore[return-value]


def serve() -> None:
    """Writes what comes through stdin until it ends; what goes wrong is told on stdout."""
    try:
        _serve(sys.stdin.buffer)
    except OSError as error:
        sys.stdout.write(str(error))


def _serve(pipe: BinaryIO) -> None:
    first = _receive(pipe)
    if first is None:
        return
    file = File(*first)
    while (message := _receive(pipe)) is not None:
        if message[0] == "end":
            file.close(message[1])
            return
        file.write(*message)


def _receive(pipe: BinaryIO) -> Any:
    """The next message; none at the end, also where a killed program left half of one."""
    length = pipe.read(_FRAME.size)
    if len(length) < _FRAME.size:
        return None
    (size,) = _FRAME.unpack(length)
    data = pipe.read(size)
    return marshal.loads(data) if len(data) == size else None
