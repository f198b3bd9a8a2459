//! The tutorial's three pools.

use super::prelude::*;
use crate::runtime::{
    Coroutine, Repr, call, coroutine, get_running_loop, print, process_pool_executor,
    thread_pool_executor, with_pool,
};
use crate::workers::job::{blocking_io, cpu_bound};

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let event_loop = get_running_loop()?;
        event_loop.set_gil_enabled(p.gil);

        // 1. Run in the default loop's executor:
        let job = blocking_io(p.bytes, p.wait);
        let result = event_loop.run_in_executor(None, job)?.await?; //~ default
        print(format!("default thread pool {}", result.repr())); //~ default-result

        // 2. Run in a custom thread pool:
        let pool = thread_pool_executor(p.workers)?; //~ threads
        with_pool(pool, async |pool| {
            let job = blocking_io(p.bytes, p.wait);
            let result = event_loop.run_in_executor(Some(&pool), job)?.await?; //~ custom
            print(format!("custom thread pool {}", result.repr())); //~ custom-result
            Ok(())
        })
        .await?; //~ threads

        // 3. Run in a custom process pool:
        let pool = process_pool_executor(p.workers)?; //~ processes
        with_pool(pool, async |pool| {
            let job = cpu_bound(p.n);
            let result = event_loop.run_in_executor(Some(&pool), job)?.await?; //~ process
            print(format!("custom process pool {result}")); //~ process-result
            Ok(())
        })
        .await //~ processes
    })
}

params! {
    bytes: u32 = count(0, 1000, 100).label("Bytes to read", "读取的字节数"),
    wait: f64 = float(0.0, 60.0, 0.0).unit(Unit::Seconds).label("The device is slow by", "设备耗时"),
    n: u64 = count(0, 2_000_000_000, 10_000_000).label("Sum the squares below", "求平方和的上限"),
    workers: u32 = count(1, 64, 4).label("Workers in each custom pool", "自建池的工作者数"),
    gil: bool = switch(true).label("Threads share a GIL", "线程共享 GIL"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "executors",
    group: Group::Executors,
    title: Text::new("Thread pool & process pool", "线程池与进程池"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "Three calls that take their time run in pools. Does anything hold the loop meanwhile?",
                "三个耗时的调用在池里运行。其间有什么占住事件循环吗？",
            )
        },
        guess: YES_NO,
        answer: |_, ran| {
            Some(Answer::yes(
                ran.is_held,
                match ran.is_held {
                    true => Text::new(
                        "leaving the with block waits for the pool, on the loop's own thread",
                        "离开 with 块时要等池结束，占着循环自己的线程",
                    ),
                    false => Text::new(
                        "only the coroutine that awaits the result waits; the loop goes on",
                        "只有 await 结果的协程在等，循环照常运行",
                    ),
                },
            ))
        },
        wrong: Text::new(
            "Cancelling the await does not stop a function that has begun: it runs on.",
            "以为取消 await 就能停下函数：已经开始的会继续运行。",
        ),
    },
    explanation: Text::new(
        "run_in_executor() hands the function to a worker and gives a future, so that only the coroutine which awaits it waits while the loop goes on. The default pool has threads, and so has the second; the third starts processes, which copy arguments and results and share nothing. Reading a device only waits, so threads are enough for it; summing squares computes, and only processes do that beside Python's one lock, the GIL.",
        "run_in_executor() 把函数交给一个工作者，并给出一个 future，所以等待的只有 await 它的协程，循环照常运行。默认的池和第二个池用的是线程；第三个启动进程，参数和结果都要复制，彼此什么也不共享。读设备只是等待，线程就够了；求平方和要计算，只有进程能绕开 Python 唯一的那把锁 GIL。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("A slow device", "很慢的设备", &[("wait", "1")]),
        Preset::new(
            "Little to do",
            "几乎无事可做",
            &[("bytes", "8"), ("n", "1000")],
        ),
        Preset::new("One worker", "一个工作者", &[("workers", "1")]),
    ],
    neighbours: &["threads_processes", "blocking"],
    docs: &[
        Doc {
            name: "loop.run_in_executor",
            page: "asyncio-eventloop.html#asyncio.loop.run_in_executor",
        },
        Doc {
            name: "ThreadPoolExecutor",
            page: "concurrent.futures.html#concurrent.futures.ThreadPoolExecutor",
        },
        Doc {
            name: "ProcessPoolExecutor",
            page: "concurrent.futures.html#concurrent.futures.ProcessPoolExecutor",
        },
    ],
    main: |values| main(Params::from(values)),
    python: include_str!("executors.py"),
    rust: include_str!("executors.rs"),
    rust_file: file!(),
};
