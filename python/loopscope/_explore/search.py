"""Which orders are tried: all with few deviations, the fewest first, and then some by chance."""

from __future__ import annotations

import collections
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from loopscope._explore.deciding import ByChance, ByPriority, Choices
from loopscope._explore.orders import Deviation, Order
from loopscope._explore.running import Program, Run
from loopscope._explore.settings import Settings
from loopscope._loop.times import machine_clock


@dataclass
class Found:
    """An outcome, and the run with the fewest deviations that came to it."""

    run: Run
    count: int = 1
    """So many orders came to it."""


@dataclass
class Search:
    """The search through a program's orders, as far as it has come."""

    program: Program
    settings: Settings
    own: Run = field(init=False)
    """The run in asyncio's own order."""
    is_deterministic: bool = True
    """Whether asyncio's own order, run a second time, did the same."""
    runs: int = 0
    orders: int = 0
    """So many runs were different from each other in what stepped when."""
    complete: int = -1
    """All orders with at most so many deviations were tried."""
    outcomes: dict[tuple[object, ...], Found] = field(default_factory=dict)
    seconds: float = 0.0
    _met: dict[int, int] = field(default_factory=dict)
    """From each signature to the decision from which on it was gone on from."""

    def steps(self) -> Iterator[Run]:
        """Each new order's run, as it is tried; the first is asyncio's own."""
        self._began = machine_clock()
        self.own = self._run(Choices())
        yield self._note(self.own)
        self.is_deterministic = self._run(Choices()).outcome == self.own.outcome
        yield from self._systematic()
        yield from self._by_chance()
        self.seconds = machine_clock() - self._began

    def _systematic(self) -> Iterator[Run]:
        settings = self.settings
        most = settings.runs - min(settings.chance, settings.runs // 4)
        self.complete = 0
        level: collections.deque[tuple[Order, Run]] = collections.deque([((), self.own)])
        for deviations in range(1, settings.deviations + 1):
            following: collections.deque[tuple[Order, Run]] = collections.deque()
            while level:
                order, run = level.popleft()
                for longer in self._longer(order, run):
                    if not self._may_go_on(most):
                        return
                    tried = self._run(Choices(longer))
                    if self._is_new(tried, longer):
                        following.append((longer, tried))
                        yield self._note(tried)
            self.complete = deviations
            level = following

    def _longer(self, order: Order, run: Run) -> Iterator[Order]:
        """The orders with one more deviation, behind the last one."""
        begin = order[-1].decision + 1 if order else 0
        share, of = self.settings.share if not order else (0, 1)
        number = 0
        kinds = self.settings.differences
        if any(deviation.kind == "cancel" for deviation in order):
            kinds = kinds - {"cancel"}
        for decision in range(begin, len(run.offered)):
            kind, count = run.offered[decision]
            if kind in kinds:
                for choice in range(1, count):
                    number += 1
                    if number % of == share:
                        yield (*order, Deviation(decision, kind, choice))

    def _is_new(self, run: Run, order: Order) -> bool:
        """Whether no run before took the same steps and was gone on from as early."""
        begin = order[-1].decision
        met = self._met.get(run.signature)
        if met is None or met > begin:
            self._met[run.signature] = begin
        return met is None or met > begin

    def _by_chance(self) -> Iterator[Run]:
        settings = self.settings
        chance = random.Random(settings.seed)
        if not any(kind in settings.differences for kind, _ in self.own.offered):
            return
        share, of = settings.share
        for number in range(settings.chance):
            seed = random.Random(chance.random())
            if number % of != share:
                continue
            if not self._may_go_on(settings.runs):
                return
            kind = ByPriority if number // of % 2 else ByChance
            run = self._run(kind(seed, settings.differences, len(self.own.offered)))
            if run.signature not in self._met:
                self._met[run.signature] = 0
                yield self._note(run)

    def _run(self, choices: Choices) -> Run:
        self.runs += 1
        # To tell deviations in words takes longer than to run: that is done for the examples.
        return self.program.run(self.settings, choices, tells=False)

    def told(self, run: Run) -> Run:
        """The run with its deviations in words."""
        if len(run.told) == len(run.order):
            return run
        return run._replace(told=self.program.run(self.settings, Choices(run.order)).told)

    def _may_go_on(self, runs: int) -> bool:
        return self.runs < runs and machine_clock() - self._began < self.settings.seconds

    def _note(self, run: Run) -> Run:
        self.orders += 1
        if run is self.own:
            self._met[run.signature] = 0
        outcome = run.outcome_beside(self.own)
        found = self.outcomes.get(outcome)
        if found is None:
            self.outcomes[outcome] = Found(run)
        else:
            found.count += 1
            if len(run.order) < len(found.run.order):
                found.run = run
        return run


def shrunk(program: Program, settings: Settings, run: Run, kinds: frozenset[str]) -> tuple[Run, int]:
    """A run with as few deviations that fails in the same kinds of ways, and how many runs that took.

    One deviation after the other is left out, the last first.
    """
    tries = 0
    position = len(run.order) - 1
    while position >= 0 and tries < 100:
        shorter = run.order[:position] + run.order[position + 1:]
        tried = program.run(settings, Choices(shorter))
        tries += 1
        if {failure.kind for failure in tried.failures} >= kinds and len(tried.order) < len(run.order):
            run = tried
            position = min(position, len(run.order))
        position -= 1
    return run, tries
