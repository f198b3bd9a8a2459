//! A condition that is notified by somebody who does not hold its lock.

use super::prelude::*;
use crate::runtime::{
    Condition, Coroutine, call, classes, coroutine, create_task, print, sleep, wait_for,
};

fn consumer(cond: Condition) -> Coroutine<()> {
    coroutine(call!(consumer()), async move {
        let _guard = cond.acquire().await?; //~ consumer-lock
        print("consumer: waits"); //~ waits
        cond.wait().await?; //~ wait
        print("consumer: is woken"); //~ woken
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let cond = Condition::new(); //~ make-cond
        let waiting = create_task(consumer(cond.clone())); //~ create
        sleep(p.before).await?; //~ before
        if p.with_lock {
            let _guard = cond.acquire().await?; //~ main-lock
            cond.notify(1)?; //~ notify
        } else {
            let notified = cond.notify(1); //~ bare
            match notified {
                Err(error) if error.is(&classes::RUNTIME_ERROR) => {
                    print(format!("RuntimeError: {}", error.text())); //~ error
                }
                notified => notified?,
            }
        }
        let waited = wait_for(waiting, Some(p.patience)).await; //~ await
        match waited {
            Err(error) if error.is(&classes::TIMEOUT_ERROR) => {
                print("main: nobody woke the consumer"); //~ nobody
            }
            waited => {
                waited?;
                print("main: done"); //~ done
            }
        }
        Ok(())
    })
}

params! {
    with_lock: bool = switch(false).label("Take the lock first", "先获取锁"),
    before: f64 = seconds(1.0).label("Notify after", "多久后通知"),
    patience: f64 = seconds(5.0).label("main() waits for it at most", "main() 最多等"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "condition_lock",
    group: Group::Synchronisation,
    title: Text::new("A Condition without its lock", "没有拿锁的 Condition"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "notify() is called {with_lock?with the condition's lock held|without the condition's lock}. Is the consumer woken?",
                "{with_lock?拿着条件变量的锁|没有拿条件变量的锁}调用 notify()。消费者会被唤醒吗？",
            )
        },
        guess: YES_NO,
        answer: |_, ran| {
            let is_woken = ran.says("consumer: is woken");
            let because = match (is_woken, ran.says("RuntimeError")) {
                (true, _) => Text::new(
                    "notify() wakes it, and it goes on when the lock is given back",
                    "notify() 唤醒它，锁归还后它继续",
                ),
                (false, true) => Text::new(
                    "notify() raises RuntimeError, and the consumer waits on",
                    "notify() 抛出 RuntimeError，消费者继续等待",
                ),
                (false, false) => Text::new("main() has no patience for it", "main() 没有耐心等它"),
            };
            Some(Answer::yes(is_woken, because))
        },
        wrong: Text::new(
            "wait() and notify() both need the lock: without it they raise RuntimeError.",
            "以为通知不需要锁：wait() 和 notify() 都要先拿到锁，否则抛出 RuntimeError。",
        ),
    },
    explanation: Text::new(
        "A Condition belongs to a lock, and both wait() and notify() have to be called by who holds it; otherwise they raise RuntimeError. So nobody can change what the condition is about between the waiter's look at it and its wait. Here the error is caught and printed, the consumer is never woken, and main() gives up after a while.",
        "Condition 属于一把锁，wait() 和 notify() 都必须由拿着锁的一方调用，否则抛出 RuntimeError。这样，在等待者查看条件和开始等待之间，没有人能改变它。这里错误被捕获并打印，消费者一直没有被唤醒，main() 过一会儿就放弃了。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("With the lock", "拿着锁", &[("with_lock", "true")]),
        Preset::new(
            "With the lock, impatient",
            "拿着锁，没有耐心",
            &[("with_lock", "true"), ("patience", "0")],
        ),
    ],
    neighbours: &["condition", "missed_event"],
    docs: &[Doc {
        name: "asyncio.Condition.notify",
        page: "asyncio-sync.html#asyncio.Condition.notify",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("condition_lock.py"),
    rust: include_str!("condition_lock.rs"),
    rust_file: file!(),
};
