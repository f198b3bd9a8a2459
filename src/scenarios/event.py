import asyncio

async def waiter(event):
    print('waiting for it ...')  #~ waiting waiting='waiting for it ...'
    await event.wait()  #~ wait
    print('... got it!')  #~ got got='... got it!'

async def main():
    # Create an Event object.
    event = asyncio.Event()  #~ make-event

    # Spawn a Task to wait until 'event' is set.
    waiter_task = asyncio.create_task(waiter(event))  #~ create

    # Sleep for a while and set the event.
    await asyncio.sleep(1)  #~ sleep delay=1
    event.set()  #~ set
    print(1)  #~ one number=1
    # Wait until the waiter task is finished.
    wait_until_finished = False  #~ join=False
    if wait_until_finished:
        await waiter_task  #~ await

asyncio.run(main())
