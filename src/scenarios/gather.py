import asyncio

async def factorial(name, number):
    f = 1
    for i in range(2, number + 1):
        print(f"Task {name}: Compute factorial({i})...")  #~ compute
        await asyncio.sleep(1)  #~ sleep delay=1
        f *= i
    print(f"Task {name}: factorial({number}) = {f}")  #~ result

async def main():
    # Schedule three calls *concurrently*:
    await asyncio.gather(  #~ gather
        factorial('A', 2),  #~ a name_a='A' a=2
        factorial('B', 3),  #~ b name_b='B' b=3
        factorial('C', 4),  #~ c name_c='C' c=4
    )

asyncio.run(main())
