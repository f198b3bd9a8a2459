"""What is measured: programs that do little else than keep the event loop busy."""

import asyncio
import sys
import time


async def bare_yields(count=100_000):
    """One task that yields to the loop so many times."""
    for _ in range(count):
        await asyncio.sleep(0)


async def many_tasks(count=20_000):
    """So many tasks that do next to nothing."""

    async def trivial():
        return 1

    await asyncio.gather(*(trivial() for _ in range(count)))


async def queue_pairs(pairs=100, items=200):
    """Producers and consumers, each pair at a queue of one item."""

    async def produce(queue):
        for item in range(items):
            await queue.put(item)

    async def consume(queue):
        for _ in range(items):
            await queue.get()

    queues = [asyncio.Queue(1) for _ in range(pairs)]
    await asyncio.gather(*(work(queue) for queue in queues for work in (produce, consume)))


async def tcp_echo(connections=1000, messages=10):
    """A server that echoes, and so many clients at once, in one loop."""

    async def echo(reader, writer):
        while data := await reader.read(1000):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def client(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(messages):
            writer.write(b"x" * 100)
            await reader.readexactly(100)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(echo, "127.0.0.1", 0, backlog=connections)
    port = server.sockets[0].getsockname()[1]
    await asyncio.gather(*(client(port) for _ in range(connections)))
    server.close()


WORKLOADS = {work.__name__: work for work in (bare_yields, many_tasks, queue_pairs, tcp_echo)}


async def timed(work):
    """Prints how many seconds of the processor ``work`` took: what a busy machine tells best."""
    begun = time.process_time()
    await work()
    print(time.process_time() - begun)


if __name__ == "__main__":
    asyncio.run(timed(WORKLOADS[sys.argv[1]]))
