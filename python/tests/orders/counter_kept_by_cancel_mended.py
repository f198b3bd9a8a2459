# explore: cancel
import asyncio
import loopscope
active = 0
tasks = []

@loopscope.invariant
def counts_what_runs():
    return not tasks or not all(task.done() for task in tasks) or active == 0

async def handle():
    global active
    active += 1
    try:
        await asyncio.sleep(0.1)
    finally:
        active -= 1

async def main():
    tasks.extend(asyncio.create_task(handle()) for _ in range(2))
    await asyncio.gather(*tasks, return_exceptions=True)

asyncio.run(main())
