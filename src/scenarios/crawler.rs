//! A crawler: a producer, consumers in a pool of processes, and tokens that tell the end.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

use super::prelude::*;
use crate::runtime::executor::Job;
use crate::runtime::{
    Coroutine, Exception, Pool, Queue, Result, Semaphore, SemaphoreGuard, Task, call, classes,
    coroutine, create_task, gather_exceptions, get_running_loop, print, process_pool_executor,
    sleep, to_thread, wait_for,
};
use crate::workers::job::page::Html;
use crate::workers::job::spider::Parsed;
use crate::workers::job::{download, parse_authors, parse_books};

struct Crawler {
    p: Params,
    requests: Queue<(&'static Topic, String)>,
    responses: Queue<(&'static Topic, String, Html)>,
    /// One for each request that is not done with.
    tokens: Queue<String>,
    semaphore: Semaphore,
    seen: RefCell<HashSet<String>>,
    tasks: RefCell<Vec<Task<()>>>,
    pages: Cell<usize>,
    items: Cell<usize>,
    failures: Cell<usize>,
}

/// What the spider is about: where each begins, and how its pages are parsed.
struct Topic {
    name: &'static str,
    starts: &'static [&'static str],
    parse: fn(&Params, String, Html) -> Job<Parsed>,
}

static TOPICS: [Topic; 2] = [
    Topic {
        name: "books",
        starts: &["site/books.html"],
        parse: |p, url, page| {
            let (item, name, links) = (p.item.clone(), p.name.clone(), p.links.clone());
            parse_books(url, page, item, name, links, p.parsing)
        },
    },
    Topic {
        name: "authors",
        starts: &["site/authors.html"],
        parse: |p, url, page| parse_authors(url, page, p.parsing),
    },
];

impl Crawler {
    fn new(p: Params) -> Rc<Self> {
        Rc::new(Self {
            requests: Queue::new(0),                //~ make-requests
            responses: Queue::new(0),               //~ make-responses
            tokens: Queue::new(0),                  //~ make-tokens
            semaphore: Semaphore::new(p.downloads), //~ make-semaphore
            seen: RefCell::default(),
            tasks: RefCell::default(),
            pages: Cell::new(0),
            items: Cell::new(0),
            failures: Cell::new(0),
            p,
        })
    }

    fn request(&self, topic: &'static Topic, url: String) -> Result {
        if self.seen.borrow_mut().insert(url.clone()) {
            self.tokens.put_nowait(url.clone())?; //~ token-put
            self.requests.put_nowait((topic, url))?; //~ request-put
        }
        Ok(())
    }

    fn done_with(&self) -> Result {
        self.tokens.get_nowait()?; //~ token-got
        self.tokens.task_done() //~ token-done
    }

