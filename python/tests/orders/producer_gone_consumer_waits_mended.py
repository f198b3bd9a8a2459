# explore: cancel
import asyncio

async def producer(queue):
    try:
        await asyncio.sleep(0.1)
        queue.put_nowait("item")
    finally:
        queue.put_nowait(None)

async def consumer(queue):
    while await queue.get() is not None:
        pass

async def main():
    queue = asyncio.Queue()
    making = asyncio.create_task(producer(queue))
    making.add_done_callback(lambda _: queue.put_nowait(None))
    await asyncio.gather(making, consumer(queue), return_exceptions=True)

asyncio.run(main())
