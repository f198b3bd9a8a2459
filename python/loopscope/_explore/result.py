"""What was found among a program's orders, in words and as JSON."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from loopscope._explore.deciding import Told
from loopscope._explore.orders import Deviation, token
from loopscope._explore.running import Failure, Program, Run, many_runs
from loopscope._explore.search import Search, shrunk
from loopscope._explore.settings import Settings

_TASK = re.compile(r"Task-\d+")
_LINES_TOLD = 6
"""Of a failure's text, after its first line."""


@dataclass
class Group:
    """Orders that fail in the same way."""

    failures: tuple[Failure, ...]
    """Those that count."""
    count: int
    """So many orders."""
    run: Run
    """The example with the fewest deviations."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its failures."""
        return frozenset(failure.kind for failure in self.failures)

    @property
    def needs_more_than_asyncio(self) -> bool:
        """Whether a ready task overtakes another one, which asyncio's own loop never does."""
        return needs_more_than_asyncio(self.run)


@dataclass
class Result:
    """What was found."""

    program: Program
    settings: Settings
    search: Search
    groups: list[Group]
    """The ways to fail, the one with the fewest deviations first."""

    @property
    def failing(self) -> int:
        """So many orders fail."""
        return sum(group.count for group in self.groups)

    @property
    def fails_in_own_order(self) -> bool:
        """Whether asyncio's own order fails too."""
        return bool(counting(self.search.own, self.search.own, self.settings))

    def token(self, run: Run) -> str:
        """The token that replays a run."""
        return token(run.order, self.program.source)

    def as_json(self) -> dict[str, Any]:
        """The result as plain data."""
        search = self.search
        return {
            "program": self.program.path,
            "orders": search.orders,
            "failing": self.failing,
            "runs": search.runs,
            "seconds": round(search.seconds, 3),
            "differences": sorted(self.settings.differences),
            "deviations_wanted": self.settings.deviations,
            "deviations_complete": search.complete,
            "fails_in_own_order": self.fails_in_own_order,
            "deterministic": search.is_deterministic,
            "outcomes": len(search.outcomes),
            "failures": [self._group_as_json(group) for group in self.groups],
            "passing": [
                {"orders": found.count, "token": self.token(found.run), "console": found.run.console}
                for found in search.outcomes.values() if not counting(found.run, search.own, self.settings)
            ],
        }

    def _group_as_json(self, group: Group) -> dict[str, Any]:
        return {
            "orders": group.count,
            "failures": [failure._asdict() for failure in group.failures],
            "token": self.token(group.run),
            "needs_more_than_asyncio": group.needs_more_than_asyncio,
            "deviations": deviations_as_json(group.run),
            "console": group.run.console,
            "console_parts_at_line": parting_line(self.search.own.console, group.run.console),
        }

    def __str__(self) -> str:
        lines = [f"{self.failing:,} of {_counted(self.search.orders, 'order')} {_verb(self.failing)}"
                 + (", asyncio's own among them" if self.fails_in_own_order else "") + f"; {self._extent()}"]
        if not self.search.is_deterministic:
            lines.append("The program does not do the same each time it is run in asyncio's own order: "
                         "what is said below may not replay.")
        for number, group in enumerate(self.groups, 1):
            lines += ["", *self._group_in_words(number, group)]
        return "\n".join(lines)

    def _extent(self) -> str:
        """How far the search came."""
        search, settings = self.search, self.settings
        kinds = ", ".join(sorted(settings.differences))
        if search.complete >= settings.deviations:
            return f"all orders with at most {_counted(settings.deviations, 'deviation')} were tried ({kinds})"
        if search.complete > 0:
            return (f"all orders with at most {_counted(search.complete, 'deviation')} were tried, and some of those "
                    f"with {search.complete + 1} ({kinds}); --runs and --seconds set the bounds")
        return f"not all orders with 1 deviation were tried ({kinds}); --runs and --seconds set the bounds"

    def _group_in_words(self, number: int, group: Group) -> list[str]:
        lines = [f"{number}. {_counted(group.count, 'order')}:"]
        for failure in group.failures:
            first, *more = failure.text.splitlines() or [""]
            lines.append(f"   {failure.kind}: {first}")
            lines += [f"     {line.strip()}" for line in more[:_LINES_TOLD]]
        if not group.run.order:
            lines.append("   in asyncio's own order too")
            return lines
        for told in group.run.told:
            lines.append(f"   at {told.when / 1e9:.9f} {told.text}")
        lines += self._parting(group)
        if group.needs_more_than_asyncio:
            lines.append("   asyncio's own loop never lets a ready task overtake another; "
                         "this happens where they become ready in another order")
        lines.append(f"   python -m loopscope explore --replay {self.token(group.run)} {os.path.basename(self.program.path)}")
        return lines

    def _parting(self, group: Group) -> list[str]:
        line = parting_line(self.search.own.console, group.run.console)
        if line is None:
            return []
        own, other = self.search.own.console.splitlines(), group.run.console.splitlines()
        return [f"   the console parts in line {line}: "
                f"{_line_of(other, line)} instead of {_line_of(own, line)}"]


