import asyncio


async def send(mail):
    await asyncio.sleep(1)
    raise ConnectionError(f'{mail}: the server does not answer')


async def main():
    asyncio.create_task(send('invoice'))     # neither kept nor awaited
    await asyncio.sleep(2)
    print('main: all mails are sent')
    await asyncio.sleep(1)

asyncio.run(main())
