"""What a trace says in sum, and what of it is worth a look."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from loopscope._picture import Picture, Task, call_text, cycles
from loopscope._reading import Event, Trace, seconds

SLOW = 100_000_000
"""A handle that holds the loop for so many nanoseconds is told of: asyncio's own debug mode does so too."""
_MOST = 10
"""How many of one kind are told of."""


class Finding(NamedTuple):
    """Something worth a look."""

    kind: str
    text: str
    when: int
    place: str | None
    tasks: list[str]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        found: dict[str, Any] = {"kind": self.kind, "text": self.text, "when": self.when, "tasks": self.tasks}
        return found if self.place is None else {**found, "place": self.place}


class Summary:
    """Sums and findings of a trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.picture = Picture(trace)
        self.findings: list[Finding] = []
        self.outcomes: Counter[str] = Counter()
        self.created = 0
        self.handles = 0
        self.events = 0
        self.first: int | None = None
        self.end: Any = None
        self._began = 0
        self._stepped: Task | None = None
        self._longest: list[tuple[int, int, Task | None, list[int] | None]] = []
        for event in trace:
            self._take(event)
        self._find_slow()
        self._find_at_end()

    @property
    def span(self) -> int:
        """How many nanoseconds the trace covers."""
        return self.picture.when - (self.first or 0)

    def _take(self, event: Event) -> None:
        self.picture.take(event)
        self.events += 1
        if self.first is None:
            self.first = event.when
        rule = getattr(self, f"_{event.kind}", None)
        if rule is not None:
            rule(event)

    def _TaskCreated(self, event: Event) -> None:
        self.created += 1

    def _TaskFinished(self, event: Event) -> None:
        outcome = event.fields["outcome"]
        self.outcomes[outcome if type(outcome) is str else next(iter(outcome))] += 1

    def _HandleStarted(self, event: Event) -> None:
        self.handles += 1
        self._began = event.when
        self._stepped = None

    def _TaskResumed(self, event: Event) -> None:
        if not event.fields.get("eager"):
            self._stepped = self.picture.tasks.get(event.fields["task"])

    def _HandleEnded(self, event: Event) -> None:
        took = event.when - self._began
        if took >= SLOW:
            task = self._stepped
            self._longest.append((took, self._began, task, task.at if task else None))
            self._longest = sorted(self._longest, key=lambda slow: -slow[0])[:_MOST]

    def _ExceptionReported(self, event: Event) -> None:
        error = event.fields.get("exception")
        text = event.fields["message"] + (f": {exception_text(error)}" if error else "")
        task = self.picture.tasks.get(event.fields.get("future", 0))
        place = self.trace.place(task.call["at"]) if task else None
        self._add(event.fields["reason"], text, event.when, place, [task] if task else [])

    def _NeverAwaited(self, event: Event) -> None:
        call = event.fields["call"]
        text = f"coroutine {call_text(call)} was never awaited"
        self._add("NeverAwaited", text, event.when, self.trace.place(call["at"]), [])

    def _RunEnded(self, event: Event) -> None:
        self.end = event.fields["how"]

    def _find_slow(self) -> None:
        for took, began, task, at in self._longest:
            who = task.label() if task else "a callback"
            self._add("SlowHandle", f"{who} held the loop for {seconds(took)}", began, self.trace.place(at) if at else None, [task] if task else [])

    def _find_at_end(self) -> None:
        picture = self.picture
        for circle in cycles(picture):
            names = [task.label() for task in circle]
            self._add("Deadlock", " waits for ".join([*names, names[0]]), picture.when, self.trace.place(circle[0].at), circle)
        left = picture.unfinished()
        for task in left[:_MOST]:
            text = f"{task.label()} is not finished: {picture.waits_for(task)} since {seconds(task.since)}"
            self._add("Unfinished", text, task.since, self.trace.place(task.at), [task])
        if len(left) > _MOST:
            self._add("Unfinished", f"and {len(left) - _MOST} more", picture.when, None, [])

    def _add(self, kind: str, text: str, when: int, place: str | None, tasks: list[Task]) -> None:
        self.findings.append(Finding(kind, text, when, place, [task.name for task in tasks]))

    def as_json(self) -> dict[str, Any]:
        """For programs: version 1."""
        summary: dict[str, Any] = {
            "format": "loopscope summary",
            "version": 1,
            "program": self.trace.header["program"]["name"],
            "span": self.span,
            "events": self.events,
            "turns": self.picture.turn,
            "handles": self.handles,
            "tasks": {"created": self.created, **{how.lower(): n for how, n in sorted(self.outcomes.items())}},
            "findings": [finding.as_json() for finding in self.findings],
        }
        return summary if self.end is None else {**summary, "end": self.end}

    def lines(self) -> list[str]:
        """For people."""
        header = self.trace.header
        made_by = header["implementation"]
        lines = [
            f"{header['program']['name']} on {made_by['name']} {made_by.get('version', '')}".rstrip(),
            f"{seconds(self.span)}, {self.picture.turn} turns, {self.handles} handles, {self.events} events",
            f"{self.created} tasks made: {_outcomes(self.outcomes, len(self.picture.unfinished()))}",
            f"the end: {end_text(self.end)}",
        ]
        if not self.findings:
            return [*lines, "nothing to point out"]
        return lines + ["", *(_finding_line(finding) for finding in self.findings)]


def _outcomes(outcomes: Counter[str], unfinished: int) -> str:
    words = {"Returned": "returned", "Raised": "raised", "Cancelled": "were cancelled"}
    parts = [f"{outcomes[how]} {word}" for how, word in words.items() if outcomes[how]]
    return ", ".join([*parts, f"{unfinished} unfinished"] if unfinished else parts) or "none finished"


def end_text(end: Any) -> str:
    """How the program ended, in words."""
    if end is None:
        return "not recorded"
    if type(end) is str:
        return {"Returned": "it returned"}.get(end, end.lower())
    how, what = next(iter(end.items()))
    return f"exit status {what}" if how == "Exited" else exception_text(what)


def exception_text(error: dict[str, Any]) -> str:
    """``ValueError: no``."""
    message = error.get("message")
    return f"{error['class']}: {message}" if message else str(error["class"])


def _finding_line(finding: Finding) -> str:
    place = f"  {finding.place}" if finding.place else ""
    return f"{seconds(finding.when):>12}  {finding.kind}: {finding.text}{place}"
