import asyncio

clients = {'ada': 1.0, 'max': 0.5, 'eve': 1.5}


async def leave(name, after):
    await asyncio.sleep(after)
    del clients[name]
    print(f'{name} has left')


async def broadcast(text):
    for name in clients:
        await asyncio.sleep(0.4)       # sending takes a while
        print(f'{name}: {text}')


async def main():
    leaving = asyncio.create_task(leave('max', 0.5))
    await broadcast('hello')
    await leaving

asyncio.run(main())
