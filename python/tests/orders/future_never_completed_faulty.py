# explore: cancel
import asyncio

async def leader(answer):
    await asyncio.sleep(0.1)
    answer.set_result(1)

async def follower(answer):
    return await answer

async def main():
    answer = asyncio.get_running_loop().create_future()
    await asyncio.gather(leader(answer), follower(answer), return_exceptions=True)

asyncio.run(main())
