import asyncio
seats = 1
sold = []

async def buy(name, begins):
    global seats
    await asyncio.sleep(begins)
    if seats:
        await asyncio.sleep(0.1)  # pays
        seats -= 1
        sold.append(name)

async def main():
    await asyncio.gather(buy("a", 0), buy("b", 1))
    assert len(sold) == 1, sold

asyncio.run(main())
