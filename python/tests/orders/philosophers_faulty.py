import asyncio

async def eats(number, forks, begins):
    await asyncio.sleep(begins)
    left, right = number, (number + 1) % len(forks)
    first, second = left, right
    async with forks[first]:
        await asyncio.sleep(0.1)
        async with forks[second]:
            await asyncio.sleep(0.1)

async def main():
    forks = [asyncio.Lock() for _ in range(3)]
    await asyncio.gather(*(eats(number, forks, number) for number in range(3)))

asyncio.run(main())
