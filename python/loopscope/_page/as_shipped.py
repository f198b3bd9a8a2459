"""Takes back what Pyodide changes in CPython."""

from __future__ import annotations

import asyncio
import sys
from asyncio import events, runners
from typing import Any

_events: Any = events


def restore_cpython() -> None:
    """From now on no loop runs, and ``run``, the policy and what tells of exceptions are CPython's."""
    _events._set_running_loop(None)
    # From Python 3.14 on it has no public name.
    set_policy = getattr(_events, "_set_event_loop_policy", None) or _events.set_event_loop_policy
    set_policy(None)
    asyncio.run = runners.run
    sys.excepthook = sys.__excepthook__
