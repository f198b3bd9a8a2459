import asyncio

async def main():
    try:
        async with asyncio.timeout(3):  #~ outer outer=3
            try:
                async with asyncio.timeout(1):  #~ inner inner=1
                    await asyncio.sleep(5)  #~ first first=5
                    print('the first work is done')  #~ first-done
            except TimeoutError:
                print('the inner timeout is over')  #~ inner-over
            await asyncio.sleep(5)  #~ second second=5
            print('the second work is done')  #~ second-done
    except TimeoutError:
        print('the outer timeout is over')  #~ outer-over
    print('main goes on')  #~ on

asyncio.run(main())
