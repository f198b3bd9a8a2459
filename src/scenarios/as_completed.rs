//! Results in the order in which they arrive.

use super::prelude::*;
use crate::runtime::{Coroutine, as_completed, call, coroutine, print, sleep};

fn fetch(name: String, delay: f64) -> Coroutine<String> {
    coroutine(call!(fetch(name, delay)), async move {
        sleep(delay).await?; //~ sleep
        Ok(name)
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let calls = [
            fetch(p.name_a, p.delay_a), //~ a
            fetch(p.name_b, p.delay_b), //~ b
            fetch(p.name_c, p.delay_c), //~ c
        ];
        let mut arriving = as_completed(calls, None)?; //~ as_completed
        let mut place = 0;
        while let Some(next_one) = arriving.next_result() {
            let name = next_one.await?; //~ next
            place += 1;
            print(format!("{place}. {name}")); //~ place
            sleep(p.pause).await?; //~ pause
        }
        print("all are in"); //~ all
        Ok(())
    })
}

params! {
    name_a: String = text(1, 40, "A").label("First name", "第一个的名字"),
    delay_a: f64 = seconds(3.0).label("First delay", "第一个的延迟"),
    name_b: String = text(1, 40, "B").label("Second name", "第二个的名字"),
    delay_b: f64 = seconds(1.0).label("Second delay", "第二个的延迟"),
    name_c: String = text(1, 40, "C").label("Third name", "第三个的名字"),
    delay_c: f64 = seconds(2.0).label("Third delay", "第三个的延迟"),
    pause: f64 = seconds(0.0).label("Pause after each", "每个之后停顿"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "as_completed",
    group: Group::Coroutines,
    title: Text::new("as_completed: who is first?", "as_completed：谁先到？"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "Three coroutines take {delay_a}, {delay_b} and {delay_c}. Whose result comes first?",
                "三个协程分别用时 {delay_a}、{delay_b}、{delay_c}。谁的结果先到？",
            )
        },
        guess: Guess::Choice(&[
            Text::new("the first", "第一个"),
            Text::new("the second", "第二个"),
            Text::new("the third", "第三个"),
        ]),
        answer: |values, ran| {
            let p = Params::from(values);
            let all = [
                (&p.name_a, p.delay_a),
                (&p.name_b, p.delay_b),
                (&p.name_c, p.delay_c),
            ];
            let fastest = |name: &&String| {
                all.iter()
                    .filter(|it| it.0 == *name)
                    .map(|it| it.1)
                    .fold(f64::INFINITY, f64::min)
            };
            let (_, line) = ran.lines.iter().find(|(_, line)| line.starts_with("1. "))?;
            let first = all
                .iter()
                .position(|(name, delay)| line[3..] == ***name && *delay <= fastest(name))?;
            Some(Answer::choice(
                first,
                Text::new(
                    "as_completed() gives results in the order in which they are ready",
                    "as_completed() 按完成的先后给出结果",
                ),
            ))
        },
        wrong: Text::new(
            "What you await is not the coroutine you passed: let the result say which it was.",
            "以为 await 到的就是传进去的那个协程：要让结果自己说明是谁。",
        ),
    },
    explanation: Text::new(
        "as_completed() starts all of them and gives, one after the other, something to await for the next result, whichever it is. So each result can be used at once, while the slower ones are still under way. A pause in the loop's body delays nobody but the loop itself; what finished meanwhile is waiting.",
        "as_completed() 启动所有协程，然后一个接一个地给出可以 await 的对象，它代表“下一个结果”，不管来自谁。这样每个结果都能立刻使用，而较慢的还在进行。循环体里的停顿只会拖慢循环自己，期间完成的会在那里等着。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "A tie",
            "同时完成",
            &[("delay_a", "1"), ("delay_b", "1"), ("delay_c", "1")],
        ),
        Preset::new("A slow reader", "读得很慢", &[("pause", "5")]),
        Preset::new(
            "In order",
            "按顺序",
            &[("delay_a", "1"), ("delay_b", "2"), ("delay_c", "3")],
        ),
    ],
    neighbours: &["gather", "wait"],
    docs: &[Doc {
        name: "asyncio.as_completed",
        page: "asyncio-task.html#asyncio.as_completed",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("as_completed.py"),
    rust: include_str!("as_completed.rs"),
    rust_file: file!(),
};
