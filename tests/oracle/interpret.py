"""Executes a random program, given as data, on CPython's asyncio under virtual time.

    interpret.py < programs.jsonl > records.jsonl

The same data is executed by tests/differential over Loopscope's runtime; console lines, their
loop-clock stamps and the end must be equal.

# A program

A JSON object. Everything that tasks share is a numbered slot, so a statement is a list of an
operation's name, slot numbers, function numbers, integers, and times. A time is a string that
holds a decimal float ("0.30000000000000004"), so that no reader rounds it. `null` stands for
Python's None.

    {"locks": n, "events": n, "counters": n, "futures": n,    how many
     "conditions": [lock or null, ..],                        a lock's number, or an own lock
     "semaphores": [[bounded (bool), value], ..],
     "barriers": [parties, ..],
     "queues": [["fifo"|"lifo"|"priority", maxsize], ..],
     "workers": [n, n],                                       of a thread and a process pool
     "loose": bool,                                           see below; may be left out
     "handler": k,                                            callback k goes on in the loop's exception
                                                              handler, while no loop runs with its
                                                              `raise` only; may be left out
     "functions": [block, ..],                                function 0 is main
     "callbacks": [block, ..]}                                plain functions: no statement awaits

Slots for tasks, gathers, handles, timeouts and groups begin empty; futures are made as main
starts. A statement that names an empty slot prints `none` and does nothing else. Everything that
was ever put in a slot is kept alive until the program has ended. A loose program keeps nothing, and
empties the slot of a timeout or group when that is left; its exception handler also prints what is
said at the end of a future's life ("never retrieved"), and the garbage collector is never late.

A function takes nothing and returns an integer. It may only start functions of a higher number,
so every program ends. Each call has a label, `function.n`, n counting calls (coroutines made)
from 0; every line that it prints begins with it. A function prints `start`, and `returned v` or
`raised e` when it is left. A callback's label is `cb` and its number; it prints `called`.

An item, where many awaitables are possible, is ["c", function] (a coroutine), ["t", task slot] or
["f", future slot]. Where a task is needed, a coroutine is made one with create_task.

# Printed forms

An exception: its class, then `: ` and its message if there is one, unless the class is
InvalidStateError or the message contains `<`; an ExceptionGroup: `ExceptionGroup[e, e]`.
An outcome: `=value`, `!exception`, `~` and the message when cancelled, `?` when pending.
A task's name: as asyncio gives it, Task-1 being main.

# Statements that await

    sleep D                     then prints `slept`
    hops N                      N times sleep(0), then `hopped`
    ticks N                     N times: print `tick i`, sleep(0)
    call F                      await of the coroutine itself; `call =v`
    await ITEM                  `await =v`
    gather ITEMS REX            gather(*items, return_exceptions=REX); `gather [..]`, an exception
                                among the results as `!e`
    nested ITEMS ITEMS REX      gather of two gathers, REX for all three
    await_gather G              of a gather that `start_gather` made
    shield_gather G             shield of it
    wait_for_gather G D|null    wait_for of it
    wait ITEMS MODE D|null      "ALL_COMPLETED" etc.; `wait [outcome, ..] [pending name, ..]`; a
                                future that is no task is called `future`
    wait_for ITEM D|null        `wait_for =v`
    shield ITEM                 `shield =v`
    as_completed ITEMS D|null P P false: `async for`, printing each outcome; true: plain `for`,
                                awaiting each and printing its value, or `!e` if it is an Exception
                                but not a TimeoutError
    timeout M D|null BLOCK      `timeout expired|kept` when left without exception
    timeout_at M D|null BLOCK   the same with an absolute time
    group G BLOCK               a TaskGroup; `group left`
    lock L BLOCK                async with; `lock in`, and `lock out` when left without exception
    acquire L                   `acquired`
    semaphore S BLOCK           as lock
    acquire_semaphore S
    event_wait E                `event`
    condition C BLOCK           as lock
    condition_wait C            `notified`
    condition_wait_for C K N    until counter K >= N; `notified`
    barrier B                   wait(); `barrier index`
    with_barrier B BLOCK        async with; `barrier index`
    barrier_reset B, barrier_abort B
    put Q N                     `put`
    get Q                       `got n`
    join Q                      `joined`
    executor WORK OUTCOME POOL  run_in_executor of a job. WORK is a time that it sleeps, or how many
                                units of 100 ns it computes; OUTCOME is its value, or null for
                                ValueError('job'); POOL is "default", "threads" or "processes";
                                `job =v`
    try BLOCK [[CLASS, BLOCK], ..] BLOCK|null
                                handlers in order, printing `caught e`; the last block is the
                                `finally`, printing `finally`
    loop N BLOCK

# Statements that do not await

An exception in one of these (but not in `raise` and `reraise`) is printed as `name error e` and
goes no further, unless it is a SystemExit or KeyboardInterrupt.

    say N
    raise CLASS MESSAGE|null, reraise (the exception that the innermost handler caught, if any)
    return N
    spawn T F NAME|null         create_task
    group_spawn G T F           the group's create_task
    cancel T MSG|null           prints the result; so do the next ones
    cancel_self MSG|null        nothing happens in a callback
    uncancel T, uncancel_self, cancelling T
    state T                     outcome and cancelling()
    stack T                     the labels of the frames of get_stack(), each once where it stands
                                several times in a row; not in a loose program, whose exceptions
                                forget their frames
    result T, exception T
    set_name T NAME, names      current task's name or `-`, and all_tasks() in order
    inspect ITEM                outcome of a task or future
    set_result F N, set_exception F CLASS MESSAGE|null, cancel_future F MSG|null, new_future F
    on_done ITEM CB, off_done ITEM CB        the same callback object each time
    start_gather G ITEMS REX, cancel_gather G MSG|null, inspect_gather G
    call_soon H CB, call_soon_threadsafe H CB, call_later H D CB, call_at H D CB
    cancel_handle H             prints cancelled() before and after
    reschedule M D|null         to the present time plus D
    expired M
    release L, locked L, release_semaphore S, semaphore_locked S
    event_set E, event_clear E, event_is_set E
    notify C N, notify_all C, add K N
    barrier_state B             n_waiting and broken
    put_nowait Q N, get_nowait Q, task_done Q, queue_state Q (qsize, empty, full)
    shutdown Q IMMEDIATE
    report CLASS                loop.call_exception_handler with an exception
    block D                     time.sleep: the clock moves while the loop stands
    time                        loop.time()
"""

