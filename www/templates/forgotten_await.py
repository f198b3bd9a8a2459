import asyncio


async def save(name):
    await asyncio.sleep(1)
    print(f'{name}: saved')


async def main():
    save('draft')              # makes a coroutine, runs nothing of it
    await save('final')
    print('main: both are saved')

asyncio.run(main())
