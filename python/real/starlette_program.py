"""A Starlette app under uvicorn on asyncio's loop; a thread of clients asks it, then stops it."""

import http.client
import socket
import sys
import threading
import time

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route


async def numbers():
    for n in range(3):
        yield f"{n}\n"


async def stream(request):
    return StreamingResponse(numbers())


def blocking(request):
    """Starlette runs it in a thread."""
    time.sleep(0.001)
    return JSONResponse({"ok": True})


def ask(port, seconds, server, counts):
    while not server.started:
        time.sleep(0.01)
    end = time.monotonic() + seconds
    connection = http.client.HTTPConnection("127.0.0.1", port)
    while time.monotonic() < end:
        for path in ("/stream", "/blocking"):
            connection.request("GET", path)
            connection.getresponse().read()
            counts.append(1)
    connection.close()
    server.should_exit = True


def main(seconds):
    app = Starlette(routes=[Route("/stream", stream), Route("/blocking", blocking)])
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, loop="asyncio", log_level="warning"))
    counts = []
    arguments = (listening.getsockname()[1], seconds, server, counts)
    client = threading.Thread(target=ask, args=arguments)
    client.start()
    server.run(sockets=[listening])
    client.join()
    print(len(counts), "requests")


main(float(sys.argv[1]))
