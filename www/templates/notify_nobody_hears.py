import asyncio

LATE = 1.0  # 0.0..2.0


async def consumer(condition):
    await asyncio.sleep(LATE)
    async with condition:
        print('consumer: waits for news')
        await condition.wait()
        print('consumer: has heard')


async def producer(condition):
    await asyncio.sleep(0.5)
    async with condition:
        condition.notify()
        print('producer: has told whoever waits')


async def main():
    condition = asyncio.Condition()
    await asyncio.gather(consumer(condition), producer(condition))

asyncio.run(main())
