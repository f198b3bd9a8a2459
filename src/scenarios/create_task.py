import asyncio
import time

async def say_after(delay, what):
    await asyncio.sleep(delay)  #~ sleep
    print(what)  #~ say

async def main():
    task1 = asyncio.create_task(  #~ create1
        say_after(1, 'hello'))  #~ call1 first_delay=1 first_message='hello'

    task2 = asyncio.create_task(  #~ create2
        say_after(2, 'world'))  #~ call2 second_delay=2 second_message='world'

    print(f"started at {time.strftime('%X')}")  #~ started

    # Wait until both tasks are completed.
    await task1  #~ await1
    await task2  #~ await2
    print(f"finished at {time.strftime('%X')}")  #~ finished

asyncio.run(main())
