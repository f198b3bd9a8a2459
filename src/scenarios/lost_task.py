import asyncio

async def background():
    await asyncio.sleep(2)  #~ work work=2
    fails = False  #~ fails=False
    if fails:
        raise ValueError('nobody hears this')
    print('background: done')  #~ done

async def main():
    task = asyncio.create_task(background())  #~ create
    keep = False  #~ keep=False
    if not keep:
        del task

    await asyncio.sleep(1)  #~ other other=1
    print('main: I am done')  #~ main-done
    if keep:
        await task  #~ await

asyncio.run(main())
