import asyncio

async def job(name, delay, fails):
    await asyncio.sleep(delay)  #~ sleep
    if fails:
        raise ValueError(f'{name} failed')
    return name

async def main():
    tasks = [
        asyncio.create_task(job('A', 1, False), name='A'),  #~ a delay_a=1 fails_a=False
        asyncio.create_task(job('B', 2, True), name='B'),  #~ b delay_b=2 fails_b=True
        asyncio.create_task(job('C', 3, False), name='C'),  #~ c delay_c=3 fails_c=False
    ]
    done, pending = await asyncio.wait(  #~ wait
        tasks,
        timeout=10,  #~ timeout=10
        return_when='FIRST_COMPLETED',  #~ return_when='FIRST_COMPLETED'
    )
    print(f'{len(done)} done, {len(pending)} pending')  #~ counts

    for task in tasks:
        state = 'done' if task in done else 'pending'
        print(f'{task.get_name()} is {state}')  #~ state

    # wait() cancels nothing: what is pending runs on, unless somebody stops it.
    cancel_pending = True  #~ cancel_pending=True
    if cancel_pending:
        for task in pending:
            task.cancel()  #~ cancel
    for result in await asyncio.gather(*tasks, return_exceptions=True):  #~ gather
        print(f'{result!r}')  #~ result

asyncio.run(main())
