import asyncio

async def runner(i, barrier):
    await asyncio.sleep(1 * i)  #~ sleep delay=1
    print(f'runner {i} arrives')  #~ arrives
    index = await barrier.wait()  #~ wait
    print(f'runner {i} goes on, with index {index}')  #~ on

async def main():
    barrier = asyncio.Barrier(3)  #~ make-barrier parties=3
    await asyncio.gather(*(runner(i, barrier) for i in range(3)))  #~ gather runners=3
    print('all are through')  #~ all

asyncio.run(main())
