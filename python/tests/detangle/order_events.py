import asyncio

class Orders:
    def __init__(self):
        self.known = {}

    async def create(self, order):
        await asyncio.sleep(0.005)
        self.known[order] = "created"

    async def ship(self, order):
        await asyncio.sleep(0.005)
        if order not in self.known:
            raise KeyError(f"order {order} shipped before it was created")
        self.known[order] = "shipped"

async def main():
    orders = Orders()
    await asyncio.gather(orders.create(42), orders.ship(42))
    assert orders.known[42] == "shipped"

asyncio.run(main())
