import asyncio

DEPOSITS = 3  # 1..9

balance = 100


async def deposit(amount):
    global balance
    before = balance
    await asyncio.sleep(0.5)       # the bank is asked whether it may
    balance = before + amount
    print(f'{before} + {amount} = {balance}')


async def main():
    await asyncio.gather(*(deposit(50) for _ in range(DEPOSITS)))
    print(f'balance: {balance}, paid in: {50 * DEPOSITS}')

asyncio.run(main())
