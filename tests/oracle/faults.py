"""What CPython does where a program goes too far: the twin of tests/differential/faults.rs.

    faults.py > tests/differential/faults.txt

A paragraph for each program: its name, and below it what it prints, what asyncio logs (the message,
and the last line of an exception), and how `asyncio.run` ends.
"""

import asyncio
import gc
import logging
import re
import traceback


class Log(logging.Handler):
    """The first line of a report, and the last line of its exception."""

    def emit(self, record):
        print(f'log: {record.getMessage().splitlines()[0]}')
        if record.exc_info and (error := record.exc_info[1] if record.exc_info is not True else None):
            print(f'log: {last_line(error)}')


def last_line(error):
    line = traceback.format_exception_only(error)[-1].rstrip('\n')
    return re.sub(' at 0x[0-9a-f]+', '', line)


def attempt(name, function):
    """Calls a function, and prints what it returns or raises."""
    try:
        value = function()
    except Exception as error:
        print(f'{name}: {last_line(error)}')
    else:
        print(f'{name}: {value}')


# ------------------------------------------------------------------ cancel


async def gathers_of_each_other():
    tasks = []

    async def gathers(other):
        await asyncio.sleep(0)
        await asyncio.gather(tasks[other])

    tasks += [asyncio.create_task(gathers(1)), asyncio.create_task(gathers(0))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print('main returns')


async def chain(length, link):
    """So many tasks, each of which awaits the one before it; the first awaits a future."""
    future = asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(link(future))]
    while len(tasks) < length:
        tasks.append(asyncio.create_task(link(tasks[-1])))
    for _ in range(3):
        await asyncio.sleep(0)
    attempt(f'cancel along {length}', tasks[-1].cancel)
    print(f'the last: {tasks[-1].cancelling()}, the first: {tasks[0].cancelling()}')
    print(f'the future: {future.cancelled()}')
    if not future.done():
        future.set_result(None)
    while not tasks[-1].done():
        await asyncio.sleep(0)
    print(f'the last is cancelled: {tasks[-1].cancelled()}')


async def awaits(awaitable):
    await awaitable


async def gathers(awaitable):
    await asyncio.gather(awaitable)


async def cancel_along_900_gathers():
    await chain(900, gathers)


async def cancel_along_1100_gathers():
    await chain(1100, gathers)


async def cancel_along_6000_tasks():
    await chain(6000, awaits)


async def cancel_along_12000_tasks():
    await chain(12000, awaits)


# ------------------------------------------------------------- closed loops


def a_closed_loop():
    loop = asyncio.new_event_loop()

    async def nothing():
        pass

    async def waits():
        await loop.create_future()

    def future(callback=True, result=False):
        future = loop.create_future()
        if result:
            future.set_result(1)
        elif callback:
            future.add_done_callback(print)
        return future

    with_callback, without, done = future(), future(callback=False), future(result=True)
    to_fail, to_cancel = future(), future()
    waiting = loop.create_task(waits())
    loop.call_soon(loop.stop)
    loop.run_forever()
    timer = loop.call_later(1, print)
    loop.close()

    attempt('set_result', lambda: with_callback.set_result(1))
    print(f'done: {with_callback.done()}')
    attempt('set_result without callbacks', lambda: without.set_result(1))
    attempt('add_done_callback', lambda: done.add_done_callback(print))
    attempt('set_exception', lambda: to_fail.set_exception(ValueError()))
    attempt('cancel', to_cancel.cancel)
    print(f'cancelled: {to_cancel.cancelled()}')
    attempt('call_soon', lambda: loop.call_soon(print))
    attempt('call_soon_threadsafe', lambda: loop.call_soon_threadsafe(print))
    attempt('call_later', lambda: loop.call_later(1, print))
    attempt('call_at', lambda: loop.call_at(1, print))
    coro = nothing()
    attempt('create_task', lambda: loop.create_task(coro))
    attempt('run_until_complete', lambda: loop.run_until_complete(coro))
    coro.close()
    attempt('cancel of a timer', timer.cancel)
    attempt('create_future', lambda: loop.create_future().done())
    attempt('close', loop.close)
    to_fail.exception()
    waiting._log_destroy_pending = False


# ------------------------------------------------------ handlers and queues


def handler_that_calls_the_handler():
    """How often it was called, when asked; sets it."""
    calls = 0

    def handler(loop, context):
        nonlocal calls
        calls += 1
        loop.call_exception_handler(context)

    asyncio.get_running_loop().set_exception_handler(handler)
    return lambda: calls


async def a_handler_that_calls_the_handler():
    calls = handler_that_calls_the_handler()
    # What is logged depends on how many frames the logger needs.
    logging.disable()
    asyncio.get_running_loop().call_exception_handler({'message': 'hello'})
    logging.disable(logging.NOTSET)
    print(f'{calls()} calls')
    await asyncio.sleep(0)
    print('goes on')


