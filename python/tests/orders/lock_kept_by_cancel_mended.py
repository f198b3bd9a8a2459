# explore: cancel
import asyncio

async def work(lock):
    await lock.acquire()
    try:
        await asyncio.sleep(0.1)
    finally:
        lock.release()

async def main():
    lock = asyncio.Lock()
    await asyncio.gather(work(lock), work(lock), return_exceptions=True)

asyncio.run(main())
