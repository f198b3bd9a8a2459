import asyncio

async def fetch(name, delay, fails):
    await asyncio.sleep(delay)  #~ sleep
    if fails:
        raise ValueError(f'{name} failed')
    print(f'{name} is done')  #~ done
    return name

async def main():
    return_exceptions = False  #~ return_exceptions=False
    try:
        results = await asyncio.gather(  #~ gather
            fetch('A', 1, False),  #~ a delay_a=1 fails_a=False
            fetch('B', 2, True),  #~ b delay_b=2 fails_b=True
            fetch('C', 3, False),  #~ c delay_c=3 fails_c=False
            return_exceptions=return_exceptions,
        )
    except ValueError as error:
        print(f'main caught: {error}')  #~ caught
    else:
        for result in results:
            print(f'result: {result!r}')  #~ result

    await asyncio.sleep(2)  #~ linger linger=2
    print('main ends')  #~ ends

asyncio.run(main())
