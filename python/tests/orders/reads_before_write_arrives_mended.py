import asyncio
stored = {}

async def write(key, value):
    await asyncio.sleep(0.1)
    stored[key] = value

async def main():
    writing = asyncio.create_task(write("k", 1))
    await writing
    print(stored["k"])

asyncio.run(main())
