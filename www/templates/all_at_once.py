import asyncio
import time

REQUESTS = 1000  # 1..1000
AT_ONCE = 1000   # 1..1000

server = asyncio.Semaphore(100)      # it works on so many at a time


async def request(limit, times):
    async with limit:
        sent = time.monotonic()
        async with server:
            await asyncio.sleep(0.5)
        times.append(time.monotonic() - sent)


async def main():
    begun = time.monotonic()
    limit, times = asyncio.Semaphore(AT_ONCE), []
    await asyncio.gather(*(request(limit, times) for _ in range(REQUESTS)))
    print(f'all answered after {time.monotonic() - begun:.1f} s')
    print(f'the slowest answer took {max(times):.1f} s')

asyncio.run(main())
