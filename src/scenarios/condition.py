import asyncio

async def consumer(name, cond, items):
    async with cond:  #~ consumer-lock
        while not items:
            print(f'{name} waits')  #~ waits
            await cond.wait()  #~ wait
            print(f'{name} is woken')  #~ woken
        print(f'{name} takes item {items.pop(0)}')  #~ takes

async def producer(cond, items):
    for i in range(1, 3 + 1):  #~ items=3
        await asyncio.sleep(1)  #~ sleep delay=1
        async with cond:  #~ producer-lock
            items.append(i)
            print(f'producer makes item {i}')  #~ makes
            wake_all = False  #~ wake_all=False
            if wake_all:
                cond.notify_all()  #~ notify_all
            else:
                cond.notify(1)  #~ notify notify=1

async def main():
    cond = asyncio.Condition()  #~ make-cond
    items = []
    calls = [consumer(f'consumer {i}', cond, items) for i in range(3)]  #~ consumers=3
    await asyncio.gather(*calls, producer(cond, items))  #~ gather
    print(f'{len(items)} left')  #~ left

asyncio.run(main())
