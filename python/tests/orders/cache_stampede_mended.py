import asyncio
cache = {}
fetched = []

async def fetch(key):
    fetched.append(key)
    await asyncio.sleep(0.2)
    return key.upper()

async def get(key, begins):
    await asyncio.sleep(begins)
    if key not in cache:
        cache[key] = asyncio.ensure_future(fetch(key))
    return await cache[key]

async def main():
    await asyncio.gather(get("k", 0), get("k", 1))
    assert fetched == ["k"], fetched

asyncio.run(main())
