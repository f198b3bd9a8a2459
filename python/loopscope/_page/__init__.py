"""The Python half of the page's interpreter: what its worker calls (``www/python/worker``).

Requests and answers are JSON, since nothing of JavaScript may get into the hands of a program.
"""

from __future__ import annotations

import platform

from loopscope._page.check import check
from loopscope._page.confine import confine_to
from loopscope._page.outbox import Outbox
from loopscope._page.run import run_request

__all__ = ["VERSION", "check", "confine", "outbox", "run"]

VERSION = platform.python_version()
outbox = Outbox()


def confine(send: object) -> None:
    """Connect the outbox, and take away every way from Python to JavaScript."""
    outbox.connect(send)  # type: ignore[arg-type]
    confine_to()


def run(request: str) -> str:
    """Run a program; what it does goes to the outbox, and how it ended is returned."""
    return run_request(request, outbox)
