//! Consumers wait under a condition for what a producer makes.

use super::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::runtime::{Condition, Coroutine, call, coroutine, gather, print, sleep};

type Items = Rc<RefCell<VecDeque<i64>>>;

fn consumer(name: String, cond: Condition, items: Items) -> Coroutine<()> {
    coroutine(call!(consumer(name, items)), async move {
        let _guard = cond.acquire().await?; //~ consumer-lock
        while items.borrow().is_empty() {
            print(format!("{name} waits")); //~ waits
            cond.wait().await?; //~ wait
            print(format!("{name} is woken")); //~ woken
        }
        let item = items.borrow_mut().pop_front().unwrap_or_default();
        print(format!("{name} takes item {item}")); //~ takes
        Ok(())
    })
}

fn producer(p: Params, cond: Condition, items: Items) -> Coroutine<()> {
    coroutine(call!(producer(items)), async move {
        for i in 1..=p.items {
            sleep(p.delay).await?; //~ sleep
            let _guard = cond.acquire().await?; //~ producer-lock
            items.borrow_mut().push_back(i);
            print(format!("producer makes item {i}")); //~ makes
            if p.wake_all {
                cond.notify_all()?; //~ notify_all
            } else {
                cond.notify(p.notify)?; //~ notify
            }
        }
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let cond = Condition::new(); //~ make-cond
        let items = Items::default();
        let one = |i| consumer(format!("consumer {i}"), cond.clone(), items.clone());
        let mut calls: Vec<_> = (0..p.consumers).map(one).collect();
        calls.push(producer(p, cond, items.clone()));
        gather(calls).await?; //~ gather
        print(format!("{} left", items.borrow().len())); //~ left
        Ok(())
    })
}

params! {
    consumers: i64 = integer(0, 50, 3).label("Consumers", "消费者数"),
    items: i64 = integer(0, 50, 3).label("Items", "物品数"),
    delay: f64 = seconds(1.0).label("An item is made in", "制作一件的时长"),
    notify: usize = count(0, 50, 1).label("notify(n)", "notify(n)"),
    wake_all: bool = switch(false).label("notify_all() instead", "改用 notify_all()"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "condition",
    group: Group::Synchronisation,
    title: Text::new("Condition", "Condition：条件变量"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "{consumers:consumer waits:consumers wait} for {items:item:items}, one every {delay}, with {wake_all?notify_all()|notify({notify})} for each. When is all over?",
                "{consumers} 个消费者等 {items} 件物品，每 {delay} 一件，每次 {wake_all?notify_all()|notify({notify})}。什么时候全部结束？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| {
            Some(match ran.end {
                End::Deadlocked => Answer::never(Text::new(
                    "some wait for a notify that never comes",
                    "有人在等永远不会来的通知",
                )),
                _ => Answer::at(
                    ran.time,
                    Text::new(
                        "each notify wakes one who finds an item",
                        "每次通知唤醒的人都找到了物品",
                    ),
                ),
            })
        },
        wrong: Text::new(
            "Being woken does not mean that the condition holds: wait() belongs into a while.",
            "以为被唤醒就意味着条件成立：wait() 要放在 while 里。",
        ),
    },
    explanation: Text::new(
        "wait() gives the lock back, sleeps until it is notified, and takes the lock again before it returns. notify(1) wakes the one who has waited longest; notify_all() wakes everybody, one takes the item, and the others find nothing and wait again. With more consumers than items some wait for ever, and the program would hang.",
        "wait() 先归还锁，睡到被通知，返回之前再重新拿到锁。notify(1) 唤醒等得最久的那个；notify_all() 唤醒所有人，其中一个拿走物品，其余的发现什么也没有，又继续等待。消费者比物品多时，有些会永远等下去，程序就会卡住。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("Notify all", "通知全部", &[("wake_all", "true")]),
        Preset::new("One item too few", "少了一件", &[("items", "2")]),
        Preset::new("No delays", "没有延迟", &[("delay", "0")]),
        Preset::new("Nobody is notified", "谁也不通知", &[("notify", "0")]),
    ],
    neighbours: &["event", "back_pressure"],
    docs: &[Doc {
        name: "asyncio.Condition",
        page: "asyncio-sync.html#asyncio.Condition",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("condition.py"),
    rust: include_str!("condition.rs"),
    rust_file: file!(),
};
