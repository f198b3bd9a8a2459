"""What a program needs from outside before it can go on.

Nothing can come in while Python runs, so the run ends there, and is run again with what was needed:
it does the same up to that place, since it is deterministic, and what it tells is told once.
"""

from __future__ import annotations

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
        world = current()
        end = Needs("")
        if world.end is None:
            world.end = end
            self._suspended(need)
        raise end
