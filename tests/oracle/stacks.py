"""Where CPython's stacks of tasks stand, for tests/differential/stacks.rs, its twin line by line.

    stacks.py > tests/differential/stacks.txt

A line for each stack that is looked at: its name, and from the outside in each frame of this file as
the coroutine and the mark (`#~`) of the line that it stands at.
"""

import asyncio
import linecache


def frames(task):
    for frame in task.get_stack():
        code = frame.f_code
        if code.co_filename == __file__ and code.co_name != '<module>':
            line = linecache.getline(__file__, frame.f_lineno)
            yield f'{code.co_name} at {line.partition("#~ ")[2].strip()}'


def show(name, task):
    print(f'{name}: {", ".join(frames(task))}')


async def fails():
    await asyncio.sleep(0)
    raise ValueError('x')  #~ raise


async def outer():
    await fails()  #~ outer


async def looks_for_nothing():
    await asyncio.sleep(0)
    asyncio.Queue().get_nowait()  #~ get_nowait


async def cleans_up():
    try:
        raise ValueError('x')
    finally:
        print('cleans up')  #~ finally


async def awaits_while_it_cleans_up():
    try:
        await fails()
    finally:
        await asyncio.sleep(0)  #~ sleep in finally


async def raises_from():
    try:
        await fails()
    except ValueError as error:
        raise RuntimeError('y') from error  #~ raise from


async def holds_a_lock():
    async with asyncio.Lock():
        await fails()  #~ under the lock


async def holds_a_permit():
    async with asyncio.Semaphore(1):
        await fails()  #~ with the permit


async def is_late():
    async with asyncio.timeout(0.01):  #~ timeout
        await asyncio.sleep(1)


async def fails_in_time():
    async with asyncio.timeout(1):
        await fails()  #~ in time


async def has_a_child_that_fails():
    async with asyncio.TaskGroup() as group:  #~ group
        group.create_task(fails())
        await asyncio.sleep(1)


async def waits_too_long():
    await asyncio.wait_for(asyncio.sleep(1), 0.01)  #~ wait_for


async def asks_for_the_result():
    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    print('asks')
    task.result()  #~ result


async def gathers():
    await asyncio.gather(outer(), fails())  #~ gather


async def awaits(task):
    await task  #~ awaits a task


async def handles(task):
    try:
        await task
    except ValueError:
        await asyncio.sleep(0.01)  #~ after the failure
        print('handled')  #~ handled


async def looks_at_itself():
    await looks_at_the_task()  #~ awaits the look


async def looks_at_the_task():
    show('runs', asyncio.current_task())
    await asyncio.sleep(0)
    show('runs again', asyncio.current_task())


async def goes_down(coroutines):
    return 1 + (await goes_down(coroutines - 1) if coroutines > 1 else 0)


async def main():
    for function in [
            fails, outer, looks_for_nothing, cleans_up, awaits_while_it_cleans_up, raises_from,
            holds_a_lock, holds_a_permit, is_late, fails_in_time, has_a_child_that_fails,
            waits_too_long, asks_for_the_result, gathers]:
        task = asyncio.create_task(function())
        await asyncio.wait([task])
        show(function.__name__, task)

    await looks_at_itself()  #~ calls
    task = asyncio.create_task(looks_at_itself())
    await asyncio.sleep(0)
    show('is suspended', task)
    await task
    show('has ended', task)

    failed = asyncio.create_task(outer())
    first = asyncio.create_task(awaits(failed))
    second = asyncio.create_task(handles(failed))
    await asyncio.wait([first])
    show('two await it', failed)
    show('the first', first)
    show('the second', second)
    await second
    show('the second is done', failed)
    try:
        await first
    except ValueError:
        print('caught')
    show('main caught it', failed)  #~ main shows it
    try:
        failed.result()
    except ValueError:
        print('caught again')
    show('main asked', failed)  #~ main shows it again

    for coroutines in [993, 994]:
        try:
            print(f'down: {await asyncio.create_task(goes_down(coroutines))}')
        except RecursionError as error:
            print(f'down: {error!r}')


asyncio.run(main())
