# explore: cancel
import asyncio

async def serve(limit):
    try:
        await asyncio.sleep(0.1)
    finally:
        limit.release()

async def main():
    limit = asyncio.Semaphore(2)
    tasks = []
    for _ in range(3):
        await limit.acquire()
        tasks.append(asyncio.create_task(serve(limit)))
    await asyncio.gather(*tasks, return_exceptions=True)

asyncio.run(main())
