import asyncio

seats = {7: None}


async def pay(name):
    await asyncio.sleep(1)


async def book(seat, name):
    if seats[seat] is not None:
        print(f'{name}: seat {seat} is taken')
        return
    print(f'{name}: seat {seat} is free')
    await pay(name)
    seats[seat] = name
    print(f'{name}: has paid for seat {seat}')


async def main():
    await asyncio.gather(book(7, 'Ada'), book(7, 'Max'))
    print(f'seat 7 is for {seats[7]}')

asyncio.run(main())
