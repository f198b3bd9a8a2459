import asyncio
import time


async def heartbeat():
    for beat in range(1, 5):
        await asyncio.sleep(1)
        print(f'beat {beat}')


async def report():
    await asyncio.sleep(0.5)
    time.sleep(2.25)           # no await: nobody else gets a turn
    print('report is ready')


async def main():
    await asyncio.gather(heartbeat(), report())

asyncio.run(main())
