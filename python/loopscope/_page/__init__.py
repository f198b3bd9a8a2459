"""The Python half of the page's interpreter: what its worker calls (``www/python/worker``).

Requests and answers are JSON, since nothing of JavaScript may get into the hands of a program.
"""

from __future__ import annotations

import platform
from collections.abc import Callable

from loopscope._loop.installation import install
from loopscope._page.as_shipped import restore_cpython
from loopscope._page.outbox import Outbox  # with the machine's own clock

restore_cpython()
# The recorder's classes are subclasses of those that are there when it is imported.
install()

from loopscope._page.check import check
from loopscope._page.confine import confine
from loopscope._page.run import Say, run_request

__all__ = ["VERSION", "check", "connect", "explore", "outbox", "run"]

VERSION = platform.python_version()
outbox = Outbox()
_say: Say


def connect(send: Callable[[], None], say: Say) -> None:
    """``send`` sends what is in the outbox, ``say`` a message. No other way leads to JavaScript now."""
    global _say
    outbox.connect(send)
    _say = say
    confine()


def run(request: str) -> str:
    """Run a program; what it does goes to the outbox, and how it ended is returned."""
    return run_request(request, outbox, _say)


def explore(request: str) -> str:
    """Try a program's orders; what they come to is said, and how it ended is returned."""
    # Most workers never need it.
    from loopscope._page.orders import explore_request

    return explore_request(request, _say)
