import asyncio
stopped = False

async def heartbeat():
    await asyncio.sleep(0.5)
    if not stopped:
        raise ConnectionError("the peer is gone")

async def main():
    global stopped
    beat = asyncio.create_task(heartbeat())
    await asyncio.sleep(0.2)
    stopped = True
    await asyncio.sleep(0.5)
    print(beat.done())

asyncio.run(main())
