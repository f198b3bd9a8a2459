"""A websockets server that echoes, and ten clients."""

import asyncio
import sys
import time

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


async def echo(connection):
    async for message in connection:
        await connection.send(message)


async def client(port, end):
    count = 0
    async with connect(f"ws://127.0.0.1:{port}") as connection:
        while time.monotonic() < end:
            await connection.send("hello")
            assert await connection.recv() == "hello"
            count += 1
    return count


async def main(seconds):
    async with serve(echo, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        end = time.monotonic() + seconds
        counts = await asyncio.gather(*(client(port, end) for _ in range(10)))
    print(sum(counts), "messages")


asyncio.run(main(float(sys.argv[1])))
