//! A queue that is shut down.

use super::prelude::*;
use crate::runtime::{
    Coroutine, Queue, call, classes, coroutine, create_task, gather, print, sleep,
};

fn producer(p: Params, queue: Queue<i64>) -> Coroutine<()> {
    coroutine(call!(producer()), async move {
        for i in 1..=p.items {
            let put = queue.put(i).await; //~ put
            match put {
                Err(error) if error.is(&classes::QUEUE_SHUT_DOWN) => {
                    print("producer: the queue is closed"); //~ closed
                    return Ok(());
                }
                put => put?,
            }
            print(format!("producer: put {i}")); //~ has-put
            sleep(p.make).await?; //~ making
        }
        print("producer: all is in"); //~ all
        Ok(())
    })
}

fn consumer(p: Params, queue: Queue<i64>) -> Coroutine<()> {
    coroutine(call!(consumer()), async move {
        loop {
            let got = queue.get().await; //~ get
            let item = match got {
                Err(error) if error.is(&classes::QUEUE_SHUT_DOWN) => {
                    print("consumer: nothing more comes"); //~ no-more
                    return Ok(());
                }
                got => got?,
            };
            sleep(p.work).await?; //~ using
            print(format!("consumer: used {item}")); //~ used
        }
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let queue = Queue::new(p.maxsize); //~ make-queue
        let producing = create_task(producer(p.clone(), queue.clone())); //~ create-producer
        let consuming = create_task(consumer(p.clone(), queue.clone())); //~ create-consumer
        sleep(p.open).await?; //~ open
        let line = format!("main: shuts down with {} in the queue", queue.qsize());
        print(line); //~ shuts
        queue.shutdown(p.immediate); //~ shutdown
        gather([producing, consuming]).await?; //~ gather
        print("main: both have ended"); //~ ended
        Ok(())
    })
}

params! {
    maxsize: usize = count(0, 100, 3).label("maxsize (0: no limit)", "maxsize（0：不限）"),
    items: i64 = integer(0, 100, 10).label("Items", "物品数"),
    make: f64 = seconds(0.5).label("Pause after each put", "每次放入后停顿"),
    work: f64 = seconds(1.0).label("Using one takes", "使用一件用时"),
    open: f64 = seconds(3.0).label("Shut down after", "多久后关闭"),
    immediate: bool = switch(false).label("immediate", "immediate"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "shutdown",
    group: Group::Queues,
    title: Text::new("Queue.shutdown", "Queue.shutdown"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A queue is shut down{immediate? at once|} after {open}, with items still in it. How many of {items} are used in all?",
                "队列在 {open} 后{immediate?立即|}关闭，里面还有东西。{items} 件中一共会用掉几件？",
            )
        },
        guess: Guess::Number { can_hang: false },
        answer: |values, ran| {
            Some(Answer::number(
                ran.count("consumer: used "),
                match Params::from(values).immediate {
                    true => Text::new("what is in the queue is thrown away", "队列里的东西被丢弃"),
                    false => Text::new(
                        "get() still gives what is in, and raises when it is empty",
                        "get() 仍给出剩下的，取空之后才抛出",
                    ),
                },
            ))
        },
        wrong: Text::new(
            "It is new in Python 3.13; before, one cancelled the consumers or sent a sentinel.",
            "以为一直就有：它是 3.13 才有的，以前要取消消费者或放哨兵。",
        ),
    },
    explanation: Text::new(
        "The producer notices the end at its next put(), also one that is waiting for room: it raises QueueShutDown. The consumer still gets what is in the queue, and the error only when it is empty. With immediate=True what is in the queue is thrown away and get() raises at once. So the end of work needs no cancel and no special last item.",
        "生产者在下一次 put() 时发现队列已关闭，正在等空位的 put() 也一样：抛出 QueueShutDown。消费者仍能取完队列里的东西，取空之后才会收到这个错误。如果 immediate=True，队列里的东西会被丢弃，get() 立刻抛出。这样，结束工作既不需要取消，也不需要特殊的“最后一项”。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("At once", "立刻关闭", &[("immediate", "true")]),
        Preset::new("Everything was made", "都已做完", &[("items", "2")]),
        Preset::new("Before anything", "一开始就关闭", &[("open", "0")]),
    ],
    neighbours: &["join", "back_pressure"],
    docs: &[Doc {
        name: "asyncio.Queue.shutdown",
        page: "asyncio-queue.html#asyncio.Queue.shutdown",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("shutdown.py"),
    rust: include_str!("shutdown.rs"),
    rust_file: file!(),
};
