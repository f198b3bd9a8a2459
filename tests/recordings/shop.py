"""A small shop over TCP, with customers, and one fault if its name is given.

    python shop.py [blocking | swallowed | starved | deadlock | leaked]

Without a fault it is sound: nothing is to be found in its recording.
"""

import asyncio
import sys
import time

FAULT = sys.argv[1] if len(sys.argv) > 1 else "none"
CUSTOMERS = 4
TICK = 0.024 if FAULT == "leaked" else 0.15


class Shop:
    def __init__(self):
        self.stock = asyncio.Lock()
        self.ledger = asyncio.Lock()
        self.pool = asyncio.Semaphore(5)
        self.outbox = asyncio.Queue(maxsize=20)
        self.delivered = asyncio.Event()
        self.watchers = set()

    async def handle(self, reader, writer):
        try:
            while line := await reader.readline():
                answer = await self.answer(line.decode().split())
                writer.write(f"{answer}\n".encode())
                await writer.drain()
        finally:
            writer.close()

    async def answer(self, request):
        match request:
            case ["report"]:
                return await self.report()
            case ["order", number]:
                return await self.order(int(number))
            case ["refund", number]:
                return await self.refund(int(number))
        return "what?"

    async def order(self, number):
        async with self.pool:
            await asyncio.sleep(0.004)
        async with self.stock:
            await asyncio.sleep(0.004)
            async with self.ledger:
                await asyncio.sleep(0.001)
        await self.mail(f"order {number}")
        return f"ordered {number}"

    async def refund(self, number):
        if FAULT == "deadlock":
            async with self.ledger:
                await asyncio.sleep(0.006)
                async with self.stock:
                    await asyncio.sleep(0.001)
        else:
            async with self.stock, self.ledger:
                await asyncio.sleep(0.001)
        return f"refunded {number}"

    async def report(self):
        if FAULT == "blocking":
            return csv_text()
        return await asyncio.to_thread(csv_text)

    async def mail(self, text):
        await self.outbox.put(text)
        if FAULT == "starved":
            await asyncio.sleep(0.005)
            for copy in range(5):
                await self.outbox.put(f"copy {copy} of {text}")
                self.outbox.get_nowait()
                await asyncio.sleep(0)

    async def until_delivered(self):
        await self.delivered.wait()

    async def mailer(self, name):
        while True:
            await self.outbox.get()
            await asyncio.sleep(0.002)

    async def refresh_prices(self):
        while True:
            try:
                await asyncio.sleep(TICK)
            except asyncio.CancelledError:
                if FAULT != "swallowed":
                    raise
            if FAULT == "leaked":
                self.watchers.add(asyncio.create_task(self.until_delivered()))


def csv_text():
    time.sleep(0.25)
    return "article,price"


async def customer(port, number):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for n in range(4):
        await asyncio.sleep(0.004 * number if n == 0 else 0.4)
        wish = "report" if (number, n) == (3, 1) else f"refund {n}" if n % 2 and number % 2 == 0 else f"order {n}"
        writer.write(f"{wish}\n".encode())
        await writer.drain()
        await reader.readline()
    writer.close()
    await writer.wait_closed()


async def main():
    shop = Shop()
    server = await asyncio.start_server(shop.handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    background = [asyncio.create_task(shop.mailer(name)) for name in "ab"]
    prices = asyncio.create_task(shop.refresh_prices())
    async with server, asyncio.TaskGroup() as customers:
        for number in range(CUSTOMERS):
            customers.create_task(customer(port, number))
    if FAULT == "leaked":
        await asyncio.Event().wait()
    prices.cancel()
    await asyncio.wait([prices], timeout=0.2)
    for task in background:
        task.cancel()
    await asyncio.gather(*background, return_exceptions=True)
    print("closed")


asyncio.run(main())
