"""What a program needs from outside before it can go on.

Nothing can come in while Python runs, so the run ends there, and is run again with what was needed:
it does the same up to that place, since it is deterministic, and what it tells is told once.
"""

from __future__ import annotations

import asyncio.events
from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from loopscope._loop.ends import RunEnd
from loopscope._loop.world import current

Need = dict[str, Any]


class Needs(RunEnd):
    """The run is over for now."""

    how: ClassVar[str] = "suspended"
    status: ClassVar[int] = 0


class Suspension:
    """Ends a run that needs something."""

    def __init__(self, suspended: Callable[[Need], None]) -> None:
        """``suspended`` is told at once what is needed, since the program may not let go."""
        self._suspended = suspended

    def suspend(self, need: Need) -> NoReturn:
        """End the run, whatever the program makes of that."""
        end = Needs("")
        world = current()
        first = world.end is None
        world.end = world.end or end
        loop: Any = asyncio.events._get_running_loop()
        if loop is not None:
            # A task keeps what is raised in it to itself; the loop does not turn again.
            loop._end = world.end
        if first:
            self._suspended(need)
        raise end
