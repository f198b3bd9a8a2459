//! Two awaits, one after the other.

use super::prelude::*;
use crate::runtime::{Coroutine, call, coroutine, get_running_loop, print, sleep};

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
        print(format!("started at {}", time.strftime_x())); //~ started

        say_after(p.first_delay, p.first_message).await?; //~ first
        say_after(p.second_delay, p.second_message).await?; //~ second

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
    id: "sequence",
    group: Group::Coroutines,
    title: Text::new("Await in sequence", "依次 await"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "Two coroutines sleep {first_delay} and {second_delay}, awaited one after the other. When is all done?",
                "两个协程分别睡眠 {first_delay} 和 {second_delay}，先后被 await。什么时候全部完成？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| {
            Some(Answer::at(
                ran.time,
                Text::new(
                    "the second begins when the first is over, so the delays add up",
                    "第一个结束后第二个才开始，所以延迟相加",
                ),
            ))
        },
        wrong: Text::new(
            "await does not mean “in the background”; it means “go on when this is done”.",
            "以为 await 是“放到后台去做”，其实是“等它做完再继续”。",
        ),
    },
    explanation: Text::new(
        "The second say_after() is not even called before the first has returned. Awaiting a coroutine directly runs it inside the task that awaits it, like a function call that may pause. So there is one task here, main(), and the two delays add up.",
        "第一个 say_after() 返回之前，第二个甚至还没有被调用。直接 await 一个协程，就是在当前任务里运行它，好比一次可以暂停的函数调用。所以这里只有 main() 一个任务，两段延迟相加。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "The longer one first",
            "先长后短",
            &[("first_delay", "2"), ("second_delay", "1")],
        ),
        Preset::new(
            "No delays",
            "没有延迟",
            &[("first_delay", "0"), ("second_delay", "0")],
        ),
        Preset::new(
            "An hour each",
            "各一小时",
            &[("first_delay", "3600"), ("second_delay", "3600")],
        ),
    ],
    neighbours: &["hello", "create_task"],
    docs: &[Doc {
        name: "Coroutines",
        page: "asyncio-task.html#coroutines",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("sequence.py"),
    rust: include_str!("sequence.rs"),
    rust_file: file!(),
};
