import asyncio

async def philosopher(number, forks):
    left, right = forks[number], forks[(number + 1) % len(forks)]
    await asyncio.sleep(0.01 * number)
    for _ in range(2):
        async with left:
            await asyncio.sleep(0.001)
            async with right:
                await asyncio.sleep(0.001)

async def main():
    forks = [asyncio.Lock() for _ in range(5)]
    await asyncio.gather(*(philosopher(number, forks) for number in range(5)))

asyncio.run(main())
