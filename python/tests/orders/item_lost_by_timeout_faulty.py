import asyncio
got = []

async def take(queue):
    item = await queue.get()
    await asyncio.sleep(0.1)  # looks at it
    got.append(item)

async def consumer(queue):
    try:
        await asyncio.wait_for(take(queue), 1)
    except asyncio.TimeoutError:
        pass
    while not queue.empty():
        got.append(queue.get_nowait())

async def main():
    queue = asyncio.Queue()
    queue.put_nowait("letter")
    await consumer(queue)
    assert got == ["letter"], got

asyncio.run(main())
