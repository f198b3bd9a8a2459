//! Runners wait for each other.

use super::prelude::*;
use crate::runtime::{Barrier, Coroutine, call, coroutine, gather, print, sleep};

fn runner(p: Params, i: i64, barrier: Barrier) -> Coroutine<()> {
    coroutine(call!(runner(i)), async move {
        sleep(p.delay * i as f64).await?; //~ sleep
        print(format!("runner {i} arrives")); //~ arrives
        let index = barrier.wait().await?; //~ wait
        print(format!("runner {i} goes on, with index {index}")); //~ on
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let barrier = Barrier::new(p.parties)?; //~ make-barrier
        let calls = (0..p.runners).map(|i| runner(p.clone(), i, barrier.clone()));
        gather(calls).await?; //~ gather
        print("all are through"); //~ all
        Ok(())
    })
}

params! {
    parties: usize = count(1, 50, 3).label("Parties", "屏障人数"),
    runners: i64 = integer(0, 50, 3).label("Runners", "选手数"),
    delay: f64 = seconds(1.0).bounds(0.0, 60.0).label("Delay, times 0, 1, 2 …", "延迟，依次乘以 0、1、2 …"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "barrier",
    group: Group::Synchronisation,
    title: Text::new("Barrier", "Barrier：屏障"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "Runners 0, 1, 2 … come to a barrier for {parties:runner:runners}, {delay} apart, {runners} in all. Which goes on first?",
                "选手 0、1、2…… 每隔 {delay} 到达 {parties} 人的屏障，共 {runners} 位。谁先继续？",
            )
        },
        guess: Guess::Number { can_hang: true },
        answer: |_, ran| match ran
            .lines
            .iter()
            .find(|(_, line)| line.contains(" goes on, "))
        {
            Some((_, line)) => Some(Answer::number(
                line.split(' ').nth(1)?.parse().ok()?,
                Text::new(
                    "the last to arrive does not wait, and goes on in the same step",
                    "最后到达的不用等，在同一步里继续",
                ),
            )),
            None if ran.end == End::Deadlocked => Some(Answer::never(Text::new(
                "too few come, so all wait for ever",
                "来的人太少，大家永远等下去",
            ))),
            None => None,
        },
        wrong: Text::new(
            "A barrier does not know how many will come: one too few, and all wait for ever.",
            "以为屏障知道会来多少人：少来一个，大家就永远等下去。",
        ),
    },
    explanation: Text::new(
        "The last one to arrive does not have to wait at all, and goes on in the same step; the others are woken, in the order of their arrival. Each gets its index of arrival, so that one of them, say index 0, can do what is to be done once. When all have left, the barrier is closed again and can be used for the next round.",
        "最后到达的那个根本不用等，在同一步里继续；其他人按到达的先后被唤醒。每人都得到自己的到达序号，这样其中一个（比如序号 0）可以去做只需做一次的事。大家都离开后，屏障重新关上，可用于下一轮。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("One runner too few", "少一位选手", &[("runners", "2")]),
        Preset::new("One runner too many", "多一位选手", &[("runners", "4")]),
        Preset::new("Two rounds", "两轮", &[("runners", "6")]),
        Preset::new("All at once", "同时到达", &[("delay", "0")]),
    ],
    neighbours: &["event", "condition"],
    docs: &[Doc {
        name: "asyncio.Barrier",
        page: "asyncio-sync.html#asyncio.Barrier",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("barrier.py"),
    rust: include_str!("barrier.rs"),
    rust_file: file!(),
};
