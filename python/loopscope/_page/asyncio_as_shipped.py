"""Takes back what Pyodide changes in asyncio."""

from __future__ import annotations

import asyncio
from asyncio import events, runners
from typing import Any

_events: Any = events


def restore_asyncio() -> None:
    """From now on no loop runs, and ``run`` and the policy are CPython's."""
    _events._set_running_loop(None)
    _events._set_event_loop_policy(None)
    asyncio.run = runners.run
