//! A task that nobody keeps.

use super::prelude::*;
use crate::runtime::{Coroutine, Exception, call, classes, coroutine, create_task, print, sleep};

fn background(p: Params) -> Coroutine<()> {
    coroutine(call!(background()), async move {
        sleep(p.work).await?; //~ work
        if p.fails {
            return Err(Exception::new(&classes::VALUE_ERROR, "nobody hears this"));
        }
        print("background: done"); //~ done
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let task = create_task(background(p.clone())); //~ create
        let kept = p.keep.then_some(task);

        sleep(p.other).await?; //~ other
        print("main: I am done"); //~ main-done
        if let Some(task) = kept {
            task.await?; //~ await
        }
        Ok(())
    })
}

params! {
    work: f64 = seconds(2.0).label("The task works for", "任务用时"),
    fails: bool = switch(false).label("The task fails", "任务失败"),
    other: f64 = seconds(1.0).label("Main works for", "main 用时"),
    keep: bool = switch(false).label("Keep and await the task", "保留并等待任务"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "lost_task",
    group: Group::Coroutines,
    title: Text::new("A task nobody keeps", "没人保留的任务"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A task works for {work}{fails? and fails|}; main() ends after {other}{keep?, having awaited it|}. Does its work get done?",
                "任务工作 {work}{fails?后失败|}；main() 在 {other} 后结束{keep?，并等待了它|}。它的工作会完成吗？",
            )
        },
        guess: Guess::Choice(&[
            Text::new("yes", "会"),
            Text::new("no, it is cancelled", "不会，它被取消"),
            Text::new("no, it fails", "不会，它失败了"),
        ]),
        answer: |_, ran| {
            let (place, because) = if ran.says("background: done") {
                (
                    0,
                    Text::new(
                        "it was done before main() ended",
                        "它在 main() 结束之前就做完了",
                    ),
                )
            } else if ran.is_reported || ran.end == End::Raised {
                (
                    2,
                    Text::new(
                        "its exception comes out only where somebody asks for it",
                        "只有有人来取，它的异常才会出现",
                    ),
                )
            } else {
                (
                    1,
                    Text::new(
                        "asyncio.run() cancels whatever is left when main() ends",
                        "main() 结束时，asyncio.run() 取消所有剩下的任务",
                    ),
                )
            };
            Some(Answer::choice(place, because))
        },
        wrong: Text::new(
            "The loop keeps only weak references to tasks: keep your own, or use a TaskGroup.",
            "以为循环会替你留住任务：它只持有弱引用，要自己保留或用 TaskGroup。",
        ),
    },
    explanation: Text::new(
        "When main() ends, asyncio.run() cancels every task that is left, without a word. If the task fails, nobody asks for its exception; the loop can only report that it \"was never retrieved\", when the task is thrown away.",
        "main() 结束时，asyncio.run() 会悄悄取消所有剩下的任务。如果任务失败了，没有人来取它的异常；循环只能在任务被丢弃时报告一句“was never retrieved”（从未被取走）。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "It fails, unheard",
            "失败了也没人听见",
            &[("work", "0.5"), ("fails", "true")],
        ),
        Preset::new("Keep it", "保留它", &[("keep", "true")]),
        Preset::new(
            "Keep it, and it fails",
            "保留它，而它失败了",
            &[("keep", "true"), ("fails", "true")],
        ),
    ],
    neighbours: &["create_task", "task_group", "wait"],
    docs: &[Doc {
        name: "asyncio.create_task",
        page: "asyncio-task.html#asyncio.create_task",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("lost_task.py"),
    rust: include_str!("lost_task.rs"),
    rust_file: file!(),
};
