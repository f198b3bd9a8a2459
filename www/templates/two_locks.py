import asyncio

PAUSE = 0.5  # 0..2


async def move(source, target, names):
    async with source:
        print(f'{names[0]} is locked')
        await asyncio.sleep(PAUSE)
        async with target:
            print(f'moved from {names[0]} to {names[1]}')


async def main():
    shelf, cart = asyncio.Lock(), asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        group.create_task(move(shelf, cart, ('shelf', 'cart')), name='fill')
        group.create_task(move(cart, shelf, ('cart', 'shelf')), name='empty')

asyncio.run(main())
