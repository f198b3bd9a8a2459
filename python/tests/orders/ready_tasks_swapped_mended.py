import asyncio
settings = {}

async def loads():
    settings["port"] = 80

async def uses():
    await loaded
    assert settings["port"] == 80

async def main():
    global loaded
    loaded = asyncio.create_task(loads())
    await asyncio.gather(loaded, uses())

asyncio.run(main())
