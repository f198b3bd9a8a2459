# explore: cancel
import asyncio

async def ask(pool, question):
    connection = await pool.get()
    try:
        await asyncio.sleep(1)
    finally:
        pool.put_nowait(connection)
    return question

async def main():
    pool = asyncio.Queue()
    for name in ("first", "second"):
        pool.put_nowait([name])
    await asyncio.gather(*(ask(pool, n) for n in range(3)), return_exceptions=True)

asyncio.run(main())
