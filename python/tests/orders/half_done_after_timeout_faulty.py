import asyncio
orders = {"paid": False, "sent": False}

async def buy():
    orders["paid"] = True
    await asyncio.sleep(0.1)  # asks the store
    orders["sent"] = True

async def main():
    try:
        await asyncio.wait_for(buy(), 5)
    except asyncio.TimeoutError:
        pass
    assert orders["paid"] == orders["sent"], orders

asyncio.run(main())
