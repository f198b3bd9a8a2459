"""An aiohttp server, and ten clients of aiohttp that ask it for so many seconds."""

import asyncio
import sys
import time

import aiohttp
from aiohttp import web


async def hello(request):
    await asyncio.sleep(0.001)
    return web.json_response({"name": request.match_info["name"]})


async def client(session, port, name, end):
    count = 0
    while time.monotonic() < end:
        async with session.get(f"http://127.0.0.1:{port}/{name}") as response:
            assert (await response.json())["name"] == name
        count += 1
    return count


async def main(seconds):
    app = web.Application()
    app.router.add_get("/{name}", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession() as session:
        end = time.monotonic() + seconds
        counts = await asyncio.gather(*(client(session, port, f"c{n}", end) for n in range(10)))
    await runner.cleanup()
    print(sum(counts), "requests")


asyncio.run(main(float(sys.argv[1])))
