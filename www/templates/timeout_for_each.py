import asyncio


async def attempt(number):
    await asyncio.sleep(2)
    raise ConnectionError(f'attempt {number} failed')


async def connect():
    for number in range(1, 4):
        try:
            async with asyncio.timeout(3):
                return await attempt(number)
        except (ConnectionError, TimeoutError) as error:
            print(error)
    return 'no connection'


async def main():
    loop = asyncio.get_running_loop()
    begun = loop.time()
    print(await connect())
    print(f'"at most 3 seconds" took {loop.time() - begun:.0f}')

asyncio.run(main())
