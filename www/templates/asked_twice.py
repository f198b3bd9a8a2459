import asyncio

READERS = 3  # 1..9

cache = {}
queries = 0


async def query(key):
    global queries
    queries += 1
    await asyncio.sleep(1)
    return key.upper()


async def read(key):
    if key not in cache:
        cache[key] = await query(key)
    return cache[key]


async def main():
    await asyncio.gather(*(read('home') for _ in range(READERS)))
    await read('home')
    print(f'{READERS + 1} readers, {queries} queries')

asyncio.run(main())
