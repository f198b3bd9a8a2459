//! `join`, and what it counts.

use super::prelude::*;
use crate::runtime::{Coroutine, Queue, call, classes, coroutine, create_task, print, sleep};

fn worker(p: Params, name: String, queue: Queue<i64>) -> Coroutine<()> {
    coroutine(call!(worker(name)), async move {
        loop {
            let item = queue.get().await?; //~ get
            sleep(p.work).await?; //~ sleep
            print(format!("{name} did item {item}")); //~ did
            if item != p.forgotten {
                queue.task_done()?; //~ task_done
            }
            if item == p.doubled {
                let again = queue.task_done(); //~ second-task_done
                match again {
                    Err(error) if error.is(&classes::VALUE_ERROR) => {
                        print(format!("ValueError: {}", error.text())); //~ error
                    }
                    again => again?,
                }
            }
        }
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let queue = Queue::new(0); //~ make-queue
        for item in 1..=p.items {
            queue.put_nowait(item)?; //~ put
        }
        let names = (0..p.workers).map(|i| format!("worker {i}"));
        let one = |name| create_task(worker(p.clone(), name, queue.clone())); //~ create
        let tasks: Vec<_> = names.map(one).collect();
        queue.join().await?; //~ join
        print("join() says that all is done"); //~ joined
        for task in &tasks {
            task.cancel(); //~ cancel
        }
        Ok(())
    })
}

params! {
    items: i64 = integer(0, 100, 4).label("Items", "工作项数"),
    workers: i64 = integer(0, 50, 2).label("Workers", "工作者数"),
    work: f64 = seconds(1.0).label("Work for each", "每项用时"),
    forgotten: i64 = integer(0, 100, 0).label("Forget task_done for item (0: none)", "忘记 task_done 的项（0：无）"),
    doubled: i64 = integer(0, 100, 0).label("Call it twice for item (0: none)", "调用两次的项（0：无）"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "join",
    group: Group::Queues,
    title: Text::new("join and task_done", "join 与 task_done"),
    quiz: Quiz {
        ask: |values| {
            let p = Params::from(values);
            let is_one = |item: i64| (1..=p.items).contains(&item);
            match (is_one(p.forgotten), is_one(p.doubled)) {
                (true, _) => Text::new(
                    "{workers:worker does:workers do} {items:item:items}, {work} each, and task_done() is forgotten for item {forgotten}. When does join() return?",
                    "{workers} 个工作者做 {items} 项，每项 {work}，第 {forgotten} 项漏掉了 task_done()。join() 什么时候返回？",
                ),
                (false, true) => Text::new(
                    "{workers:worker does:workers do} {items:item:items}, {work} each, and task_done() is called twice for item {doubled}. When does join() return?",
                    "{workers} 个工作者做 {items} 项，每项 {work}，第 {doubled} 项调用了两次 task_done()。join() 什么时候返回？",
                ),
                (false, false) => Text::new(
                    "{workers:worker does:workers do} {items:item:items}, {work} each, with task_done() for every one. When does join() return?",
                    "{workers} 个工作者做 {items} 项，每项 {work}，每项都调用 task_done()。join() 什么时候返回？",
                ),
            }
        },
        guess: Guess::Seconds,
        answer: |values, ran| match ran.when("join() says") {
            Some(when) => Some(Answer::at(
                when,
                match Params::from(values).doubled {
                    0 => Text::new(
                        "the last task_done() brings the count back to zero",
                        "最后一次 task_done() 使计数回到零",
                    ),
                    _ => Text::new(
                        "the count is at zero one call too early",
                        "计数早一次调用就回到了零",
                    ),
                },
            )),
            None if ran.end == End::Deadlocked => Some(Answer::never(Text::new(
                "the count of unfinished items never gets back to zero",
                "未完成项的计数再也回不到零",
            ))),
            None => None,
        },
        wrong: Text::new(
            "An exception between get() and task_done() forgets it too: put it into a finally.",
            "以为只有忘记才会漏掉：中间的异常也一样，要放进 finally。",
        ),
    },
    explanation: Text::new(
        "join() waits until a count is back at zero, which put() raises and task_done() lowers; an empty queue is not enough. That is right, because an item that was taken is not yet done. One task_done() too many lets join() return too early, while items are still being worked on, and one more still raises ValueError.",
        "put() 使计数加一，task_done() 使它减一，join() 要等计数回到零；队列空了还不够。这样才对，因为取走的项还没有做完。多调用一次 task_done()，join() 就会过早返回，而有的项还在处理中；再多一次则抛出 ValueError。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("Forget it once", "漏掉一次", &[("forgotten", "2")]),
        Preset::new(
            "Twice for the first item",
            "第一项调用两次",
            &[("doubled", "1")],
        ),
        Preset::new(
            "Twice for the last item",
            "最后一项调用两次",
            &[("doubled", "4")],
        ),
    ],
    neighbours: &["queue_workers", "shutdown"],
    docs: &[
        Doc {
            name: "asyncio.Queue.join",
            page: "asyncio-queue.html#asyncio.Queue.join",
        },
        Doc {
            name: "asyncio.Queue.task_done",
            page: "asyncio-queue.html#asyncio.Queue.task_done",
        },
    ],
    main: |values| main(Params::from(values)),
    python: include_str!("join.py"),
    rust: include_str!("join.rs"),
    rust_file: file!(),
};
