import asyncio
import concurrent.futures
import html.parser
import json
import re
import time


class Crawler:
    def __init__(self):
        self.requests = asyncio.Queue()  #~ make-requests
        self.responses = asyncio.Queue()  #~ make-responses
        self.tokens = asyncio.Queue()  # one for each request that is not done with  #~ make-tokens
        self.semaphore = asyncio.Semaphore(3)  #~ make-semaphore downloads=3
        self.seen, self.tasks = set(), []
        self.pages = self.items = self.failures = 0

    def request(self, topic, url):
        if url not in self.seen:
            self.seen.add(url)
            self.tokens.put_nowait(url)  #~ token-put
            self.requests.put_nowait((topic, url))  #~ request-put

    def done_with(self):
        self.tokens.get_nowait()  #~ token-got
        self.tokens.task_done()  #~ token-done

    def failed(self, url, error):
        self.failures += 1
        print(f'failed: {url}: {error!r}')  #~ failed

    async def produce(self):
        while True:
            topic, url = await self.requests.get()  #~ request
            await self.semaphore.acquire()  #~ permit
            task = asyncio.create_task(self.fetch(topic, url))  #~ create-fetch
            self.tasks.append(task)
            await asyncio.sleep(0.1)  #~ delay delay=0.1

    async def fetch(self, topic, url):
        try:
            page = await self.attempts(url)  #~ attempts
        except OSError as error:
            self.failed(url, error)
            self.done_with()
        else:
            self.responses.put_nowait((topic, url, page))  #~ response-put
        finally:
            self.semaphore.release()  #~ release

    async def attempts(self, url):
        attempts = 3  #~ attempts=3
        for attempt in range(1, attempts + 1):
            try:
                return await asyncio.wait_for(  #~ wait_for
                    asyncio.to_thread(download, url), 1)  #~ to_thread timeout=1
            except OSError as error:  # a TimeoutError is one, too
                print(f'attempt {attempt} of {attempts}: {url}: {error!r}')  #~ attempt
                if attempt == attempts:
                    raise

    async def consume(self, pool):
        while True:
            topic, url, page = await self.responses.get()  #~ response
            await self.parse(pool, topic, url, page)  #~ parse

    async def parse(self, pool, topic, url, page):
        loop = asyncio.get_running_loop()
        _, parse = TOPICS[topic]
        try:
            items, links = await loop.run_in_executor(pool, parse, url, page)  #~ pool
        except ValueError as error:
            self.failed(url, error)
        else:
            for item in items:
                print(json.dumps(item, ensure_ascii=False))  #~ item
            self.pages += 1
            self.items += len(items)
            for link in links:
                self.request(topic, link)
        finally:
            self.done_with()


async def main():
    crawler = Crawler()
    for topic, (starts, _) in TOPICS.items():
        for url in starts:
            crawler.request(topic, url)
    parsers = 2  #~ parsers=2
    with concurrent.futures.ProcessPoolExecutor(parsers) as pool:  #~ make-pool
        tasks = [asyncio.create_task(crawler.produce())]  #~ create-producer
        for _ in range(parsers):
            tasks.append(asyncio.create_task(crawler.consume(pool)))  #~ create-consumer
        await crawler.tokens.join()  #~ join
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)  #~ gather
    print(f'pages: {crawler.pages}, items: {crawler.items}, failures: {crawler.failures}')  #~ all


def download(url):
    # Stands for urllib.request.urlopen(): the pages are at the end of this file.
    slow = url == 'site/archive.html'
    time.sleep(2 if slow else 0.3)  #~ archive=2 latency=0.3
    if url not in SITE:
        raise OSError(f'{url}: HTTP status 404')
    return SITE[url]


# The spider: what it looks for, how it parses, and where it starts.

ITEM = '.book'  #~ item='.book'
NAME = '.title'  #~ name='.title'
LINKS = 'nav a'  #~ links='nav a'
PARSING = 0.1  #~ parsing=0.1


def parse_books(url, page):
    time.sleep(PARSING)  # stands for a heavier page
    elements = Page(page).elements
    items = []
    for book in select(elements, ITEM):
        names = select(elements, NAME, inside=book)
        if not names:
            raise ValueError(f'no {NAME} in {ITEM}')
        prices = select(elements, '.price', inside=book)
        price = prices[0].text() if prices else ''
        items.append({'topic': 'books', 'page': url, 'name': names[0].text(), 'price': price})
    return items, follow(url, select(elements, LINKS))


def parse_authors(url, page):
    time.sleep(PARSING)  # stands for a heavier page
    elements = Page(page).elements
    items = []
    for author in select(elements, '.author'):
        name, = select(elements, 'h1', inside=author)
        born, = select(elements, '.born', inside=author)
        items.append({'topic': 'authors', 'page': url, 'name': name.text(), 'born': born.text()})
    return items, follow(url, select(elements, 'a'))


