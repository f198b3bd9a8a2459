# explore: cancel
import asyncio

async def session():
    file = None
    try:
        await asyncio.sleep(0.1)
        file = object()
        await asyncio.sleep(0.1)
    finally:
        if file is not None:
            file = None

async def main():
    await session()

asyncio.run(main())
