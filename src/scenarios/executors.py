import asyncio
import concurrent.futures
import time

# True for python3.13, False for the free-threaded python3.13t:
GIL = True  #~ gil=True

def blocking_io(count, wait):
    # File operations (such as logging) can block the
    # event loop: run them in a thread pool.
    time.sleep(wait)
    with open('/dev/urandom', 'rb') as f:
        return f.read(count)

def cpu_bound(n):
    # CPU-bound operations will block the event loop:
    # in general it is preferable to run them in a
    # process pool.
    return sum(i * i for i in range(n))

async def main():
    loop = asyncio.get_running_loop()

    ## Options:

    # 1. Run in the default loop's executor:
    result = await loop.run_in_executor(  #~ default
        None, blocking_io, 100, 0)  #~ bytes=100 wait=0
    print('default thread pool', result)  #~ default-result

    # 2. Run in a custom thread pool:
    with concurrent.futures.ThreadPoolExecutor(4) as pool:  #~ threads workers=4
        result = await loop.run_in_executor(  #~ custom
            pool, blocking_io, 100, 0)  #~ bytes=100 wait=0
        print('custom thread pool', result)  #~ custom-result

    # 3. Run in a custom process pool:
    with concurrent.futures.ProcessPoolExecutor(4) as pool:  #~ processes workers=4
        result = await loop.run_in_executor(  #~ process
            pool, cpu_bound, 10000000)  #~ n=10000000
        print('custom process pool', result)  #~ process-result

asyncio.run(main())