import asyncio
import builtins
import concurrent.futures
import gc
import json
import logging
import sys
import time
import warnings

import package  # noqa: F401
from loopscope._loop import world as worlds
from loopscope._loop.ends import Deadlock
from loopscope._loop.event_loop import DeterministicLoop
from loopscope._loop.installation import install

CLASSES = {name: getattr(builtins, name, None) or getattr(asyncio, name) for name in (
    'ValueError', 'RuntimeError', 'ZeroDivisionError', 'LookupError', 'TimeoutError',
    'CancelledError', 'SystemExit', 'KeyboardInterrupt', 'ExceptionGroup', 'Exception',
    'BaseException')}
MODES = {mode: getattr(asyncio, mode) for mode in (
    'ALL_COMPLETED', 'FIRST_COMPLETED', 'FIRST_EXCEPTION')}
# More statements than this and the program is not one to keep.
STATEMENT_LIMIT = 1500


def seconds(text):
    return None if text is None else float(text)


def exception_text(error):
    if isinstance(error, BaseExceptionGroup):
        return f'{type(error).__name__}[{", ".join(map(exception_text, error.exceptions))}]'
    message = str(error)
    if not message or '<' in message or isinstance(error, asyncio.InvalidStateError):
        return type(error).__name__
    return f'{type(error).__name__}: {message}'


def forget_frames(error):
    """So that it keeps nothing alive that the frames hold through which it went."""
    error.__traceback__ = error.__context__ = error.__cause__ = None
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            forget_frames(member)


def value_text(value):
    return f'!{exception_text(value)}' if isinstance(value, BaseException) else str(value)


def list_text(values):
    return f'[{", ".join(list_text(v) if isinstance(v, list) else value_text(v) for v in values)}]'


def outcome(future):
    if not future.done():
        return '?'
    try:
        error = future.exception()  # which, unlike `result`, leaves its traceback as it is
    except asyncio.CancelledError as cancelled:
        forget_frames(cancelled)  # a look at a future keeps nothing alive
        error = cancelled
    if error is not None:
        return f'~{error}' if isinstance(error, asyncio.CancelledError) else f'!{exception_text(error)}'
    value = future.result()
    return f'={list_text(value) if isinstance(value, list) else value}'