    fn failed(&self, url: &str, error: &Exception) {
        self.failures.set(self.failures.get() + 1);
        print(format!("failed: {url}: {}", error.repr())); //~ failed
    }
}

fn produce(crawler: Rc<Crawler>) -> Coroutine<()> {
    coroutine(call!(produce()), async move {
        loop {
            let (topic, url) = crawler.requests.get().await?; //~ request
            let permit = crawler.semaphore.acquire().await?; //~ permit
            let task = create_task(fetch(crawler.clone(), permit, topic, url)); //~ create-fetch
            crawler.tasks.borrow_mut().push(task);
            sleep(crawler.p.delay).await?; //~ delay
        }
    })
}

fn fetch(
    crawler: Rc<Crawler>,
    permit: SemaphoreGuard,
    topic: &'static Topic,
    url: String,
) -> Coroutine<()> {
    coroutine(call!(fetch(topic.name, url)), async move {
        let fetched = async {
            let page = attempts(crawler.clone(), url.clone()).await; //~ attempts
            match page {
                Err(error) if error.is(&classes::OS_ERROR) => {
                    crawler.failed(&url, &error);
                    crawler.done_with()
                }
                page => crawler.responses.put_nowait((topic, url, page?)), //~ response-put
            }
        };
        let fetched = fetched.await; //~ attempts
        permit.detach();
        crawler.semaphore.release()?; //~ release
        fetched?;
        Ok(())
    })
}

fn attempts(crawler: Rc<Crawler>, url: String) -> Coroutine<Html> {
    coroutine(call!(attempts(url)), async move {
        let p = &crawler.p;
        let is_slow = url == "site/archive.html";
        let latency = if is_slow { p.archive } else { p.latency };
        let mut attempt = 1;
        loop {
            let thread = to_thread(download(url.clone(), latency)); //~ to_thread
            let page = wait_for(thread, Some(p.timeout)).await; //~ wait_for
            match page {
                // A TimeoutError is one, too.
                Err(error) if error.is(&classes::OS_ERROR) => {
                    let which = format!("attempt {attempt} of {}", p.attempts);
                    print(format!("{which}: {url}: {}", error.repr())); //~ attempt
                    if attempt == p.attempts {
                        return Err(error);
                    }
                }
                page => return page,
            }
            attempt += 1;
        }
    })
}

fn consume(crawler: Rc<Crawler>, pool: Pool) -> Coroutine<()> {
    coroutine(call!(consume()), async move {
        loop {
            let (topic, url, page) = crawler.responses.get().await?; //~ response
            parse(crawler.clone(), pool.clone(), topic, url, page).await?; //~ parse
        }
    })
}

fn parse(
    crawler: Rc<Crawler>,
    pool: Pool,
    topic: &'static Topic,
    url: String,
    page: Html,
) -> Coroutine<()> {
    coroutine(call!(parse(topic.name, url)), async move {
        let job = (topic.parse)(&crawler.p, url.clone(), page);
        let parsed = get_running_loop()?.run_in_executor(Some(&pool), job)?.await; //~ pool
        let end = match parsed {
            Err(error) if error.is(&classes::VALUE_ERROR) => {
                crawler.failed(&url, &error);
                Ok(())
            }
            Err(error) => Err(error),
            Ok(Parsed { items, links }) => {
                for item in &items {
                    print(json_line(item)); //~ item
                }
                crawler.pages.set(crawler.pages.get() + 1);
                crawler.items.set(crawler.items.get() + items.len());
                for link in links {
                    crawler.request(topic, link)?;
                }
                Ok(())
            }
        };
        crawler.done_with()?;
        end
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let crawler = Crawler::new(p.clone());
        for topic in &TOPICS {
            for url in topic.starts {
                crawler.request(topic, (*url).to_owned())?;
            }
        }
        let pool = process_pool_executor(p.parsers)?; //~ make-pool
        let mut tasks = vec![create_task(produce(crawler.clone()))]; //~ create-producer
        for _ in 0..p.parsers {
            tasks.push(create_task(consume(crawler.clone(), pool.clone()))); //~ create-consumer
        }
        crawler.tokens.join().await?; //~ join
        for task in &tasks {
            task.cancel();
        }
        gather_exceptions(tasks).await?; //~ gather
        pool.shutdown(false);
        let [pages, items, failures] =
            [&crawler.pages, &crawler.items, &crawler.failures].map(Cell::get);
        let counts = format!("pages: {pages}, items: {items}, failures: {failures}");
        print(counts); //~ all
        Ok(())
    })
}

params! {
    latency: f64 = float(0.0, 10.0, 0.3).step(0.05).unit(Unit::Seconds).label("The site answers after", "网站的延迟"),
    archive: f64 = float(0.0, 10.0, 2.0).step(0.1).unit(Unit::Seconds).label("Its archive answers after", "存档页的延迟"),
    downloads: usize = count(1, 8, 3).label("Downloads at a time", "同时下载数"),
    delay: f64 = float(0.0, 10.0, 0.1).step(0.05).unit(Unit::Seconds).label("Pause between requests", "请求之间的间隔"),
    timeout: f64 = float(0.0, 10.0, 1.0).step(0.1).unit(Unit::Seconds).label("Timeout of an attempt", "每次尝试的超时"),
    attempts: i64 = integer(1, 5, 3).label("Attempts a request", "每个请求的尝试次数"),
    parsers: u32 = count(1, 4, 2).label("Processes that parse", "解析进程数"),
    parsing: f64 = float(0.0, 5.0, 0.1).step(0.05).unit(Unit::Seconds).label("A page takes its parser", "解析一页耗时"),
    item: String = selector(".book").label("Selector of an item", "条目的选择器"),
    name: String = selector(".title").label("Selector of its name", "名称的选择器"),
    links: String = selector("nav a").label("Selector of links to follow", "跟随链接的选择器"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "crawler",
    group: Group::Capstone,
    title: Text::new("A crawler", "网络爬虫"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "The archive answers after {archive}, an attempt may take {timeout}, and one book has no name. How many pages fail?",
                "存档页 {archive} 后才回应，每次尝试最多 {timeout}，还有一本书没有名称。有几页失败？",
            )
        },
        guess: Guess::Number { can_hang: true },
        answer: |_, ran| match ran.numbers_after("failures: ").last() {
            Some(failures) => Some(Answer::number(
                failures,
                Text::new(
                    "a failure is listed, its token comes back, and the crawl goes on",
                    "失败会被列出，令牌归还，爬取照常继续",
                ),
            )),
            None if ran.end == End::Deadlocked => Some(Answer::never(Text::new(
                "a token does not come back",
                "有一枚令牌没有归还",
            ))),
            None => None,
        },
        wrong: Text::new(
            "An empty queue is not the end: a page that is being parsed may fill it again.",
            "以为队列空了就是结束：正在解析的页面可能再次把它填满。",
        ),
    },
    explanation: Text::new(
        "Who waits for the end counts tokens: a request puts one in when it is made, and it is taken back when its page is parsed, or has failed for good, so that join() on the tokens returns when the last one is back. The producer takes requests from a queue, starts a download when the semaphore has a place, and pauses; a download has a timeout and a few attempts. Responses go to as many consumers as the pool has processes, which parse them there and give items or further requests. The archive is slower than the timeout, and one book has no name: both are listed as failures, and the crawl goes on.",
        "靠令牌计数：每个请求发出时放入一枚，等它的页面解析完（或彻底失败）再收回，所以对令牌队列调用 join()，收回最后一枚时它就返回。生产者从队列取请求，信号量有空位就开始下载，然后停顿一下；每次下载有超时和若干次尝试。响应交给消费者，它们的数量与池中的进程一样多，在进程里解析出条目或后续请求。存档页比超时还慢，有一本书没有名称：两者都列为失败，爬取照常继续。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("A patient crawler", "有耐心的爬虫", &[("timeout", "3")]),
        Preset::new(
            "One thing at a time",
            "一次只做一件",
            &[("downloads", "1"), ("parsers", "1")],
        ),
        Preset::new(
            "Slow to parse",
            "解析很慢",
            &[("parsing", "1"), ("archive", "0.3")],
        ),
        Preset::new(
            "Only the next page",
            "只跟随下一页",
            &[("links", "a.next"), ("item", "li.book")],
        ),
    ],
    neighbours: &["crawler_first", "queue_workers", "join"],
    docs: &[
        Doc {
            name: "asyncio.Queue.join",
            page: "asyncio-queue.html#asyncio.Queue.join",
        },
        Doc {
            name: "asyncio.to_thread",
            page: "asyncio-task.html#asyncio.to_thread",
        },
        Doc {
            name: "ProcessPoolExecutor",
            page: "concurrent.futures.html#concurrent.futures.ProcessPoolExecutor",
        },
        Doc {
            name: "html.parser",
            page: "html.parser.html#html.parser.HTMLParser",
        },
    ],
    main: |values| main(Params::from(values)),
    python: include_str!("crawler.py"),
    rust: include_str!("crawler.rs"),
    rust_file: file!(),
};
