"""A thread that waits for another: jobs go on meanwhile, and the clock with them."""

from __future__ import annotations

import threading
from typing import Any

from loopscope._loop.ends import Deadlock
from loopscope._loop.patches import Patches
from loopscope._loop.world import current


def replace_waiting(patches: Patches) -> None:
    """Let ``Condition.wait``, and with it ``Event``, ``Queue`` and ``Future.result``, spend the run's time."""
    patches.set(threading.Condition, "wait", _wait)
    patches.set(threading.Thread, "start", _start)


def _start(self: threading.Thread) -> None:
    raise RuntimeError(
        "the deterministic loop starts no threads: which of them goes on and when would differ in each run; "
        "let asyncio.to_thread or a ThreadPoolExecutor call the function, or record the real program by "
        "python -m loopscope record")


def _wait(self: Any, timeout: float | None = None) -> bool:
    if not self._is_owned():
        raise RuntimeError("cannot wait on un-acquired lock")
    waiter = threading.Lock()
    waiter.acquire()
    self._waiters.append(waiter)
    saved = self._release_save()
    woken = False
    try:
        woken = _let_others_go_on(waiter, timeout)
        return woken
    finally:
        self._acquire_restore(saved)
        if not woken:
            try:
                self._waiters.remove(waiter)
            except ValueError:
                pass


def _let_others_go_on(waiter: Any, timeout: float | None) -> bool:
    """Jobs end until one of them releases the lock, or the time is up."""
    world = current()
    clock, agenda = world.clock, world.agenda
    if clock.job is not None:
        raise RuntimeError(
            "a job waits for another thread: on the deterministic clock a job runs by itself, to its end")
    until = None if timeout is None else clock.deadline(clock.time() + max(timeout, 0))
    while not waiter.acquire(False):
        if until is not None and agenda.next > until:
            clock.now = max(clock.now, int(until))
            return bool(waiter.acquire(False))
        if until is None and agenda.next == float("inf"):
            raise Deadlock(f"deadlock at {clock.time():.9f} s: the program's thread waits for another one, "
                           "and there is none that could wake it; CPython would hang here")
        agenda.happen_next()
    return True
