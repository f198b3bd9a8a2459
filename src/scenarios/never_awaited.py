import asyncio

async def save(what):
    await asyncio.sleep(0.5)  #~ sleep delay=0.5
    print(f'{what} is saved')  #~ saved

async def main():
    forget = True  #~ forget=True
    if forget:
        save('the order')  #~ call-order first='the order'
        save('the invoice')  #~ call-invoice second='the invoice'
    else:
        await save('the order')  #~ order first='the order'
        await save('the invoice')  #~ invoice second='the invoice'
    print('main: all is saved')  #~ all

asyncio.run(main())
