import asyncio
import time

def cpu_bound(n):
    return sum(i * i for i in range(n))

async def ticker():
    for i in range(1, 6 + 1):  #~ ticks=6
        await asyncio.sleep(0.5)  #~ tick period=0.5
        print(f'tick {i}')  #~ said

async def main():
    ticking = asyncio.create_task(ticker())  #~ create
    await asyncio.sleep(0.75)  #~ before before=0.75
    print('main: the long call begins')  #~ begins
    how = 'time.sleep'  #~ how='time.sleep'
    if how == 'time.sleep':
        time.sleep(2)  #~ time-sleep seconds=2
    elif how == 'asyncio.sleep':
        await asyncio.sleep(2)  #~ asyncio-sleep seconds=2
    elif how == 'to_thread(time.sleep)':
        await asyncio.to_thread(time.sleep, 2)  #~ thread-sleep seconds=2
    elif how == 'cpu_bound':
        cpu_bound(100000000)  #~ cpu n=100000000
    else:
        await asyncio.to_thread(cpu_bound, 100000000)  #~ thread-cpu n=100000000
    print('main: the long call is over')  #~ over
    await ticking  #~ await

asyncio.run(main())
