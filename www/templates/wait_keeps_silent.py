import asyncio


async def check(host, seconds):
    await asyncio.sleep(seconds)
    if host == 'db':
        raise ConnectionRefusedError(host)
    print(f'{host}: up')


async def main():
    tasks = [asyncio.create_task(check(host, seconds), name=host)
             for host, seconds in (('web', 1), ('db', 2), ('mail', 3))]
    done, pending = await asyncio.wait(tasks)
    print(f'{len(done)} checked, {len(pending)} left: all is well')
    for task in done:
        if task.exception():
            print(f'{task.get_name()}: {task.exception()!r}')

asyncio.run(main())
