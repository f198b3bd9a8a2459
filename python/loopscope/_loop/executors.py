"""Pools whose jobs take time on the run's clock.

A job starts when a worker is free, in the order of submission. The Python of a thread's job runs in
this interpreter, all at once, when the loop next looks at the outside; its result is held back for
as long as it slept in ``time.sleep`` and computed by declaration.
"""

from __future__ import annotations

import collections
import concurrent.futures
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from loopscope._loop.clock import Cost
from loopscope._loop.gil import ComputingThread
from loopscope._loop.world import World, current

PROCESS_START = 30_000_000
"""Nanoseconds that a new process takes to start."""
COPY = 100_000
"""Nanoseconds that arguments take on their way to a process, and its result on the way back."""


class Job(NamedTuple):
    """A call that a pool makes."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    options: dict[str, Any]


class Done(NamedTuple):
    """How a job went: its result or its exception, and what it took."""

    cost: Cost
    result: Any
    error: BaseException | None


class ProcessPool(Protocol):
    """Who computes the jobs of process pools, where it is not this interpreter."""

    def perform(self, job: Job, began: int) -> Done:
        """Do the job, which began at ``began`` nanoseconds."""


class Executor(concurrent.futures.Executor):
    """What the pools have in common."""

    default_workers: int

    def __init__(self, max_workers: int | None = None, *_arguments: Any, **_options: Any) -> None:
        if max_workers is not None and max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        self._world: World = current()
        self._max_workers = max_workers or self._default_size(self._world.cores)
        self._waiting: collections.deque[tuple[concurrent.futures.Future[Any], Job]] = collections.deque()
        self._running = 0
        self._workers = 0
        self._when_idle: list[Callable[[], None]] = []
        self._shut = False

    def _default_size(self, cores: int) -> int:
        raise NotImplementedError

    def _begin(self, job: Job, is_new: bool, finish: Callable[[Done], None]) -> None:
        """A worker, one that is started for it if ``is_new``, has the job."""
        raise NotImplementedError

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> concurrent.futures.Future[Any]:
        """Have ``fn`` called in a worker; its result is the future's."""
        if self._shut:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()
        self._waiting.append((future, Job(fn, args, kwargs)))
        self._start_next()
        return future

    def _start_next(self) -> None:
        while self._waiting and self._running < self._max_workers:
            future, job = self._waiting.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            is_new = self._running == self._workers
            self._workers += is_new
            self._running += 1
            self._begin(job, is_new, lambda done, future=future: self._finish(future, done))  # type: ignore[misc]

    def _finish(self, future: concurrent.futures.Future[Any], done: Done) -> None:
        self._running -= 1
        if done.error is None:
            future.set_result(done.result)
        else:
            future.set_exception(done.error)
        del future, done
        self._start_next()
        if not self._running:
            callbacks, self._when_idle = self._when_idle, []
            for callback in callbacks:
                callback()

    def when_idle(self, callback: Callable[[], None]) -> None:
        """Take no more jobs, and call ``callback`` when the last one is done."""
        self._shut = True
        if self._running:
            self._when_idle.append(callback)
        else:
            self._world.agenda.plan(0, lambda _when: callback())

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more jobs; with ``wait`` the thread, and with it the loop, stands until all are done."""
        self._shut = True
        if cancel_futures:
            waiting, self._waiting = self._waiting, collections.deque()
            for future, _ in waiting:
                future.cancel()
        while wait and self._running:
            self._world.agenda.happen_next()


class ThreadPoolExecutor(Executor):
    """A pool of threads of this interpreter."""

    def _default_size(self, cores: int) -> int:
        return min(32, cores + 4)

    def _begin(self, job: Job, is_new: bool, finish: Callable[[Done], None]) -> None:
        world = self._world
        world.agenda.plan(0, lambda when: take(world, perform(world, job, when), when, finish, world.has_gil))


class ProcessPoolExecutor(Executor):
    """A pool of processes: each starts first, and arguments and results are copied."""

    def _default_size(self, cores: int) -> int:
        return cores

    def _begin(self, job: Job, is_new: bool, finish: Callable[[Done], None]) -> None:
        agenda = self._world.agenda

        def started(_when: int) -> None:
            agenda.plan(COPY, copied)

        def copied(_when: int) -> None:
            world = self._world
            began = world.clock.now
            pool = world.processes
            done = perform(world, job, began) if pool is None else pool.perform(job, began)
            take(world, done, began, computed, False)

        def computed(done: Done) -> None:
            agenda.plan(COPY, lambda _when: finish(done))

        if is_new:
            agenda.plan(PROCESS_START, started)
        else:
            started(self._world.clock.now)


def perform(world: World, job: Job, began: int) -> Done:
    """Do a job in this interpreter, on a clock of its own."""
    world.clock.job = cost = Cost(began)
    try:
        return Done(cost, job.function(*job.arguments, **job.options), None)
    except BaseException as error:
        trace = error.__traceback__
        # The job's own frames, as in a thread, whose stack begins with them.
        return Done(cost, None, error.with_traceback(trace and trace.tb_next))
    finally:
        world.clock.job = None


def take(world: World, done: Done, began: int, finish: Callable[[Done], None], shares_a_gil: bool) -> None:
    """The job is finished when it has blocked, and then computed, for as long as it took."""
    blocked = began + done.cost.blocks

    def compute(_when: int) -> None:
        if shares_a_gil:
            world.gil.want(ComputingThread(done.cost.computes, lambda: finish(done)))
        else:
            world.agenda.plan(done.cost.computes, lambda _when: finish(done))

    if done.cost.computes:
        world.agenda.plan_at(blocked, compute)
    else:
        world.agenda.plan_at(blocked, lambda _when: finish(done))
