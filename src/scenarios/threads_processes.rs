//! The same jobs in threads and in processes, with and without the GIL.

use super::prelude::*;
use crate::runtime::{
    Coroutine, Pool, Repr, call, coroutine, gather, get_running_loop, print, process_pool_executor,
    thread_pool_executor, with_pool,
};
use crate::workers::job::{blocking_io, cpu_bound};

fn job(p: Params, i: i64, pool: Pool) -> Coroutine<()> {
    coroutine(call!(job(i)), async move {
        let event_loop = get_running_loop()?;
        let result = if p.work == "cpu_bound" {
            let job = cpu_bound(p.n);
            let sum = event_loop.run_in_executor(Some(&pool), job)?.await?; //~ compute
            sum.repr()
        } else {
            let job = blocking_io(4, p.wait);
            let bytes = event_loop.run_in_executor(Some(&pool), job)?.await?; //~ block
            bytes.repr()
        };
        print(format!("job {i} is done: {result}")); //~ done
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        get_running_loop()?.set_gil_enabled(p.gil);
        let pool = if p.kind == "threads" {
            thread_pool_executor(p.workers)? //~ pool
        } else {
            process_pool_executor(p.workers)? //~ pool
        };
        with_pool(pool, async |pool| {
            let calls = (0..p.jobs).map(|i| job(p.clone(), i, pool.clone()));
            gather(calls).await //~ gather
        })
        .await?; //~ pool
        print("all are done"); //~ all
        Ok(())
    })
}

params! {
    kind: &'static str = choice(&["threads", "processes"], "threads").label("Workers are", "工作者是"),
    gil: bool = switch(true).label("Threads share a GIL", "线程共享 GIL"),
    work: &'static str = choice(&["cpu_bound", "blocking_io"], "cpu_bound").label("Each job", "每个作业"),
    workers: u32 = count(1, 64, 2).label("Workers", "工作者数"),
    jobs: i64 = integer(0, 50, 4).label("Jobs", "作业数"),
    n: u64 = count(0, 100_000_000, 10_000_000).label("cpu_bound sums below", "cpu_bound 求和的上限"),
    wait: f64 = float(0.0, 10.0, 1.0).unit(Unit::Seconds).label("blocking_io waits", "blocking_io 等待"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "threads_processes",
    group: Group::Executors,
    title: Text::new("Threads against processes", "线程对进程"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "{jobs:job:jobs} of {work} on {workers:worker:workers}: {kind}. Do any two compute or wait at the same time?",
                "{jobs} 个 {work} 作业，{workers} 个工作者（{kind}）。会有两个同时进行吗？",
            )
        },
        guess: YES_NO,
        answer: |values, ran| {
            let p = Params::from(values);
            let together = ran.side_by_side > 1;
            let because = match (together, p.kind, p.work) {
                (false, "threads", "cpu_bound") if p.gil && p.workers > 1 && p.jobs > 1 => {
                    Text::new(
                        "the threads take turns with the one GIL",
                        "线程轮流持有唯一的 GIL",
                    )
                }
                (true, _, "blocking_io") => Text::new(
                    "a job that only waits lets go of the GIL",
                    "只是等待的作业会放开 GIL",
                ),
                (true, "threads", _) => Text::new(
                    "without a GIL threads compute side by side",
                    "没有 GIL，线程并排计算",
                ),
                (true, _, _) => Text::new(
                    "each process has a GIL of its own",
                    "每个进程各有自己的 GIL",
                ),
                (false, _, _) => Text::new(
                    "there are not two jobs under way at once",
                    "没有两个作业同时在做",
                ),
            };
            Some(Answer::yes(together, because))
        },
        wrong: Text::new(
            "to_thread() does not make computing faster: it only keeps the loop responsive.",
            "以为交给 to_thread() 计算就更快：那只能让循环保持响应。",
        ),
    },
    explanation: Text::new(
        "With the GIL only the thread that holds it runs Python, and every 5 ms it hands it on, so two threads take turns and need as long as one. Processes have a GIL each, and really run at the same time. Jobs that wait, for a device or in time.sleep(), let go of the GIL meanwhile, so for them threads do as well. In the free-threaded Python 3.13t there is no GIL, and threads compute side by side.",
        "有 GIL 时，只有拿着它的线程能运行 Python，每 5 毫秒转手一次，所以两个线程轮流，用时和一个线程一样。进程各有各的 GIL，真正同时运行。等待设备或 time.sleep() 的作业在等待时会放开 GIL，所以对它们来说线程同样好。自由线程版 Python 3.13t 没有 GIL，线程可以并排计算。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("Processes", "进程", &[("kind", "processes")]),
        Preset::new(
            "Threads without the GIL",
            "没有 GIL 的线程",
            &[("gil", "false")],
        ),
        Preset::new(
            "Threads that wait",
            "只是等待的线程",
            &[("work", "blocking_io")],
        ),
        Preset::new("One worker", "一个工作者", &[("workers", "1")]),
    ],
    neighbours: &["executors", "blocking"],
    docs: &[
        Doc {
            name: "ProcessPoolExecutor",
            page: "concurrent.futures.html#concurrent.futures.ProcessPoolExecutor",
        },
        Doc {
            name: "Free-threaded CPython",
            page: "../howto/free-threading-python.html#what-is-free-threading",
        },
    ],
    main: |values| main(Params::from(values)),
    python: include_str!("threads_processes.py"),
    rust: include_str!("threads_processes.rs"),
    rust_file: file!(),
};
