"""What the recorder knows while a program runs, and the events that it notes.

An event is a tuple of plain data: the instant in nanoseconds, the kind, and the fields in the order
that ``_format`` knows. Nothing of the program's is kept alive by it. Places are the integers of
``_sources``; 0 stands for none.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import sys
import threading
import time
import weakref
from dataclasses import dataclass
from typing import Any, Callable

from loopscope._recorder import _describe
from loopscope._recorder._describe import Arguments
from loopscope._recorder._sources import Sources, coroutine_code

Event = tuple[Any, ...]
Clock = Callable[[], int]

_CLOSING = (
    asyncio.BaseEventLoop.shutdown_asyncgens.__code__,
    asyncio.BaseEventLoop.shutdown_default_executor.__code__,
)
"""The coroutines that ``asyncio.run`` makes tasks of, to close its loop."""

C_FUTURE: Any = asyncio.Future
C_TASK: Any = asyncio.Task
"""asyncio's own classes, of which the recorder puts subclasses in place."""


OURS: tuple[Any, ...] = ()
"""The recorder's own classes of tasks and futures; set by ``_futures``."""


class SeenTask:
    """Stands for a task that was made before the recording began, which can keep no number."""

    def __init__(self, task: Any) -> None:
        self.reference = weakref.ref(task)
        self._loopscope_id = 0
        self._loopscope_done = False
        self._loopscope_on = 0
        self._loopscope_at = 0
        self._loopscope_call: Any = None
        self._loopscope_coro: Any = None
        self._loopscope_frames: Any = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reference(), name)


@dataclass
class Options:
    """What is recorded."""

    full: bool = True
    """Futures, coroutine frames and primitives as well, not only turns, handles and tasks."""
    arguments: bool = True
    """The arguments of calls."""
    output: bool = True
    """What is printed and logged."""
    include: tuple[str, ...] = ()
    """Patterns of the files that count as the program's own though they are a library's."""
    only_plain_arguments: bool = False
    """Arguments that are no built-in values are left out, instead of named by their class."""
    argument_width: int = _describe.WIDTH
    clock: Clock = time.monotonic_ns
    """The instant now, in nanoseconds. The loop's own clock must tell the same time, in seconds."""


