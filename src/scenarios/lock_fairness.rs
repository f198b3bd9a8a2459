//! Who gives a lock back and wants it again stands at the end of the line.

use super::prelude::*;
use crate::runtime::{Coroutine, Lock, call, coroutine, gather, print, sleep};

fn greedy(p: Params, lock: Lock) -> Coroutine<()> {
    coroutine(call!(greedy()), async move {
        for i in 1..=p.rounds {
            let _guard = lock.acquire().await?; //~ greedy-lock
            print(format!("greedy: round {i}")); //~ greedy-round
            sleep(p.hold).await?; //~ greedy-hold
        }
        print("greedy: done"); //~ greedy-done
        Ok(())
    })
}

fn modest(p: Params, name: String, lock: Lock) -> Coroutine<()> {
    coroutine(call!(modest(name)), async move {
        let _guard = lock.acquire().await?; //~ modest-lock
        print(format!("{name} has the lock")); //~ modest-has
        sleep(p.hold).await?; //~ modest-hold
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let lock = Lock::new(); //~ make-lock
        let mut calls = vec![greedy(p.clone(), lock.clone())];
        let one = |i| modest(p.clone(), format!("modest {i}"), lock.clone());
        calls.extend((1..=p.modest).map(one));
        gather(calls).await?; //~ gather
        print("all have had it"); //~ all
        Ok(())
    })
}

params! {
    rounds: i64 = integer(0, 50, 3).label("Greedy takes it so often", "greedy 获取的次数"),
    modest: i64 = integer(0, 50, 2).label("Others, once each", "其他人，各一次"),
    hold: f64 = seconds(1.0).label("Each holds it for", "每次持锁时长"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "lock_fairness",
    group: Group::Synchronisation,
    title: Text::new("A lock is fair", "锁是公平的"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A greedy task takes a lock {rounds:time:times}, for {hold} each, and asks again at once; {modest:other wants:others want} it too. When is the greedy one done?",
                "贪心的任务拿锁 {rounds} 次，每次 {hold}，归还后立刻再要；另有 {modest} 个也想要。贪心的什么时候做完？",
            )
        },
        guess: Guess::Seconds,
        answer: |values, ran| {
            let p = Params::from(values);
            let because = match p.rounds > 1 && p.modest > 0 {
                true => Text::new(
                    "each time it stands behind all who wait already",
                    "每次它都排在已经等待的人后面",
                ),
                false => Text::new("nobody is in its way", "没有人挡在它前面"),
            };
            Some(Answer::at(ran.when("greedy: done")?, because))
        },
        wrong: Text::new(
            "A free lock that somebody was woken for is not taken by who comes along first.",
            "以为锁一空出来谁先到谁拿：已有人被唤醒时，它不会被抢走。",
        ),
    },
    explanation: Text::new(
        "asyncio's Lock is first come, first served. release() wakes the first in line, and though the lock is free until that task runs, acquire() does not give it to anybody else meanwhile: who asks again stands at the end. So the greedy task gets its second round only after everybody who waited, and nobody starves.",
        "asyncio 的 Lock 先到先得。release() 唤醒队首；在那个任务运行之前锁虽然空着，acquire() 也不会把它给别人：再来要的排到队尾。所以贪心的任务要等所有已经在等的人之后才轮到第二次，没有人会饿死。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("Nobody else", "没有别人", &[("modest", "0")]),
        Preset::new("Ten others", "另有十个", &[("modest", "10")]),
        Preset::new("Held for no time", "不占用时间", &[("hold", "0")]),
    ],
    neighbours: &["lock", "semaphore"],
    docs: &[Doc {
        name: "asyncio.Lock",
        page: "asyncio-sync.html#asyncio.Lock",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("lock_fairness.py"),
    rust: include_str!("lock_fairness.rs"),
    rust_file: file!(),
};
