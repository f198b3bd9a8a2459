import asyncio

async def producer(queue):
    for i in range(1, 6 + 1):  #~ items=6
        await asyncio.sleep(0.1)  #~ making make=0.1
        await queue.put(i)  #~ put
        print(f'producer: put {i}, {queue.qsize()} in the queue')  #~ has-put

async def consumer(queue):
    while True:
        item = await queue.get()  #~ get
        await asyncio.sleep(1)  #~ using work=1
        print(f'consumer: used {item}')  #~ used
        queue.task_done()  #~ task_done

async def main():
    queue = asyncio.Queue(maxsize=2)  #~ make-queue maxsize=2
    consuming = asyncio.create_task(consumer(queue))  #~ create
    await producer(queue)  #~ produce
    print('main: all is made')  #~ made
    await queue.join()  #~ join
    print('main: all is used')  #~ all-used
    consuming.cancel()  #~ cancel

asyncio.run(main())
