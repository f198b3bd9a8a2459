"""What a program finds in its process, and what is put back after it."""

from __future__ import annotations

import asyncio.events
import atexit
import builtins
import contextlib
import gc
import io
import logging
import os
import sys
import types
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from loopscope._loop.patches import Patches

_HOOKS = ("stdin", "stdout", "stderr", "excepthook", "unraisablehook", "displayhook")
_RUNS_TO_A_FULL_COLLECTION = 256
_events: Any = asyncio.events
_shared: dict[str, _Before] | None = None


@contextlib.contextmanager
def many_runs() -> Iterator[None]:
    """What the process is like is noted once for each program that runs in here, not before each run of it."""
    global _shared
    before = _shared
    _shared = {} if before is None else before
    try:
        yield
    finally:
        _shared = before


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
        self._exits = _Exits()

    def __enter__(self) -> ProcessOfItsOwn:
        self._before = _before(self._path)
        self._was_enabled = gc.isenabled()
        self._hooks = [getattr(sys, name, None) for name in _HOOKS]
        self._policy = getattr(_events, "_event_loop_policy", None)
        self._replaced = sys.modules["__main__"], sys.argv, atexit.register, atexit.unregister
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        self.main = types.ModuleType("__main__")
        self.main.__dict__.update(__file__=self._path, __builtins__=builtins)
        sys.modules["__main__"] = self.main
        sys.argv = [self._path, *self._arguments]
        sys.path.insert(0, self._before.folder)
        atexit.register, atexit.unregister = self._exits.register, self._exits.unregister
        # The collector runs when the program asks, and at the end: never in between, by numbers
        # that depend on what ran before.
        gc.disable()
        if not gc.get_count()[2]:
            gc.collect(1)  # A full collection leaves all counts at 0, and must be seen.
        self._collections = _collections()
        return self

    def leave(self) -> None:
        """The program is over: what it registered by ``atexit`` is called."""
        self._exits.run()

    def collect(self) -> None:
        """Destroy what the program left in cycles."""
        self._collect(0)

    def take_apart(self) -> None:
        """What is left is destroyed, unseen: a program that hangs never gets so far."""
        sys.stdout = sys.stderr = io.StringIO()
        sys.unraisablehook = lambda _unraisable: None
        self.main.__dict__.clear()
        self._collect(1)

    def _collect(self, generation: int) -> None:
        """All that the program made is young, unless the collector has run."""
        if _collections() == self._collections and self._before.runs % _RUNS_TO_A_FULL_COLLECTION:
            gc.collect(generation)
            self._collections = _collections()
        else:
            gc.collect()

    def __exit__(self, *_: object) -> None:
        self.patches.undo()
        sys.modules["__main__"], sys.argv, atexit.register, atexit.unregister = self._replaced
        self._warnings.__exit__(None, None, None)
        _events._event_loop_policy = self._policy
        for name, value in zip(_HOOKS, self._hooks):
            setattr(sys, name, value)
        self._before.put_back()
        if self._was_enabled:
            gc.enable()


def _collections_by_stats() -> tuple[int, ...]:
    return tuple(stats["collections"] for stats in gc.get_stats())


def _collections_by_counts() -> tuple[int, ...]:
    return gc.get_count()[1:]


_collections = _collections_by_counts if sys.version_info < (3, 14) else _collections_by_stats
"""Something that changes when the collector runs; quickly, where the counts of generations tell it."""


def _before(path: str) -> _Before:
    if _shared is None:
        return _Before(path)
    known = _shared.get(path)
    if known is None:
        known = _shared[path] = _Before(path)
    return known


class _Before:
    """What a process was like before a program ran in it."""

    def __init__(self, path: str) -> None:
        self.runs = 0
        self.folder = os.path.dirname(os.path.abspath(path))
        self._builtins = vars(builtins)
        self._kept_builtins = self._builtins.copy()
        # What it holds as the system spells it, if it says so: reading it by names is dear.
        self._held: Any = getattr(os.environ, "_data", os.environ)
        self._environment = dict(self._held)
        self._path = list(sys.path)
        self._limit, self._working = sys.getrecursionlimit(), os.getcwd()
        self._logging = _Logging()
        self._note_modules()

    def put_back(self) -> None:
        """Make the process again what it was."""
        self.runs += 1
        if self._builtins != self._kept_builtins:
            self._builtins.clear()
            self._builtins.update(self._kept_builtins)
        if self._held != self._environment:
            self._put_back_environment()
        sys.path[:] = self._path
        if len(sys.modules) != self._count or next(reversed(sys.modules)) != self._last:
            self._put_back_modules()
        self._logging.put_back()
        sys.setrecursionlimit(self._limit)
        os.chdir(self._working)

    def _put_back_environment(self) -> None:
        for name in set(self._held) - set(self._environment):
            del os.environ[os.fsdecode(name)]
        for name, value in self._environment.items():
            os.environ[os.fsdecode(name)] = os.fsdecode(value)

    def _note_modules(self) -> None:
        """Those that are new are behind the last one."""
        self._modules = set(sys.modules)
        self._count, self._last = len(sys.modules), next(reversed(sys.modules))

    def _put_back_modules(self) -> None:
        """Modules that lie beside the program are its own, and imported anew by the next one."""
        for name in sys.modules.keys() - self._modules:
            file = getattr(sys.modules[name], "__file__", None)
            if file and os.path.abspath(file).startswith(self.folder + os.sep) and "site-packages" not in file:
                del sys.modules[name]
        self._note_modules()


class _Logging:
    """What logging was like."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = logging.Logger.manager.loggerDict
        self._before = dict(self._known)
        self._loggers = [
            logging.root, *(logger for logger in self._known.values() if isinstance(logger, logging.Logger))]
        self._states = [_state_of(logger) for logger in self._loggers]
        self._disabled, self._last_resort = logging.root.manager.disable, logging.lastResort

    def put_back(self) -> None:
        if self._known != self._before:
            self._known.clear()
            self._known.update(self._before)
        for logger, state in zip(self._loggers, self._states):
            if _state_of(logger) != state:
                handlers, level, logger.propagate, logger.disabled = state
                logger.handlers[:] = handlers
                logger.setLevel(level)
        if logging.root.manager.disable != self._disabled:
            logging.disable(self._disabled)
        logging.lastResort = self._last_resort


def _state_of(logger: logging.Logger) -> tuple[Any, ...]:
    return list(logger.handlers), logger.level, logger.propagate, logger.disabled


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
