"""Pools whose jobs take time on the run's clock.

A job starts when a worker is free, in the order of submission. The Python of a thread's job runs in
this interpreter, all at once, as soon as the loop's thread lets go; its result is held back for as
long as it slept in ``time.sleep`` and computed by declaration.
"""

from __future__ import annotations

import asyncio
import collections
import concurrent.futures
import contextvars
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from loopscope._loop.clock import Cost
from loopscope._loop.gil import ComputingThread
from loopscope._loop.world import World, current

PROCESS_START = 30_000_000
"""Nanoseconds that a new process takes to start."""
COPY = 100_000
"""Nanoseconds that arguments take on their way to a process, and its result on the way back."""

AnyFuture = concurrent.futures.Future[Any]


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


class Worker:
    """A thread or a process of a pool."""

    def __init__(self, number: int, pid: int) -> None:
        self.number = number
        self.pid = pid
        self.future: AnyFuture | None = None
        """Of the job that it has."""
        self.function: Any = None
        """Which the job calls."""


class JobEnd:
    """What happens when a job of a worker ends; a policy may put it off."""

    def __init__(self, worker: Worker, end: Callable[[int], None]) -> None:
        self.function: Any = worker.function
        self.is_decided = False
        self._end = end

    def __call__(self, when: int) -> None:
        self._end(when)


class ProcessPool(Protocol):
    """Who computes the jobs of process pools, where it is not this interpreter."""

    def perform(self, job: Job, began: int) -> Done:
        """Do the job, which began at ``began`` nanoseconds."""


