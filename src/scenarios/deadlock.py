import asyncio

async def worker(name, first, second):
    async with first:  #~ first
        print(f'{name} has its first lock')  #~ has-first
        await asyncio.sleep(1)  #~ sleep hold=1
        async with second:  #~ second
            print(f'{name} has both locks')  #~ has-both
    print(f'{name} is done')  #~ done

async def main():
    a = asyncio.Lock()  #~ make-a
    b = asyncio.Lock()  #~ make-b
    one = asyncio.create_task(worker('one', a, b))  #~ one
    await asyncio.sleep(0)  #~ head-start head_start=0
    opposite = True  #~ opposite=True
    if opposite:
        two = asyncio.create_task(worker('two', b, a))  #~ two-opposite
    else:
        two = asyncio.create_task(worker('two', a, b))  #~ two-same
    await one  #~ await-one
    await two  #~ await-two
    print('both are done')  #~ both

asyncio.run(main())
