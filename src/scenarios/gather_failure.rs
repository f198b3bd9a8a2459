//! One of three coroutines fails: what `gather` makes of it.

use super::prelude::*;
use crate::events::Nanos;
use crate::runtime::{
    Coroutine, Exception, call, classes, coroutine, gather, gather_exceptions, print, sleep,
};

fn fetch(name: &'static str, delay: f64, fails: bool) -> Coroutine<String> {
    coroutine(call!(fetch(name, delay, fails)), async move {
        sleep(delay).await?; //~ sleep
        if fails {
            let message = format!("{name} failed");
            return Err(Exception::new(&classes::VALUE_ERROR, message));
        }
        print(format!("{name} is done")); //~ done
        Ok(name.to_owned())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let calls = [
            fetch("A", p.delay_a, p.fails_a), //~ a
            fetch("B", p.delay_b, p.fails_b), //~ b
            fetch("C", p.delay_c, p.fails_c), //~ c
        ];
        let results = if p.return_exceptions {
            gather_exceptions(calls).await //~ gather
        } else {
            let names = gather(calls).await; //~ gather
            names.map(|names| names.into_iter().map(Ok).collect())
        };
        match results {
            Err(error) if error.is(&classes::VALUE_ERROR) => {
                print(format!("main caught: {}", error.text())); //~ caught
            }
            results => {
                for result in results? {
                    print(format!("result: {}", result_repr(&result))); //~ result
                }
            }
        }

        sleep(p.linger).await?; //~ linger
        print("main ends"); //~ ends
        Ok(())
    })
}

params! {
    delay_a: f64 = seconds(1.0).label("Delay of A", "A 的延迟"),
    fails_a: bool = switch(false).label("A fails", "A 失败"),
    delay_b: f64 = seconds(2.0).label("Delay of B", "B 的延迟"),
    fails_b: bool = switch(true).label("B fails", "B 失败"),
    delay_c: f64 = seconds(3.0).label("Delay of C", "C 的延迟"),
    fails_c: bool = switch(false).label("C fails", "C 失败"),
    return_exceptions: bool = switch(false).label("return_exceptions", "return_exceptions"),
    linger: f64 = seconds(2.0).label("Main goes on for", "main 继续运行"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "gather_failure",
    group: Group::Coroutines,
    title: Text::new("gather: one fails", "gather：其中一个失败"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A sleeps {delay_a}{fails_a? and fails|}, B {delay_b}{fails_b? and fails|}, C {delay_c}{fails_c? and fails|}. When does main() get past the gather?",
                "A 睡 {delay_a}{fails_a?后失败|}，B 睡 {delay_b}{fails_b?后失败|}，C 睡 {delay_c}{fails_c?后失败|}。main() 什么时候越过 gather？",
            )
        },
        guess: Guess::Seconds,
        answer: |values, ran| {
            let linger = Params::from(values).linger;
            let caught = ran.when("main caught");
            let because = match caught {
                Some(_) => Text::new(
                    "the first exception comes out at once, and the others run on",
                    "第一个异常立刻出来，其余的继续运行",
                ),
                None => Text::new(
                    "gather waits for all of them: the longest decides",
                    "gather 等所有的完成：由最长的决定",
                ),
            };
            let past = caught.or_else(|| ran.when("result: "));
            past.or_else(|| Some(Nanos::from_secs(ran.when("main ends")?.as_secs() - linger)))
                .map(|when| Answer::at(when, because))
        },
        wrong: Text::new(
            "A failure does not stop the others. For “one fails, all stop” there is TaskGroup.",
            "以为一个失败其余就停下。想要这样应当用 TaskGroup。",
        ),
    },
    explanation: Text::new(
        "The first exception goes to whoever awaits the gather, at once, while the others still sleep. They are not cancelled: they run on, if main() lives long enough. With return_exceptions=True nothing is raised: gather waits for all, and an exception stands in the list like a result.",
        "第一个异常会立刻交给等待 gather 的一方，而其余的还在睡眠。它们不会被取消：只要 main() 活得够久，就会继续运行。如果 return_exceptions=True，就什么也不抛出：gather 等所有协程结束，异常像结果一样放进列表。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "Exceptions as results",
            "把异常当作结果",
            &[("return_exceptions", "true")],
        ),
        Preset::new("Two fail", "两个失败", &[("fails_a", "true")]),
        Preset::new("Main leaves early", "main 提前离开", &[("linger", "0.5")]),
        Preset::new("Nobody fails", "没有失败", &[("fails_b", "false")]),
    ],
    neighbours: &["gather", "task_group", "wait"],
    docs: &[Doc {
        name: "asyncio.gather",
        page: "asyncio-task.html#asyncio.gather",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("gather_failure.py"),
    rust: include_str!("gather_failure.rs"),
    rust_file: file!(),
};
