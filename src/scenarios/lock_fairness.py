import asyncio

async def greedy(lock):
    for i in range(1, 3 + 1):  #~ rounds=3
        async with lock:  #~ greedy-lock
            print(f'greedy: round {i}')  #~ greedy-round
            await asyncio.sleep(1)  #~ greedy-hold hold=1
    print('greedy: done')  #~ greedy-done

async def modest(name, lock):
    async with lock:  #~ modest-lock
        print(f'{name} has the lock')  #~ modest-has
        await asyncio.sleep(1)  #~ modest-hold hold=1

async def main():
    lock = asyncio.Lock()  #~ make-lock
    calls = [modest(f'modest {i}', lock) for i in range(1, 2 + 1)]  #~ modest=2
    await asyncio.gather(greedy(lock), *calls)  #~ gather
    print('all have had it')  #~ all

asyncio.run(main())
