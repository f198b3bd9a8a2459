//! The commonest error: a coroutine is called and not awaited.

use super::prelude::*;
use crate::runtime::{Coroutine, call, coroutine, print, sleep};

fn save(p: Params, what: String) -> Coroutine<()> {
    coroutine(call!(save(what)), async move {
        sleep(p.delay).await?; //~ sleep
        print(format!("{what} is saved")); //~ saved
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        if p.forget {
            drop(save(p.clone(), p.first.clone())); //~ call-order
            drop(save(p.clone(), p.second.clone())); //~ call-invoice
        } else {
            save(p.clone(), p.first.clone()).await?; //~ order
            save(p.clone(), p.second.clone()).await?; //~ invoice
        }
        print("main: all is saved"); //~ all
        Ok(())
    })
}

params! {
    forget: bool = switch(true).label("Forget to await", "忘记 await"),
    delay: f64 = seconds(0.5).label("Saving one takes", "保存一份用时"),
    first: String = text(1, 40, "the order").label("What is saved first", "先保存的"),
    second: String = text(1, 40, "the invoice").label("What is saved second", "后保存的"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "never_awaited",
    group: Group::Coroutines,
    title: Text::new("Never awaited", "从未被 await"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "main() calls save() twice, {forget?without|with} await; one takes {delay}. How many are saved?",
                "main() 调用 save() 两次，{forget?没有写|写了} await；保存一份用时 {delay}。一共保存了几份？",
            )
        },
        guess: Guess::Number { can_hang: false },
        answer: |values, ran| {
            let because = match Params::from(values).forget {
                true => Text::new(
                    "each call only makes a coroutine, which is thrown away unrun",
                    "每次调用只创建了一个协程，没有运行就被丢弃",
                ),
                false => Text::new("await runs each to its end", "await 让每一个运行到结束"),
            };
            Some(Answer::number(
                ran.count(" is saved") - ran.count("main: all is saved"),
                because,
            ))
        },
        wrong: Text::new(
            "Nothing fails: the program goes on, and only a warning on stderr tells of it.",
            "以为会报错：程序照常继续，只有标准错误上的一条警告说出来。",
        ),
    },
    explanation: Text::new(
        "Calling an async function runs no line of it: it makes a coroutine object, and that runs only when something awaits it or makes a task of it. Here it is dropped at once, and Python says \"coroutine 'save' was never awaited\", as a RuntimeWarning on stderr. main() does not notice and claims that all is saved.",
        "调用 async 函数不会运行它的任何一行：它只创建一个协程对象，要有人 await 它或把它变成任务才会运行。这里它立刻被丢弃，Python 在标准错误上以 RuntimeWarning 说一句“coroutine 'save' was never awaited”。main() 毫无察觉，还声称全部保存好了。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("With await", "写上 await", &[("forget", "false")]),
        Preset::new(
            "With await, and slow",
            "写上 await，而且很慢",
            &[("forget", "false"), ("delay", "5")],
        ),
    ],
    neighbours: &["hello", "sequence", "lost_task"],
    docs: &[Doc {
        name: "Detect never awaited coroutines",
        page: "asyncio-dev.html#detect-never-awaited-coroutines",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("never_awaited.py"),
    rust: include_str!("never_awaited.rs"),
    rust_file: file!(),
};
