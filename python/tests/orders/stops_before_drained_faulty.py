import asyncio
done = []

async def worker(queue):
    while True:
        item = await queue.get()
        await asyncio.sleep(0.1)
        done.append(item)
        queue.task_done()

async def main():
    queue = asyncio.Queue()
    task = asyncio.create_task(worker(queue))
    for item in range(2):
        queue.put_nowait(item)
    await asyncio.sleep(1)
    task.cancel()
    assert done == [0, 1], done

asyncio.run(main())
