"""Places in source files, and which code is the program's own.

A place is a single integer, so that noting one costs next to nothing: the number of the source
file times ``LINES`` plus the line. What is known of a code object is looked up by its ``id``
(hashing a code object hashes its whole bytecode) and kept in a ``CodeInfo``, which keeps the code
object alive, so that an id is never reused.
"""

from __future__ import annotations

import asyncio
import fnmatch
import os
import sys
from asyncio import tasks
from types import CodeType, CoroutineType, FrameType, GeneratorType
from typing import Any

LINES = 1 << 20
"""One more than the largest line that a place can hold."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_ASYNCIO = os.path.dirname(asyncio.__file__) + os.sep
_STANDARD_LIBRARY = os.path.join(os.path.dirname(os.__file__), "")
_INSTALLED = tuple(f"{os.sep}{name}{os.sep}" for name in ("site-packages", "dist-packages"))

_SHOWN: tuple[CodeType, ...] = (asyncio.wait_for.__code__, asyncio.to_thread.__code__)
"""Coroutines of asyncio that are told of, because a program means something by calling them."""


class CodeInfo:
    """What is known of one code object."""

    __slots__ = ("_sources", "code", "has_frames", "is_asyncio", "is_ours", "is_program", "name", "parameters", "places")

    def __init__(self, code: CodeType, sources: Sources) -> None:
        self.code = code
        self.name = code.co_name
        self.is_program = sources.is_program(code.co_filename)
        self.is_ours = code.co_filename.startswith(_PACKAGE)
        self.is_asyncio = code.co_filename.startswith(_ASYNCIO)
        self.has_frames = self.is_program or any(code is shown for shown in _SHOWN)
        """Whether it is told of that a coroutine of it begins and ends."""
        self.places: dict[int, int] = {}
        """The place of each instruction that was asked for."""
        self.parameters = _parameters(code)
        self._sources = sources

    @property
    def start(self) -> int:
        """Where the code begins."""
        return self._place(self.code.co_firstlineno)

    def _place(self, line: int) -> int:
        return self._sources.number(self.code.co_filename) * LINES + max(1, min(line, LINES - 1))

    def place(self, frame: FrameType) -> int:
        """Where ``frame``, which runs this code, stands."""
        at = frame.f_lasti
        place = self.places.get(at)
        if place is None:
            place = self.places[at] = self._place(frame.f_lineno or self.code.co_firstlineno)
        return place


class Sources:
    """The source files of one recording, numbered in the order in which they were met."""

    def __init__(self, include: tuple[str, ...] = ()) -> None:
        self.paths: list[str] = []
        """The files' names, as the code objects have them."""
        self._include = include
        self._numbers: dict[str, int] = {}
        self._are_program: dict[str, bool] = {}
        self._infos: dict[int, CodeInfo] = {}
        self._ends: set[type] = {type(None)}
        """Types of what coroutines await that await nothing further."""

    def info(self, code: CodeType) -> CodeInfo:
        """What is known of ``code``."""
        info = self._infos.get(id(code))
        if info is None:
            info = self._infos[id(code)] = CodeInfo(code, self)
        return info

    def program_place(self, frame: FrameType | None) -> int:
        """The nearest place in the program's own code, from ``frame`` outwards.

        Where there is none, the nearest outside this package.
        """
        infos = self._infos
        first = 0
        while frame is not None:
            code = frame.f_code
            info = infos.get(id(code)) or self.info(code)
            if info.is_program:
                return info.place(frame)
            if not first and not info.is_ours:
                first = info.place(frame)
            frame = frame.f_back
        return first or self._anywhere()

    def coroutine_place(self, coroutine: Any) -> int:
        """Where the innermost coroutine of the program's own stands, or else the outermost."""
        return self.standing(coroutine)[0]

    def standing(self, coroutine: Any) -> tuple[int, Any, Any]:
        """Where a suspended coroutine stands, the innermost one that it awaits, and the one around that.

        The place is that of the innermost coroutine of the program's own, or else of the outermost.
        """
        infos = self._infos
        best = best_info = innermost = outer = None
        while type(coroutine) is CoroutineType:
            outer, innermost = innermost, coroutine
            code = coroutine.cr_code
            info = infos.get(id(code)) or self.info(code)
            if info.is_program or best is None:
                best, best_info = coroutine.cr_frame, info
            coroutine = coroutine.cr_await
        if type(coroutine) not in self._ends and not self._is_end(coroutine):
            return self._standing_in_other(coroutine, best, best_info, innermost, outer)
        if best is None or best_info is None:
            return self._anywhere(), innermost, outer
        return best_info.places.get(best.f_lasti) or best_info.place(best), innermost, outer

    def _is_end(self, coroutine: Any) -> bool:
        """Whether nothing of interest is awaited further in: a future, or asyncio's own bare yield."""
        kind = type(coroutine)
        if kind is GeneratorType:
            return id(coroutine.gi_code) == _BARE_YIELD
        if any(hasattr(kind, name) for name in ("cr_await", "gi_yieldfrom", "ag_await")):
            return False
        self._ends.add(kind)
        return True

    def _standing_in_other(
        self, coroutine: Any, best: Any, best_info: CodeInfo | None, innermost: Any, outer: Any
    ) -> tuple[int, Any, Any]:
        """The rest of ``standing``, for a chain that goes on with generators or the like."""
        for _ in range(_DEEPEST):
            frame = coroutine_frame(coroutine)
            if frame is not None:
                outer, innermost = innermost, coroutine
                info = self.info(frame.f_code)
                if info.is_program or best is None:
                    best, best_info = frame, info
            coroutine = awaited_by(coroutine)
            if coroutine is None:
                break
        place = self._anywhere() if best is None or best_info is None else best_info.place(best)
        return place, innermost, outer

    def _anywhere(self) -> int:
        """A place for what has none: the first line of the first source."""
        if not self.paths:
            self.number(sys.argv[0] or "<unknown>")
        return 1

    def number(self, path: str) -> int:
        """The number of a source file, which it gets when it is first needed."""
        number = self._numbers.get(path)
        if number is None:
            number = self._numbers[path] = len(self.paths)
            self.paths.append(path)
        return number

    def is_program(self, path: str) -> bool:
        """Whether a file is the program's own."""
        known = self._are_program.get(path)
        if known is None:
            known = self._are_program[path] = is_program_file(path, self._include)
        return known


