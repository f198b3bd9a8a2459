"""What the program prints, logs and reports.

``print`` writes its arguments, separators and end one after the other; what one call wrote is one
event. The stream objects stay as they are: only their ``write`` is looked at, as an attribute.
"""

from __future__ import annotations

import logging
import sys
import types
import warnings
from asyncio import base_events
from types import FrameType
from typing import Any, Callable

from loopscope._recorder import _describe
from loopscope._recorder._state import C_FUTURE, Recorder

recorder: Recorder | None = None
"""The recorder at work; set by ``_install``."""


class Output:
    """One of the program's two outputs."""

    def __init__(self, rec: Recorder, name: str, stream: Any) -> None:
        self.rec = rec
        self.name = name
        self.stream = stream
        self.original: Callable[[str], int] = stream.write
        self._pieces: list[str] = []
        self._by: tuple[int, int] = (0, 0)
        self._place = 0
        self._task = 0

    def install(self) -> bool:
        """Whether the stream lets its ``write`` be looked at."""
        try:
            self.stream.write = self.write
        except AttributeError:
            return False
        return True

    def uninstall(self) -> None:
        """The stream writes as before."""
        self.tell()
        if self.stream.__dict__.get("write") == self.write:
            del self.stream.write

    def write(self, text: str) -> int:
        """Writes, and tells."""
        rec = self.rec
        written = self.original(text)
        if type(text) is str and (rec.loop is None or rec.here()):
            self._take(text, sys._getframe().f_back)
        return written

    def _take(self, text: str, frame: FrameType | None) -> None:
        # The interpreter itself may call, without a frame: at its exit, for example.
        by = (id(frame), frame.f_lasti if frame is not None else 0)
        if self._pieces and by != self._by:
            self.tell()
        if not self._pieces:
            self._by = by
            self._place = self.rec.sources.program_place(frame)
            self._task = self.rec.current()
        self._pieces.append(text)
        if not text or text.endswith("\n"):
            self.tell()

    def tell(self) -> None:
        """Tells of what was written by one call so far."""
        text = "".join(self._pieces)
        self._pieces.clear()
        if text:
            self.rec.emit((self.rec.clock(), "Printed", self.name, text, self._task, self._place))


def outputs(rec: Recorder) -> list[Output]:
    """The program's outputs, being looked at."""
    streams = [("Stdout", sys.stdout), ("Stderr", sys.stderr)]
    found = [Output(rec, name, stream) for name, stream in streams if hasattr(stream, "write")]
    return [output for output in found if output.install()]


_C_CALL_HANDLERS: Any = logging.Logger.callHandlers


def call_handlers(logger: Any, record: Any) -> None:
    """``Logger.callHandlers``, which tells of the record."""
    _C_CALL_HANDLERS(logger, record)
    rec = recorder
    if rec is None or not rec.options.output or rec.loop is None or not rec.here():
        return
    place = rec.sources.program_place(sys._getframe(1))
    rec.emit((rec.clock(), "Logged", int(record.levelno), str(record.name), log_text(record), rec.current(), place))


def log_text(record: Any) -> str:
    """A record's message: as a handler has formatted it, or else if nothing of the program's is called."""
    formatted = record.__dict__.get("message")
    if type(formatted) is str:
        return formatted
    message, args = record.msg, record.args
    if type(message) is not str:
        return _describe.plain(message) or type(message).__name__
    if not args:
        return message
    values = args if type(args) is tuple else (args,)
    if all(_describe.plain(value) is not None for value in values):
        try:
            return str(message % args)
        except (TypeError, ValueError):
            return message
    return message


_REASONS = (
    ("Task exception was never retrieved", "TaskNeverRetrieved"),
    ("Future exception was never retrieved", "FutureNeverRetrieved"),
    ("_GatheringFuture exception was never retrieved", "FutureNeverRetrieved"),
    ("Task was destroyed but it is pending!", "TaskDestroyed"),
    ("Exception in callback", "CallbackRaised"),
    ("unhandled exception during asyncio.run() shutdown", "RaisedAtShutdown"),
    ("an error occurred during closing of asynchronous generator", "GeneratorCloseFailed"),
    ("Unhandled error in exception handler", "HandlerFailed"),
)


def _reason(message: str) -> str:
    for beginning, reason in _REASONS:
        if message.startswith(beginning):
            return reason
    if message.startswith("Task ") and "has errored out but its parent task" in message:
        return "TaskGroupFinished"
    return "Other"


_C_CALL_EXCEPTION_HANDLER: Any = base_events.BaseEventLoop.call_exception_handler


def call_exception_handler(loop: Any, context: dict[str, Any]) -> None:
    """``BaseEventLoop.call_exception_handler``, which tells first."""
    rec = recorder
    if rec is not None and rec.loop is loop:
        _report(rec, context)
    _C_CALL_EXCEPTION_HANDLER(loop, context)


def _report(rec: Recorder, context: dict[str, Any]) -> None:
    message = context.get("message")
    text = message if type(message) is str and message else "Unhandled exception in event loop"
    error = context.get("exception")
    shown = _describe.exception(error) if isinstance(error, BaseException) else None
    future = context.get("future") or context.get("task")
    number = getattr(future, "_loopscope_id", 0) if isinstance(future, C_FUTURE) else 0
    rec.emit((rec.clock(), "ExceptionReported", _reason(text), text, shown, number))


def _warn(message: Any, category: Any = None, stacklevel: int = 1, source: Any = None) -> None:
    """``warnings.warn`` for a coroutine that was never awaited, which tells first."""
    rec = recorder
    if rec is not None and source is not None and (rec.loop is None or rec.here()):
        rec.emit((rec.clock(), "NeverAwaited", _describe.coroutine_call(source, rec.sources, rec.arguments)))
    warnings.warn(message, category, stacklevel + 1, source)


def _telling_copy(function: Any) -> Any:
    """The same function with our ``warn``: no frame of ours stands where the warning counts frames."""
    namespace = {**function.__globals__, "warn": _warn, "_wm": types.SimpleNamespace(warn=_warn)}
    return types.FunctionType(function.__code__, namespace, function.__name__)


warn_unawaited_coroutine: Any = _telling_copy(warnings._warn_unawaited_coroutine)  # type: ignore[attr-defined]


WATCHED: list[tuple[Any, str, Any]] = [
    (logging.Logger, "callHandlers", call_handlers),
    (base_events.BaseEventLoop, "call_exception_handler", call_exception_handler),
    (warnings, "_warn_unawaited_coroutine", warn_unawaited_coroutine),
]
"""What is put in the place of other functions, by name."""

