"""Notes what a program makes to be taken and given back, to see at its end what is still taken."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import os
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from loopscope._loop.patches import Patches

_ASYNCIO = os.path.dirname(asyncio.__file__) + os.sep
_QUEUES = (asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue)


class _Made(NamedTuple):
    """A lock, a semaphore or a queue."""

    thing: Any
    permits: int
    """Those that it began with."""
    code: types.CodeType
    line: int
    out: collections.Counter[int]
    """Of a queue, the items that were taken and not put back, by their ids: to keep them would let them live longer."""

    @property
    def name(self) -> str:
        """What it is, and where it was made."""
        return f"{type(self.thing).__name__} made in {os.path.basename(self.code.co_filename)} line {self.line}"


class Taken(NamedTuple):
    """What is taken at a run's end."""

    kept: list[str]
    """Locks and permits, in words."""
    out: dict[str, int]
    """From each queue's name to how many items are out, where any was taken at all."""


_made: list[_Made] = []
_queues: dict[int, collections.Counter[int]] = {}
"""What is out, by the queue's id."""
_depth = 0


@contextlib.contextmanager
def noting() -> Iterator[None]:
    """What is made in here is noted. One inside of another costs nothing."""
    global _depth
    patches = Patches()
    if not _depth:
        for kind in (asyncio.Lock, asyncio.Semaphore, asyncio.Queue):
            patches.set(kind, "__init__", _noting(vars(kind)["__init__"]))
        for queue in _QUEUES:
            patches.set(queue, "_get", _noting_get(vars(queue)["_get"]))
            patches.set(queue, "_put", _noting_put(vars(queue)["_put"]))
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1
        patches.undo()


def taken() -> Taken:
    """What is taken now; all that was noted is forgotten."""
    found = Taken([], {})
    for made in _made:
        thing = made.thing
        if isinstance(thing, asyncio.Queue):
            if made.out:
                found.out[made.name] = found.out.get(made.name, 0) + sum(made.out.values())
        elif isinstance(thing, asyncio.Lock):
            if thing.locked():
                found.kept.append(f"the {made.name} is still locked")
        elif thing._value < made.permits:
            found.kept.append(f"the {made.name} has {thing._value} of its {made.permits} permits")
    _made.clear()
    _queues.clear()
    return found


def _noting(init: Callable[..., None]) -> Callable[..., None]:
    def __init__(this: Any, *args: Any, **options: Any) -> None:
        out = _queues[id(this)] = collections.Counter()
        init(this, *args, **options)
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_code.co_filename.startswith(_ASYNCIO):
            frame = frame.f_back
        _made.append(_Made(this, getattr(this, "_value", 0), frame.f_code, frame.f_lineno, out))

    return __init__


def _noting_get(get: Callable[..., Any]) -> Callable[..., Any]:
    def _get(this: Any) -> Any:
        item = get(this)
        out = _queues.get(id(this))
        if out is not None:
            out[id(item)] += 1
        return item

    return _get


def _noting_put(put: Callable[..., Any]) -> Callable[..., Any]:
    def _put(this: Any, item: Any) -> None:
        put(this, item)
        out = _queues.get(id(this))
        if out and id(item) in out:
            out[id(item)] -= out[id(item)] > 0

    return _put
