import asyncio

class Bank:
    def __init__(self):
        self.balances = {"alice": 100, "bob": 0}

    async def transfer(self, amount, begins):
        await asyncio.sleep(begins)
        if self.balances["alice"] < amount:
            return
        await asyncio.sleep(0.01)
        self.balances["alice"] -= amount
        self.balances["bob"] += amount

async def main():
    bank = Bank()
    await asyncio.gather(bank.transfer(60, 0), bank.transfer(60, 0.02))
    assert bank.balances["alice"] >= 0, f"overdraft! {bank.balances}"

asyncio.run(main())
