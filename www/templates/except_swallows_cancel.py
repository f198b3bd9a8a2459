import asyncio

STEPS = 5  # 2..9


async def upload(steps):
    for step in range(1, steps + 1):
        try:
            await asyncio.sleep(1)
            print(f'part {step} is up')
        except BaseException as error:
            print(f'part {step}: {error!r}, next one')


async def main():
    task = asyncio.create_task(upload(STEPS))
    await asyncio.sleep(1.5)
    task.cancel()
    print('main: cancelled it')
    await asyncio.wait([task])
    print(f'main: it is over; cancelled: {task.cancelled()}')

asyncio.run(main())
