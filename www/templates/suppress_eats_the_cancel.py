import asyncio
import contextlib


async def listen():
    messages = 0
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            await asyncio.sleep(1)
            messages += 1
    return messages            # as if nobody had cancelled


async def main():
    try:
        async with asyncio.timeout(3.5):
            print(f'{await listen()} messages')
            await asyncio.sleep(10)
            print('main: the timeout is forgotten')
    except TimeoutError:
        print('main: timed out')

asyncio.run(main())
