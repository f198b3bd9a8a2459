import asyncio
pool = None
made = 0

async def get_pool():
    global pool, made
    async with lock:
        if pool is None:
            await asyncio.sleep(0.1)  # connects
            made += 1
            pool = object()
    return pool

async def user(begins):
    await asyncio.sleep(begins)
    return await get_pool()

async def main():
    global lock
    lock = asyncio.Lock()
    first, second = await asyncio.gather(user(0), user(0.5))
    assert first is second and made == 1, made

asyncio.run(main())
