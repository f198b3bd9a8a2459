# explore: cancel
import asyncio
stop = False

async def server():
    while not stop:
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            continue

async def main():
    global stop
    serving = asyncio.create_task(server())
    try:
        await asyncio.sleep(2)
    finally:
        stop = True
    await asyncio.gather(serving, return_exceptions=True)

asyncio.run(main())
