import asyncio

async def eternity():
    # Sleep for a long time
    await asyncio.sleep(3600)  #~ sleep delay=3600
    print('yay!')  #~ yay yay='yay!'

async def main():
    # Wait for so long at most
    try:
        await asyncio.wait_for(eternity(), timeout=1.0)  #~ wait_for timeout=1.0
    except asyncio.TimeoutError:
        print('timeout!')  #~ timeout message='timeout!'

asyncio.run(main())
