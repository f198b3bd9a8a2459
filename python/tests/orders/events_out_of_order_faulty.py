import asyncio
events = []

async def writes(what, seconds):
    await asyncio.sleep(seconds)
    events.append(what)

async def main():
    await asyncio.gather(writes("created", 0.1), writes("shipped", 0.2))
    assert events == ["created", "shipped"], events

asyncio.run(main())
