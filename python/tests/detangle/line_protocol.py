import asyncio

async def send(reader, *pieces):
    """A connection: what is written at once may arrive in pieces."""
    for piece in pieces:
        reader.feed_data(piece)
        await asyncio.sleep(0.001)
    reader.feed_eof()

async def serve(reader):
    answers, data = [], {}
    await asyncio.sleep(0.01)
    while chunk := await reader.read(1024):
        for line in chunk.decode().splitlines():
            match line.split():
                case ["SET", name, value]:
                    data[name] = value
                    answers.append("OK")
                case ["GET", name]:
                    answers.append(data.get(name, "(nil)"))
                case _:
                    answers.append(f"unknown command {line!r}")
    return answers

async def main():
    reader = asyncio.StreamReader()
    _, answers = await asyncio.gather(send(reader, b"SET greeting hel", b"lo\nGET greeting\n"), serve(reader))
    assert answers == ["OK", "hello"], answers

asyncio.run(main())