class JobFuture(AnyFuture):
    """What ``submit`` returns."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def cancel(self) -> bool:
        """Take the job back, if no worker has it."""
        observer = self._world.observer
        if observer is not None and not self.done() and not self.running():
            observer.job_ended(self, None)
        return super().cancel()


class Executor(concurrent.futures.Executor):
    """What the pools have in common."""

    def __init__(self, max_workers: int | None = None, *_arguments: Any, **_options: Any) -> None:
        if max_workers is not None and max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        self._world: World = current()
        self._max_workers = max_workers or self._default_size(self._world.cores)
        self._waiting: collections.deque[tuple[AnyFuture, Job]] = collections.deque()
        self._workers: list[Worker] = []
        self._when_idle: list[Callable[[], None]] = []
        self._shut = False
        if self._world.observer is not None:
            self._world.observer.pool_created(self)

    def _default_size(self, cores: int) -> int:
        raise NotImplementedError

    def _begin(self, worker: Worker, job: Job, is_new: bool, finish: Callable[[Done], None]) -> None:
        """A worker, one that is started for it if ``is_new``, has the job."""
        raise NotImplementedError

    def _pid(self) -> int:
        """The process id of a new worker."""
        return 1

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> AnyFuture:
        """Have ``fn`` called in a worker; its result is the future's."""
        if self._shut:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future = JobFuture(self._world)
        self._waiting.append((future, Job(fn, args, kwargs)))
        observer = self._world.observer
        if observer is None:
            self._start_next()
        else:
            observer.job_submitted(future, self._start_next)
        return future

    def _start_next(self) -> None:
        while self._waiting:
            worker = next((worker for worker in self._workers if worker.future is None), None)
            if worker is None and len(self._workers) == self._max_workers:
                return
            future, job = self._waiting.popleft()
            if future.set_running_or_notify_cancel():
                self._give(worker, future, job)

    def _give(self, idle: Worker | None, future: AnyFuture, job: Job) -> None:
        worker = idle
        if worker is None:
            worker = Worker(len(self._workers) + 1, self._pid())
            self._workers.append(worker)
            self._tell(worker, "Starting")
        worker.future, worker.function = future, job.function
        if idle is not None:
            self._tell(worker, "Transferring")
        self._begin(worker, job, idle is None, lambda done, worker=worker: self._finish(worker, done))  # type: ignore[misc]

    def _finish(self, worker: Worker, done: Done) -> None:
        future, worker.future, worker.function = worker.future, None, None
        assert future is not None
        self._tell(worker, "Idle")
        if self._world.observer is not None:
            self._world.observer.job_ended(future, done)
        if done.error is None:
            future.set_result(done.result)
        else:
            future.set_exception(done.error)
        del future, done
        self._go_on()

    def _go_on(self) -> None:
        self._start_next()
        if self._shut and not self._is_working():
            self._release()
            callbacks, self._when_idle = self._when_idle, []
            for callback in callbacks:
                callback()

    def _is_working(self) -> bool:
        return bool(self._waiting) or any(worker.future is not None for worker in self._workers)

    def _release(self) -> None:
        workers, self._workers = self._workers, []
        for worker in workers:
            self._tell(worker, "Gone")

    def _tell(self, worker: Worker, state: str) -> None:
        if self._world.observer is not None:
            self._world.observer.worker_changed(self, worker, state)

    def when_idle(self, callback: Callable[[], None]) -> None:
        """Take no more jobs, and call ``callback`` when the last one is done."""
        self._shut_down()
        if self._is_working():
            self._when_idle.append(callback)
        else:
            self._world.agenda.plan(0, lambda _when: callback())

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more jobs; with ``wait`` the thread, and with it the loop, stands until all are done."""
        cancelled = [future for future, _ in self._waiting] if cancel_futures else []
        if cancel_futures:
            self._waiting.clear()
        self._shut_down()
        for future in cancelled:
            future.cancel()
        if wait and self._is_working():
            with self._world.holding("shutdown(wait=True)", "Joining", None):
                while self._is_working():
                    self._world.agenda.happen_next()

    def _shut_down(self) -> None:
        was_shut, self._shut = self._shut, True
        if not self._is_working():
            self._release()
        if not was_shut and self._world.observer is not None:
            self._world.observer.pool_shut(self)


class ThreadPoolExecutor(Executor):
    """A pool of threads of this interpreter."""

    def _default_size(self, cores: int) -> int:
        return min(32, cores + 4)

    def _begin(self, worker: Worker, job: Job, is_new: bool, finish: Callable[[Done], None]) -> None:
        world = self._world
        began = world.clock.now
        observer = world.observer
        told = observer.worker_will_change(self, worker) if observer else None

        def work() -> None:
            done = perform(world, job, began)
            if told is not None:
                told(first_state(done.cost))
            take(self, worker, done, began, finish, world.has_gil)

        world.agenda.begin(work)


class ProcessPoolExecutor(Executor):
    """A pool of processes: each starts first, and arguments and results are copied."""

    def _default_size(self, cores: int) -> int:
        return cores

    def _pid(self) -> int:
        return self._world.next_pid()

    def _begin(self, worker: Worker, job: Job, is_new: bool, finish: Callable[[Done], None]) -> None:
        world = self._world
        agenda = world.agenda

        def started(_when: int) -> None:
            if is_new:
                self._tell(worker, "Transferring")
            agenda.plan(COPY, copied)

        def copied(_when: int) -> None:
            began = world.clock.now
            pool = world.processes
            done = perform(world, job, began) if pool is None else pool.perform(job, began)
            state = first_state(done.cost)
            if state is not None:
                self._tell(worker, state)
            take(self, worker, done, began, computed, False)

        def computed(done: Done) -> None:
            self._tell(worker, "Transferring")
            agenda.plan(COPY, JobEnd(worker, lambda _when: finish(done)))

        if is_new:
            agenda.plan(PROCESS_START, started)
        else:
            started(world.clock.now)


def perform(world: World, job: Job, began: int) -> Done:
    """Do a job in this interpreter, on a clock of its own, outside the loop and its context."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    world.clock.job = cost = Cost(began)
    try:
        return Done(cost, contextvars.Context().run(job.function, *job.arguments, **job.options), None)
    except BaseException as error:
        trace = error.__traceback__
        # The job's own frames, as in a thread, whose stack begins with them.
        return Done(cost, None, error.with_traceback(trace and trace.tb_next))
    finally:
        world.clock.job = None
        asyncio._set_running_loop(loop)


def first_state(cost: Cost) -> str | None:
    """What a worker does first; none where it first has to wait for its turn to compute."""
    if cost.blocks:
        return "Blocking"
    return None if cost.computes else "Running"


def take(
    pool: Executor, worker: Worker, done: Done, began: int, finish: Callable[[Done], None], shares_a_gil: bool,
) -> None:
    """The job is finished when it has blocked, and then computed, for as long as it took."""
    world = pool._world
    blocked = began + done.cost.blocks
    computes = done.cost.computes

    def compute(_when: int) -> None:
        if shares_a_gil:
            world.gil.want(ComputingThread(computes, lambda: finish(done), lambda state: pool._tell(worker, state)))
        else:
            pool._tell(worker, "Running")
            world.agenda.plan(computes, lambda _when: finish(done))

    world.agenda.plan_at(blocked, compute if computes else JobEnd(worker, lambda _when: finish(done)))
