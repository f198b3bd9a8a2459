import asyncio
in_use = 0
most = 0

async def connects(begins, limit):
    global in_use, most
    await asyncio.sleep(begins)
    while in_use:
        await asyncio.sleep(0.1)
    await asyncio.sleep(0)
    in_use += 1
    most = max(most, in_use)
    await asyncio.sleep(0.3)
    in_use -= 1

async def main():
    limit = asyncio.Semaphore(1)
    await asyncio.gather(connects(0.5, limit), connects(1, limit))
    assert most == 1, most

asyncio.run(main())
