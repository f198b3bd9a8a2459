import asyncio

SIZE = 2  # 1..9


async def crawl(queue):
    found = {'/': ['/a', '/b', '/c'], '/a': ['/a1', '/a2', '/a3']}
    while True:
        path = await queue.get()
        print(f'crawls {path}')
        await asyncio.sleep(1)
        for link in found.get(path, []):
            await queue.put(link)      # who takes one out, while all put?
        queue.task_done()


async def main():
    queue = asyncio.Queue(SIZE)
    await queue.put('/')
    crawler = asyncio.create_task(crawl(queue))
    await queue.join()
    crawler.cancel()
    print('all crawled')

asyncio.run(main())
