# explore: cancel
import asyncio

async def producer(queue):
    await asyncio.sleep(0.1)
    queue.put_nowait("item")
    queue.put_nowait(None)

async def consumer(queue):
    while await queue.get() is not None:
        pass

async def main():
    queue = asyncio.Queue()
    await asyncio.gather(producer(queue), consumer(queue), return_exceptions=True)

asyncio.run(main())
