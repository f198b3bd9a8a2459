//! A bounded queue slows its producer down.

use super::prelude::*;
use crate::runtime::{Coroutine, Queue, call, coroutine, create_task, print, sleep};

fn producer(p: Params, queue: Queue<i64>) -> Coroutine<()> {
    coroutine(call!(producer()), async move {
        for i in 1..=p.items {
            sleep(p.make).await?; //~ making
            queue.put(i).await?; //~ put
            print(format!("producer: put {i}, {} in the queue", queue.qsize())); //~ has-put
        }
        Ok(())
    })
}

fn consumer(p: Params, queue: Queue<i64>) -> Coroutine<()> {
    coroutine(call!(consumer()), async move {
        loop {
            let item = queue.get().await?; //~ get
            sleep(p.work).await?; //~ using
            print(format!("consumer: used {item}")); //~ used
            queue.task_done()?; //~ task_done
        }
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let queue = Queue::new(p.maxsize); //~ make-queue
        let consuming = create_task(consumer(p.clone(), queue.clone())); //~ create
        producer(p, queue.clone()).await?; //~ produce
        print("main: all is made"); //~ made
        queue.join().await?; //~ join
        print("main: all is used"); //~ all-used
        consuming.cancel(); //~ cancel
        Ok(())
    })
}

params! {
    maxsize: usize = count(0, 100, 2).label("maxsize (0: no limit)", "maxsize（0：不限）"),
    items: i64 = integer(0, 100, 6).label("Items", "物品数"),
    make: f64 = seconds(0.1).label("Making one takes", "制作一件用时"),
    work: f64 = seconds(1.0).label("Using one takes", "使用一件用时"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "back_pressure",
    group: Group::Queues,
    title: Text::new("Back-pressure", "背压"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "Making an item takes {make}, using one {work}; the queue has a maxsize of {maxsize}. How full does it get?",
                "制作一件用时 {make}，使用一件用时 {work}；队列的 maxsize 是 {maxsize}。它最多有几件？",
            )
        },
        guess: Guess::Number { can_hang: false },
        answer: |values, ran| {
            let full = ran.numbers_after(", ").max().unwrap_or(0);
            let p = Params::from(values);
            let is_full = i64::try_from(p.maxsize).is_ok_and(|maxsize| maxsize == full);
            Some(Answer::number(
                full,
                match (p.maxsize, is_full) {
                    (0, _) => Text::new(
                        "without a limit put() never waits",
                        "没有上限，put() 从不等待",
                    ),
                    (_, true) => Text::new(
                        "then put() waits for room, and the producer slows down",
                        "满了 put() 就等空位，生产者被放慢",
                    ),
                    (_, false) => Text::new("the consumer keeps up", "消费者跟得上"),
                },
            ))
        },
        wrong: Text::new(
            "Queue() has no limit: put() on it never waits, and never gives way to others.",
            "以为 put() 总会让出控制权：Queue() 没有上限，从不等待。",
        ),
    },
    explanation: Text::new(
        "When the queue is full, put() waits until the consumer takes something, and the producer is slowed down to the consumer's pace. That is back-pressure, and it keeps memory bounded. Without a limit everything is made at once and stands in the queue.",
        "队列满了，put() 会等到消费者取走一件，生产者被放慢到消费者的速度。这就是背压，它让内存保持有界。没有上限时，所有东西一下子做完，堆在队列里。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("No limit", "不设上限", &[("maxsize", "0")]),
        Preset::new("Hand to hand", "一手交一手", &[("maxsize", "1")]),
        Preset::new("A slow producer", "生产者很慢", &[("make", "2")]),
        Preset::new(
            "No delays at all",
            "没有延迟",
            &[("make", "0"), ("work", "0")],
        ),
    ],
    neighbours: &["queue_workers", "shutdown", "condition"],
    docs: &[Doc {
        name: "asyncio.Queue",
        page: "asyncio-queue.html#asyncio.Queue",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("back_pressure.py"),
    rust: include_str!("back_pressure.rs"),
    rust_file: file!(),
};
