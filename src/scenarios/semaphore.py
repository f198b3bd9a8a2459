import asyncio

async def visitor(i, sem):
    async with sem:  #~ sem
        print(f'visitor {i} comes in')  #~ in
        await asyncio.sleep(1)  #~ stay stay=1
        print(f'visitor {i} goes')  #~ goes

async def main():
    sem = asyncio.Semaphore(10)  #~ make-sem places=10
    await asyncio.gather(*(visitor(i, sem) for i in range(1, 25 + 1)))  #~ gather visitors=25
    print('everybody was here')  #~ all

asyncio.run(main())