class Ranked:
    """An item of a priority queue: its rank is the tens, so that different items can be equal."""

    def __init__(self, number):
        self.number = number

    def __lt__(self, other):
        return self.number // 10 < other.number // 10


class Frame:
    """One call of a function or callback."""

    def __init__(self, label):
        self.label = label
        self.caught = []


class Return(Exception):
    """Leaves a callback."""


class Machine:
    """One run of one program."""

    def __init__(self, program, clock):
        self.program = program
        self.clock = clock
        self.loose = program.get('loose', False)
        self.lines = []
        self.open = True
        self.statements = 0
        self.calls = 0
        self.kept = []
        self.tasks, self.gathers, self.handles, self.timeouts, self.groups = {}, {}, {}, {}, {}
        self.callbacks = [self._callback(k) for k in range(len(program['callbacks']))]

    def print(self, frame, text):
        if self.loose:
            gc.collect()
        if self.open:
            self.lines.append((self.clock.now, f'{frame.label} {text}'))

    async def main(self):
        program = self.program
        self.loop = asyncio.get_running_loop()
        self.loop.set_exception_handler(self._exception_handler)
        self.first_name = int(asyncio.current_task().get_name().removeprefix('Task-'))
        self.locks = [asyncio.Lock() for _ in range(program['locks'])]
        self.events = [asyncio.Event() for _ in range(program['events'])]
        self.counters = [0] * program['counters']
        self.futures = {i: self.keep(self.loop.create_future()) for i in range(program['futures'])}
        self.conditions = [asyncio.Condition(None if lock is None else self.locks[lock])
                           for lock in program['conditions']]
        self.semaphores = [(asyncio.BoundedSemaphore if bounded else asyncio.Semaphore)(value)
                           for bounded, value in program['semaphores']]
        self.barriers = [asyncio.Barrier(parties) for parties in program['barriers']]
        kinds = {'fifo': asyncio.Queue, 'lifo': asyncio.LifoQueue, 'priority': asyncio.PriorityQueue}
        self.queues = [kinds[kind](maxsize) for kind, maxsize in program['queues']]
        threads, processes = program['workers']
        self.pools = {'default': None,
                      'threads': concurrent.futures.ThreadPoolExecutor(threads),
                      'processes': concurrent.futures.ProcessPoolExecutor(processes)}
        return await self.make(0)

    # Helpers.

    def keep(self, thing):
        if not self.loose:
            self.kept.append(thing)
        return thing

    def leave(self, slots, slot):
        """A timeout or group that was left still refers to its task: not in a loose program."""
        if self.loose:
            slots.pop(slot, None)

    def make(self, function):
        label = f'{function}.{self.calls}'
        self.calls += 1
        return self.function(function, Frame(label))

    def make_task(self, function):
        return self.keep(asyncio.create_task(self.make(function)))

    def name(self, task):
        prefix, _, number = task.get_name().partition('-')
        if prefix == 'Task' and number.isdigit():
            return f'Task-{int(number) - self.first_name + 1}'
        return task.get_name()

    def _callback(self, number):
        def callback(*_future):
            frame = Frame(f'cb{number}')
            self.print(frame, 'called')
            try:
                for statement in self.program['callbacks'][number]:
                    self.do(statement, frame)
            except Return:
                pass
        return callback

    def _exception_handler(self, _loop, context):
        message = context['message']
        # Of pending tasks in a circle the garbage collector decides.
        if 'was destroyed' in message or self.loop.is_closed():
            return
        if 'never retrieved' in message and not self.loose:
            return
        start = ' '.join(word for word in message.split()[:2] if '<' not in word)
        self.print(Frame('handler'), f'{start}: {value_text(context.get("exception"))}')
        if 'handler' in self.program:
            self._go_on_in_handler(self.program['handler'])

    def _go_on_in_handler(self, number):
        if asyncio._get_running_loop() is not None:
            return self.callbacks[number]()
        for statement in self.program['callbacks'][number]:
            if statement[0] == 'raise':
                self.do(statement, Frame('handler'))

    def ready_items(self, items):
        """Whether no item names an empty slot."""
        slots = {'t': self.tasks, 'f': self.futures}
        return all(kind == 'c' or slots[kind].get(number) is not None for kind, number in items)

    def item(self, item, as_task=False):
        kind, number = item
        if kind == 'c':
            return self.make_task(number) if as_task else self.make(number)
        return self.tasks[number] if kind == 't' else self.futures[number]

    # What functions are made of.

    async def function(self, number, frame):
        self.print(frame, 'start')
        try:
            value = await self.block(self.program['functions'][number], frame)
        except BaseException as error:
            self.print(frame, f'raised {exception_text(error)}')
            if self.loose:
                forget_frames(error)
            raise
        value = value or 0
        self.print(frame, f'returned {value}')
        return value

    async def block(self, block, frame):
        """An integer once a `return` was reached, else None."""
        for statement in block:
            if self.statements >= STATEMENT_LIMIT:
                return None
            operation = getattr(self, f'await_{statement[0]}', None)
            if operation is None:
                try:
                    self.do(statement, frame)
                except Return as left:
                    return left.args[0]
                continue
            self.statements += 1
            value = await operation(frame, *statement[1:])
            if value is not None:
                return value
        return None

    async def await_sleep(self, frame, delay):
        await asyncio.sleep(float(delay))
        self.print(frame, 'slept')

    async def await_hops(self, frame, count):
        for _ in range(count):
            await asyncio.sleep(0)
        self.print(frame, 'hopped')

    async def await_ticks(self, frame, count):
        for i in range(count):
            self.print(frame, f'tick {i}')
            await asyncio.sleep(0)

    async def await_call(self, frame, function):
        value = await self.make(function)
        self.print(frame, f'call ={value}')

    async def await_await(self, frame, item):
        if not self.ready_items([item]):
            return self.print(frame, 'none')
        value = await self.item(item)
        self.print(frame, f'await ={value}')

    async def await_gather(self, frame, items, return_exceptions):
        if not self.ready_items(items):
            return self.print(frame, 'none')
        values = await self.keep(asyncio.gather(
            *[self.item(i) for i in items], return_exceptions=return_exceptions))
        self.print(frame, f'gather {list_text(values)}')

    async def await_nested(self, frame, first, second, return_exceptions):
        if not self.ready_items(first + second):
            return self.print(frame, 'none')
        inner = [self.keep(asyncio.gather(
            *[self.item(i) for i in items], return_exceptions=return_exceptions))
            for items in (first, second)]
        values = await self.keep(asyncio.gather(*inner, return_exceptions=return_exceptions))
        self.print(frame, f'nested {list_text(values)}')

    async def await_await_gather(self, frame, slot):
        if slot not in self.gathers:
            return self.print(frame, 'none')
        values = await self.gathers[slot]
        self.print(frame, f'await_gather {list_text(values)}')

    async def await_shield_gather(self, frame, slot):
        if slot not in self.gathers:
            return self.print(frame, 'none')
        values = await self.keep(asyncio.shield(self.gathers[slot]))
        self.print(frame, f'shield_gather {list_text(values)}')

    async def await_wait_for_gather(self, frame, slot, timeout):
        if slot not in self.gathers:
            return self.print(frame, 'none')
        values = await asyncio.wait_for(self.gathers[slot], seconds(timeout))
        self.print(frame, f'wait_for_gather {list_text(values)}')

    async def await_wait(self, frame, items, mode, timeout):
        if not self.ready_items(items):
            return self.print(frame, 'none')
        done, pending = await asyncio.wait(
            [self.item(i, as_task=True) for i in items],
            timeout=seconds(timeout), return_when=MODES[mode])
        names = [self.name(f) if isinstance(f, asyncio.Task) else 'future' for f in pending]
        self.print(frame, f'wait [{", ".join(map(outcome, done))}] [{", ".join(names)}]')

    async def await_wait_for(self, frame, item, timeout):
        if not self.ready_items([item]):
            return self.print(frame, 'none')
        value = await asyncio.wait_for(self.item(item), seconds(timeout))
        self.print(frame, f'wait_for ={value}')

    async def await_shield(self, frame, item):
        if not self.ready_items([item]):
            return self.print(frame, 'none')
        value = await self.keep(asyncio.shield(self.item(item, as_task=True)))
        self.print(frame, f'shield ={value}')

    async def await_as_completed(self, frame, items, timeout, plain):
        if not self.ready_items(items):
            return self.print(frame, 'none')
        completed = asyncio.as_completed(
            [self.item(i) for i in items], timeout=seconds(timeout))
        if not plain:
            async for future in completed:
                self.print(frame, f'completed {outcome(future)}')
                del future  # or it would be kept until the next one is done
            return
        for earliest in completed:
            try:
                value = await earliest
            except TimeoutError:
                raise
            except Exception as error:
                self.print(frame, f'completed !{exception_text(error)}')
            else:
                self.print(frame, f'completed ={value}')

    async def await_timeout(self, frame, slot, delay, block):
        return await self._within(asyncio.timeout(seconds(delay)), frame, slot, block)

    async def await_timeout_at(self, frame, slot, when, block):
        return await self._within(asyncio.timeout_at(seconds(when)), frame, slot, block)

    async def _within(self, scope, frame, slot, block):
        self.timeouts[slot] = scope
        try:
            async with scope:
                value = await self.block(block, frame)
        finally:
            self.leave(self.timeouts, slot)
        self.print(frame, f'timeout {"expired" if scope.expired() else "kept"}')
        return value

    async def await_group(self, frame, slot, block):
        try:
            async with asyncio.TaskGroup() as group:
                self.groups[slot] = group
                value = await self.block(block, frame)
        finally:
            self.leave(self.groups, slot)
        self.print(frame, 'group left')
        return value

    async def await_lock(self, frame, slot, block):
        return await self._holding('lock', self.locks[slot], frame, block)

    async def await_semaphore(self, frame, slot, block):
        return await self._holding('semaphore', self.semaphores[slot], frame, block)

    async def await_condition(self, frame, slot, block):
        return await self._holding('condition', self.conditions[slot], frame, block)

    async def _holding(self, what, thing, frame, block):
        async with thing:
            self.print(frame, f'{what} in')
            value = await self.block(block, frame)
        self.print(frame, f'{what} out')
        return value

    async def await_acquire(self, frame, slot):
        await self.locks[slot].acquire()
        self.print(frame, 'acquired')

    async def await_acquire_semaphore(self, frame, slot):
        await self.semaphores[slot].acquire()
        self.print(frame, 'acquired')

    async def await_event_wait(self, frame, slot):
        await self.events[slot].wait()
        self.print(frame, 'event')

    async def await_condition_wait(self, frame, slot):
        await self.conditions[slot].wait()
        self.print(frame, 'notified')

    async def await_condition_wait_for(self, frame, slot, counter, least):
        await self.conditions[slot].wait_for(lambda: self.counters[counter] >= least)
        self.print(frame, 'notified')

    async def await_barrier(self, frame, slot):
        index = await self.barriers[slot].wait()
        self.print(frame, f'barrier {index}')

    async def await_with_barrier(self, frame, slot, block):
        async with self.barriers[slot] as index:
            self.print(frame, f'barrier {index}')
            return await self.block(block, frame)

    async def await_barrier_reset(self, frame, slot):
        await self.barriers[slot].reset()
        self.print(frame, 'reset')

    async def await_barrier_abort(self, frame, slot):
        await self.barriers[slot].abort()
        self.print(frame, 'aborted')

    async def await_put(self, frame, slot, number):
        await self.queues[slot].put(Ranked(number))
        self.print(frame, 'put')

    async def await_get(self, frame, slot):
        item = await self.queues[slot].get()
        self.print(frame, f'got {item.number}')

    async def await_join(self, frame, slot):
        await self.queues[slot].join()
        self.print(frame, 'joined')

    async def await_executor(self, frame, work, result, pool):
        def job():
            if isinstance(work, str):
                time.sleep(float(work))
            else:
                self.clock.compute(100 * work)
            if result is None:
                raise ValueError('job')
            return result
        value = await self.keep(self.loop.run_in_executor(self.pools[pool], job))
        self.print(frame, f'job ={value}')

    async def await_try(self, frame, block, handlers, last):
        value = None
        try:
            value = await self.block(block, frame)
        except BaseException as error:
            if self.loose:
                forget_frames(error)
            for name, handler in handlers:
                if isinstance(error, CLASSES[name]):
                    break
            else:
                raise
            self.print(frame, f'caught {exception_text(error)}')
            frame.caught.append(error)
            try:
                value = await self.block(handler, frame)
            finally:
                frame.caught.pop()
        finally:
            if last is not None:
                self.print(frame, 'finally')
                await self.block(last, frame)
        return value

    async def await_loop(self, frame, count, block):
        for _ in range(count):
            value = await self.block(block, frame)
            if value is not None:
                return value

    # Statements that do not await.

    def do(self, statement, frame):
        name, *arguments = statement
        self.statements += 1
        if self.statements >= STATEMENT_LIMIT:
            return
        if name == 'return':
            raise Return(arguments[0])
        if name == 'raise':
            raise self.exception(*arguments)
        if name == 'reraise':
            if frame.caught:
                raise frame.caught[-1]
            return
        try:
            text = getattr(self, f'do_{name}')(*arguments)
        except (Exception, asyncio.CancelledError) as error:  # the latter of result() and exception()
            if self.loose:
                forget_frames(error)
            text = f'error {exception_text(error)}'
        self.print(frame, f'{name} {text}'.rstrip() if text is not None else name)

    def exception(self, name, message):
        return CLASSES[name]() if message is None else CLASSES[name](message)

    def do_say(self, number):
        return number

    def do_spawn(self, slot, function, name):
        coroutine = self.make(function)
        task = self.keep(asyncio.create_task(coroutine, name=name))
        self.tasks[slot] = task
        return self.name(task)

    def do_group_spawn(self, group, slot, function):
        if group not in self.groups:
            return 'none'
        task = self.keep(self.groups[group].create_task(self.make(function)))
        self.tasks[slot] = task
        return self.name(task)

    def do_cancel(self, slot, message):
        if slot not in self.tasks:
            return 'none'
        return str(self.tasks[slot].cancel(message))

    def do_cancel_self(self, message):
        task = asyncio.current_task()
        return 'none' if task is None else str(task.cancel(message))

    def do_uncancel(self, slot):
        return self.tasks[slot].uncancel() if slot in self.tasks else 'none'

    def do_uncancel_self(self):
        task = asyncio.current_task()
        return 'none' if task is None else task.uncancel()

    def do_cancelling(self, slot):
        return self.tasks[slot].cancelling() if slot in self.tasks else 'none'

    def do_state(self, slot):
        if slot not in self.tasks:
            return 'none'
        return f'{outcome(self.tasks[slot])} {self.tasks[slot].cancelling()}'

    def do_stack(self, slot):
        if slot not in self.tasks:
            return 'none'
        labels = []
        for frame in self.tasks[slot].get_stack():
            # A function's statements have helpers, whose frames are its own.
            ours = frame.f_locals.get('frame')
            if isinstance(ours, Frame) and ours.label not in labels[-1:]:
                labels.append(ours.label)
        return list_text([label for label in labels if not label.startswith('cb')])

    def do_report(self, name):
        self.loop.call_exception_handler(
            {'message': 'reported by hand', 'exception': self.exception(name, None)})

    def do_result(self, slot):
        return self.tasks[slot].result() if slot in self.tasks else 'none'

    def do_exception(self, slot):
        return value_text(self.tasks[slot].exception()) if slot in self.tasks else 'none'

    def do_set_name(self, slot, name):
        if slot not in self.tasks:
            return 'none'
        self.tasks[slot].set_name(name)

    def do_names(self):
        current = asyncio.current_task()
        names = ', '.join(map(self.name, asyncio.all_tasks()))
        return f'{self.name(current) if current else "-"} [{names}]'

    def do_inspect(self, item):
        return outcome(self.item(item)) if self.ready_items([item]) else 'none'

    def do_set_result(self, slot, number):
        self.futures[slot].set_result(number)

    def do_set_exception(self, slot, name, message):
        self.futures[slot].set_exception(self.exception(name, message))

    def do_cancel_future(self, slot, message):
        return str(self.futures[slot].cancel(message))

    def do_new_future(self, slot):
        self.futures[slot] = self.keep(self.loop.create_future())

    def do_on_done(self, item, callback):
        if not self.ready_items([item]):
            return 'none'
        self.item(item).add_done_callback(self.callbacks[callback])

    def do_off_done(self, item, callback):
        if not self.ready_items([item]):
            return 'none'
        return self.item(item).remove_done_callback(self.callbacks[callback])

    def do_start_gather(self, slot, items, return_exceptions):
        if not self.ready_items(items):
            return 'none'
        self.gathers[slot] = self.keep(asyncio.gather(
            *[self.item(i) for i in items], return_exceptions=return_exceptions))

    def do_cancel_gather(self, slot, message):
        return str(self.gathers[slot].cancel(message)) if slot in self.gathers else 'none'

    def do_inspect_gather(self, slot):
        return outcome(self.gathers[slot]) if slot in self.gathers else 'none'

    def do_call_soon(self, slot, callback):
        self.handles[slot] = self.loop.call_soon(self.callbacks[callback])

    def do_call_soon_threadsafe(self, slot, callback):
        self.handles[slot] = self.loop.call_soon_threadsafe(self.callbacks[callback])

    def do_call_later(self, slot, delay, callback):
        self.handles[slot] = self.loop.call_later(float(delay), self.callbacks[callback])

    def do_call_at(self, slot, when, callback):
        self.handles[slot] = self.loop.call_at(float(when), self.callbacks[callback])

    def do_cancel_handle(self, slot):
        if slot not in self.handles:
            return 'none'
        before = self.handles[slot].cancelled()
        self.handles[slot].cancel()
        return f'{before} {self.handles[slot].cancelled()}'

    def do_reschedule(self, slot, delay):
        if slot not in self.timeouts:
            return 'none'
        self.timeouts[slot].reschedule(None if delay is None else self.loop.time() + float(delay))

    def do_expired(self, slot):
        return str(self.timeouts[slot].expired()) if slot in self.timeouts else 'none'

    def do_release(self, slot):
        self.locks[slot].release()

    def do_locked(self, slot):
        return str(self.locks[slot].locked())

    def do_release_semaphore(self, slot):
        self.semaphores[slot].release()

    def do_semaphore_locked(self, slot):
        return str(self.semaphores[slot].locked())

    def do_event_set(self, slot):
        self.events[slot].set()

    def do_event_clear(self, slot):
        self.events[slot].clear()

    def do_event_is_set(self, slot):
        return str(self.events[slot].is_set())

    def do_notify(self, slot, count):
        self.conditions[slot].notify(count)

    def do_notify_all(self, slot):
        self.conditions[slot].notify_all()

    def do_add(self, counter, number):
        self.counters[counter] += number

    def do_barrier_state(self, slot):
        return f'{self.barriers[slot].n_waiting} {self.barriers[slot].broken}'

    def do_put_nowait(self, slot, number):
        self.queues[slot].put_nowait(Ranked(number))

    def do_get_nowait(self, slot):
        return self.queues[slot].get_nowait().number

    def do_task_done(self, slot):
        self.queues[slot].task_done()

    def do_queue_state(self, slot):
        queue = self.queues[slot]
        return f'{queue.qsize()} {queue.empty()} {queue.full()}'

    def do_shutdown(self, slot, immediate):
        self.queues[slot].shutdown(immediate)

    def do_block(self, delay):
        time.sleep(float(delay))

    def do_time(self):
        return repr(self.loop.time())


