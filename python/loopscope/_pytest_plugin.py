"""``pytest --loopscope=DIR``: a failing test that used asyncio leaves its recording in ``DIR``.

``pytest --loopscope-explore=N``: tests that are coroutine functions are run in up to N orders each.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest  # type: ignore[import-not-found, unused-ignore]

_LONGEST_NAME = 150
_MEGABYTES = 50.0
"""How much of a test is kept: its last part."""


def pytest_addoption(parser: Any) -> None:
    """The plugin's options."""
    group = parser.getgroup("loopscope")
    group.addoption(
        "--loopscope",
        metavar="DIR",
        help="record every test that uses asyncio, and leave the recordings of those that fail in DIR",
    )
    group.addoption(
        "--loopscope-mode",
        choices=("full", "tasks"),
        default="full",
        help="'tasks' records less and slows tests down less",
    )


    group.addoption(
        "--loopscope-explore",
        metavar="N",
        type=int,
        help="run each test that is a coroutine function up to N times, in orders that differ; it fails where one fails",
    )
    group.addoption(
        "--loopscope-deviations",
        metavar="K",
        type=int,
        default=2,
        help="try all orders with at most K deviations first (%(default)s)",
    )
    group.addoption(
        "--loopscope-replay",
        metavar="TOKEN",
        help="run the test in the one order of a token that --loopscope-explore found",
    )


@pytest.hookimpl(tryfirst=True)  # type: ignore[untyped-decorator, unused-ignore]
def pytest_pyfunc_call(pyfuncitem: Any) -> bool | None:
    """Runs a test that is a coroutine function in many orders."""
    option = pyfuncitem.config.getoption
    most, replay = option("loopscope_explore"), option("loopscope_replay")
    test = coroutine_function(pyfuncitem.obj)
    if test is None or not (most or replay):
        return None
    from loopscope._explore.api import run_test

    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    settings = {"runs": most or 1, "deviations": option("loopscope_deviations")}
    replayed_by = f"pytest {pyfuncitem.nodeid!r} --loopscope-replay={{}}"
    try:
        run_test(lambda: test(**given), test, replay, settings, replayed_by)
    except (AssertionError, ValueError) as error:
        pytest.fail(str(error), pytrace=False)
    return True


def coroutine_function(function: Any) -> Any:
    """The coroutine function that a test is, or that another plugin has wrapped in it; none if it is none."""
    while function is not None and not inspect.iscoroutinefunction(function):
        function = getattr(function, "__wrapped__", None)
    return function


@pytest.hookimpl(hookwrapper=True, tryfirst=True)  # type: ignore[untyped-decorator, unused-ignore]
def pytest_runtest_protocol(item: Any) -> Iterator[None]:
    """Records a test, with its fixtures."""
    folder = item.config.getoption("loopscope")
    if not folder:
        yield
        return
    from loopscope import _recording

    path = os.path.join(folder, file_name(item.nodeid))
    settings = _recording.Settings(
        mode=item.config.getoption("loopscope_mode"),
        last=1e9,
        max_size=_MEGABYTES,
        output=False,
        program=item.nodeid,
    )
    recording = _recording.Recording(path, settings)
    item.stash[_FAILED] = False
    try:
        yield
    finally:
        has_failed = item.stash[_FAILED]
        if has_failed and recording.has_events:
            os.makedirs(folder, exist_ok=True)
            recording.dump("a failing test")
            item.config.stash.setdefault(_ALL_WRITTEN, []).append(path)
        recording.finish()


_FAILED = pytest.StashKey[bool]()
_ALL_WRITTEN = pytest.StashKey[list[str]]()


@pytest.hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator, unused-ignore]
def pytest_runtest_makereport(item: Any) -> Iterator[None]:
    """Notes whether the test, or one of its fixtures, failed."""
    outcome: Any = yield
    if outcome.get_result().failed and _FAILED in item.stash:
        item.stash[_FAILED] = True


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    """Says where the recordings are."""
    written = config.stash.get(_ALL_WRITTEN, [])
    if written:
        terminalreporter.section("loopscope")
        for path in written:
            terminalreporter.line(f"recorded: {path}")


def file_name(node: str) -> str:
    """A file name for a test: ``test_pool.py-test_get[1].loopscope``."""
    name = re.sub(r"[^\w.\[\]-]+", "-", node).strip("-")
    return name[-_LONGEST_NAME:] + ".loopscope"
