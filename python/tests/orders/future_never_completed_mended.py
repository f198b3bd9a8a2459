# explore: cancel
import asyncio

async def leader(answer):
    try:
        await asyncio.sleep(0.1)
        answer.set_result(1)
    finally:
        if not answer.done():
            answer.cancel()

async def follower(answer):
    return await answer

async def main():
    answer = asyncio.get_running_loop().create_future()
    leading = asyncio.create_task(leader(answer))
    leading.add_done_callback(lambda _: answer.cancel())
    await asyncio.gather(leading, follower(answer), return_exceptions=True)

asyncio.run(main())
