import asyncio

class Connection:
    is_open = True
    closings = 0

    async def close(self):
        if self.is_open:
            await asyncio.sleep(0.1)  # says goodbye
            self.is_open = False
            self.closings += 1

async def closes(connection, begins):
    await asyncio.sleep(begins)
    await connection.close()

async def main():
    connection = Connection()
    await asyncio.gather(closes(connection, 0), closes(connection, 1))
    assert connection.closings == 1, connection.closings

asyncio.run(main())
