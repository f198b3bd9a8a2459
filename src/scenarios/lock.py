import asyncio

counter = 0

async def increment(name):
    global counter
    seen = counter
    print(f'{name} reads {seen}')  #~ reads
    await asyncio.sleep(0.5)  #~ holding hold=0.5
    counter = seen + 1
    print(f'{name} writes {counter}')  #~ writes

async def contender(name, lock):
    forget = False  #~ forget=False
    if forget:
        await increment(name)  #~ bare
    else:
        async with lock:  #~ lock
            await increment(name)  #~ locked

async def main():
    lock = asyncio.Lock()  #~ make-lock
    contenders = 3  #~ contenders=3
    await asyncio.gather(*(contender(f'task {i}', lock) for i in range(contenders)))  #~ gather
    print(f'the counter is {counter}, after {contenders} increments')  #~ counter

asyncio.run(main())
