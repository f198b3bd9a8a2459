import asyncio
import loopscope
accounts = {"a": 10, "b": 0}

async def move(amount):
    accounts["a"] -= amount
    await asyncio.sleep(0.1)
    accounts["b"] += amount

@loopscope.invariant
def nothing_is_lost():
    return sum(accounts.values()) == 10

asyncio.run(move(3))
