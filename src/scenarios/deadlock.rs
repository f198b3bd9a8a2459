//! Two locks, taken in opposite order.

use super::prelude::*;
use crate::runtime::{Coroutine, Lock, call, coroutine, create_task, print, sleep};

fn worker(p: Params, name: &'static str, first: Lock, second: Lock) -> Coroutine<()> {
    coroutine(call!(worker(name)), async move {
        let outer = first.acquire().await?; //~ first
        print(format!("{name} has its first lock")); //~ has-first
        sleep(p.hold).await?; //~ sleep
        let inner = second.acquire().await?; //~ second
        print(format!("{name} has both locks")); //~ has-both
        drop(inner);
        drop(outer);
        print(format!("{name} is done")); //~ done
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let a = Lock::new(); //~ make-a
        let b = Lock::new(); //~ make-b
        let one = create_task(worker(p.clone(), "one", a.clone(), b.clone())); //~ one
        sleep(p.head_start).await?; //~ head-start
        let two = if p.opposite {
            create_task(worker(p, "two", b, a)) //~ two-opposite
        } else {
            create_task(worker(p, "two", a, b)) //~ two-same
        };
        one.await?; //~ await-one
        two.await?; //~ await-two
        print("both are done"); //~ both
        Ok(())
    })
}

params! {
    hold: f64 = seconds(1.0).label("Time between the two locks", "两把锁之间的时间"),
    head_start: f64 = seconds(0.0).label("Head start of the first", "第一个先走的时间"),
    opposite: bool = switch(true).label("In opposite order", "顺序相反"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "deadlock",
    group: Group::Synchronisation,
    title: Text::new("Two locks: a deadlock", "两把锁：死锁"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "Two tasks take the same two locks in {opposite?opposite|the same} order, {hold} apart. When are both done?",
                "两个任务以{opposite?相反|相同}的顺序获取同样的两把锁，间隔 {hold}。什么时候都做完？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| {
            Some(match ran.end {
                End::Deadlocked => Answer::never(Text::new(
                    "each holds the lock that the other waits for",
                    "各自握着对方等待的那把锁",
                )),
                _ => Answer::at(
                    ran.time,
                    Text::new(
                        "one gets both locks, then the other does",
                        "一个先拿到两把锁，然后轮到另一个",
                    ),
                ),
            })
        },
        wrong: Text::new(
            "That tests pass proves nothing: the deadlock depends on timing.",
            "以为测试通过就没事：死锁取决于时机。",
        ),
    },
    explanation: Text::new(
        "In opposite order each holds one lock and waits for the other's, and nothing will ever wake them. CPython would hang here without a word; this loop sees that nothing is ready, timed or in flight, and says who waits for whom. Take the locks in the same order everywhere, and the circle cannot close.",
        "顺序相反时，各自握着一把锁，等着对方的那一把，永远不会有人来唤醒它们。CPython 在这里会一声不响地卡住；这个循环发现既没有就绪的、也没有定时的或在途的事情，就会说出谁在等谁。只要处处按相同的顺序获取锁，这个环就合不上。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("In the same order", "顺序相同", &[("opposite", "false")]),
        Preset::new("A head start", "先走一步", &[("head_start", "2")]),
        Preset::new(
            "Only sleep(0) in between",
            "中间只有 sleep(0)",
            &[("hold", "0")],
        ),
    ],
    neighbours: &["lock", "philosophers"],
    docs: &[Doc {
        name: "asyncio.Lock",
        page: "asyncio-sync.html#asyncio.Lock",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("deadlock.py"),
    rust: include_str!("deadlock.rs"),
    rust_file: file!(),
};
