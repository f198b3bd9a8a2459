import asyncio

async def move(begins, first, second):
    await asyncio.sleep(begins)
    async with first:
        await asyncio.sleep(0.1)
        async with second:
            await asyncio.sleep(0.1)

async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(move(0, a, b), move(1, a, b))

asyncio.run(main())
