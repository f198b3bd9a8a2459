import asyncio

SECONDS = 3  # 1..9


async def save():
    try:
        await asyncio.sleep(SECONDS)
        print('saved')
    except asyncio.CancelledError:
        print('save: cancelled after all')
        raise


async def handle():
    await asyncio.shield(save())


async def main():
    try:
        async with asyncio.timeout(1):
            await handle()
    except TimeoutError:
        print('main: gave up waiting, but the save is shielded')
    await asyncio.sleep(1)
    print('main: ends')        # run() cancels whatever is left

asyncio.run(main())
