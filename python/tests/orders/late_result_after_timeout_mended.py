import asyncio

async def answer():
    await asyncio.sleep(0.1)
    return 42

async def main():
    try:
        value = await asyncio.wait_for(answer(), 1)
    except asyncio.TimeoutError:
        value = None
    print(value)

asyncio.run(main())
