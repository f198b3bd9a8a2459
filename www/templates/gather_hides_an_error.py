import asyncio


async def save(name, seconds):
    await asyncio.sleep(seconds)
    if name == 'orders':
        raise OSError('disk full')
    print(f'{name}: saved')


async def main():
    tables = {'users': 1, 'orders': 2, 'prices': 3}
    await asyncio.gather(*(save(*table) for table in tables.items()), return_exceptions=True)
    print('main: all saved')      # nobody looked at what gather() returned

asyncio.run(main())
