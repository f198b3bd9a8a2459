"""The same programs on asyncio itself: CPython on the machine, and Pyodide in the page."""

import asyncio
import sys
import time


async def spin(n):
    for _ in range(n):
        await asyncio.sleep(0)
    return n


async def switches(n):
    return sum(await asyncio.gather(spin(n // 2), spin(n // 2)))


async def child(n):
    return n


async def spawn_gather(n):
    return sum(await asyncio.gather(*(child(i) for i in range(n))))


async def queue_pairs(n):
    queue = asyncio.Queue(10)

    async def producer():
        for item in range(n):
            await queue.put(item)

    task = asyncio.create_task(producer())
    total = 0
    for _ in range(n):
        total += await queue.get()
    await task
    return total


PROGRAMS = {"switches": switches, "spawn_gather": spawn_gather, "queue_pairs": queue_pairs}


async def timed(name, n):
    """What the program counted, and how many seconds it took."""
    start = time.perf_counter()
    counted = await PROGRAMS[name](n)
    return [counted, time.perf_counter() - start]


if __name__ == "__main__":
    print(*asyncio.run(timed(sys.argv[1], int(sys.argv[2]))))
