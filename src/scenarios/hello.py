import asyncio

async def main():
    print('hello')  #~ hello message='hello'
    await asyncio.sleep(1)  #~ sleep delay=1
    after = ''  #~ after=''
    if after:
        print(after)  #~ after

asyncio.run(main())
