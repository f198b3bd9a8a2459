import asyncio

async def consumer(cond):
    async with cond:  #~ consumer-lock
        print('consumer: waits')  #~ waits
        await cond.wait()  #~ wait
        print('consumer: is woken')  #~ woken

async def main():
    cond = asyncio.Condition()  #~ make-cond
    waiting = asyncio.create_task(consumer(cond))  #~ create
    await asyncio.sleep(1)  #~ before before=1
    with_lock = False  #~ with_lock=False
    if with_lock:
        async with cond:  #~ main-lock
            cond.notify()  #~ notify
    else:
        try:
            cond.notify()  #~ bare
        except RuntimeError as error:
            print(f'RuntimeError: {error}')  #~ error
    try:
        await asyncio.wait_for(waiting, 5)  #~ await patience=5
        print('main: done')  #~ done
    except TimeoutError:
        print('main: nobody woke the consumer')  #~ nobody

asyncio.run(main())
