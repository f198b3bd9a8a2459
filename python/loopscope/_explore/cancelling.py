"""What happens when a task is cancelled, by the line where it waits: each await of asyncio's own order, once."""

from __future__ import annotations

import linecache
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from loopscope._explore.deciding import Choices, Point
from loopscope._explore.orders import Deviation, token
from loopscope._explore.result import counting
from loopscope._explore.running import Failure, Program, Run, many_runs
from loopscope._explore.settings import Settings

_WORDS = {
    "kept": "a lock, a permit or a connection is kept",
    "hidden": "an exception is hidden",
    "swallowed": "the cancel is swallowed",
    "deadlock": "never ends: deadlock",
    "livelock": "never ends: livelock",
    "unending": "never ends",
    "exception": "another exception leaves the program",
    "invariant": "an invariant does not hold",
    "unawaited": "a coroutine is never awaited",
    "destroyed": "a task is destroyed while it is pending",
}


@dataclass
class Await:
    """A line where tasks wait, and what came of cancelling them there."""

    task: str
    """The name and the function of the first task that waits there."""
    file: str
    line: int
    """0 before a task's first step."""
    cancels: int = 0
    problems: dict[str, tuple[Failure, str]] = field(default_factory=dict)
    """By kind, an example and the token of its order."""

    @property
    def place(self) -> str:
        """Where it is, in words."""
        if not self.line:
            return f"{self.task} before its first step"
        return f"{os.path.basename(self.file)} line {self.line}"


def cancelled_everywhere(
    program: Program, settings: Settings, tell: Callable[[int, int, list[Await]], None] = lambda done, of, awaits: None,
) -> tuple[Run, list[Await]]:
    """Cancel each task once at each of its awaits; the run without, and the awaits in the order they are met.

    What goes wrong without a cancel too is left out. ``tell`` is called after each run.
    """
    awaits: dict[tuple[str, int], Await] = {}
    with many_runs():
        own = program.run(settings, Choices(), wants_points=True)
        known = {failure.kind for failure in own.failures}
        points = own.points[:settings.runs]
        for number, point in enumerate(points, 1):
            order = (Deviation(point.decision, "cancel", 1),)
            run = program.run(settings, Choices(order))
            one = awaits.setdefault(_key(point), Await(point.task, point.file, point.line))
            one.cancels += 1
            for failure in counting(run, own, settings):
                if failure.kind not in known and failure.kind != "output":
                    one.problems.setdefault(failure.kind, (failure, token(order, program.source)))
            tell(number, len(points), list(awaits.values()))
    return own, list(awaits.values())


def _key(point: Point) -> tuple[str, int]:
    return (point.file, point.line) if point.line else (point.task.partition("(")[2], 0)


def in_words(awaits: list[Await], settings: Settings) -> Iterator[str]:
    """The report, line by line."""
    bad = sum(bool(one.problems) for one in awaits)
    yield (f"{sum(one.cancels for one in awaits)} cancels at {len(awaits)} places; "
           + (f"{bad} of the places {'is' if bad == 1 else 'are'} not clean" if bad else "all are clean"))
    for one in awaits:
        text = linecache.getline(one.file, one.line).strip() if one.line else ""
        yield ""
        yield f"{one.place}{': ' + text if text else ''}"
        if not one.problems:
            yield f"   clean ({_times(one.cancels)})"
        for kind, (failure, replay) in one.problems.items():
            yield f"   {_WORDS[kind]}: {failure.text.splitlines()[0] if failure.text else ''}"
            yield f"     --replay {replay}"


def as_json(awaits: list[Await]) -> list[dict[str, Any]]:
    """The report as plain data."""
    return [
        {
            "task": one.task, "file": one.file, "line": one.line, "cancels": one.cancels,
            "problems": [
                {"kind": kind, "text": failure.text, "token": replay}
                for kind, (failure, replay) in one.problems.items()
            ],
        }
        for one in awaits
    ]


def _times(number: int) -> str:
    return "cancelled once" if number == 1 else f"cancelled {number} times"
