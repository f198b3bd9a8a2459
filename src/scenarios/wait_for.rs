//! `wait_for(eternity(), timeout=1.0)`, the tutorial's.

use super::prelude::*;
use crate::runtime::{Coroutine, call, classes, coroutine, print, sleep, wait_for};

fn eternity(p: Params) -> Coroutine<()> {
    coroutine(call!(eternity()), async move {
        // Sleep for a long time
        sleep(p.delay).await?; //~ sleep
        print(p.yay); //~ yay
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        // Wait for so long at most
        let waited = wait_for(eternity(p.clone()), Some(p.timeout)).await; //~ wait_for
        match waited {
            Err(error) if error.is(&classes::TIMEOUT_ERROR) => {
                print(p.message); //~ timeout
                Ok(())
            }
            waited => waited,
        }
    })
}

params! {
    delay: f64 = seconds(3600.0).label("Eternity", "永恒的时长"),
    timeout: f64 = seconds(1.0).with_point().label("Timeout", "超时"),
    yay: String = text(0, 200, "yay!").label("Text at the end of eternity", "永恒结束时的文本"),
    message: String = text(0, 200, "timeout!").label("Text at the timeout", "超时时的文本"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "wait_for",
    group: Group::Timeouts,
    title: Text::new("wait_for: eternity", "wait_for：永恒"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A coroutine wants {delay}, its caller gives it {timeout}. Does it get to its end?",
                "一个协程要 {delay}，调用者只给 {timeout}。它能做完吗？",
            )
        },
        guess: YES_NO,
        answer: |values, ran| {
            let p = Params::from(values);
            if p.yay == p.message {
                return None;
            }
            let is_done = ran.lines.iter().any(|(_, line)| *line == p.yay);
            Some(Answer::yes(
                is_done,
                match is_done {
                    _ if p.timeout <= 0.0 && !is_done => Text::new(
                        "with no time at all it does not even start",
                        "一点时间也没有，它根本不会开始",
                    ),
                    true => Text::new("its sleep is over in time", "它的睡眠及时结束"),
                    false => Text::new(
                        "at the timeout it gets CancelledError, and its caller TimeoutError",
                        "超时的时候它收到 CancelledError，调用者收到 TimeoutError",
                    ),
                },
            ))
        },
        wrong: Text::new(
            "wait_for() comes back not at the timeout itself but when the coroutine has ended.",
            "以为 wait_for() 在超时那一刻返回：要等协程真正结束。",
        ),
    },
    explanation: Text::new(
        "After the timeout it is cancelled: its sleep raises CancelledError, it ends, and only then does wait_for() raise TimeoutError. Since Python 3.12 the coroutine runs inside the caller's own task; in 3.7 it became a task of its own. With a timeout of zero or less it does not even start.",
        "超时之后它会被取消：它的 sleep 抛出 CancelledError，协程结束，然后 wait_for() 才抛出 TimeoutError。从 Python 3.12 起，协程就在调用者自己的任务里运行；在 3.7 中它会成为单独的任务。超时为零或更小时，它根本不会开始。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("Just in time", "刚好来得及", &[("delay", "0.5")]),
        Preset::new("A tie", "同时到期", &[("delay", "1")]),
        Preset::new("No time at all", "完全不给时间", &[("timeout", "0")]),
        Preset::new("Enough for eternity", "等到永恒", &[("timeout", "3600")]),
    ],
    neighbours: &["timeout", "cancel", "shield"],
    docs: &[Doc {
        name: "asyncio.wait_for",
        page: "asyncio-task.html#asyncio.wait_for",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("wait_for.py"),
    rust: include_str!("wait_for.rs"),
    rust_file: file!(),
};
