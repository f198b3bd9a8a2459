"""Tries a program's orders for the page, and runs the order of a token; see ``docs/exploring.md``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from loopscope._explore.cancelling import Await, as_json, cancelled_everywhere
from loopscope._explore.deciding import Choices, Deciding
from loopscope._explore.orders import BadToken, parsed
from loopscope._explore.result import told_of
from loopscope._explore.running import Program, many_runs
from loopscope._explore.search import Search
from loopscope._explore.settings import Settings
from loopscope._explore.telling import Telling
from loopscope._loop.times import machine_clock
from loopscope._loop.world import World
from loopscope._page.run import world_of

Say = Callable[[str], None]

PAUSE = 0.1
"""Seconds between two messages."""


def explore_request(request: str, say: Say) -> str:
    """Try the orders that ``request`` asks for; ``say`` is told of them, and how it ended is returned."""
    given = json.loads(request)
    try:
        settings = settings_of(given)
    except (TypeError, ValueError) as error:
        return json.dumps({"type": "failed", "reason": "settings", "detail": str(error)})
    program = _program(given)
    with many_runs():
        if given.get("cancels"):
            _cancel_everywhere(program, settings, say)
        else:
            search = Search(program, settings)
            Telling(search, lambda message: say(json.dumps(message)), PAUSE).run()
    return json.dumps({"type": "explored"})


def settings_of(given: Any) -> Settings:
    """The settings of a request. Raises TypeError or ValueError for those that make no sense."""
    settings = dict(given.get("settings", {}))
    for name in ("differences", "failures"):
        if name in settings:
            settings[name] = frozenset(settings[name])
    if "share" in settings:
        share, of = settings["share"]
        settings["share"] = (int(share), int(of))
    return Settings(**settings)


def run_in_order(given: Any, run: Callable[[World], dict[str, Any]]) -> str:
    """Run a program in the order of a token; to how it ended is added where it departed from asyncio's own."""
    try:
        policy = Deciding(Choices(parsed(given["order"], given["source"])))
    except BadToken as error:
        return json.dumps({"type": "failed", "reason": "order", "detail": str(error)})
    ended = run(_program(given).world_of(Settings(), policy))
    return json.dumps({**ended, "deviations": told_of(policy.taken, policy.told)})


def _program(given: Any) -> Program:
    return Program(
        given["source"], given["name"], given.get("arguments", ()), world=world_of(given),
        lines="".join(given.get("lines", ())))


def _cancel_everywhere(program: Program, settings: Settings, say: Say) -> None:
    told_at = -PAUSE

    def tell(done: int, of: int, awaits: list[Await]) -> None:
        nonlocal told_at
        if done == of or machine_clock() - told_at >= PAUSE:
            told_at = machine_clock()
            say(json.dumps({"type": "cancelled", "cancels": done, "of": of, "awaits": as_json(awaits)}))

    cancelled_everywhere(program, settings, tell)
