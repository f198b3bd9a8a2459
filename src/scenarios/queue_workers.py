import asyncio
import random
import time


async def worker(name, queue):
    while True:
        # Get a "work item" out of the queue.
        sleep_for = await queue.get()  #~ get

        # Sleep for the "sleep_for" seconds.
        await asyncio.sleep(sleep_for)  #~ sleep

        # Notify the queue that the "work item" has been processed.
        queue.task_done()  #~ task_done

        print(f'{name} has slept for {sleep_for:.2f} seconds')  #~ slept


async def main():
    # Create a queue that we will use to store our "workload".
    queue = asyncio.Queue()  #~ make-queue
    random.seed(7)  #~ seed=7

    # Generate random timings and put them into the queue.
    total_sleep_time = 0
    for _ in range(20):  #~ items=20
        sleep_for = random.uniform(0.05, 1.0)  #~ low=0.05 high=1.0
        total_sleep_time += sleep_for
        queue.put_nowait(sleep_for)  #~ put

    # Create the worker tasks to process the queue concurrently.
    workers = 3  #~ workers=3
    tasks = []
    for i in range(workers):
        task = asyncio.create_task(worker(f'worker-{i}', queue))  #~ create
        tasks.append(task)

    # Wait until the queue is fully processed.
    started_at = time.monotonic()
    await queue.join()  #~ join
    total_slept_for = time.monotonic() - started_at

    # Cancel our worker tasks.
    for task in tasks:
        task.cancel()  #~ cancel
    # Wait until all worker tasks are cancelled.
    await asyncio.gather(*tasks, return_exceptions=True)  #~ gather

    print('====')  #~ line
    print(f'{workers} workers slept in parallel for {total_slept_for:.2f} seconds')  #~ parallel
    print(f'total expected sleep time: {total_sleep_time:.2f} seconds')  #~ total


asyncio.run(main())
