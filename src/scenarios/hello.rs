//! Print, then sleep: the smallest program of the tutorial.

use super::prelude::*;
use crate::runtime::{Coroutine, call, coroutine, print, sleep};

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        print(p.message); //~ hello
        sleep(p.delay).await?; //~ sleep
        if !p.after.is_empty() {
            print(p.after); //~ after
        }
        Ok(())
    })
}

params! {
    message: String = text(0, 200, "hello").label("Text before the sleep", "睡眠前打印的文本"),
    delay: f64 = seconds(1.0).label("Sleep", "睡眠时长"),
    after: String = text(0, 200, "").label("Text after the sleep", "睡眠后打印的文本"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "hello",
    group: Group::Coroutines,
    title: Text::new("Hello, await", "你好，await"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "main() prints and then sleeps {delay}. When does the program end?",
                "main() 先打印，再睡眠 {delay}。程序什么时候结束？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| {
            Some(Answer::at(
                ran.time,
                Text::new(
                    "main() is done only when its sleep is over",
                    "main() 要等睡眠结束才完成",
                ),
            ))
        },
        wrong: Text::new(
            "Calling main() runs nothing: it only makes a coroutine, until something awaits it.",
            "以为调用 main() 就会运行它：其实只创建了一个协程，要有人 await 它。",
        ),
    },
    explanation: Text::new(
        "asyncio.run() makes an event loop, runs main() as its first task, and closes the loop when main() is done. The text comes at once, yet the program ends only after the sleep, because main() is not done before it. While main() sleeps, the loop has nothing else to do and waits for the timer.",
        "asyncio.run() 创建事件循环，把 main() 作为第一个任务运行，并在 main() 完成后关闭循环。文本立刻打印出来，但程序要等睡眠结束才会结束，因为在那之前 main() 还没有完成。main() 睡眠期间，循环没有别的事可做，只是等待定时器。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "Say something after it",
            "睡醒再说一句",
            &[("after", "… and good night")],
        ),
        Preset::new(
            "No delay at all",
            "完全不等",
            &[("delay", "0"), ("after", "at once")],
        ),
        Preset::new(
            "One hour",
            "一个小时",
            &[("delay", "3600"), ("after", "an hour later")],
        ),
    ],
    neighbours: &["sequence", "create_task"],
    docs: &[
        Doc {
            name: "asyncio.run",
            page: "asyncio-runner.html#asyncio.run",
        },
        Doc {
            name: "asyncio.sleep",
            page: "asyncio-task.html#asyncio.sleep",
        },
    ],
    main: |values| main(Params::from(values)),
    python: include_str!("hello.py"),
    rust: include_str!("hello.rs"),
    rust_file: file!(),
};
