import asyncio
shown = None
newest = 0

async def search(text, seconds):
    global shown, newest
    newest += 1
    mine = newest
    await asyncio.sleep(seconds)
    shown = text

async def main():
    first = asyncio.create_task(search("a", 0.3))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(search("ab", 0.3))
    await asyncio.gather(first, second)
    assert shown == "ab", shown

asyncio.run(main())
