//! Two deadlines, one inside the other.

use super::prelude::*;
use crate::runtime::{Coroutine, call, classes, coroutine, print, sleep, timeout};

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let outer = async {
            let inner = async {
                sleep(p.first).await?; //~ first
                print("the first work is done"); //~ first-done
                Ok(())
            };
            let first = timeout(Some(p.inner))?.run(inner).await; //~ inner
            match first {
                Err(error) if error.is(&classes::TIMEOUT_ERROR) => {
                    print("the inner timeout is over"); //~ inner-over
                }
                first => first?,
            }
            sleep(p.second).await?; //~ second
            print("the second work is done"); //~ second-done
            Ok(())
        };
        let both = timeout(Some(p.outer))?.run(outer).await; //~ outer
        match both {
            Err(error) if error.is(&classes::TIMEOUT_ERROR) => {
                print("the outer timeout is over"); //~ outer-over
            }
            both => both?,
        }
        print("main goes on"); //~ on
        Ok(())
    })
}

params! {
    outer: f64 = seconds(3.0).label("Outer timeout", "外层超时"),
    inner: f64 = seconds(1.0).label("Inner timeout", "内层超时"),
    first: f64 = seconds(5.0).label("First work", "第一份工作"),
    second: f64 = seconds(5.0).label("Second work", "第二份工作"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "timeout",
    group: Group::Timeouts,
    title: Text::new("timeout(), nested", "嵌套的 timeout()"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A timeout of {inner} stands inside one of {outer}; the work takes {first} and {second}. When does main() go on?",
                "{inner} 的超时套在 {outer} 的超时里；工作用时 {first} 和 {second}。main() 什么时候继续？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| {
            let because = match (ran.says("the inner timeout"), ran.says("the outer timeout")) {
                (true, true) => Text::new(
                    "the inner one ends the first work, the outer one the second",
                    "内层结束第一份工作，外层结束第二份",
                ),
                (true, false) => Text::new(
                    "only the inner time is over; the second work gets done",
                    "只有内层到期，第二份工作做完了",
                ),
                (false, true) => Text::new(
                    "the outer one is over first, and its cancel passes through the inner block",
                    "外层先到期，它的取消穿过内层代码块",
                ),
                (false, false) => Text::new("all is done in time", "一切都及时做完"),
            };
            Some(Answer::at(ran.when("main goes on")?, because))
        },
        wrong: Text::new(
            "Inside the block there is no TimeoutError yet: a try in there sees CancelledError.",
            "以为在块内能捕获 TimeoutError：那里看到的是 CancelledError。",
        ),
    },
    explanation: Text::new(
        "timeout() cancels the task when its time is over, and turns the CancelledError into a TimeoutError at the end of its own block. So each block answers for its own deadline only, and what follows the inner block goes on. If the outer deadline comes first, the cancel passes through the inner block as CancelledError and becomes a TimeoutError outside.",
        "时间一到，timeout() 就取消任务，并在自己的代码块结尾把 CancelledError 变成 TimeoutError。所以每个代码块只对自己的期限负责，内层之后的代码照常继续。如果外层期限先到，取消会以 CancelledError 的形式穿过内层，到外层才变成 TimeoutError。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "The outer one is first",
            "外层先到",
            &[("outer", "1"), ("inner", "3")],
        ),
        Preset::new(
            "Both at once",
            "同时到期",
            &[("outer", "1"), ("inner", "1")],
        ),
        Preset::new(
            "Enough time",
            "时间充足",
            &[("first", "0.5"), ("second", "0.5")],
        ),
        Preset::new("No time", "没有时间", &[("outer", "0"), ("inner", "0")]),
    ],
    neighbours: &["wait_for", "cancel"],
    docs: &[Doc {
        name: "asyncio.timeout",
        page: "asyncio-task.html#asyncio.timeout",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("timeout.py"),
    rust: include_str!("timeout.rs"),
    rust_file: file!(),
};
