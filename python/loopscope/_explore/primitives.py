"""Notes the locks and semaphores that a program makes, to see at its end which are still taken."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from loopscope._loop.patches import Patches

_ASYNCIO = os.path.dirname(asyncio.__file__) + os.sep
_made: list[tuple[Any, int, types.CodeType, int]] = []
"""Each with the permits that it began with, and the code and line that made it."""
_depth = 0


@contextlib.contextmanager
def noting() -> Iterator[None]:
    """Locks and semaphores that are made in here are noted. One inside of another costs nothing."""
    global _depth
    patches = Patches()
    if not _depth:
        for kind in (asyncio.Lock, asyncio.Semaphore):
            patches.set(kind, "__init__", _noting(vars(kind)["__init__"]))
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1
        patches.undo()


def taken() -> list[str]:
    """Those that are still taken, in words; all that was noted is forgotten."""
    found = []
    for thing, permits, code, line in _made:
        place = f"{os.path.basename(code.co_filename)} line {line}"
        if isinstance(thing, asyncio.Lock):
            if thing.locked():
                found.append(f"the {type(thing).__name__} made in {place} is still locked")
        elif thing._value < permits:
            found.append(f"the {type(thing).__name__} made in {place} has {thing._value} of its {permits} permits")
    _made.clear()
    return found


def forget() -> None:
    """Let go of what was noted."""
    _made.clear()


def _noting(init: Callable[..., None]) -> Callable[..., None]:
    def __init__(this: Any, *args: Any, **options: Any) -> None:
        init(this, *args, **options)
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_code.co_filename.startswith(_ASYNCIO):
            frame = frame.f_back
        _made.append((this, getattr(this, "_value", 0), frame.f_code, frame.f_lineno))

    return __init__
