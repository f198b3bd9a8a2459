"""httpx under anyio, in a task group with a capacity limiter, against a server of asyncio's streams."""

import asyncio
import sys

import anyio
import httpx

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def serve(reader, writer):
    try:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(ANSWER)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def ask(client, limiter, port, counts):
    while True:
        async with limiter:
            response = await client.get(f"http://127.0.0.1:{port}/")
        assert response.text == "ok"
        counts.append(1)


async def main(seconds):
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    limiter, counts = anyio.CapacityLimiter(5), []
    async with httpx.AsyncClient() as client:
        with anyio.move_on_after(seconds):
            async with anyio.create_task_group() as group:
                for _ in range(10):
                    group.start_soon(ask, client, limiter, port, counts)
    server.close()
    print(len(counts), "requests")


anyio.run(main, float(sys.argv[1]), backend="asyncio")