class EagerHandle(asyncio.Handle):
    """A handle after which nothing is left that nobody can reach."""

    def _run(self):
        try:
            super()._run()
        finally:
            self._callback = self._args = None
            gc.collect()


class EagerLoop(DeterministicLoop):
    """A loop whose garbage collector comes after every handle."""

    def _call_soon(self, callback, args, context):
        handle = EagerHandle(callback, args, self, context)
        self._ready.append(handle)
        return handle


def run(program):
    """The record: {"lines": [[ns, text], ..], "end": text}, and `overrun` if it was cut short.

    The end is `=value`, an exception's text, or `deadlock`.
    """
    world = worlds.World()
    worlds.enter(world)
    machine = Machine(program, world.clock)
    try:
        factory = EagerLoop if machine.loose else None
        end = f'={asyncio.run(machine.main(), loop_factory=factory)}'
    except Deadlock:
        end = 'deadlock'
    except BaseException as error:
        end = exception_text(error)
    machine.open = False
    record = {'lines': machine.lines, 'end': end}
    if machine.statements >= STATEMENT_LIMIT:
        record['overrun'] = True
    return record


def prepare():
    """Make this process one that runs programs."""
    install()
    warnings.simplefilter('ignore')
    logging.disable()  # What the default exception handler says.
    sys.unraisablehook = lambda _: None  # Leftovers of a deadlock are torn down here, unseen.
    gc.disable()
    gc.freeze()


def run_apart(program):
    """As `run`, and nothing of it is left when the next one begins."""
    record = run(program)
    gc.collect()
    return record


def main():
    prepare()
    for line in sys.stdin:
        json.dump(run_apart(json.loads(line)), sys.stdout, separators=(',', ':'))
        print()


if __name__ == '__main__':
    main()
