import asyncio

async def stubborn():
    for i in range(1, 3 + 1):  #~ rounds=3
        try:
            await asyncio.sleep(1)  #~ sleep round=1
            print(f'round {i} is done')  #~ done
        except asyncio.CancelledError:
            print(f'round {i} is cut short')  #~ cut
            reraise = False  #~ reraise=False
            if reraise:
                raise

async def main():
    task = asyncio.create_task(stubborn())  #~ create
    await asyncio.sleep(1.5)  #~ before before=1.5
    print(f'cancel() is {task.cancel()}')  #~ cancel
    try:
        await task  #~ await
        print('the task came to its end')  #~ ended
    except asyncio.CancelledError:
        print('the task is cancelled')  #~ cancelled
    print(f'cancelled() is {task.cancelled()}, cancelling() is {task.cancelling()}')  #~ says

asyncio.run(main())
