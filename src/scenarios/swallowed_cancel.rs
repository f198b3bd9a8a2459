//! A cancel that is caught and forgotten.

use super::prelude::*;
use crate::runtime::{Coroutine, Repr, call, coroutine, create_task, print, sleep};

fn stubborn(p: Params) -> Coroutine<()> {
    coroutine(call!(stubborn()), async move {
        for i in 1..=p.rounds {
            let slept = sleep(p.round).await; //~ sleep
            match slept {
                Ok(()) => print(format!("round {i} is done")), //~ done
                Err(cancelled) => {
                    print(format!("round {i} is cut short")); //~ cut
                    if p.reraise {
                        return Err(cancelled);
                    }
                }
            }
        }
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let task = create_task(stubborn(p.clone())); //~ create
        sleep(p.before).await?; //~ before
        print(format!("cancel() is {}", task.cancel().repr())); //~ cancel
        let end = (&task).await; //~ await
        match end {
            Err(error) if error.is_cancelled() => print("the task is cancelled"), //~ cancelled
            end => {
                end?;
                print("the task came to its end"); //~ ended
            }
        }
        let (cancelled, cancelling) = (task.cancelled().repr(), task.cancelling());
        let line = format!("cancelled() is {cancelled}, cancelling() is {cancelling}");
        print(line); //~ says
        Ok(())
    })
}

params! {
    rounds: i64 = integer(0, 50, 3).label("Rounds", "轮数"),
    round: f64 = seconds(1.0).label("Each round", "每轮时长"),
    before: f64 = seconds(1.5).label("Cancel after", "多久后取消"),
    reraise: bool = switch(false).label("Raise it again", "重新抛出"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "swallowed_cancel",
    group: Group::Timeouts,
    title: Text::new("A cancel that is swallowed", "被吞掉的取消"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A task catches CancelledError and {reraise?raises it again|goes on}. Does it count as cancelled?",
                "任务捕获 CancelledError，然后{reraise?重新抛出|继续运行}。它算被取消吗？",
            )
        },
        guess: YES_NO,
        answer: |_, ran| {
            let is_cancelled = ran.says("cancelled() is True");
            let is_late = !ran
                .lines
                .iter()
                .any(|(_, line)| line.ends_with("is cut short"));
            Some(Answer::yes(
                is_cancelled,
                match (is_cancelled, is_late) {
                    (true, _) => Text::new("the error leaves the task", "这个错误离开了任务"),
                    (false, true) => Text::new("the task had ended before", "任务在那之前就结束了"),
                    (false, false) => Text::new(
                        "the error is delivered once, and who keeps it has refused the cancel",
                        "错误只送达一次，留下它就等于拒绝取消",
                    ),
                },
            ))
        },
        wrong: Text::new(
            "A broad except around an await makes a task that no cancel or timeout can stop.",
            "以为任务总能停下：await 外面宽泛的 except 让它停不下来。",
        ),
    },
    explanation: Text::new(
        "The error is delivered once, at the await where the task stands; who catches it and does not raise it again has refused the cancel, and the task runs on to its own end. cancelled() is then False, though cancelling() still counts the request. In Python 3.7 even a plain \"except Exception\" did this, since CancelledError was an Exception there; it is a BaseException since 3.8.",
        "这个错误只在任务所在的 await 处送达一次；谁捕获它而不重新抛出，就等于拒绝了取消，任务会一直运行到自己结束。这时 cancelled() 是 False，尽管 cancelling() 仍记着那次请求。在 Python 3.7 中，普通的 except Exception 就会造成这种后果，因为那时 CancelledError 属于 Exception；从 3.8 起它属于 BaseException。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("Raise it again", "重新抛出", &[("reraise", "true")]),
        Preset::new("Too late", "太迟了", &[("before", "5")]),
        Preset::new("In the last round", "在最后一轮", &[("before", "2.5")]),
    ],
    neighbours: &["cancel", "timeout"],
    docs: &[Doc {
        name: "Task cancellation",
        page: "asyncio-task.html#task-cancellation",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("swallowed_cancel.py"),
    rust: include_str!("swallowed_cancel.rs"),
    rust_file: file!(),
};
