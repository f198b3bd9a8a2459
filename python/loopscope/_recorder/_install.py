"""Puts the recorder's seams in place, and takes them away again."""

from __future__ import annotations

import asyncio
import sys
from asyncio import base_events, events, futures, tasks
from collections import deque
from typing import Any

from loopscope._recorder import (
    _awaiting,
    _executors,
    _frames,
    _futures,
    _handles,
    _join,
    _output,
    _primitives,
)
from loopscope._recorder._state import Options, Recorder

_MISSING = object()


class _Loop:
    """A data descriptor for ``BaseEventLoop._thread_id``: a loop is made, starts and stops running."""

    name = "_thread_id"

    def __get__(self, loop: Any, owner: Any = None) -> Any:
        return self if loop is None else loop.__dict__[self.name]

    def __set__(self, loop: Any, value: Any) -> None:
        own = loop.__dict__
        is_new = self.name not in own
        own[self.name] = value
        rec = _handles.recorder
        if rec is None:
            return
        if is_new:
            _watch(loop)
        elif value is not None:
            if rec.adopt(loop):
                rec.handled = sys.exc_info()[1]
        elif rec.loop is loop:
            _stopped_running(rec)


def _watch(loop: Any) -> None:
    """The loop's queue of ready handles tells from now on."""
    if type(loop._ready) is deque:
        loop._ready = _handles.Ready(loop, loop._ready)


def _stopped_running(rec: Recorder) -> None:
    """``run_forever`` is being left, maybe by an exception."""
    error = sys.exc_info()[1]
    if error is not rec.handled and isinstance(error, (SystemExit, KeyboardInterrupt)) and rec.in_turn:
        rec.loop_left(error)
    else:
        rec.end_turn()
    rec.handled = None


class _Patches:
    """Attributes that were set, and what they were before."""

    def __init__(self) -> None:
        self._before: list[tuple[Any, str, Any]] = []

    def set(self, owner: Any, name: str, value: Any) -> None:
        """Sets an attribute until ``undo``."""
        self._before.append((owner, name, owner.__dict__.get(name, _MISSING)))
        setattr(owner, name, value)

    def undo(self) -> None:
        """All attributes are as they were."""
        for owner, name, value in reversed(self._before):
            if value is _MISSING:
                delattr(owner, name)
            else:
                setattr(owner, name, value)
        self._before.clear()


_patches = _Patches()
_outputs: list[_output.Output] = []
_MODULES: tuple[Any, ...] = (_handles, _futures, _executors, _output)


def start(options: Options | None = None) -> Recorder:
    """Begin to record. There is one recording at a time.

    Raises RuntimeError if there is one already.
    """
    if _handles.recorder is not None:
        raise RuntimeError("a recording is under way already; stop() ends it")
    refusal = _join.why_not(events._get_running_loop())
    if refusal is not None:
        raise RuntimeError(refusal)
    rec = Recorder(options)
    rec.describe_awaited = lambda future, innermost, outer: _awaiting.of_suspended(rec, future, innermost, outer)
    rec.why_not = _join.why_not
    rec.tell_present = _join.tell_present
    _watch_asyncio()
    if rec.full:
        _watch_futures()
        _watch_primitives(rec)
    for module in _MODULES:
        module.recorder = rec
    if rec.options.output:
        _outputs.extend(_output.outputs(rec))
    running = events._get_running_loop()
    if running is not None:
        rec.adopt(running)
    return rec


def stop() -> Recorder:
    """End the recording that is under way.

    Raises RuntimeError if there is none.
    """
    rec = _handles.recorder
    if rec is None:
        raise RuntimeError("no recording is under way; start() begins one")
    for output in _outputs:
        output.uninstall()
    _outputs.clear()
    _frames.uninstall()
    for module in (*_MODULES, _primitives, _frames):
        module.recorder = None
    _patches.undo()
    return rec


def current() -> Recorder | None:
    """The recorder at work, if there is one."""
    return _handles.recorder


def _watch_asyncio() -> None:
    for owner, name, value in (
        (base_events.BaseEventLoop, "_thread_id", _Loop()),
        (events, "Handle", _handles.Handle),
        (events, "TimerHandle", _handles.TimerHandle),
        (asyncio, "Handle", _handles.Handle),
        (asyncio, "TimerHandle", _handles.TimerHandle),
        (tasks, "Task", _futures.Task),
        (asyncio, "Task", _futures.Task),
        *_output.WATCHED,
    ):
        _patches.set(owner, name, value)
    thread_safe = _handles.thread_safe_handle()
    if thread_safe is not None:
        _patches.set(events, "_ThreadSafeHandle", thread_safe)
    make_factory = getattr(tasks, "create_eager_task_factory", None)
    if make_factory is not None:
        factory = make_factory(_futures.Task)
        _patches.set(tasks, "eager_task_factory", factory)
        _patches.set(asyncio, "eager_task_factory", factory)


def _watch_futures() -> None:
    for owner in (futures, asyncio):
        _patches.set(owner, "Future", _futures.Future)
    _patches.set(tasks, "_GatheringFuture", _futures.Gathering)
    _patches.set(base_events.BaseEventLoop, "create_future", _futures.create_future)
    for owner, name, value in _executors.WATCHED:
        _patches.set(owner, name, value)


def _watch_primitives(rec: Recorder) -> None:
    for owner, name, value in _primitives.WATCHED:
        _patches.set(owner, name, value)
    _primitives.recorder = _frames.recorder = rec
    rec.first_step = _frames.first_step
    rec.finish_frames = _frames.finish
    _primitives.tells_of_return = _frames.install()
    if not _primitives.tells_of_return:
        rec.follows_frames = _frames.follow
