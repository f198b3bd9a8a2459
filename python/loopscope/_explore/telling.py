"""Tells of a search while it goes on, as plain data, so that several that share it can be put together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from loopscope._explore.result import alike, counting, deviations_as_json, needs_more_than_asyncio, parting_line
from loopscope._explore.orders import token
from loopscope._explore.running import Failure, Run
from loopscope._explore.search import Search, shrunk
from loopscope._loop.times import machine_clock

Tell = Callable[[dict[str, Any]], None]


class Telling:
    """Calls ``tell`` with a ``tried`` every ``pause`` seconds: the new orders, and their new outcomes.

    An outcome is told by its ``key``, which is the same in all that share a search, and told again
    when an example with fewer deviations is found.
    """

    def __init__(self, search: Search, tell: Tell, pause: float) -> None:
        self._search = search
        self._tell = tell
        self._pause = pause
        self._told_at = -pause
        self._examples: dict[str, Run] = {}
        self._orders: list[tuple[str, int, str]] = []
        self._new: dict[str, dict[str, Any]] = {}

    def run(self) -> None:
        """Go through the whole search."""
        search = self._search
        for run in search.steps():
            self._add(run)
            if machine_clock() - self._told_at >= self._pause:
                self._send()
        self._shrink()
        self._send()

    def _add(self, run: Run) -> None:
        search = self._search
        failures = counting(run, search.own, search.settings)
        key = _key(run, failures)
        self._orders.append((f"{run.signature:x}", len(run.order), key))
        self._example(key, run, failures)

    def _example(self, key: str, run: Run, failures: tuple[Failure, ...]) -> None:
        known = self._examples.get(key)
        if known is None or len(run.order) < len(known.order):
            self._examples[key] = run
            self._new[key] = self._outcome(key, run, failures)

    def _shrink(self) -> None:
        """Examples that were found by chance have more deviations than they need."""
        search = self._search
        for key, run in list(self._examples.items()):
            failures = counting(run, search.own, search.settings)
            kinds = frozenset(failure.kind for failure in failures) - {"output"}
            if kinds and len(run.order) > max(search.complete, 1):
                short, tries = shrunk(search.program, search.settings, run, kinds)
                search.runs += tries
                # It may fail in the same kinds of ways and be another outcome all the same.
                if _key(short, counting(short, search.own, search.settings)) == key:
                    self._example(key, short, failures)

    def _outcome(self, key: str, run: Run, failures: tuple[Failure, ...]) -> dict[str, Any]:
        search = self._search
        return {
            "key": key,
            "how": run.how,
            "failures": [failure._asdict() for failure in failures],
            "console": run.console,
            "parts_at_line": parting_line(search.own.console, run.console),
            "token": token(run.order, search.program.source),
            "needs_more_than_asyncio": needs_more_than_asyncio(run),
            "deviations": deviations_as_json(search.told(run)),
        }

    def _send(self) -> None:
        self._told_at = machine_clock()
        search = self._search
        self._tell({
            "type": "tried",
            "runs": search.runs,
            "complete": search.complete,
            "is_deterministic": search.is_deterministic,
            "orders": self._orders,
            "outcomes": list(self._new.values()),
        })
        self._orders, self._new = [], {}


def _key(run: Run, failures: tuple[Failure, ...]) -> str:
    """Equal for orders that fail in the same way, or that do not fail and print the same."""
    said = repr(alike(failures) if failures else (run.how, run.console))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
