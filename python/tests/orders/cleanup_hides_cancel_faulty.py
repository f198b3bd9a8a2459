# explore: cancel
import asyncio

async def session():
    file = None
    try:
        await asyncio.sleep(0.1)
        file = object()
        await asyncio.sleep(0.1)
    finally:
        if file is None:
            raise RuntimeError("was never opened")

async def main():
    await session()

asyncio.run(main())
