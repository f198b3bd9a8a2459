import asyncio

async def worker(name, queue):
    while True:
        item = await queue.get()  #~ get
        await asyncio.sleep(1)  #~ sleep work=1
        print(f'{name} did item {item}')  #~ did
        forgotten = 0  #~ forgotten=0
        if item != forgotten:
            queue.task_done()  #~ task_done
        doubled = 0  #~ doubled=0
        if item == doubled:
            try:
                queue.task_done()  #~ second-task_done
            except ValueError as error:
                print(f'ValueError: {error}')  #~ error

async def main():
    queue = asyncio.Queue()  #~ make-queue
    for item in range(1, 4 + 1):  #~ items=4
        queue.put_nowait(item)  #~ put
    names = [f'worker {i}' for i in range(2)]  #~ workers=2
    tasks = [asyncio.create_task(worker(name, queue)) for name in names]  #~ create
    await queue.join()  #~ join
    print('join() says that all is done')  #~ joined
    for task in tasks:
        task.cancel()  #~ cancel

asyncio.run(main())
