import asyncio
import concurrent.futures
import time

# True for python3.13, False for the free-threaded python3.13t:
GIL = True  #~ gil=True

def cpu_bound(n):
    return sum(i * i for i in range(n))

def blocking_io(count, wait):
    time.sleep(wait)
    with open('/dev/urandom', 'rb') as f:
        return f.read(count)

async def job(i, pool):
    loop = asyncio.get_running_loop()
    work = 'cpu_bound'  #~ work='cpu_bound'
    if work == 'cpu_bound':
        result = await loop.run_in_executor(pool, cpu_bound, 10000000)  #~ compute n=10000000
    else:
        result = await loop.run_in_executor(pool, blocking_io, 4, 1)  #~ block wait=1
    print(f'job {i} is done: {result}')  #~ done

async def main():
    kind = 'threads'  #~ kind='threads'
    if kind == 'threads':
        executor = concurrent.futures.ThreadPoolExecutor
    else:
        executor = concurrent.futures.ProcessPoolExecutor
    with executor(2) as pool:  #~ pool workers=2
        await asyncio.gather(*(job(i, pool) for i in range(4)))  #~ gather jobs=4
    print('all are done')  #~ all

asyncio.run(main())
