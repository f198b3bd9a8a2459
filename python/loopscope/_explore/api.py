"""What programs and tests call: ``explore``, ``explored`` and ``invariant``."""

from __future__ import annotations

import functools
import hashlib
import inspect
import os
from collections.abc import Callable
from typing import Any, TypeVar

from loopscope._loop.world import current

Invariant = TypeVar("Invariant", bound=Callable[[], object])
Test = TypeVar("Test", bound=Callable[..., Any])


def invariant(holds: Invariant) -> Invariant:
    """Ask for ``holds()`` to be true, or None, after each step of the loop while the program is explored.

    An exception that it raises is a failure too. Elsewhere it is never called. Usable as a decorator.
    """
    current().invariants.append(holds)
    return holds


def explore(path: str | os.PathLike[str], *arguments: str, **settings: Any) -> Any:
    """Run the program ``path`` in many orders; the result is a ``loopscope._explore.result.Result``.

    ``settings`` are those of ``loopscope._explore.settings.Settings``: for example ``deviations=1``,
    ``differences=frozenset({"cancel"})``. ``print`` of the result says what was found; its ``failing`` is
    how many orders fail. Raises OSError if the file cannot be read, ValueError for settings that make no sense.
    """
    from loopscope._explore.result import explored as tried
    from loopscope._explore.running import Program
    from loopscope._explore.settings import Settings

    chosen = Settings(**settings)
    with open(path, "rb") as file:
        source = file.read()
    with _installed():
        return tried(Program(source, os.fspath(path), arguments), chosen)


def explored(replay: str | None = None, **settings: Any) -> Callable[[Test], Test]:
    """A decorator: the test, a coroutine function, is run in many orders, and fails where one of them does.

    ``replay`` runs it in the order of a token alone. What the test's module keeps for itself is not put
    back between orders. ``settings`` as for ``explore``.
    """
    def decorate(test: Test) -> Test:
        if not inspect.iscoroutinefunction(test):
            raise TypeError(f"explored() takes an async def function, not {test!r}")

        @functools.wraps(test)
        def run(*args: Any, **options: Any) -> None:
            run_test(lambda: test(*args, **options), test, replay, settings)

        # A plugin that runs coroutine functions would take it for one.
        del run.__wrapped__
        run.__signature__ = inspect.signature(test)  # type: ignore[attr-defined]
        return run  # type: ignore[return-value]

    return decorate


def run_test(
        call: Callable[[], Any], test: Any, replay: str | None, settings: Any,
        replayed_by: str = "@loopscope.explored(replay={!r})") -> None:
    """Run the coroutines that ``call`` makes, for ``test``, in many orders or in one.

    Raises AssertionError where one fails; it says what replays it, which is ``replayed_by`` with the token.
    """
    from loopscope._explore.deciding import Choices
    from loopscope._explore.orders import parsed
    from loopscope._explore.result import explored as tried
    from loopscope._explore.running import Program
    from loopscope._explore.settings import Settings

    chosen = Settings(**settings)
    program = Program(
        f"import asyncio\nasyncio.run(__loopscope_test__())  # {_identity(test)}\n", inspect.getfile(test), (), call)
    with _installed():
        if replay is not None:
            run = program.run(chosen, Choices(parsed(replay, program.source)))
            wrong = [f"{kind}: {text}" for kind, text in run.failures if kind in chosen.failures]
        else:
            result = tried(program, chosen)
            wrong = [_of_test(result, replayed_by)] if result.failing else []
    if wrong:
        raise AssertionError("\n".join(wrong))


def _identity(test: Any) -> str:
    """What a token of the test belongs to: its name and its text."""
    try:
        text = inspect.getsource(test)
    except (OSError, TypeError):
        text = ""
    return f"{test.__qualname__} {hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _of_test(result: Any, replayed_by: str) -> str:
    """The result in words, with what replays in a test."""
    lines = str(result).splitlines()
    return "\n".join(
        "   " + replayed_by.format(line.split()[5]) if "-m loopscope explore --replay" in line else line
        for line in lines)


class _installed:
    """The deterministic loop is in place here, and afterwards only if it was before."""

    def __enter__(self) -> None:
        from loopscope._loop import installation

        self._was = installation._installed is not None
        installation.install()

    def __exit__(self, *_: object) -> None:
        from loopscope._loop import installation

        if not self._was:
            installation.uninstall()
