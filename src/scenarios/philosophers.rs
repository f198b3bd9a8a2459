//! Dining philosophers.

use super::prelude::*;
use crate::runtime::{Coroutine, Lock, call, coroutine, gather, print, sleep};

fn philosopher(p: Params, i: usize, first: Lock, second: Lock) -> Coroutine<()> {
    coroutine(call!(philosopher(i)), async move {
        for meal in 1..=p.meals {
            sleep(p.think).await?; //~ thinking
            let _one_fork = first.acquire().await?; //~ first
            print(format!("philosopher {i} has a fork")); //~ fork
            sleep(p.reach).await?; //~ reaching
            let _other_fork = second.acquire().await?; //~ second
            print(format!("philosopher {i} eats meal {meal}")); //~ eats
            sleep(p.eat).await?; //~ eating
        }
        print(format!("philosopher {i} is full")); //~ full
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let forks: Vec<Lock> = (0..p.count).map(|_| Lock::new()).collect(); //~ make-forks
        let mut calls = Vec::new();
        for i in 0..p.count {
            let (mut first, mut second) = (&forks[i], &forks[(i + 1) % p.count]);
            if p.left_handed && i == p.count - 1 {
                (first, second) = (second, first);
            }
            calls.push(philosopher(p.clone(), i, first.clone(), second.clone()));
        }
        gather(calls).await?; //~ gather
        print("the table is empty"); //~ empty
        Ok(())
    })
}

params! {
    count: usize = count(2, 20, 5).label("Philosophers", "哲学家人数"),
    meals: i64 = integer(0, 10, 2).label("Meals each", "每人几餐"),
    think: f64 = seconds(1.0).label("Thinking", "思考时长"),
    reach: f64 = seconds(0.1).label("Reaching for the second fork", "伸手拿第二把叉子"),
    eat: f64 = seconds(0.5).label("Eating", "进餐时长"),
    left_handed: bool = switch(false).label("One is left-handed", "有一位左撇子"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "philosophers",
    group: Group::Synchronisation,
    title: Text::new("Dining philosophers", "哲学家就餐"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "{count:philosopher shares:philosophers share} {count} forks, and each needs two, {meals:time:times}. When is everybody full?",
                "{count} 位哲学家共用 {count} 把叉子，每人要两把，吃 {meals} 餐。什么时候都吃饱？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| {
            Some(match ran.end {
                End::Deadlocked => Answer::never(Text::new(
                    "each holds one fork and waits for the next one's",
                    "每人握着一把，等着邻座的那把",
                )),
                _ => Answer::at(
                    ran.time,
                    Text::new("somebody always gets both forks", "总有人能拿到两把叉子"),
                ),
            })
        },
        wrong: Text::new(
            "Waiting a little does not cure it, only makes it rare: give the forks one order.",
            "以为稍等一下就能治好：那只会少见一些，叉子要有统一的顺序。",
        ),
    },
    explanation: Text::new(
        "When all are hungry at the same moment, each takes the fork at one side and waits for ever for the one at the other side. It is the deadlock of two locks, closed over five. One left-handed philosopher, who takes the forks in the other order, breaks the circle: then somebody always gets both.",
        "如果大家同时饿了，每人先拿起一边的叉子，然后永远等着另一边的那把。这就是两把锁的死锁，只是环上有五个人。只要有一位左撇子，按相反的顺序拿叉子，环就断了，总有人能拿到两把。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "One is left-handed",
            "有一位左撇子",
            &[("left_handed", "true")],
        ),
        Preset::new("Quick hands", "手很快", &[("reach", "0"), ("think", "0")]),
        Preset::new("Two at the table", "桌边两人", &[("count", "2")]),
    ],
    neighbours: &["deadlock", "semaphore"],
    docs: &[Doc {
        name: "asyncio.Lock",
        page: "asyncio-sync.html#asyncio.Lock",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("philosophers.py"),
    rust: include_str!("philosophers.rs"),
    rust_file: file!(),
};
