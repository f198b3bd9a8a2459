//! A cancel that strikes a task in line for a lock.

use super::prelude::*;
use crate::runtime::{
    Coroutine, Lock, Repr, call, coroutine, create_task, gather_exceptions, print, sleep,
};

fn holder(p: Params, lock: Lock) -> Coroutine<()> {
    coroutine(call!(holder()), async move {
        let guard = lock.acquire().await?; //~ hold
        print("A has the lock"); //~ a-has
        sleep(p.hold).await?; //~ holding
        drop(guard);
        print("A gave it back"); //~ a-gave
        Ok(())
    })
}

fn waiter(p: Params, name: &'static str, lock: Lock) -> Coroutine<()> {
    coroutine(call!(waiter(name)), async move {
        print(format!("{name} waits for the lock")); //~ waits
        let body = async {
            print(format!("{name} has the lock")); //~ has
            sleep(p.keep).await //~ using
        };
        let end = lock.with_lock(body).await; //~ lock
        if end.as_ref().is_err_and(|error| error.is_cancelled()) {
            print(format!("{name} is cancelled")); //~ cancelled
        }
        end
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let lock = Lock::new(); //~ make-lock
        let a = create_task(holder(p.clone(), lock.clone())); //~ create-a
        let b = create_task(waiter(p.clone(), "B", lock.clone())); //~ create-b
        let c = create_task(waiter(p.clone(), "C", lock.clone())); //~ create-c
        sleep(0.0).await?; //~ line-up
        sleep(p.before).await?; //~ before
        print(format!("main: cancel() is {}", b.cancel().repr())); //~ cancel
        gather_exceptions([a, b, c]).await?; //~ gather
        print(format!("main: locked() is {}", lock.locked().repr())); //~ locked
        Ok(())
    })
}

params! {
    hold: f64 = seconds(3.0).label("A holds the lock for", "A 持锁时长"),
    keep: f64 = seconds(1.0).label("B and C hold it for", "B、C 持锁时长"),
    before: f64 = seconds(1.0).label("B is cancelled after", "多久后取消 B"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "cancel_lock",
    group: Group::Timeouts,
    title: Text::new("Cancel in line for a lock", "排队等锁时取消"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A holds a lock for {hold}; B waits in line for it and is cancelled after {before}. Does C get the lock?",
                "A 持锁 {hold}；B 在排队，{before} 后被取消。C 能拿到锁吗？",
            )
        },
        guess: YES_NO,
        answer: |_, ran| {
            let because = match ran.says("B is cancelled") {
                true => Text::new(
                    "B leaves the line, or gives the lock back, and C is next",
                    "B 离开队伍或归还锁，下一个就是 C",
                ),
                false => Text::new("B was done before the cancel", "取消之前 B 已经做完"),
            };
            Some(Answer::yes(ran.says("C has the lock"), because))
        },
        wrong: Text::new(
            "acquire() inside the try, release() in its finally: that frees somebody else's lock.",
            "以为把 acquire() 写进 try 就安全：finally 会释放别人的锁。",
        ),
    },
    explanation: Text::new(
        "Cancelled in line, B leaves the line with its CancelledError, and C moves up. The case that is hard to get right is the instant in which A gives the lock back and wakes B, and B is cancelled before it runs: then B passes the wake on, or C would sleep for ever. The lock itself is never taken by a cancelled waiter.",
        "B 在队伍里被取消时带着 CancelledError 离开队伍，C 往前移。难处理的是这样一个瞬间：A 归还锁并唤醒了 B，而 B 在运行之前被取消；这时 B 要把唤醒转交下去，否则 C 会永远睡下去。被取消的等待者绝不会拿到锁。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("While B is woken", "B 正被唤醒时", &[("hold", "1")]),
        Preset::new("While B holds it", "B 持锁时", &[("before", "3.5")]),
        Preset::new("Too late", "太迟了", &[("before", "10")]),
    ],
    neighbours: &["lock", "cancel"],
    docs: &[Doc {
        name: "asyncio.Lock",
        page: "asyncio-sync.html#asyncio.Lock",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("cancel_lock.py"),
    rust: include_str!("cancel_lock.rs"),
    rust_file: file!(),
};
