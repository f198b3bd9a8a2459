"""Who is told of what pools and blocking calls do, where somebody wants to know."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from loopscope._loop.executors import Done, Executor, Worker


class Observer(Protocol):
    """What is told. Places are asked for at once: the program's own frame is among the callers."""

    def pool_created(self, pool: Executor) -> None:
        """A pool was made, and has no workers yet."""

    def job_submitted(self, future: concurrent.futures.Future[Any], start: Callable[[], None]) -> None:
        """A job waits in the pool; ``start`` gives it to a worker if there is a free one."""

    def worker_changed(self, pool: Executor, worker: Worker, state: str) -> None:
        """A worker does something else from now on, with its job if it has one."""

    def worker_will_change(self, pool: Executor, worker: Worker) -> Callable[[str | None], None]:
        """A worker does something else from now on; what, the function that is returned is told later."""

    def job_ended(self, future: concurrent.futures.Future[Any], done: Done | None) -> None:
        """A job's result is about to reach the loop's thread; without one it was taken back."""

    def pool_shut(self, pool: Executor) -> None:
        """A pool takes no more jobs."""

    def blocking(self, what: str, how: str, expected: int | None) -> Callable[[], None]:
        """A blocking call begins; the function that is returned is called at its end."""
