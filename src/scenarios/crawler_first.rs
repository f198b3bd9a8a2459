//! The crawler as it was first written, with a switch for each of its faults.

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
    jobs: Cell<usize>,
    most_jobs: Cell<usize>,
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
            jobs: Cell::new(0),
            most_jobs: Cell::new(0),
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
            let parsing = parse(crawler.clone(), pool.clone(), topic, url, page);
            // Too many jobs: all that comes goes to the pool at once.
            if crawler.p.flood {
                let task = create_task(parsing); //~ create-parse
                crawler.tasks.borrow_mut().push(task);
            } else {
                parsing.await?; //~ parse
            }
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
        crawler.jobs.set(crawler.jobs.get() + 1);
        let most = crawler.most_jobs.get().max(crawler.jobs.get());
        crawler.most_jobs.set(most);
        let job = (topic.parse)(&crawler.p, url.clone(), page);
        let parsed = get_running_loop()?.run_in_executor(Some(&pool), job)?.await; //~ pool
        crawler.jobs.set(crawler.jobs.get() - 1);
        match parsed {
            Err(error) if error.is(&classes::VALUE_ERROR) => {
                crawler.failed(&url, &error);
                // The token of a page that cannot be parsed is lost.
                if crawler.p.leak {
                    return Ok(());
                }
            }
            parsed => {
                let Parsed { items, links } = parsed?;
                for item in &items {
                    print(json_line(item)); //~ item
                }
                crawler.pages.set(crawler.pages.get() + 1);
                crawler.items.set(crawler.items.get() + items.len());
                for link in links {
                    crawler.request(topic, link)?;
                }
            }
        }
        crawler.done_with()
    })
}

fn all_done(crawler: Rc<Crawler>) -> Coroutine<()> {
    coroutine(call!(all_done()), async move {
        // Busy polling: looks again and again instead of waiting.
        let p = &crawler.p;
        if !p.polling {
            return crawler.tokens.join().await; //~ join
        }
        let mut polls = 0;
        while !crawler.tokens.empty() && polls < p.patience {
            polls += 1;
            sleep(p.every).await?; //~ poll
        }
        let left = crawler.tokens.qsize();
        print(format!("polled {polls} times; tokens left: {left}")); //~ polled
        Ok(())
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
        all_done(crawler.clone()).await?; //~ all_done
        for task in &tasks {
            task.cancel();
        }
        gather_exceptions(tasks).await?; //~ gather
        pool.shutdown(false);
        let [pages, items, failures] =
            [&crawler.pages, &crawler.items, &crawler.failures].map(Cell::get);
        let counts = format!("pages: {pages}, items: {items}, failures: {failures}");
        print(counts); //~ all
        let (most, parsers) = (crawler.most_jobs.get(), p.parsers);
        let jobs = format!("at most {most} jobs at once for {parsers} processes");
        print(jobs); //~ most
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
    parsing: f64 = float(0.0, 5.0, 1.0).step(0.05).unit(Unit::Seconds).label("A page takes its parser", "解析一页耗时"),
    item: String = selector(".book").label("Selector of an item", "条目的选择器"),
    name: String = selector(".title").label("Selector of its name", "名称的选择器"),
    links: String = selector("nav a").label("Selector of links to follow", "跟随链接的选择器"),
    polling: bool = switch(true).label("Fault: poll instead of join()", "缺陷：轮询而不用 join()"),
    every: f64 = float(0.0, 1.0, 0.05).step(0.05).unit(Unit::Seconds).label("Poll every", "轮询间隔"),
    patience: i64 = integer(0, 2000, 200).label("Give up after polls", "放弃前的轮询次数"),
    leak: bool = switch(true).label("Fault: lose the token if parse raises", "缺陷：解析出错时丢失令牌"),
    flood: bool = switch(true).label("Fault: every page to the pool at once", "缺陷：每页立刻交给进程池"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "crawler_first",
    group: Group::Capstone,
    title: Text::new("The crawler as first written", "爬虫的最初写法"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "The crawler {polling?polls|joins} and {leak?loses the token of a page that cannot be parsed|gives every token back}. How many tokens are left?",
                "爬虫用{polling?轮询|join()}，{leak?解析失败的页会丢失令牌|每枚令牌都归还}。最后还剩几枚令牌？",
            )
        },
        guess: Guess::Number { can_hang: true },
        answer: |_, ran| match (ran.numbers_after("tokens left: ").last(), ran.end) {
            (Some(0), _) => Some(Answer::number(
                0,
                Text::new("all came back in time", "全部按时归还"),
            )),
            (Some(left), _) => Some(Answer::number(
                left,
                Text::new(
                    "polling cannot know that nothing will change, and gives up",
                    "轮询无法知道一切不会再变，只能放弃",
                ),
            )),
            (None, End::Deadlocked) => Some(Answer::never(Text::new(
                "join() waits for ever for the token that was lost",
                "join() 永远等着丢失的令牌",
            ))),
            (None, _) => Some(Answer::number(
                0,
                Text::new(
                    "join() returns when the last one is back",
                    "收回最后一枚时 join() 返回",
                ),
            )),
        },
        wrong: Text::new(
            "The call that gives a token back belongs into a finally, not behind the work.",
            "以为把归还写在工作之后就够了：要放进 finally。",
        ),
    },
    explanation: Text::new(
        "Polling looks at the tokens again and again: it wakes the loop for nothing, hears of the end too late, and has to give up some time, because it cannot know that nothing will change. The leak is why nothing changes: a page that cannot be parsed never gives its token back, so tokens are left after all work is done. Switch polling off and join() waits for that token for ever, and now the page can say why: the deadlock report names who waits for what. The flood hands every page to the pool at once, so that they pile up in its line, where nothing slows the producer down.",
        "轮询一遍遍查看令牌：白白唤醒循环，得知结束也晚，还得在某个时候放弃，因为它无法知道一切不会再变。泄漏正是不再变化的原因：无法解析的页面从不归还令牌，于是工作都做完了，令牌还有剩。关掉轮询，join() 就会永远等待那枚令牌，而页面这时能说出原因：死锁报告列出谁在等什么。洪水把每一页立刻交给进程池，它们在池的队列里越积越多，没有什么让生产者慢下来。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "The leak: join() never returns",
            "泄漏：join() 永不返回",
            &[("polling", "false")],
        ),
        Preset::new(
            "Only busy polling",
            "只有轮询",
            &[("leak", "false"), ("flood", "false")],
        ),
        Preset::new(
            "Only too many jobs",
            "只有过多的作业",
            &[("polling", "false"), ("leak", "false"), ("parsing", "2")],
        ),
        Preset::new(
            "All three repaired",
            "三处都修好",
            &[("polling", "false"), ("leak", "false"), ("flood", "false")],
        ),
    ],
    neighbours: &["crawler", "join", "back_pressure"],
    docs: &[
        Doc {
            name: "asyncio.Queue.join",
            page: "asyncio-queue.html#asyncio.Queue.join",
        },
        Doc {
            name: "try … finally",
            page: "../reference/compound_stmts.html#finally-clause",
        },
    ],
    main: |values| main(Params::from(values)),
    python: include_str!("crawler_first.py"),
    rust: include_str!("crawler_first.rs"),
    rust_file: file!(),
};
