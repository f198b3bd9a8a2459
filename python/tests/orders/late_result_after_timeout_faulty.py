import asyncio

async def answer():
    await asyncio.sleep(0.1)
    return 42

async def main():
    value = await asyncio.wait_for(answer(), 1)
    print(value)

asyncio.run(main())
