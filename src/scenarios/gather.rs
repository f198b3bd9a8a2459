//! Three factorials side by side.

use super::prelude::*;
use crate::events::Nanos;
use crate::runtime::{Coroutine, call, coroutine, gather, print, sleep};

fn factorial(p: Params, name: String, number: i64) -> Coroutine<()> {
    coroutine(call!(factorial(name, number)), async move {
        let mut f: u128 = 1; // 34! is the last that fits
        for i in 2..=number {
            print(format!("Task {name}: Compute factorial({i})...")); //~ compute
            sleep(p.delay).await?; //~ sleep
            f *= i.unsigned_abs() as u128;
        }
        print(format!("Task {name}: factorial({number}) = {f}")); //~ result
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        // Schedule three calls *concurrently*:
        let calls = [
            factorial(p.clone(), p.name_a.clone(), p.a), //~ a
            factorial(p.clone(), p.name_b.clone(), p.b), //~ b
            factorial(p.clone(), p.name_c.clone(), p.c), //~ c
        ];
        gather(calls).await?; //~ gather
        Ok(())
    })
}

params! {
    a: i64 = integer(0, 34, 2).label("Number for A", "A 的数"),
    b: i64 = integer(0, 34, 3).label("Number for B", "B 的数"),
    c: i64 = integer(0, 34, 4).label("Number for C", "C 的数"),
    delay: f64 = seconds(1.0).label("Delay per step", "每一步的延迟"),
    name_a: String = text(1, 40, "A").label("Name of A", "A 的名字"),
    name_b: String = text(1, 40, "B").label("Name of B", "B 的名字"),
    name_c: String = text(1, 40, "C").label("Name of C", "C 的名字"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "gather",
    group: Group::Coroutines,
    title: Text::new("gather: three factorials", "gather：三个阶乘"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "Factorials of {a}, {b} and {c} sleep {delay} for each multiplication, all at once. When are they done?",
                "{a}、{b}、{c} 的阶乘同时计算，每做一次乘法睡 {delay}。什么时候全部完成？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| {
            let because = match ran.time == Nanos::ZERO {
                true => Text::new("nobody has anything to wait for", "谁都不需要等待"),
                false => Text::new(
                    "the largest number decides; the others sleep meanwhile",
                    "由最大的数决定，其余的同时在睡",
                ),
            };
            Some(Answer::at(ran.time, because))
        },
        wrong: Text::new(
            "Nothing runs in parallel: one thread switches at the awaits; only the waiting overlaps.",
            "以为这里有并行：只有一个线程在 await 处切换，重叠的只是等待。",
        ),
    },
    explanation: Text::new(
        "gather() makes a task of each coroutine and is done when all of them are: as long as the longest takes, not the sum. Each factorial sleeps once per multiplication, so the largest number decides. Tasks whose timers end at the same instant go on in the order in which they set them. The results would come as a list in the order of the arguments, whichever finished first.",
        "gather() 把每个协程包装成任务，全部完成时它才完成：用时等于最长的那个，而不是总和。每做一次乘法就睡一次，所以由最大的数决定用时。定时器在同一时刻到期的任务，按设置定时器的先后继续。结果会按参数的顺序组成列表，与谁先完成无关。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "All alike",
            "三个一样",
            &[("a", "3"), ("b", "3"), ("c", "3")],
        ),
        Preset::new(
            "No delay: who is first?",
            "没有延迟：谁先？",
            &[("delay", "0")],
        ),
        Preset::new(
            "Nothing to compute",
            "无需计算",
            &[("a", "0"), ("b", "1"), ("c", "0")],
        ),
        Preset::new(
            "One long one",
            "一个特别长",
            &[("a", "1"), ("b", "2"), ("c", "34")],
        ),
    ],
    neighbours: &["create_task"],
    docs: &[Doc {
        name: "asyncio.gather",
        page: "asyncio-task.html#asyncio.gather",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("gather.py"),
    rust: include_str!("gather.rs"),
    rust_file: file!(),
};
