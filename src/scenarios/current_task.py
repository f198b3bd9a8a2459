import asyncio

def names():
    return ', '.join(sorted(task.get_name() for task in asyncio.all_tasks()))

def callback():
    print(f'in a callback, current_task() is {asyncio.current_task()}')  #~ callback

async def worker(delay):
    print(f'I am {asyncio.current_task().get_name()}')  #~ i-am
    await asyncio.sleep(delay)  #~ sleep

async def main():
    tasks = []
    for i in range(3):  #~ workers=3
        task = asyncio.create_task(worker(1 * (i + 1)), name=f'worker-{i}')  #~ create delay=1
        tasks.append(task)
    print(f'at first: {names()}')  #~ first

    asyncio.get_running_loop().call_soon(callback)  #~ call_soon
    await asyncio.sleep(1.5)  #~ look look=1.5
    print(f'later: {names()}')  #~ later

    await asyncio.gather(*tasks)  #~ gather
    print(f'at last: {names()}')  #~ last

asyncio.run(main())
