import asyncio

async def clerk(queue):
    while True:
        priority, letter = await queue.get()  #~ get
        print(f'{letter} (priority {priority})')  #~ letter
        await asyncio.sleep(1)  #~ sleep work=1
        queue.task_done()  #~ task_done

async def main():
    queue = asyncio.PriorityQueue()  #~ make-queue
    queue.put_nowait((3, 'a postcard'))  #~ one priority_1=3 letter_1='a postcard'
    queue.put_nowait((1, 'a bill'))  #~ two priority_2=1 letter_2='a bill'
    queue.put_nowait((2, 'a parcel'))  #~ three priority_3=2 letter_3='a parcel'
    working = asyncio.create_task(clerk(queue))  #~ create
    await asyncio.sleep(1.5)  #~ later later=1.5
    queue.put_nowait((0, 'a telegram'))  #~ four priority_4=0 letter_4='a telegram'
    print('main: a late letter is in')  #~ late
    await queue.join()  #~ join
    print('main: the desk is empty')  #~ empty
    working.cancel()  #~ cancel

asyncio.run(main())
