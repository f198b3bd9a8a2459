import asyncio

async def holder(lock):
    async with lock:  #~ hold
        print('A has the lock')  #~ a-has
        await asyncio.sleep(3)  #~ holding hold=3
    print('A gave it back')  #~ a-gave

async def waiter(name, lock):
    print(f'{name} waits for the lock')  #~ waits
    try:
        async with lock:  #~ lock
            print(f'{name} has the lock')  #~ has
            await asyncio.sleep(1)  #~ using keep=1
    except asyncio.CancelledError:
        print(f'{name} is cancelled')  #~ cancelled
        raise

async def main():
    lock = asyncio.Lock()  #~ make-lock
    a = asyncio.create_task(holder(lock))  #~ create-a
    b = asyncio.create_task(waiter('B', lock))  #~ create-b
    c = asyncio.create_task(waiter('C', lock))  #~ create-c
    await asyncio.sleep(0)  #~ line-up
    await asyncio.sleep(1)  #~ before before=1
    print(f'main: cancel() is {b.cancel()}')  #~ cancel
    await asyncio.gather(a, b, c, return_exceptions=True)  #~ gather
    print(f'main: locked() is {lock.locked()}')  #~ locked

asyncio.run(main())
