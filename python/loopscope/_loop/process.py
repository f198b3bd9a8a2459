"""What a program finds in its process, and what is put back after it."""

from __future__ import annotations

import asyncio.events
import atexit
import builtins
import gc
import io
import logging
import os
import sys
import types
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from loopscope._loop.patches import Patches


class ProcessOfItsOwn:
    """A context in which a program runs as the main program of a fresh process.

    What it changes is undone at the end, so that the next one finds what the first one found:
    main module, arguments, modules beside the program, builtins, streams, hooks, environment,
    folder, warnings, loggers, event loop policy, recursion limit.
    """

    def __init__(self, path: str, arguments: Sequence[str]) -> None:
        self._path = path
        self._arguments = arguments
        self.patches = Patches()
        self._undo: list[Callable[[], None]] = []
        self._exits = _Exits()
        self._is_collected = False

    def __enter__(self) -> ProcessOfItsOwn:
        self._keep()
        self.main = types.ModuleType("__main__")
        self.main.__dict__.update(__file__=self._path, __builtins__=builtins)
        sys.modules["__main__"] = self.main
        self.patches.set(sys, "argv", [self._path, *self._arguments])
        sys.path.insert(0, os.path.dirname(os.path.abspath(self._path)))
        for name in ("register", "unregister"):
            self.patches.set(atexit, name, getattr(self._exits, name))
        # The collector runs when the program asks, and at the end: never in between, by numbers
        # that depend on what ran before.
        gc.disable()
        return self

    def leave(self) -> None:
        """The program is over: what it registered by ``atexit`` is called."""
        self._exits.run()

    def take_apart(self) -> None:
        """What is left is destroyed, unseen: a program that hangs never gets so far."""
        sys.stdout = sys.stderr = io.StringIO()
        sys.unraisablehook = lambda _unraisable: None
        self.main.__dict__.clear()
        # After a full collection only what that one woke can be left, and that is young.
        gc.collect(0 if self._is_collected else 2)

    def collect(self) -> None:
        """Destroy what the program left in cycles."""
        gc.collect()
        self._is_collected = True

    def __exit__(self, *_: object) -> None:
        self.patches.undo()
        while self._undo:
            self._undo.pop()()

    def _keep(self) -> None:
        keep = self._undo.append
        if gc.isenabled():
            keep(gc.enable)
        keep(_keeping_mapping(vars(builtins)))
        keep(_keeping_environment())
        keep(_keeping_list(sys.path))
        keep(_keeping_modules(os.path.dirname(os.path.abspath(self._path))))
        keep(_keeping_logging())
        for name in ("stdin", "stdout", "stderr", "excepthook", "unraisablehook", "displayhook"):
            keep(_keeping(sys, name))
        keep(_keeping(asyncio.events, "_event_loop_policy"))
        limit, folder = sys.getrecursionlimit(), os.getcwd()
        keep(lambda: sys.setrecursionlimit(limit))
        keep(lambda: os.chdir(folder))
        warned = warnings.catch_warnings()
        warned.__enter__()
        keep(lambda: warned.__exit__(None, None, None))


class _Exits:
    """What is to be called at the end of the program, the last registered first."""

    def __init__(self) -> None:
        self._registered: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = []

    def register(self, func: Any, /, *args: Any, **kwargs: Any) -> Any:
        self._registered.append((func, args, kwargs))
        return func

    def unregister(self, func: Any, /) -> None:
        self._registered = [entry for entry in self._registered if entry[0] != func]

    def run(self) -> None:
        while self._registered:
            function, arguments, options = self._registered.pop()
            try:
                function(*arguments, **options)
            except SystemExit:
                pass
            except BaseException as error:
                sys.excepthook(type(error), error, error.__traceback__)


def _keeping(owner: Any, name: str) -> Callable[[], None]:
    value = getattr(owner, name, None)
    return lambda: setattr(owner, name, value)


def _keeping_mapping(mapping: Any) -> Callable[[], None]:
    kept = dict(mapping)

    def put_back() -> None:
        if mapping != kept:
            mapping.clear()
            mapping.update(kept)

    return put_back


def _keeping_environment() -> Callable[[], None]:
    # What it holds as the system spells it, if it says so: reading it by names is dear.
    held: Any = getattr(os.environ, "_data", os.environ)
    kept = dict(held)

    def put_back() -> None:
        if held == kept:
            return
        for name in set(held) - set(kept):
            del os.environ[os.fsdecode(name)]
        for name, value in kept.items():
            os.environ[os.fsdecode(name)] = os.fsdecode(value)

    return put_back


def _keeping_list(items: list[Any]) -> Callable[[], None]:
    kept = list(items)
    return lambda: items.__setitem__(slice(None), kept)


def _keeping_modules(folder: str) -> Callable[[], None]:
    """Modules that lie beside the program are its own, and imported anew by the next one."""
    main, count, last = sys.modules["__main__"], len(sys.modules), next(reversed(sys.modules))
    before = sys.modules.copy()

    def put_back() -> None:
        sys.modules["__main__"] = main
        if len(sys.modules) == count and next(reversed(sys.modules)) == last:
            return  # A new one is the last one.
        for name in sys.modules.keys() - before.keys():
            file = getattr(sys.modules[name], "__file__", None)
            if file and os.path.abspath(file).startswith(folder + os.sep) and "site-packages" not in file:
                del sys.modules[name]

    return put_back


def _keeping_logging() -> Callable[[], None]:
    known: dict[str, Any] = logging.Logger.manager.loggerDict
    before = dict(known)
    loggers = [logging.root, *(logger for logger in known.values() if isinstance(logger, logging.Logger))]
    state = [_state_of(logger) for logger in loggers]
    disabled, last_resort = logging.root.manager.disable, logging.lastResort

    def put_back() -> None:
        if known != before:
            known.clear()
            known.update(before)
        for logger, kept in zip(loggers, state):
            if _state_of(logger) != kept:
                logger.handlers[:] = kept[0]
                logger.setLevel(kept[1])
                logger.propagate, logger.disabled = kept[2:]
        if logging.root.manager.disable != disabled:
            logging.disable(disabled)
        logging.lastResort = last_resort

    return put_back


def _state_of(logger: logging.Logger) -> tuple[Any, ...]:
    return list(logger.handlers), logger.level, logger.propagate, logger.disabled
