//! Two tasks whose delays overlap.

use super::prelude::*;
use crate::runtime::{Coroutine, call, coroutine, create_task, get_running_loop, print, sleep};

fn say_after(delay: f64, what: String) -> Coroutine<()> {
    coroutine(call!(say_after(delay, what)), async move {
        sleep(delay).await?; //~ sleep
        print(what); //~ say
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let time = get_running_loop()?;
        let task1 = create_task(say_after(p.first_delay, p.first_message)); //~ create1 call1
        let task2 = create_task(say_after(p.second_delay, p.second_message)); //~ create2 call2

        print(format!("started at {}", time.strftime_x())); //~ started

        // Wait until both tasks are completed.
        task1.await?; //~ await1
        task2.await?; //~ await2
        print(format!("finished at {}", time.strftime_x())); //~ finished
        Ok(())
    })
}

params! {
    first_delay: f64 = seconds(1.0).label("First delay", "第一个延迟"),
    first_message: String = text(0, 200, "hello").label("First message", "第一条消息"),
    second_delay: f64 = seconds(2.0).label("Second delay", "第二个延迟"),
    second_message: String = text(0, 200, "world").label("Second message", "第二条消息"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "create_task",
    group: Group::Coroutines,
    title: Text::new("create_task: overlap", "create_task：重叠"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "Two tasks sleep {first_delay} and {second_delay}. When are both done?",
                "两个任务分别睡眠 {first_delay} 和 {second_delay}。什么时候都完成？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| {
            Some(Answer::at(
                ran.time,
                Text::new(
                    "both sleep at the same time, so the longer sleep decides",
                    "两个同时睡眠，由较长的一个决定",
                ),
            ))
        },
        wrong: Text::new(
            "The order of the awaits says nothing about the order of the work.",
            "以为 await 的先后决定工作的先后。",
        ),
    },
    explanation: Text::new(
        "create_task() queues a task's first step; both tasks start when main() first gives way, which is at await task1, so \"started at\" is printed before either runs. From then on both sleep at the same time. Awaiting the tasks does not start them, it only waits for them.",
        "create_task() 只是把任务的第一步排进队列；main() 第一次让出控制权（也就是 await task1）时，两个任务才开始，所以“started at”在它们运行之前就打印了。此后两个任务同时睡眠。await 任务并不会启动它，只是等它完成。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "The second is faster",
            "第二个更快",
            &[("first_delay", "2"), ("second_delay", "1")],
        ),
        Preset::new(
            "A tie",
            "同时到期",
            &[("first_delay", "1"), ("second_delay", "1")],
        ),
        Preset::new(
            "No delays",
            "没有延迟",
            &[("first_delay", "0"), ("second_delay", "0")],
        ),
    ],
    neighbours: &["sequence", "gather"],
    docs: &[Doc {
        name: "asyncio.create_task",
        page: "asyncio-task.html#asyncio.create_task",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("create_task.py"),
    rust: include_str!("create_task.rs"),
    rust_file: file!(),
};
