# explore: cancel
import asyncio

async def poll():
    for _ in range(3):
        try:
            await asyncio.sleep(0.1)
        except Exception:
            print("tries again")

async def main():
    await asyncio.gather(poll(), return_exceptions=True)

asyncio.run(main())
