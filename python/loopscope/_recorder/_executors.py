"""Pools, jobs and the threads that do them."""

from __future__ import annotations

import os
import sys
import threading
from asyncio import base_events
from typing import Any

from loopscope._recorder._state import Recorder

recorder: Recorder | None = None
"""The recorder at work; set by ``_install``."""

try:
    from concurrent.futures.thread import _WorkItem
except ImportError:  # an interpreter without threads
    _WorkItem = None  # type: ignore[assignment, misc]

try:
    from concurrent.futures import ProcessPoolExecutor

    _PROCESSES: tuple[Any, ...] = (ProcessPoolExecutor,)
except (ImportError, NotImplementedError):  # an interpreter without processes
    _PROCESSES = ()


def job_of(rec: Recorder, future: Any) -> int:
    """The number of the job whose result the concurrent ``future`` will have."""
    number: int | None = getattr(future, "_loopscope_job", None)
    if number is None:
        number = future._loopscope_job = next(rec.jobs)
    return number


def submitted(rec: Recorder, source: Any, future: int, call: dict[str, Any], place: int) -> None:
    """Tells of the job of the concurrent future ``source``; ``call`` are the variables of ``run_in_executor``."""
    executor = call["executor"]
    if executor is None:
        executor = call["self"]._default_executor
    pool = _pool(rec, executor, place)
    shown = rec.arguments.job(call["func"], call["args"])
    rec.emit((rec.clock(), "JobSubmitted", source._loopscope_job, pool, shown, future, rec.current()))
    source._loopscope_pool = (pool, executor._loopscope_workers)
    _tell_begun(rec, source.__dict__)


def _pool(rec: Recorder, executor: Any, place: int) -> int:
    known = getattr(executor, "_loopscope_id", None)
    if known is not None and known[0] is rec:
        return known[1]  # type: ignore[no-any-return]
    number = next(rec.pools)
    executor._loopscope_id = (rec, number)
    executor._loopscope_workers = {}
    kind = "Processes" if isinstance(executor, _PROCESSES) else "Threads"
    workers = getattr(executor, "_max_workers", 1)
    rec.emit((rec.clock(), "PoolCreated", number, kind, workers if type(workers) is int else 1, place))
    return number


# The threads. A worker may begin a job before the loop's thread has told of it: then it leaves word at the
# job's future, and whoever of the two comes second takes that (``dict.pop`` is atomic) and tells.


def made_item(item: Any, future: Any, *rest: Any) -> None:
    """``_WorkItem.__init__``: numbers the job, if ``run_in_executor`` submits it."""
    _C_INIT(item, future, *rest)
    rec = recorder
    if rec is not None and rec.here() and sys._getframe(2).f_code is _RUN_IN_EXECUTOR:
        job_of(rec, future)


def run(item: Any, *context: Any) -> None:
    """``_WorkItem.run``: a thread does a job."""
    rec, future = recorder, item.future
    if rec is None or getattr(future, "_loopscope_job", None) is None:
        _C_RUN(item, *context)
        return
    own = future.__dict__
    own["_loopscope_begun"] = threading.get_ident()
    _tell_begun(rec, own)
    try:
        _C_RUN(item, *context)
    finally:
        if own.pop("_loopscope_begun", None) is None:
            pool, workers = own["_loopscope_pool"]
            rec.emit((rec.clock(), "WorkerChanged", pool, workers[threading.get_ident()], os.getpid(), "Idle"))


def _tell_begun(rec: Recorder, own: dict[str, Any]) -> None:
    """A thread does the job, if it has begun and the job was told of."""
    if "_loopscope_pool" not in own:
        return
    thread = own.pop("_loopscope_begun", None)
    if thread is not None:
        pool, workers = own["_loopscope_pool"]
        worker = workers.setdefault(thread, len(workers) + 1)
        running = ("Running", own["_loopscope_job"])
        rec.emit((rec.clock(), "WorkerChanged", pool, worker, os.getpid(), running))


_RUN_IN_EXECUTOR = base_events.BaseEventLoop.run_in_executor.__code__
_C_RUN: Any = getattr(_WorkItem, "run", None)
_C_INIT: Any = getattr(_WorkItem, "__init__", None)

WATCHED: list[tuple[Any, str, Any]] = (
    [] if _WorkItem is None else [(_WorkItem, "__init__", made_item), (_WorkItem, "run", run)]
)
"""What is put on the classes of ``concurrent.futures``, by name."""
