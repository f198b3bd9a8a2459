import asyncio

async def waiter(name, delay, event):
    await asyncio.sleep(delay)  #~ sleep
    print(f'{name} waits')  #~ waits
    await event.wait()  #~ wait
    print(f'{name} goes on')  #~ on

async def main():
    event = asyncio.Event()  #~ make-event
    early = asyncio.create_task(waiter('early', 0, event))  #~ early early=0
    late = asyncio.create_task(waiter('late', 2, event))  #~ late late=2
    await asyncio.sleep(1)  #~ before before=1
    event.set()  #~ set
    print('main: the event is set')  #~ said
    clear = True  #~ clear=True
    if clear:
        event.clear()  #~ clear
    await early  #~ await-early
    await late  #~ await-late
    print('main: both went on')  #~ both

asyncio.run(main())