def follow(url, links):
    folder = url.rpartition('/')[0]
    return [f'{folder}/{link.attrs["href"]}' for link in links if link.attrs.get('href')]


TOPICS = {  # where each starts, and how its pages are parsed
    'books': (['site/books.html'], parse_books),
    'authors': (['site/authors.html'], parse_authors),
}


# Pages, and the selectors that find elements in them: tag, .class, #id, tag.class, outer inner.

VOID = {'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr'}


class Element:
    def __init__(self, tag, attrs, around):
        self.tag, self.attrs, self.around = tag, attrs, around
        self.words = []

    def text(self):
        return ' '.join(''.join(self.words).split())

    def fits(self, step):
        tag, mark, name = re.fullmatch('([a-z0-9]*)([.#]?)(.*)', step).groups()
        names = self.attrs.get('class' if mark == '.' else 'id') or ''
        return tag in ('', self.tag) and (not mark or name in names.split())


class Page(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs), list(self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if any(element.tag == tag for element in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data):
        for element in self.open:
            element.words.append(data)


def select(elements, selector, inside=None):
    *outer, last = selector.split(' ')

    def matches(element):
        around = reversed(element.around)
        return (element.fits(last) and (inside is None or inside in element.around)
                and all(any(other.fits(step) for other in around) for step in reversed(outer)))

    return [element for element in elements if matches(element)]


# The site's pages, as the host of Loopscope has them.

SITE = {
    'site/books.html': '''<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Books</title></head>
<body>
<h1>Books</h1>
<ul>
<li class="book"><b class="title">On the Economy of Machinery</b> <i class="price">12.50</i></li>
<li class="book"><b class="title">Sketch of the Engine</b> <i class="price">8.00</i></li>
<li class="book"><b class="title">The Laws of Thought</b> <i class="price">15.20</i></li>
</ul>
<nav><a href="books.html">1</a> <a class="next" href="books-2.html">2</a></nav>
</body>
</html>
''',
    'site/books-2.html': '''<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Books, page 2</title></head>
<body>
<h1>Books, page 2</h1>
<ul>
<li class="book"><b class="title">Computable Numbers</b> <i class="price">9.90</i></li>
<li class="book"><b class="title">Programming &amp; Planning</b> <i class="price">21.00</i></li>
</ul>
<nav><a href="books.html">1</a> <a href="books-2.html">2</a> <a class="next" href="books-3.html">3</a> <a href="archive.html">Archive</a></nav>
</body>
</html>
''',
    'site/books-3.html': '''<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Books, page 3</title></head>
<body>
<h1>Books, page 3</h1>
<ul>
<li class="book"><b class="title">A Mathematical Theory</b> <i class="price">18.75</i></li>
<li class="book"><i>not printed yet</i></li>
</ul>
<nav><a href="books-2.html">2</a> <a href="books-3.html">3</a></nav>
</body>
</html>
''',
    'site/archive.html': '''<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Archive</title></head>
<body>
<h1>Archive</h1>
<ul>
<li class="book"><b class="title">Of the Analytical Engine</b> <i class="price">30.00</i></li>
<li class="book"><b class="title">Elements of Logic</b> <i class="price">24.40</i></li>
</ul>
<nav><a href="books.html">Back</a></nav>
</body>
</html>
''',
    'site/authors.html': '''<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Authors</title></head>
<body>
<h1>Authors</h1>
<ul>
<li><a href="babbage.html">Charles Babbage</a></li>
<li><a href="lovelace.html">Ada Lovelace</a></li>
<li><a href="boole.html">George Boole</a></li>
</ul>
</body>
</html>
''',
    'site/babbage.html': '''<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Charles Babbage</title></head>
<body>
<article class="author">
<h1>Charles Babbage</h1>
<p>Born in <time class="born">1791</time>. See also <a href="lovelace.html">Ada Lovelace</a>.</p>
</article>
</body>
</html>
''',
    'site/lovelace.html': '''<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Ada Lovelace</title></head>
<body>
<article class="author">
<h1>Ada Lovelace</h1>
<p>Born in <time class="born">1815</time>. See also <a href="babbage.html">Charles Babbage</a>.</p>
</article>
</body>
</html>
''',
    'site/boole.html': '''<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>George Boole</title></head>
<body>
<article class="author">
<h1>George Boole</h1>
<p>Born in <time class="born">1815</time>. See also <a href="authors.html">all authors</a>.</p>
</article>
</body>
</html>
''',
}


if __name__ == '__main__':
    asyncio.run(main())
