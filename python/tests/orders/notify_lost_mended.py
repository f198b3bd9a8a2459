import asyncio
ready = False

async def waits(condition):
    await asyncio.sleep(0.1)
    async with condition:
        await condition.wait_for(lambda: ready)

async def notifies(condition):
    global ready
    await asyncio.sleep(0.2)
    async with condition:
        ready = True
        condition.notify_all()

async def main():
    condition = asyncio.Condition()
    await asyncio.gather(waits(condition), notifies(condition))

asyncio.run(main())
