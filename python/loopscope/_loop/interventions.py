"""What somebody outside the program does to it between two of its handles."""

from __future__ import annotations

import asyncio
import os
import sys
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple


from loopscope._loop.patches import Patches

_ASYNCIO = os.path.dirname(asyncio.__file__) + os.sep


class Moment(NamedTuple):
    """A place in a run, as ``docs/trace-format.md`` counts: before all is ``(0, 0, 0)``."""

    turn: int
    """So many turns have begun."""
    handle: int
    """So many handles of this turn were started or skipped."""
    offset: int = 0
    """So many events have happened since then. An intervention waits for the handle's end anyway."""


@dataclass(frozen=True)
class Act:
    """What is done: ``Cancel`` a task, ``Set`` an event, ``Release`` a semaphore, ``Put`` an item."""

    what: str
    which: int
    item: str | None = None

    def perform(self, thing: Any) -> None:
        """Do it to ``thing``."""
        match self.what:
            case "Cancel":
                thing.cancel()
            case "Set":
                thing.set()
            case "Release":
                thing.release()
            case "Put":
                thing.put_nowait(typed(self.item or ""))
            case _:
                raise ValueError(f"{self.what!r} is none of Cancel, Set, Release and Put")


class Intervention(NamedTuple):
    """Something that is done to a program, and when."""

    moment: Moment
    act: Act


def typed(text: str) -> object:
    """An item as a person types it: ``7``, ``0.25``, ``2, a note``, or any text."""
    number, comma, rest = text.partition(",")
    try:
        if comma:
            return int(number), rest.strip()
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


class Plan:
    """The interventions of a run that are still to come."""

    def __init__(self, interventions: Iterable[Intervention], perform: Callable[[Act], None]) -> None:
        self._planned = sorted(interventions, key=lambda planned: planned.moment)
        self._perform = perform
        self._turn = 0
        self._handle = 0

    @property
    def moment(self) -> Moment:
        """How far the run is."""
        return Moment(self._turn, self._handle)

    def turn_began(self) -> None:
        """One more turn begins, and no handle of it has been taken."""
        self._turn += 1
        self._handle = 0
        self.between_handles()

    def handle_taken(self) -> None:
        """One more handle of this turn is started or skipped."""
        self._handle += 1

    def between_handles(self) -> None:
        """No handle runs: what is due by now is done."""
        while self._planned and self._planned[0].moment[:2] <= (self._turn, self._handle):
            self._perform(self._planned.pop(0).act)


_KINDS: dict[str, tuple[type, ...]] = {
    "Set": (asyncio.Event,),
    "Release": (asyncio.Semaphore, asyncio.BoundedSemaphore),
    "Put": (asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue),
}
"""What each act is done to, but for tasks."""


class Registry:
    """What a program makes that can be acted upon, numbered from 1 for each act by itself.

    A recorder has numbers of its own for the same things, and then asks for them by those.
    """

    def __init__(self) -> None:
        self._made: dict[str, list[weakref.ref[Any]]] = {"Cancel": [], **{what: [] for what in _KINDS}}

    def made(self, thing: Any) -> None:
        """The program made a task, an event, a semaphore or a queue."""
        what = "Cancel" if isinstance(thing, asyncio.Task) else act_upon(thing)
        if what is not None:
            self._made[what].append(weakref.ref(thing))

    def find(self, act: Act) -> Any:
        """What the act is done to; none if it is no more."""
        things = self._made[act.what]
        return things[act.which - 1]() if 0 < act.which <= len(things) else None

    def alive(self, what: str) -> list[tuple[int, Any]]:
        """What the act can be done to now, with its numbers."""
        every = [(number, made()) for number, made in enumerate(self._made[what], 1)]
        return [(number, thing) for number, thing in every if thing is not None]


def act_upon(thing: object) -> str | None:
    """Which act is done to such a thing; none if there is none."""
    return next((what for what, kinds in _KINDS.items() if isinstance(thing, kinds)), None)


def watch(patches: Patches, loop: type, registry: Registry) -> None:
    """Let the registry be told of what the program makes; asyncio makes some things for itself."""
    for kind in (kind for kinds in _KINDS.values() for kind in kinds):
        if "__init__" in vars(kind):
            patches.set(kind, "__init__", _telling(vars(kind)["__init__"], registry))
    make: Any = getattr(loop, "create_task")

    def create_task(self: Any, *args: Any, **options: Any) -> Any:
        task = make(self, *args, **options)
        registry.made(task)
        return task

    patches.set(loop, "create_task", create_task)


def _telling(init: Callable[..., None], registry: Registry) -> Callable[..., None]:
    def __init__(self: Any, *args: Any, **options: Any) -> None:
        init(self, *args, **options)
        if not sys._getframe(1).f_code.co_filename.startswith(_ASYNCIO):
            registry.made(self)

    return __init__
