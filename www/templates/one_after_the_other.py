import asyncio

PAGES = 4  # 1..9


async def fetch(number):
    await asyncio.sleep(1)
    return f'page {number}'


async def main():
    for number in range(1, PAGES + 1):
        print(await fetch(number))

asyncio.run(main())
