import asyncio

async def philosopher(i, first, second):
    for meal in range(1, 2 + 1):  #~ meals=2
        await asyncio.sleep(1)  #~ thinking think=1
        async with first:  #~ first
            print(f'philosopher {i} has a fork')  #~ fork
            await asyncio.sleep(0.1)  #~ reaching reach=0.1
            async with second:  #~ second
                print(f'philosopher {i} eats meal {meal}')  #~ eats
                await asyncio.sleep(0.5)  #~ eating eat=0.5
    print(f'philosopher {i} is full')  #~ full

async def main():
    count = 5  #~ count=5
    forks = [asyncio.Lock() for _ in range(count)]  #~ make-forks
    calls = []
    for i in range(count):
        first, second = forks[i], forks[(i + 1) % count]
        one_is_left_handed = False  #~ left_handed=False
        if one_is_left_handed and i == count - 1:
            first, second = second, first
        calls.append(philosopher(i, first, second))
    await asyncio.gather(*calls)  #~ gather
    print('the table is empty')  #~ empty

asyncio.run(main())
