"""Tells the recorder what the deterministic pools and blocking calls do."""

from __future__ import annotations

import asyncio.base_events
import concurrent.futures
import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

from loopscope._loop.executors import Done, Executor, ProcessPoolExecutor, Worker
from loopscope._recorder import _describe, _executors

_RUN_IN_EXECUTOR = asyncio.base_events.BaseEventLoop.run_in_executor.__code__

AnyFuture = concurrent.futures.Future[Any]


class PoolEvents:
    """An observer that emits events. Of jobs it tells that ``run_in_executor`` submits."""

    def __init__(self, recorder: Any) -> None:
        self._recorder = recorder
        recorder.tells_of_job_ends = False
        self._starts: dict[AnyFuture, Callable[[], None]] = {}
        self._reserved: list[int] = []
        """The places among the recorder's events that are kept for what is known later, in order."""

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """The recorder's own word of a submitted job is heard: the job starts after it."""
        told = _executors.submitted

        def submitted(rec: Any, source: Any, future: int, call: dict[str, Any], place: int) -> None:
            told(rec, source, future, call, place)
            start = self._starts.pop(source, None)
            if start is not None:
                start()

        _executors.submitted = submitted
        try:
            yield
        finally:
            _executors.submitted = told

    def _emit(self, kind: str, *fields: Any) -> None:
        self._recorder.emit((self._recorder.clock(), kind, *fields))

    def _place(self) -> int:
        place: int = self._recorder.sources.program_place(sys._getframe(2))
        return place

    def pool_created(self, pool: Executor) -> None:
        recorder = self._recorder
        number = next(recorder.pools)
        known: Any = pool
        known._loopscope_id, known._loopscope_workers = (recorder, number), {}
        kind = "Processes" if isinstance(pool, ProcessPoolExecutor) else "Threads"
        self._emit("PoolCreated", number, kind, pool._max_workers, self._place())

    def job_submitted(self, future: AnyFuture, start: Callable[[], None]) -> None:
        if sys._getframe(2).f_code is _RUN_IN_EXECUTOR:
            self._starts[future] = start
        else:
            start()

    def worker_changed(self, pool: Executor, worker: Worker, state: str) -> None:
        event = self._changed(pool, worker, state)
        if event is not None:
            self._recorder.emit(event)

    def worker_will_change(self, pool: Executor, worker: Worker) -> Callable[[str | None], None]:
        recorder = self._recorder
        at = len(recorder.events)
        recorder.emit(None)
        self._reserved.append(at)
        when = recorder.clock()

        def change(state: str | None) -> None:
            event = self._changed(pool, worker, state) if state is not None else None
            at = self._reserved.pop(0)
            if event is None:
                del recorder.events[at]
                self._reserved = [other - 1 for other in self._reserved]
            else:
                recorder.events[at] = (when, *event[1:])

        return change

    def _changed(self, pool: Any, worker: Worker, state: str) -> tuple[Any, ...] | None:
        told: Any = state
        if worker.future is not None:
            job = getattr(worker.future, "_loopscope_job", None)
            if job is None:
                return None
            told = state if state == "Starting" else (state, job)
        return (
            self._recorder.clock(), "WorkerChanged", pool._loopscope_id[1], worker.number, worker.pid, told)

    def job_ended(self, future: AnyFuture, done: Done | None) -> None:
        job = getattr(future, "_loopscope_job", None)
        if job is None:
            return
        outcome: Any = "Returned"
        if done is None:
            outcome = ("Cancelled", None)
        elif done.error is not None:
            outcome = ("Raised", *_describe.exception(done.error))
        self._emit("JobEnded", job, outcome)

    def pool_shut(self, pool: Any) -> None:
        self._emit("PoolShutDown", pool._loopscope_id[1])

    def blocking(self, what: str, how: str, expected: int | None) -> Callable[[], None]:
        began, task, at = self._recorder.clock(), self._recorder.current(), self._place()
        self._emit("Blocking", what, how, expected, task, at)
        return lambda: self._emit("Blocked", what, began, task, at)