def needs_more_than_asyncio(run: Run) -> bool:
    """Whether a ready task overtakes another one in the run, which asyncio's own loop never does."""
    return any(deviation.kind == "swap" for deviation in run.order)


def deviations_as_json(run: Run) -> list[dict[str, Any]]:
    """Where a run departs from asyncio's order, as plain data."""
    return told_of(run.order, run.told)


def told_of(order: Iterable[Deviation], told: Iterable[Told]) -> list[dict[str, Any]]:
    """Deviations as plain data."""
    return [
        {
            **deviation._asdict(), "text": one.text, "nanos": one.when, "longer": one.longer,
            "who": one.who._asdict(), "others": [other._asdict() for other in one.others],
        }
        for deviation, one in zip(order, told)
    ]


def _line_of(lines: list[str], number: int) -> str:
    return repr(lines[number - 1]) if number <= len(lines) else "its end"


def parting_line(own: str, other: str) -> int | None:
    """The first line, from 1, in which two consoles differ."""
    if own == other:
        return None
    first, second = own.splitlines(), other.splitlines()
    for number, (one, two) in enumerate(zip(first, second), 1):
        if one != two:
            return number
    return min(len(first), len(second)) + 1


def counting(run: Run, own: Run, settings: Settings) -> tuple[Failure, ...]:
    """The failures of a run that count."""
    failures = run.failures + tuple(run.failures_beside(own))
    if run.console != own.console:
        failures += (Failure("output", "something else is printed than in asyncio's own order"),)
    return tuple(failure for failure in failures if failure.kind in settings.failures)


def explored(program: Program, settings: Settings, stop_at_first: bool = False) -> Result:
    """Try a program's orders; ``stop_at_first`` ends with the first that fails."""
    search = Search(program, settings)
    with many_runs():
        for run in search.steps():
            if stop_at_first and counting(run, search.own, settings):
                break
        return Result(program, settings, search, _groups(search, settings))


def _groups(search: Search, settings: Settings) -> list[Group]:
    groups: dict[tuple[object, ...], Group] = {}
    for found in search.outcomes.values():
        failures = counting(found.run, search.own, settings)
        if not failures:
            continue
        group = groups.get(alike(failures))
        if group is None:
            groups[alike(failures)] = Group(failures, found.count, found.run)
        else:
            group.count += found.count
            if len(found.run.order) < len(group.run.order):
                group.run, group.failures = found.run, failures
    for group in groups.values():
        # Those that were found by going through all orders have the fewest already.
        if len(group.run.order) > max(search.complete, 1):
            kinds = group.kinds - {"output"}
            run, tries = shrunk(search.program, settings, group.run, kinds)
            search.runs += tries
            if kinds:
                group.run = run
                group.failures = counting(run, search.own, settings)
        group.run = search.told(group.run)
    return sorted(groups.values(), key=lambda group: len(group.run.order))


def alike(failures: tuple[Failure, ...]) -> tuple[object, ...]:
    """Equal for failures that differ only in which of several tasks they hit."""
    return tuple(dict.fromkeys((failure.kind, _TASK.sub("Task", failure.text)) for failure in failures))


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _verb(number: int) -> str:
    return "fails" if number == 1 else "fail"


