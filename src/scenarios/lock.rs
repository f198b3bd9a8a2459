//! Contenders for one lock, and what happens without it.

use super::prelude::*;
use std::cell::Cell;
use std::rc::Rc;

use crate::runtime::{Coroutine, Lock, call, coroutine, gather, print, sleep};

/// What Python's twin has as a global.
type Counter = Rc<Cell<i64>>;

fn increment(p: Params, name: String, counter: Counter) -> Coroutine<()> {
    coroutine(call!(increment(name)), async move {
        let seen = counter.get();
        print(format!("{name} reads {seen}")); //~ reads
        sleep(p.hold).await?; //~ holding
        counter.set(seen + 1);
        print(format!("{name} writes {}", counter.get())); //~ writes
        Ok(())
    })
}

fn contender(p: Params, name: String, lock: Lock, counter: Counter) -> Coroutine<()> {
    coroutine(call!(contender(name)), async move {
        if p.forget {
            increment(p, name, counter).await?; //~ bare
        } else {
            let _guard = lock.acquire().await?; //~ lock
            increment(p, name, counter).await?; //~ locked
        }
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let counter = Counter::default();
        let lock = Lock::new(); //~ make-lock
        let one = |i| {
            contender(
                p.clone(),
                format!("task {i}"),
                lock.clone(),
                counter.clone(),
            )
        };
        gather((0..p.contenders).map(one)).await?; //~ gather
        let (counter, contenders) = (counter.get(), p.contenders);
        let line = format!("the counter is {counter}, after {contenders} increments");
        print(line); //~ counter
        Ok(())
    })
}

params! {
    contenders: i64 = integer(0, 100, 3).label("Contenders", "竞争者数"),
    hold: f64 = seconds(0.5).label("Each holds it for", "每个持锁时长"),
    forget: bool = switch(false).label("Forget the lock", "忘记加锁"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "lock",
    group: Group::Synchronisation,
    title: Text::new("Lock", "Lock：锁"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "{contenders:task:tasks} each add one to a counter, {forget?without|with} a lock, and sleep {hold} in the middle. What is it at the end?",
                "{contenders} 个任务{forget?不加锁|加锁}各给计数器加一，中途睡 {hold}。最后它是多少？",
            )
        },
        guess: Guess::Number { can_hang: false },
        answer: |values, ran| {
            let because = match Params::from(values).forget {
                true => Text::new(
                    "all read before any of them writes",
                    "大家都在任何人写入之前读取",
                ),
                false => Text::new(
                    "each reads, sleeps and writes alone",
                    "每个任务独自读取、睡眠、写入",
                ),
            };
            Some(Answer::number(
                ran.numbers_after("the counter is ").next()?,
                because,
            ))
        },
        wrong: Text::new(
            "asyncio needs locks too: at every await between read and write others come in.",
            "以为 asyncio 不需要锁：读写之间的每个 await 别人都能插进来。",
        ),
    },
    explanation: Text::new(
        "With the lock each task reads, sleeps and writes alone, and the next in line comes in when the lock is given back, first come, first served. Without the lock all of them read 0 before any writes, and updates get lost. Locks cost time: what overlapped before now happens one after the other.",
        "有锁时，每个任务独自读取、睡眠、写入；锁归还后，队伍里的下一个才进来，先到先得。没有锁时，大家在任何人写入之前都读到了 0，更新就丢失了。锁要付出时间：原来重叠的，现在要一个接一个。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("Forget the lock", "忘记加锁", &[("forget", "true")]),
        Preset::new(
            "Forget it, and hardly sleep",
            "忘记加锁，几乎不睡",
            &[("forget", "true"), ("hold", "0")],
        ),
        Preset::new("Ten contenders", "十个竞争者", &[("contenders", "10")]),
    ],
    neighbours: &["deadlock", "semaphore", "cancel_lock"],
    docs: &[Doc {
        name: "asyncio.Lock",
        page: "asyncio-sync.html#asyncio.Lock",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("lock.py"),
    rust: include_str!("lock.rs"),
    rust_file: file!(),
};