_BARE_YIELD = id(tasks.__sleep0.__code__)  # type: ignore[attr-defined]
"""The generator that ``sleep(0)`` awaits."""
_DEEPEST = 1000
"""How many coroutines of one task are looked at; deeper recursion is cut."""


def is_program_file(path: str, include: tuple[str, ...] = ()) -> bool:
    """Whether a file is the program's own: no library's, or one that ``include`` asks for."""
    if path.startswith(_PACKAGE):
        return False
    if any(fnmatch.fnmatch(path, pattern) for pattern in include):
        return True
    if path.startswith(("<frozen", _ASYNCIO)) or any(part in path for part in _INSTALLED):
        return False
    return not path.startswith(_STANDARD_LIBRARY)


def coroutine_frame(coroutine: Any) -> FrameType | None:
    """The frame of a coroutine, generator or asynchronous generator, if it has one."""
    for name in ("cr_frame", "gi_frame", "ag_frame"):
        frame = getattr(coroutine, name, None)
        if frame is not None:
            return frame  # type: ignore[no-any-return]
    return None


def coroutine_code(coroutine: Any) -> CodeType | None:
    """The code of a coroutine, generator or asynchronous generator, if it has any."""
    for name in ("cr_code", "gi_code", "ag_code"):
        code = getattr(coroutine, name, None)
        if code is not None:
            return code  # type: ignore[no-any-return]
    return None


def awaited_by(coroutine: Any) -> Any:
    """What a suspended coroutine awaits."""
    for name in ("cr_await", "gi_yieldfrom", "ag_await"):
        inner = getattr(coroutine, name, None)
        if inner is not None:
            return inner
    return None


def _parameters(code: CodeType) -> tuple[str, ...]:
    """The names of the parameters that a call is shown with: all but ``self``, ``*args``, ``**kwargs``."""
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return names[1:] if names and names[0] in ("self", "cls") else names
