"""Runs a program once in an order, and says what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from loopscope._explore import primitives
from loopscope._explore.deciding import Choices, Deciding
from loopscope._explore.orders import Order
from loopscope._explore.settings import Settings
from loopscope._loop import process
from loopscope._loop.programs import Ended, run_program
from loopscope._loop.world import World

_ASYNCIO = os.path.dirname(asyncio.__file__) + os.sep
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_TIME = re.compile(r" at \d+\.\d{9}")
_SAID = (
    ("hidden", re.compile(r"^(.*exception was never retrieved|Exception in callback .*|Exception ignored in.*|unhandled exception during asyncio.run.*)", re.M)),
    ("unawaited", re.compile(r"(coroutine '[^']*' was never awaited)")),
    ("destroyed", re.compile(r"^(Task was destroyed but it is pending)", re.M)),
)
"""What CPython says on stderr of what went wrong unseen."""


class Failure(NamedTuple):
    """Something that went wrong in a run."""

    kind: str
    """One of ``FAILURES``."""
    text: str


class Run(NamedTuple):
    """What came of one run."""

    order: Order
    """Only what was really done."""
    told: tuple[Any, ...]
    """Each deviation in words, if they were told."""
    how: str
    """How the program ended; see ``Ended``."""
    console: str
    failures: tuple[Failure, ...]
    """All, whether they count or not."""
    signature: int
    offered: list[tuple[str, int]]
    points: list[Any]
    out: dict[str, int]
    """From each queue's name to how many items taken from it were not put back, where any was taken."""

    @property
    def outcome(self) -> tuple[Any, ...]:
        """Equal for runs that came to the same."""
        return self.how, self.console, self.failures

    def outcome_beside(self, own: Run) -> tuple[Any, ...]:
        """The outcome, with what shows only beside asyncio's own order."""
        return self.how, self.console, (*self.failures, *self.failures_beside(own))

    def failures_beside(self, own: Run) -> Iterator[Failure]:
        """Pools that lack something: in asyncio's own order whatever is taken from them is put back."""
        if self.how in ("deadlock", "livelock", "unending"):
            return
        for name, out in self.out.items():
            if out and own.out.get(name) == 0:
                items, are = ("an item", "is") if out == 1 else (f"{out} items", "are")
                yield Failure("kept", f"{items} taken from the {name} {are} not put back")


class Program(NamedTuple):
    """What is run."""

    source: str | bytes
    path: str
    arguments: Sequence[str] = ()
    call: Callable[[], Any] | None = None
    """Makes the coroutine that the source's ``__loopscope_test__()`` stands for, if it has one."""
    world: Mapping[str, Any] = {}
    """Of its ``World``, what is not the usual: ``epoch``, ``seed``, ``cores``."""
    lines: str | None = None
    """What it finds in its standard input; none is that of the process."""

    def run(self, settings: Settings, choices: Choices, wants_points: bool = False, tells: bool = True) -> Run:
        """Run it once. Nothing that it leaves is seen by the next run. ``tells``: deviations in words as well."""
        deciding = Deciding(choices, wants_points, tells)
        world = self.world_of(settings, deciding)
        watch = _Watch(world)
        observe = None if self.call is None else _calling(self.call)
        with captured(self.lines) as (out, err), primitives.noting():
            ended = run_program(self.source, self.path, self.arguments, world, watch.reported, observe=observe)
            sys.stdout.flush()
            sys.stderr.flush()
            console, said = _text(out), _text(err)
        deciding.forget()
        failures = _failures(ended, watch, deciding, said)
        return Run(tuple(deciding.taken), tuple(deciding.told), ended.how, _ADDRESS.sub("", console), failures,
                   deciding.signature, deciding.offered, deciding.points, watch.out)

    def world_of(self, settings: Settings, policy: Deciding) -> World:
        """The world in which its orders run."""
        return World(policy=policy, turns_at_one_moment=settings.turns, most_handles=settings.callbacks, **self.world)


@contextlib.contextmanager
def many_runs() -> Iterator[None]:
    """Runs in here are cheaper: what is the same for all of them is done once."""
    with process.many_runs(), primitives.noting():
        yield


class _Watch:
    """Looks at a run: exceptions, invariants, locks and semaphores."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.kept: list[str] = []
        self.out: dict[str, int] = {}
        self.broken: list[str] = []
        self.error: BaseException | None = None
        self._broken_before: set[int] = set()
        world.at_program_end.append(self._ended)
        world.check_invariants = self._check

    def reported(self, error: BaseException) -> None:
        """An exception left the program."""
        self.error = error.with_traceback(None)

    def _ended(self) -> None:
        self.kept, self.out = primitives.taken()
        self._world.invariants.clear()

    def _check(self) -> None:
        for number, invariant in enumerate(self._world.invariants):
            if number in self._broken_before:
                continue
            wrong = _why_not(invariant)
            if wrong is not None:
                self._broken_before.add(number)
                self.broken.append(wrong)


def _calling(call: Callable[[], Any]) -> Callable[[types.ModuleType], Any]:
    """A context in which the program finds the test that it stands for."""
    @contextlib.contextmanager
    def observe(main: types.ModuleType) -> Iterator[None]:
        vars(main)["__loopscope_test__"] = call
        yield

    return observe


def _why_not(invariant: Callable[[], object]) -> str | None:
    name = getattr(invariant, "__qualname__", repr(invariant))
    code = getattr(invariant, "__code__", None)
    at = f" in line {code.co_firstlineno}" if code is not None else ""
    try:
        holds = invariant()
    except Exception as error:
        return f"the invariant {name}{at} raises {type(error).__name__}: {error}"
    return f"the invariant {name}{at} does not hold" if holds is not None and not holds else None


def _failures(ended: Ended, watch: _Watch, deciding: Deciding, said: str) -> tuple[Failure, ...]:
    found = []
    error, watch.error = watch.error, None
    if error is not None and not (_is_cancel(error) and _cancelled(deciding)) and ended.status:
        found.append(Failure("exception", _ADDRESS.sub("", ended.text)))
    if ended.how in ("deadlock", "livelock", "unending"):
        found.append(Failure(ended.how, _TIME.sub("", ended.text)))
    found += [Failure("invariant", text) for text in watch.broken]
    if ended.how not in ("deadlock", "livelock", "unending"):
        found += [Failure("kept", text) for text in watch.kept]
        if said:
            found += [Failure(kind, _ADDRESS.sub("", match)) for kind, pattern in _SAID
                      for match in dict.fromkeys(pattern.findall(said))]
    found += [Failure("swallowed", text) for text in deciding.swallowed]
    return tuple(found)


def _is_cancel(error: BaseException) -> bool:
    return isinstance(error, asyncio.CancelledError)


def _cancelled(deciding: Deciding) -> bool:
    return any(deviation.kind == "cancel" for deviation in deciding.taken)


@contextlib.contextmanager
def captured(lines: str | None = None) -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    """What is written to the standard streams goes into memory here, and ``lines`` are read."""
    saved = sys.stdin, sys.stdout, sys.stderr
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", newline="\n") for _ in range(2)]
    sys.stdout, sys.stderr = streams
    if lines is not None:
        sys.stdin = io.StringIO(lines)
    try:
        yield streams[0], streams[1]
    finally:
        sys.stdin, sys.stdout, sys.stderr = saved


def _text(stream: io.TextIOWrapper) -> str:
    if stream.closed:
        return ""
    stream.flush()
    data: bytes = stream.buffer.getvalue()  # type: ignore[attr-defined]
    return data.decode("utf-8", "replace")
