import asyncio

async def worker():
    print('worker: starts')  #~ starts
    try:
        await asyncio.sleep(10)  #~ work work=10
        print('worker: done')  #~ done
    except asyncio.CancelledError:
        print('worker: cancelled, cleans up')  #~ cleans
        await asyncio.sleep(0.5)  #~ cleanup cleanup=0.5
        print('worker: clean')  #~ clean
        raise
    finally:
        print('worker: finally')  #~ finally

async def main():
    task = asyncio.create_task(worker())  #~ create
    let_it_start = True  #~ let_it_start=True
    if let_it_start:
        await asyncio.sleep(1)  #~ before before=1
    print(f'main: cancel() is {task.cancel()}')  #~ cancel

    twice = False  #~ twice=False
    if twice:
        await asyncio.sleep(0.25)  #~ between between=0.25
        print(f'main: the second cancel() is {task.cancel()}')  #~ again

    try:
        await task  #~ await
        print('main: the task came to its end')  #~ ended
    except asyncio.CancelledError:
        print('main: the task is cancelled')  #~ cancelled

asyncio.run(main())