async def a_handler_that_calls_the_handler_for_a_callback():
    calls = handler_that_calls_the_handler()

    def fails():
        raise ValueError('x')

    asyncio.get_running_loop().call_soon(fails)
    await asyncio.sleep(0)
    print(f'{calls()} calls')


async def a_handler_that_calls_the_handler_for_a_task():
    calls = handler_that_calls_the_handler()

    async def fails():
        raise ValueError('x')

    asyncio.create_task(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(f'{calls()} calls')


async def a_handler_that_reports_something_else():
    calls = 0

    def handler(loop, context):
        nonlocal calls
        calls += 1
        if calls < 4:
            loop.call_exception_handler({'message': f'{context["message"]}!'})
        raise ValueError(context['message'])

    asyncio.get_running_loop().set_exception_handler(handler)
    asyncio.get_running_loop().call_exception_handler({'message': 'hello'})
    print(f'{calls} calls')


class Compared:
    """An item of a PriorityQueue, which calls `asks` whenever it is compared."""

    def __init__(self, number, asks):
        self.number, self.asks = number, asks

    def __lt__(self, other):
        self.asks(self, other)
        return self.number < other.number


async def a_comparison_that_asks_the_queue():
    queue = asyncio.PriorityQueue()

    def asks(a, b):
        print(f'{a.number} < {b.number} of {queue.qsize()} {queue.empty()} {queue.full()}')

    for number in [3, 1, 2, 0]:
        queue.put_nowait(Compared(number, asks))
    while not queue.empty():
        print(f'got {queue.get_nowait().number}')


async def a_comparison_that_puts():
    queue = asyncio.PriorityQueue()
    asked = 0

    def asks(a, b):
        nonlocal asked
        asked += 1
        if asked == 1:
            queue.put_nowait(Compared(9, asks))

    queue.put_nowait(Compared(2, asks))
    attempt('put', lambda: queue.put_nowait(Compared(1, asks)))
    print(f'{queue.qsize()} items')
    while not queue.empty():
        print(f'got {queue.get_nowait().number}')


async def a_comparison_that_gets():
    queue = asyncio.PriorityQueue()
    asked = 0

    def asks(a, b):
        nonlocal asked
        asked += 1
        if asked == 1:
            print(f'got {queue.get_nowait().number} meanwhile')

    queue.put_nowait(Compared(2, asks))
    attempt('put', lambda: queue.put_nowait(Compared(1, asks)))
    print(f'{queue.qsize()} items')
    print(f'got {queue.get_nowait().number}')


async def wait_for_a_first_exception_that_comes_after_the_timeout():
    async def fails():
        await asyncio.sleep(0.02)
        raise ValueError('late')

    task = asyncio.create_task(fails())
    done, pending = await asyncio.wait([task], timeout=0.01, return_when=asyncio.FIRST_EXCEPTION)
    print(f'{len(done)} done, {len(pending)} pending')
    await asyncio.sleep(0.03)
    del task, done, pending
    print('main returns')


# ------------------------------------------------------------------ groups


def nested_groups():
    for depth in [100, 3_000, 5_000, 9_000, 20_000]:
        error = ValueError('inner')
        for _ in range(depth):
            error = ExceptionGroup('group', [error])
        attempt(f'str of {depth}', lambda: str(error))
        attempt(f'repr of {depth}', lambda: len(repr(error)))
        attempt(f'split of {depth}', lambda: error.split(ValueError)[1])
        attempt(f'split of {depth} in vain', lambda: error.split(TypeError)[0])


PROGRAMS = [
    gathers_of_each_other,
    cancel_along_900_gathers,
    cancel_along_1100_gathers,
    cancel_along_6000_tasks,
    cancel_along_12000_tasks,
    a_closed_loop,
    a_handler_that_calls_the_handler,
    a_handler_that_calls_the_handler_for_a_callback,
    a_handler_that_calls_the_handler_for_a_task,
    a_handler_that_reports_something_else,
    a_comparison_that_asks_the_queue,
    a_comparison_that_puts,
    a_comparison_that_gets,
    wait_for_a_first_exception_that_comes_after_the_timeout,
    nested_groups,
]

logging.getLogger('asyncio').addHandler(Log())
for program in PROGRAMS:
    print(f'# {program.__name__}')
    raised = None
    if asyncio.iscoroutinefunction(program):
        # Straight from the module, as a program is run: the recursion limit counts frames.
        try:
            asyncio.run(program())
        except Exception as error:
            raised = last_line(error)
    else:
        program()
    gc.collect()  # what it says is said now, not some time later
    if raised:
        print(f'run: {raised}')
