import asyncio

async def visitor(i, sem):
    async with sem:  #~ sem
        print(f'visitor {i} comes in')  #~ in
        await asyncio.sleep(1)  #~ stay stay=1
        print(f'visitor {i} goes')  #~ goes

async def main():
    bounded = True  #~ bounded=True
    kind = asyncio.BoundedSemaphore if bounded else asyncio.Semaphore
    sem = kind(2)  #~ make-sem places=2
    for _ in range(1):  #~ extra=1
        try:
            sem.release()  #~ release
            print('released once too often, and nobody noticed')  #~ unnoticed
        except ValueError as error:
            print(f'ValueError: {error}')  #~ error
    await asyncio.gather(*(visitor(i, sem) for i in range(1, 6 + 1)))  #~ gather visitors=6

asyncio.run(main())
