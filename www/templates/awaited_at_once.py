import asyncio

PAGES = 4  # 1..9


async def fetch(number):
    await asyncio.sleep(1)
    return f'page {number}'


async def main():
    for number in range(1, PAGES + 1):
        task = asyncio.create_task(fetch(number))
        print(await task)      # a task, but no other runs meanwhile

asyncio.run(main())
