import asyncio
import time

async def say_after(delay, what):
    await asyncio.sleep(delay)  #~ sleep
    print(what)  #~ say

async def main():
    print(f"started at {time.strftime('%X')}")  #~ started

    await say_after(1, 'hello')  #~ first first_delay=1 first_message='hello'
    await say_after(2, 'world')  #~ second second_delay=2 second_message='world'

    print(f"finished at {time.strftime('%X')}")  #~ finished

asyncio.run(main())
