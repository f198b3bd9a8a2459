//! Three workers over one queue, the tutorial's.

use super::prelude::*;
use super::random::Random;
use crate::runtime::{
    Coroutine, Queue, call, coroutine, create_task, gather_exceptions, get_running_loop, print,
    sleep,
};

fn worker(name: String, queue: Queue<f64>) -> Coroutine<()> {
    coroutine(call!(worker(name)), async move {
        loop {
            // Get a "work item" out of the queue.
            let sleep_for = queue.get().await?; //~ get

            // Sleep for the "sleep_for" seconds.
            sleep(sleep_for).await?; //~ sleep

            // Notify the queue that the "work item" has been processed.
            queue.task_done()?; //~ task_done

            print(format!("{name} has slept for {sleep_for:.2} seconds")); //~ slept
        }
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        // Create a queue that we will use to store our "workload".
        let queue = Queue::new(0); //~ make-queue
        let mut random = Random::seed(p.seed);

        // Generate random timings and put them into the queue.
        let mut total_sleep_time = 0.0;
        for _ in 0..p.items {
            let sleep_for = random.uniform(p.low, p.high);
            total_sleep_time += sleep_for;
            queue.put_nowait(sleep_for)?; //~ put
        }

        // Create the worker tasks to process the queue concurrently.
        let mut tasks = Vec::new();
        for i in 0..p.workers {
            let task = create_task(worker(format!("worker-{i}"), queue.clone())); //~ create
            tasks.push(task);
        }

        // Wait until the queue is fully processed.
        let clock = get_running_loop()?;
        let started_at = clock.time();
        queue.join().await?; //~ join
        let total_slept_for = clock.time() - started_at;

        // Cancel our worker tasks.
        for task in &tasks {
            task.cancel(); //~ cancel
        }
        // Wait until all worker tasks are cancelled.
        gather_exceptions(tasks).await?; //~ gather

        let workers = p.workers;
        print("===="); //~ line
        let line = format!("{workers} workers slept in parallel for {total_slept_for:.2} seconds");
        print(line); //~ parallel
        let line = format!("total expected sleep time: {total_sleep_time:.2} seconds");
        print(line); //~ total
        Ok(())
    })
}

params! {
    workers: i64 = integer(0, 50, 3).label("Workers", "工作者数"),
    items: i64 = integer(0, 200, 20).label("Items", "工作项数"),
    low: f64 = float(0.0, 60.0, 0.05).step(0.05).unit(Unit::Seconds).label("Shortest sleep", "最短睡眠"),
    high: f64 = float(0.0, 60.0, 1.0).step(0.05).unit(Unit::Seconds).with_point().label("Longest sleep", "最长睡眠"),
    seed: i64 = integer(0, 4_294_967_295, 7).label("Seed of the random numbers", "随机数种子"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "queue_workers",
    group: Group::Queues,
    title: Text::new("Three workers, one queue", "三个工作者，一个队列"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "{workers:worker shares:workers share} {items:item:items} of {low} to {high}. When are all done?",
                "{workers} 个工作者分担 {items} 个工作项，各需 {low} 到 {high}。什么时候全部完成？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| {
            Some(match ran.end {
                End::Deadlocked => Answer::never(Text::new(
                    "nobody takes an item, so join() waits for ever",
                    "没有人取走工作项，join() 永远等下去",
                )),
                _ => Answer::at(
                    ran.time,
                    Text::new(
                        "whoever is free takes the next item, so the load evens out",
                        "谁空了谁就拿下一个，负担自然均衡",
                    ),
                ),
            })
        },
        wrong: Text::new(
            "join() does not wait for an empty queue, but for task_done() of every item.",
            "以为 join() 等队列变空：它等每一项都调用过 task_done()。",
        ),
    },
    explanation: Text::new(
        "Whoever is free takes the next item, so long and short ones even out by themselves. join() waits until task_done() was called for every item, not until the queue is empty. The workers wait for more work for ever, so main() cancels them, and gathers them so that the cancel has really arrived.",
        "谁空了谁就拿下一个，长的短的自然就均衡了。join() 等到每一项都调用过 task_done()，而不是等到队列变空。工作者会永远等待新的工作，所以 main() 取消它们，再用 gather 等取消真正完成。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("One worker", "一个工作者", &[("workers", "1")]),
        Preset::new("A worker for each", "每项一个工作者", &[("workers", "20")]),
        Preset::new(
            "All alike",
            "长度都一样",
            &[("low", "0.5"), ("high", "0.5")],
        ),
        Preset::new("No worker", "没有工作者", &[("workers", "0")]),
    ],
    neighbours: &["join", "back_pressure", "semaphore"],
    docs: &[
        Doc {
            name: "asyncio.Queue",
            page: "asyncio-queue.html#asyncio.Queue",
        },
        Doc {
            name: "random.uniform",
            page: "random.html#random.uniform",
        },
    ],
    main: |values| main(Params::from(values)),
    python: include_str!("queue_workers.py"),
    rust: include_str!("queue_workers.rs"),
    rust_file: file!(),
};
