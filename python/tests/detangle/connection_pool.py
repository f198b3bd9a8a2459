import asyncio

class Pool:
    def __init__(self, size):
        self.available = asyncio.Semaphore(size)
        self.in_use = 0

    async def acquire(self):
        await self.available.acquire()
        self.in_use += 1

    def release(self):
        self.in_use -= 1
        self.available.release()

async def query(pool):
    await pool.acquire()
    await asyncio.sleep(0.01)
    pool.release()

async def client(pool):
    try:
        await asyncio.wait_for(query(pool), 5)
    except asyncio.TimeoutError:
        pass

async def main():
    pool = Pool(2)
    await asyncio.gather(*(client(pool) for _ in range(4)))
    assert pool.in_use == 0, f"{pool.in_use} connections leaked"

asyncio.run(main())
