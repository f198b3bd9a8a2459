import asyncio

async def child(name, delay, fails):
    try:
        await asyncio.sleep(delay)  #~ sleep
        if fails:
            raise ValueError(f'{name} failed')
        print(f'{name} is done')  #~ done
    except asyncio.CancelledError:
        print(f'{name} is cancelled')  #~ cancelled
        raise

async def main():
    try:
        async with asyncio.TaskGroup() as group:  #~ group
            group.create_task(child('A', 1, False))  #~ a delay_a=1 fails_a=False
            group.create_task(child('B', 2, True))  #~ b delay_b=2 fails_b=True
            group.create_task(child('C', 3, False))  #~ c delay_c=3 fails_c=False
            print('all are started')  #~ started
        print('all are done')  #~ all
    except* ValueError as errors:
        for error in errors.exceptions:
            print(f'main caught: {error}')  #~ caught

asyncio.run(main())
