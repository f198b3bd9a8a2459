import asyncio

async def query(pool):
    await pool.acquire()
    try:
        await asyncio.sleep(0.1)
    finally:
        pool.release()

async def client(pool):
    try:
        await asyncio.wait_for(query(pool), 1)
    except asyncio.TimeoutError:
        pass

async def main():
    pool = asyncio.Semaphore(2)
    await asyncio.gather(client(pool), client(pool))

asyncio.run(main())
