import asyncio
import loopscope

in_flight = 0

@loopscope.invariant
def at_most_one_call():
    return in_flight <= 1

class Cache:
    def __init__(self):
        self.data = {}

    async def fetch(self, key):
        global in_flight
        in_flight += 1
        await asyncio.sleep(0.03)
        in_flight -= 1
        return f"value of {key}"

    async def get(self, key):
        if key not in self.data:
            self.data[key] = await self.fetch(key)
        return self.data[key]

async def main():
    cache = Cache()

    async def request(begins):
        await asyncio.sleep(begins)
        assert await cache.get("home") == "value of home"

    await asyncio.gather(*(request(0.05 * n) for n in range(5)))

asyncio.run(main())
