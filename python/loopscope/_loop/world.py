"""What one run has for its own: clock, numbers, randomness, settings."""

from __future__ import annotations

import contextlib
import functools
import random
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from loopscope._loop.agenda import Agenda
from loopscope._loop.clock import NANOS, Clock
from loopscope._loop.ends import RunEnd
from loopscope._loop.gil import Gil
from loopscope._loop.inputs import Input, Inputs
from loopscope._loop.interventions import Act, Intervention, Moment, Registry
from loopscope._loop.policy import Policy

if TYPE_CHECKING:
    import asyncio

    from loopscope._loop.executors import ProcessPool
    from loopscope._loop.observer import Observer

TURNS_AT_ONE_MOMENT = 1_000_000
"""A loop that turns more often than this while its clock stands still gets nowhere."""


class World:
    """The state of one run.

    ``seed``: of everything random that the program does not seed itself.
    ``epoch``: seconds since 1970 at the clock's zero, for the wall clock.
    ``cores``: what ``os.cpu_count()`` says, from which pools take their size.
    ``gil``: whether one thread computes at a time.
    ``policy``: who goes next; none is asyncio's own order.
    ``interventions``: what is done to the program from outside.
    ``inputs``: what is known of what came from outside, from the log of an earlier run.
    ``processes``: who computes the jobs of process pools; none is this interpreter.
    ``turns_at_one_moment``: how often the loop may turn while the clock stands still.
    ``most_handles``: how many callbacks a loop may run, if there is a bound; only where there is a policy.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        epoch: int = 0,
        cores: int = 4,
        gil: bool = True,
        policy: Policy | None = None,
        interventions: Iterable[Intervention] = (),
        inputs: Iterable[Input] = (),
        processes: ProcessPool | None = None,
        turns_at_one_moment: int = TURNS_AT_ONE_MOMENT,
        most_handles: int | None = None,
    ) -> None:
        self.seed = seed
        self.cores = cores
        self.policy = policy
        self.interventions = tuple(interventions)
        self.processes = processes
        self.turns_at_one_moment = turns_at_one_moment
        self.most_handles = most_handles
        self.has_gil = gil
        self.clock = Clock()
        if policy is not None:
            policy.clock = self.clock
        self.agenda = Agenda(self.clock)
        self.inputs = Inputs(inputs)
        self.epoch = int(self.inputs.take(0, "wall", lambda: str(epoch))) * NANOS
        """Nanoseconds since 1970 at the clock's zero."""
        self.intervene: Callable[[Act], None] = self._intervene
        """Does what an intervention says; a recorder puts one in its place that tells of it."""
        self.observer: Observer | None = None
        """Who is told of what pools and blocking calls do."""
        self.at_end_of_handle: list[Callable[[Moment], None]] = []
        """Called whenever a handle has ended, before the next one starts; filled before the run."""
        self.invariants: list[Callable[[], object]] = []
        """What the program says must hold after each step."""
        self.check_invariants: Callable[[], None] = lambda: None
        """Called after each step when there are invariants, by a loop with a policy; who explores sets it."""
        self.deviated: Callable[[int, str, Any, Any], None] = lambda decision, what, chosen, instead: None
        """Told when the policy departs from asyncio's order: its decision, ``Handle`` or ``Timer``, and two of them."""
        self.deviate_by_cancel: Callable[[int, asyncio.Task[Any]], None] = lambda decision, task: _cancel(task)
        """Cancels a task because the policy's decision says so; a recorder puts one in its place that tells of it."""
        self.at_program_end: list[Callable[[], None]] = []
        """Called when the program's last line has run, before what it leaves is destroyed."""
        self.at_end: Callable[[RunEnd], None] = lambda end: None
        """Called with the deadlock or livelock that the run comes to."""
        self.end: RunEnd | None = None
        """The deadlock or livelock that the run came to: no loop turns any more."""
        self._births = 0
        self._task_names = 0
        self._timers = 0
        self._pids = 1

    @functools.cached_property
    def gil(self) -> Gil:
        """What the threads of pools share."""
        return Gil(self.clock, self.agenda)

    @functools.cached_property
    def registry(self) -> Registry:
        """What the program makes that can be acted upon."""
        return Registry()

    @functools.cached_property
    def entropy(self) -> random.Random:
        """Where all randomness comes from that the program does not seed itself."""
        source = random.Random(self.seed)
        source.getrandbits(64)  # Those of the module's own seed.
        return source

    @property
    def module_seed(self) -> int:
        """What the module ``random`` is seeded with at the program's start."""
        return _first_bits(self.seed)

    @property
    def is_watched(self) -> bool:
        """Whether anything is to happen between two handles."""
        return bool(self.policy or self.interventions or self.at_end_of_handle)

    @property
    def is_only_explored(self) -> bool:
        """Whether a policy decides, and nobody else does or hears anything."""
        return bool(self.policy) and not (self.interventions or self.at_end_of_handle or self.observer)

    @property
    def is_intervened(self) -> bool:
        """Whether somebody may ask for what the program makes; a policy that decides does not."""
        return bool(self.interventions) or (self.is_watched and self.policy is None)

    def next_birth(self) -> int:
        """The number of a new task or future."""
        self._births += 1
        return self._births

    def next_timer(self) -> int:
        """The number of a new timer."""
        self._timers += 1
        return self._timers

    def next_pid(self) -> int:
        """The id of a new process; the program's own is 1."""
        self._pids += 1
        return self._pids

    def skip_task(self) -> None:
        """A task that nobody could see is not made: those that come later have the numbers that they would have."""
        self._births += 1
        self._task_names += 1

    def next_task_name(self) -> str:
        """The name of a task that is given none."""
        self._task_names += 1
        return f"Task-{self._task_names}"

    @contextlib.contextmanager
    def holding(self, what: str, how: str, expected: int | None) -> Iterator[None]:
        """A blocking call: who observes is told of it, unless a worker makes it."""
        end = None
        if self.observer is not None and self.clock.job is None:
            end = self.observer.blocking(what, how, expected)
        try:
            yield
        finally:
            if end is not None:
                end()

    def _intervene(self, act: Act) -> None:
        thing = self.registry.find(act)
        if thing is None:
            return
        try:
            act.perform(thing)
        except Exception:
            pass  # It is refused: a full queue, a semaphore's bound. Nothing was changed.

    def log_input(self, kind: str, ask: Callable[[], str]) -> str:
        """What comes from outside: by asking, or as it is known from the log of an earlier run."""
        return self.inputs.take(self.clock.read(), kind, ask)


@functools.lru_cache(maxsize=64)
def _first_bits(seed: int) -> int:
    return random.Random(seed).getrandbits(64)


def _cancel(task: asyncio.Task[Any]) -> None:
    task.cancel()


_current = World()


def current() -> World:
    """The world of the run that goes on."""
    return _current


def enter(world: World) -> None:
    """From now on ``world`` is the current one."""
    global _current
    _current = world


