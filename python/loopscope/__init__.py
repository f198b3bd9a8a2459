"""Shows what asyncio does.

``python -m loopscope help`` lists the commands. In a program::

    with loopscope.record("x.loopscope"):
        asyncio.run(main())

records what runs inside; ``loopscope.start`` and ``loopscope.stop`` do the same without a block.

``loopscope.explore("prog.py")`` runs a program in many orders; ``@loopscope.explored()`` does so with
a test, and ``loopscope.invariant(holds)`` says what must hold after each step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopscope._version import __version__

if TYPE_CHECKING:
    from loopscope._explore.api import explore, explored, invariant
    from loopscope._recording import Recording, record, start, stop

__all__ = ["Recording", "__version__", "explore", "explored", "invariant", "record", "start", "stop"]


def __getattr__(name: str) -> Any:
    """The recorder is imported only when it is wanted: the deterministic loop must come before it."""
    if name in ("Recording", "record", "start", "stop"):
        from loopscope import _recording

        return getattr(_recording, name)
    if name in ("explore", "explored", "invariant"):
        from loopscope._explore import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
