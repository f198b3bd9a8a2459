import asyncio
balance = 0

async def deposit(amount, begins):
    global balance
    await asyncio.sleep(begins)
    async with lock:
        seen = balance
        await asyncio.sleep(0.1)
        balance = seen + amount

async def main():
    global lock
    lock = asyncio.Lock()
    await asyncio.gather(deposit(1, 0), deposit(2, 1))
    assert balance == 3, balance

asyncio.run(main())
