import asyncio

PLACES = 2  # 1..4


async def request(limit, number):
    await limit.acquire()
    await asyncio.sleep(1)
    if number % 2 == 0:
        print(f'request {number}: no such page')
        return                 # without release()
    print(f'request {number}: done')
    limit.release()


async def main():
    limit = asyncio.Semaphore(PLACES)
    await asyncio.gather(*(request(limit, number) for number in range(1, 10)))
    print('all requests are done')

asyncio.run(main())
