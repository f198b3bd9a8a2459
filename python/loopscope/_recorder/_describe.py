"""Calls, arguments and exceptions as they are shown, without running any of the program's code.

Only values whose type is exactly a built-in one are shown as text: a subclass may bring a
``__repr__`` of its own.
"""

from __future__ import annotations

import functools
import re
import sys
from types import FrameType
from typing import Any, Callable

from loopscope._recorder._sources import CodeInfo, Sources, coroutine_code, coroutine_frame

WIDTH = 40
"""How many characters of an argument are shown."""

MASK = "***"
"""What stands for a value that is nobody's business."""

_SECRET = re.compile(r"passw|pwd|token|secret|credential|(^|_|api)keys?($|_)", re.IGNORECASE)
_MANY_DIGITS = 200
_MANY_ITEMS = 20
_BRACKETS: dict[type, tuple[str, str]] = {
    tuple: ("(", ")"),
    list: ("[", "]"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}


Call = tuple[str, str, int, bool]
"""The call that made a coroutine: name, arguments, where the body begins, whether it is asyncio's own."""

Described = tuple[str, str]
"""An exception: its class as a traceback's last line has it, and its message."""


class Arguments:
    """How the arguments of calls are shown."""

    def __init__(self, *, shown: bool = True, width: int = WIDTH, only_plain: bool = False) -> None:
        """``only_plain`` leaves out what is no built-in value, instead of naming its class."""
        self.shown = shown
        self.width = width
        self.only_plain = only_plain

    def of(self, names: tuple[str, ...], values: Any) -> str:
        """The arguments of a call, from the frame's local variables."""
        if not self.shown:
            return ""
        texts = [self.named(name, values[name]) for name in names if name in values]
        return ", ".join([text for text in texts if text is not None])

    def job(self, function: Any, args: tuple[Any, ...]) -> str:
        """The call that a job is, as its source may have it."""
        if type(function) is functools.partial and getattr(function.func, "__name__", "") == "run" and function.args:
            # asyncio.to_thread: Context.run with the function and its arguments.
            function, args = function.args[0], (*function.args[1:], *args)
        name = getattr(function, "__name__", None)
        if type(name) is not str:
            name = type(function).__name__
        elif getattr(function, "__module__", None) in sys.stdlib_module_names:
            name = f"{function.__module__}.{name}"
        texts = [self.value(value) for value in args] if self.shown else []
        return f"{name}({', '.join(text for text in texts if text is not None)})"

    def named(self, name: str, value: Any) -> str | None:
        """One argument."""
        return MASK if _SECRET.search(name) else self.value(value)

    def value(self, value: Any) -> str | None:
        """A value as Python writes it, cut, or its class's name."""
        text = plain(value)
        if text is None:
            return None if self.only_plain else type(value).__name__
        return text if len(text) <= self.width else text[: self.width - 1] + "…"


def plain(value: Any, depth: int = 2) -> str | None:
    """The repr of a value that is built-in through and through; otherwise none."""
    kind = type(value)
    if kind is str or kind is bytes:
        return repr(value[: 8 * WIDTH])
    if kind is int:
        return repr(value) if value.bit_length() < _MANY_DIGITS else None
    if kind is float or kind is bool or value is None:
        return repr(value)
    if kind in _BRACKETS and depth and len(value) <= _MANY_ITEMS:
        return _plain_items(value, kind, depth - 1)
    return None


def _plain_items(values: Any, kind: type, depth: int) -> str | None:
    items = [plain(value, depth) for value in values]
    if None in items:
        return None
    if not items and kind in (set, frozenset):
        return f"{kind.__name__}()"
    opening, closing = _BRACKETS[kind]
    comma = "," if kind is tuple and len(items) == 1 else ""
    return opening + ", ".join(item for item in items if item) + comma + closing


def exception(error: BaseException) -> Described:
    """An exception, as a traceback's last line has it."""
    kind = type(error)
    module = kind.__module__
    name = kind.__qualname__ if module in ("builtins", "__main__", "__mp_main__") else f"{module}.{kind.__qualname__}"
    return name, message(error)


def message(error: BaseException) -> str:
    """``str(error)``, of exceptions that do not say it in a way of their own."""
    kind = type(error)
    if kind.__str__ in _KNOWN_STR:
        arguments = error.args
        if kind.__str__ is BaseException.__str__ and not all(plain(value) is not None for value in arguments):
            return ", ".join(plain(value) or type(value).__name__ for value in arguments)
    elif kind.__module__ not in _TRUSTED:
        return ", ".join(plain(value) or type(value).__name__ for value in error.args)
    try:
        text = str(error)
    except Exception:
        return ""
    return text if type(text) is str else "".join((text, ""))


_KNOWN_STR: tuple[Callable[..., str], ...] = tuple(
    {kind.__str__ for kind in (BaseException, OSError, KeyError, SyntaxError, UnicodeDecodeError, ImportError)}
)
_TRUSTED = ("asyncio.exceptions", "concurrent.futures", "builtins")


def coroutine_call(coroutine: Any, sources: Sources, arguments: Arguments) -> Call:
    """The call that a coroutine, which has not begun or is suspended, is."""
    code = coroutine_code(coroutine)
    if code is None:
        name = getattr(coroutine, "__qualname__", None)
        return name if type(name) is str else type(coroutine).__name__, "", 0, False
    info = sources.info(code)
    return frame_call(info, coroutine_frame(coroutine), arguments)


def frame_call(info: CodeInfo, frame: FrameType | None, arguments: Arguments) -> Call:
    """The call that a frame is."""
    shown = ""
    if frame is not None and info.is_program and info.parameters and arguments.shown:
        shown = arguments.of(info.parameters, frame.f_locals)
    elif info.is_asyncio and info.has_frames and frame is not None:
        values = frame.f_locals
        if info.name == "wait_for":
            shown = arguments.of(("timeout",), values)
        elif "func" in values:
            shown = arguments.job(values["func"], values["args"])
    return info.name, shown, info.start, info.is_asyncio
