"""Runs one program for the page: on the deterministic loop, with the recorder listening."""

from __future__ import annotations

import io
import json
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from loopscope._loop.programs import Ended, report_as_python, run_program
from loopscope._loop.recording import how_of, recording
from loopscope._loop.world import World
from loopscope._page.needs import Need, Suspension
from loopscope._page.outbox import Outbox
from loopscope._page.standard_input import StandardInput
from loopscope._page.story import Story

Say = Callable[[str], None]

TURNS_AT_ONE_MOMENT = 200_000
"""Fewer than elsewhere: each is told to the page, which has limits of its own."""


class Console(io.TextIOBase):
    """A standard output that leads nowhere: what is written is told by the recorder."""

    encoding = "utf-8"
    errors = "surrogateescape"

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        return len(text)


def run_request(request: str, outbox: Outbox, say: Say) -> str:
    """Run what ``request`` says, and tell of it by ``outbox``; how it ended is returned.

    ``say`` is told what the program needs, if it needs anything: see ``docs/python-in-the-page.md``
    for all that is said here.
    """
    given = json.loads(request)
    if given.get("order"):
        # Most workers never need it.
        from loopscope._page.orders import run_in_order

        return run_in_order(given, lambda world: _run(given, world, outbox, say))
    world = World(turns_at_one_moment=given.get("turns", TURNS_AT_ONE_MOMENT), **world_of(given))
    return json.dumps(_run(given, world, outbox, say))


def world_of(given: Any) -> dict[str, Any]:
    """What a request says of the world in which its program runs."""
    return {name: given[name] for name in ("epoch", "seed", "cores") if name in given}


def _run(given: Any, world: World, outbox: Outbox, say: Say) -> dict[str, Any]:
    story = Story(outbox, given.get("told", 0))

    def suspended(need: Need) -> None:
        story.close()
        outbox.flush()
        say(json.dumps({"type": "needs", **need}))

    place: dict[str, int] = {}
    with _standard_streams(StandardInput(given.get("lines", ()), Suspension(suspended))):
        outbox.begin()
        ended = _told(given, world, story, place)
    return {"type": "ended", "how": ended.how, "status": ended.status, "text": ended.text, **place}


def _told(given: Any, world: World, story: Story, place: dict[str, int]) -> Ended:
    source, name, arguments = given["source"], given["name"], given.get("arguments", ())

    @contextmanager
    def observe(main: types.ModuleType) -> Iterator[None]:
        with recording(world, main, {"only_plain_arguments": True}) as recorder:
            story.begin(recorder, name, source, arguments, world.epoch / 1e9)
            yield

    def report(error: BaseException) -> None:
        place.update(_place_of(error, name))
        report_as_python(error)

    ended = run_program(source, name, arguments, world, report, observe=observe)
    if ended.how == "unending":
        story.close()  # It was left while it went on.
    else:
        story.finish((world.clock.now, "RunEnded", how_of(ended)))
    return ended


def _place_of(error: BaseException, path: str) -> dict[str, int]:
    """The innermost line of the program in a traceback, or the line of its syntax error."""
    if isinstance(error, SyntaxError) and error.filename == path and error.lineno:
        return {"line": error.lineno}
    lines = [line for code, line in _lines_of(error.__traceback__) if code.co_filename == path]
    return {"line": lines[-1]} if lines else {}


def _lines_of(trace: types.TracebackType | None) -> Iterator[tuple[types.CodeType, int]]:
    while trace is not None:
        yield trace.tb_frame.f_code, trace.tb_lineno
        trace = trace.tb_next


@contextmanager
def _standard_streams(given: StandardInput) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = given, Console(1), Console(2)  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
