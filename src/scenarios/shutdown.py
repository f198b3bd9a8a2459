import asyncio

async def producer(queue):
    try:
        for i in range(1, 10 + 1):  #~ items=10
            await queue.put(i)  #~ put
            print(f'producer: put {i}')  #~ has-put
            await asyncio.sleep(0.5)  #~ making make=0.5
        print('producer: all is in')  #~ all
    except asyncio.QueueShutDown:
        print('producer: the queue is closed')  #~ closed

async def consumer(queue):
    try:
        while True:
            item = await queue.get()  #~ get
            await asyncio.sleep(1)  #~ using work=1
            print(f'consumer: used {item}')  #~ used
    except asyncio.QueueShutDown:
        print('consumer: nothing more comes')  #~ no-more

async def main():
    queue = asyncio.Queue(maxsize=3)  #~ make-queue maxsize=3
    producing = asyncio.create_task(producer(queue))  #~ create-producer
    consuming = asyncio.create_task(consumer(queue))  #~ create-consumer
    await asyncio.sleep(3)  #~ open open=3
    print(f'main: shuts down with {queue.qsize()} in the queue')  #~ shuts
    queue.shutdown(immediate=False)  #~ shutdown immediate=False
    await asyncio.gather(producing, consuming)  #~ gather
    print('main: both have ended')  #~ ended

asyncio.run(main())
