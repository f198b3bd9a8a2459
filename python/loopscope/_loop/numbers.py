"""Tasks and futures that know their number, in the order of creation.

What a plain object's hash and name depend on, its address and a counter of the process, differs
from run to run; with its number, sets of tasks have the same order in each, and names start at
``Task-1``.
"""

from __future__ import annotations

import asyncio
from typing import Any

from loopscope._loop import world as worlds


def birth(thing: object) -> int:
    """Orders tasks and futures by their creation; -1 for what was made outside."""
    number: int = getattr(thing, "_loopscope_birth", -1)
    return number


def numbered_future(base: Any) -> Any:
    """asyncio's class of futures, whose objects have numbers."""

    class Numbered(base):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            world = worlds._current
            self._loopscope_birth = world._births = world._births + 1
            base.__init__(self, *args, **options)

        def __hash__(self) -> int:
            return self._loopscope_birth

    return _disguised(Numbered, base)


def numbered_gathering(base: Any, future: Any) -> Any:
    """The class of ``gather``'s futures, a subclass of ``future`` as well."""

    class Numbered(future, base):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            self._loopscope_birth = worlds.current().next_birth()
            base.__init__(self, *args, **options)

    return _disguised(Numbered, base)


def numbered_task(base: Any, future: Any) -> Any:
    """asyncio's class of tasks: with numbers, names that start at ``Task-1``, a subclass of ``future``."""

    class Numbered(future, base):  # type: ignore[misc]
        def __init__(self, coro: Any, *, name: object = None, **options: Any) -> None:
            world = worlds._current
            self._loopscope_birth = world._births = world._births + 1
            if name is None:
                name = world.next_task_name()
            base.__init__(self, coro, name=name, **options)

    return _disguised(Numbered, base)


def numbered_timer(base: Any) -> Any:
    """``base``, a class of timers, that come in the order of nanosecond and setting."""

    class Numbered(base):  # type: ignore[misc]
        __slots__ = ("_key",)
        _key: tuple[float, int]

        def __lt__(self, other: Any) -> bool:
            return self._key < other._key  # type: ignore[no-any-return]

    return _disguised(Numbered, base)


def _disguised(cls: type, base: type) -> type:
    """``cls`` calls itself what ``base`` does: its name is seen in every ``repr``."""
    cls.__name__, cls.__qualname__, cls.__module__ = base.__name__, base.__qualname__, base.__module__
    return cls


def in_order_of_creation(tasks: set[asyncio.Task[Any]]) -> list[asyncio.Task[Any]]:
    """The tasks, the oldest first."""
    return sorted(tasks, key=birth)
