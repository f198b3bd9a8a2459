import asyncio

async def fetch(name, delay):
    await asyncio.sleep(delay)  #~ sleep
    return name

async def main():
    calls = [
        fetch('A', 3),  #~ a name_a='A' delay_a=3
        fetch('B', 1),  #~ b name_b='B' delay_b=1
        fetch('C', 2),  #~ c name_c='C' delay_c=2
    ]
    for place, next_one in enumerate(asyncio.as_completed(calls), 1):  #~ as_completed
        name = await next_one  #~ next
        print(f'{place}. {name}')  #~ place
        await asyncio.sleep(0)  #~ pause pause=0
    print('all are in')  #~ all

asyncio.run(main())
