import asyncio

async def walk(name, steps, pace):
    for _ in range(steps):
        await asyncio.sleep(pace)  #~ sleep
    print(f'{name} is there')  #~ there

async def main():
    await asyncio.gather(  #~ gather
        walk('four short steps', 4, 0.5),  #~ short short_steps=4 short=0.5
        walk('two longer steps', 2, 1),  #~ longer longer_steps=2 longer=1
        walk('one long step', 1, 2),  #~ long long_steps=1 long=2
    )
    print('all are there')  #~ all

asyncio.run(main())
