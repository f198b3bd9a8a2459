import asyncio
work = []
done = []

async def worker(wake):
    while len(done) < 2:
        await wake.wait()
        batch, work[:] = work[:], []
        await asyncio.sleep(0.1)  # does it
        done.extend(batch)
        wake.clear()

async def producer(wake):
    for item in range(2):
        work.append(item)
        wake.set()
        await asyncio.sleep(1)

async def main():
    wake = asyncio.Event()
    await asyncio.gather(worker(wake), producer(wake))
    assert done == [0, 1]

asyncio.run(main())
