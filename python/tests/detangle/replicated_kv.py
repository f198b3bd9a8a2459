import asyncio

class Node:
    def __init__(self):
        self.data = {}
        self.replicas = []
        self.sending = set()

    async def put(self, name, value):
        await asyncio.sleep(0.01)
        self.data[name] = value
        for replica in self.replicas:
            task = asyncio.create_task(replica.replicate(name, value))
            self.sending.add(task)

    async def replicate(self, name, value):
        await asyncio.sleep(0.005)
        self.data[name] = value

    async def get(self, name):
        await asyncio.sleep(0.01)
        return self.data.get(name)

async def main():
    primary, *replicas = nodes = [Node() for _ in range(3)]
    primary.replicas = replicas
    await primary.put("x", 1)
    # It was acknowledged, so whoever reads from now on has to see it.
    seen = [await node.get("x") for node in nodes]
    await asyncio.gather(*primary.sending)
    assert seen == [1, 1, 1], f"not linearizable: {seen}"

asyncio.run(main())