class Recorder:
    """One recording: ids, the running step, and the events so far."""

    def __init__(self, options: Options | None = None) -> None:
        options = options or Options()
        self.options = options
        self.full = options.full
        self.clock = options.clock
        self.sources = Sources(options.include)
        self.arguments = Arguments(
            shown=options.arguments, width=options.argument_width, only_plain=options.only_plain_arguments
        )
        self.events: list[Event] = []
        self.emit = self.events.append
        self.when_turn_ends: Callable[[Recorder], None] | None = None
        """Called between two turns: a file's writer takes the events away there."""

        self.loop: Any = None
        """The loop that is recorded; one at a time."""
        self.thread = 0

        self.futures = itertools.count(1)
        self.handles = itertools.count(1)
        self.resources = itertools.count(1)
        self.pools = itertools.count(1)
        self.jobs = itertools.count(1)
        self.unseen: dict[int, int] = {}
        """Numbers of awaited futures of the C class, by their address, until they are done."""

        self.seen: weakref.WeakKeyDictionary[Any, SeenTask] = weakref.WeakKeyDictionary()
        """Tasks that were made before the recording began."""

        self.handle = 0
        """The handle that runs, or 0."""
        self.now = 0
        """The instant at which the turn began, or its last handle ended."""
        self.running: Any = None
        self.task: Any = None
        """The task whose step runs."""
        self.has_yielded = False
        """Whether the running step has ended already, with a bare yield."""
        self.in_turn = False
        self.silent = 0
        """How many handles of the ready queue are not told of."""
        self.foreign: list[Any] = []
        """Handles that other threads queued, until the loop's own thread takes them in."""
        self.after_timer: Callable[[], None] | None = None
        self.handled: BaseException | None = None
        """The exception that was being handled when the loop was started: it did not leave the loop."""
        self.tells_of_job_ends = True
        """Whether a job has ended when its future has; the deterministic pools tell it themselves."""
        self.origin: Any = None
        """Who cancels, while a cancel is passed on."""

    # The loop.

    def adopt(self, loop: Any) -> bool:
        """Whether ``loop`` is the one that is recorded, which it becomes if there is none and it can be."""
        if self.loop is None:
            if self.refuses(loop):
                return False
            self.loop = loop
            self.thread = threading.get_ident()
            self.emit((self.clock(), "LoopStarted"))
            self.tell_present(self, loop)
            return True
        return self.loop is loop

    tell_present: Callable[[Recorder, Any], None]
    """Tells of the tasks of a loop that was there before."""

    def refuses(self, loop: Any) -> bool:
        """Whether ``loop`` is of a kind that cannot be recorded; that is said once."""
        refusal = self.why_not(loop)
        if refusal is not None and not self.has_refused:
            self.has_refused = True
            print(f"loopscope: {refusal}", file=sys.stderr)
        return refusal is not None

    has_refused = False
    why_not: Callable[[Any], str | None]

    def here(self) -> bool:
        """Whether the recorded loop's thread runs this."""
        return threading.get_ident() == self.thread

    def loop_closed(self) -> None:
        """The recorded loop was closed: the next one may be recorded."""
        self.end_turn()
        self.emit((self.clock(), "LoopStopped"))
        self.loop = None
        self.silent = 0
        self.foreign.clear()

    def loop_left(self, error: BaseException) -> None:
        """``error`` left a handle, and with it ``run_forever``."""
        self.emit((self.clock(), "LoopLeft", _describe.exception(error)))
        self.end_turn()

    def begin_turn(self, ready: int) -> None:
        """A turn begins, which runs all that is ready."""
        self.in_turn = True
        self.now = now = self.clock()
        self.emit((now, "TurnStarted", ready - self.silent))

    def end_turn(self) -> None:
        """The turn before is over, if there was one."""
        if self.handle:
            self.end_handle()
        if self.in_turn:
            self.in_turn = False
            self.emit((self.now, "TurnEnded"))

    # Handles.

    def step_begins(self, task: Any, callback: Any, args: Any, now: int) -> None:
        """The handle that was just started steps ``task``."""
        if type(task) is C_TASK:
            task = self.seen_task(task)
        self.task = task
        self.has_yielded = False
        thrown = None
        if task._must_cancel:
            thrown = cancelled_error(task)
        elif args:
            thrown = self.thrown_into(args[0])
        else:
            # A step that throws holds the exception after the task.
            last = gc.get_referents(callback)[-1]
            if isinstance(last, BaseException):
                thrown = _describe.exception(last)
        self.emit((now, "TaskResumed", task._loopscope_id or self.number(task), thrown, False))
        if task._loopscope_frames is None:
            task._loopscope_frames = ()
            if thrown is None and self.first_step is not None:
                self.first_step(self, task)
        if thrown is not None and self.full and args:
            line = getattr(args[0], "_loopscope_line", None)
            if line is not None:
                line.left(self, args[0])

    def thrown_into(self, future: Any) -> Any:
        """The exception that a step begins with, since ``future`` has it."""
        error = future._exception
        if error is not None:
            return _describe.exception(error)
        return cancelled_error(future) if future.cancelled() else None

    def end_handle(self) -> int:
        """What the running handle did is over; the instant is returned."""
        handle, number = self.running, self.handle
        self.running, self.handle = None, 0
        self.now = now = self.clock()
        task = self.task
        if task is not None:
            if task.done():
                self.finished(task)
            elif not self.has_yielded:
                self.suspended(task, now)
            self.task = None
            # The task must be able to die before its handle is over, as it does without a recorder.
            handle._callback = handle._args = None
            task = None
        self.emit((now, "HandleEnded", number))
        return now

    def step_ends(self, task: Any) -> None:
        """The step of ``task`` is over: it is finished, or waits."""
        if task.done():
            self.finished(task)
        elif not self.has_yielded:
            self.suspended(task, self.clock())

    def suspended(self, task: Any, now: int) -> None:
        """The step of ``task`` ended at an await."""
        future = task._fut_waiter
        if future is None:
            on = 0
        elif isinstance(future, OURS):
            on = future._loopscope_id or self.number(future)
        else:
            self.suspended_on_foreign(task, future, now)
            return
        self.emit((now, "TaskSuspended", task._loopscope_id, on, self.task_place(task)))

    def suspended_on_foreign(self, task: Any, future: Any, now: int) -> None:
        """The step of ``task`` ended at a future of the C class: it is told of with what awaits it."""
        place, innermost, outer = self.sources.standing(task.get_coro())
        task._loopscope_on = number = self.unseen.get(id(future)) or self.describe_awaited(future, innermost, outer)
        self.emit((now, "TaskSuspended", task._loopscope_id, number, place))

    def task_place(self, task: Any) -> int:
        """Where a suspended task stands."""
        frames = task._loopscope_frames
        if frames and self.follows_frames is None:
            frame, info = frames[-1]
            if not info.is_program:
                # wait_for and the like: where the program's own coroutine stands, if there is one.
                frame, info = next((other for other in reversed(frames) if other[1].is_program), frames[0])
            known: int = info.places.get(frame.f_lasti) or info.place(frame)
            return known
        coroutine = task.get_coro()
        if self.follows_frames is not None:
            self.follows_frames(self, task, coroutine)
        return self.sources.standing(coroutine)[0]

    first_step: Callable[[Recorder, Any], None] | None = None
    finish_frames: Callable[[Recorder, Any], None]
    follows_frames: Callable[[Recorder, Any, Any], None] | None = None
    """Before Python 3.12: tells of frames by comparing the chains of coroutines after each step."""

    # Tasks and futures.

    def number(self, future: Any) -> int:
        """The number of a task or future; one that is not known yet is told of."""
        if type(future) is C_TASK:
            future = self.seen_task(future)
        try:
            known: int = future._loopscope_id
        except AttributeError:
            return self.number_of_foreign(future)
        if known:
            return known
        if isinstance(future, (C_TASK, SeenTask)):
            self.task_created(future, 0)
        else:
            future._loopscope_id = next(self.futures)
            self.emit((self.clock(), "FutureCreated", future._loopscope_id, "Future"))
        number: int = future._loopscope_id
        return number

    def number_of_foreign(self, future: Any) -> int:
        """The number of a future that is of no class of ours, by its address."""
        number = self.unseen.get(id(future))
        if number is None:
            number = self.unseen[id(future)] = next(self.futures)
            self.emit((self.clock(), "FutureCreated", number, "Future"))
        return number

    describe_awaited: Callable[[Any, Any, Any], int]
    """Tells what a future of the C class stands for, by the innermost coroutine and the one around it."""

    def seen_task(self, task: Any) -> Any:
        """What is known of a task that was made before the recording began."""
        known = self.seen.get(task)
        if known is None:
            known = self.seen[task] = SeenTask(task)
            self.task_created(known, 0)
        return known

    def note_seen(self, task: Any) -> Any:
        """Numbers a task that was made before the recording began; what keeps its number is returned."""
        known = task
        if type(task) is C_TASK:
            known = self.seen[task] = SeenTask(task)
        known._loopscope_id = next(self.futures)
        known._loopscope_done = False
        return known

    def task_created(self, task: Any, at: int) -> None:
        """Tells of a task, made at ``at`` or, if that is 0, by whom is asked for."""
        parent = self.task
        task._loopscope_id = number = next(self.futures)
        coroutine = task.get_coro()
        call = _describe.coroutine_call(coroutine, self.sources, self.arguments)
        task._loopscope_call = call
        task._loopscope_at = at = at or self.sources.program_place(_caller())
        self.emit((
            self.clock(), "TaskCreated", number, task.get_name(), call,
            0 if parent is None else parent._loopscope_id, at, coroutine_code(coroutine) in _CLOSING,
        ))

    def finished(self, future: Any) -> None:
        """A task or a future is done."""
        if future._loopscope_done:
            return
        future._loopscope_done = True
        number = future._loopscope_id
        if isinstance(future, (C_TASK, SeenTask)):
            if future._loopscope_frames:
                self.finish_frames(self, future)
            if number:
                self.emit((self.clock(), "TaskFinished", number, outcome(future)))
            return
        job = future._loopscope_job
        if job and self.tells_of_job_ends:
            self.emit((self.clock(), "JobEnded", job, outcome(future)))
        self.emit((self.clock(), "FutureFinished", number or self.number(future), outcome(future)))

    def foreign_done(self, future: Any) -> None:
        """A future of the C class is done, of which it was told that somebody awaits it."""
        number = self.unseen.pop(id(future), 0)
        if number:
            self.emit((self.clock(), "FutureFinished", number, outcome(future)))

    def current(self) -> int:
        """The number of the task whose step runs, or 0."""
        task = self.task
        return 0 if task is None or not self.here() else task._loopscope_id


def outcome(future: Any) -> Any:
    """How a future ended."""
    if future.cancelled():
        return ("Cancelled", cancel_message(future))
    error = future._exception
    return "Returned" if error is None else ("Raised", *_describe.exception(error))


def cancelled_error(future: Any) -> Any:
    """The CancelledError that a cancelled future, or a task to be cancelled, throws."""
    message = cancel_message(future)
    return ("asyncio.exceptions.CancelledError", "" if message is None else message)


def cancel_message(future: Any) -> str | None:
    """The message that ``cancel`` was called with, as text."""
    message = getattr(future, "_cancel_message", None)
    return None if message is None else shown_message(message)


def shown_message(message: Any) -> str:
    """A message of ``cancel`` as text: itself if it is a string."""
    if type(message) is str:
        return message
    return _describe.plain(message) or type(message).__name__


def _caller() -> Any:
    """The frame outside the recorder that led here."""
    return sys._getframe(2)
