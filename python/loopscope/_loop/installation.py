"""Puts the deterministic loop and all that belongs to it in the place of CPython's own."""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.events
import concurrent.futures
import gc
import os
from typing import Any

from loopscope._loop.blocking import replace_waiting
from loopscope._loop.chance import replace_randomness
from loopscope._loop.event_loop import DeterministicLoop, threads_at_once
from loopscope._loop.executors import ProcessPoolExecutor, ThreadPoolExecutor
from loopscope._loop.ordering import replace_orders
from loopscope._loop.patches import Patches
from loopscope._loop.times import replace_clocks
from loopscope._loop.world import current

_installed: Patches | None = None


def install() -> None:
    """Make every new event loop of this process a deterministic one, and its clocks the loop's.

    What comes before stays as it was: names that a module imported from ``time``, for example.
    """
    global _installed
    if _installed is not None:
        return
    patches = _installed = Patches()
    replace_orders(patches)
    replace_loops(patches)
    replace_pools(patches)
    replace_randomness(patches)
    replace_waiting(patches)
    replace_clocks(patches)
    # Each run ends with a collection, which need not look at what was there before.
    gc.collect()
    gc.freeze()


def uninstall() -> None:
    """Put everything back."""
    global _installed
    if _installed is not None:
        _installed.undo()
        _installed = None
        gc.unfreeze()


def replace_loops(patches: Patches) -> None:
    """Whoever makes a loop gets a deterministic one."""
    patches.set(asyncio.base_events, "threading", threads_at_once)
    patches.set(asyncio.events, "new_event_loop", DeterministicLoop)
    patches.set(asyncio, "new_event_loop", DeterministicLoop)
    for name in ("SelectorEventLoop", "EventLoop", "ProactorEventLoop"):
        if hasattr(asyncio, name):
            patches.set(asyncio, name, DeterministicLoop)
    policy = default_policy()
    if hasattr(policy, "_loop_factory"):
        patches.set(policy, "_loop_factory", DeterministicLoop)
    else:
        patches.set(policy, "new_event_loop", lambda self: DeterministicLoop())


def default_policy() -> type:
    """The class of the policy that makes loops, which from 3.14 on has no public name."""
    events: Any = asyncio.events
    get = getattr(events, "_get_event_loop_policy", None) or events.get_event_loop_policy
    return type(get())


def replace_pools(patches: Patches) -> None:
    """Whoever makes a pool gets one that spends the run's time."""
    patches.set(concurrent.futures, "ThreadPoolExecutor", ThreadPoolExecutor)
    patches.set(concurrent.futures, "ProcessPoolExecutor", ProcessPoolExecutor)
    for name in ("cpu_count", "process_cpu_count"):
        if hasattr(os, name):
            patches.set(os, name, lambda: current().cores)
