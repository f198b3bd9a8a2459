import asyncio
clients = {"a": 0, "b": 0}

async def broadcast():
    for name in list(clients):
        await asyncio.sleep(0.1)  # sends

async def joins():
    await asyncio.sleep(0.5)
    clients["c"] = 0

async def main():
    await asyncio.gather(broadcast(), joins())

asyncio.run(main())
