//! A cancel, and the cleanup that it starts.

use super::prelude::*;
use crate::runtime::{Coroutine, Repr, call, coroutine, create_task, print, sleep};

fn worker(p: Params) -> Coroutine<()> {
    coroutine(call!(worker()), async move {
        print("worker: starts"); //~ starts
        let worked = sleep(p.work).await; //~ work
        let end = match worked {
            Ok(()) => {
                print("worker: done"); //~ done
                Ok(())
            }
            Err(cancelled) => {
                print("worker: cancelled, cleans up"); //~ cleans
                let cleaned = sleep(p.cleanup).await; //~ cleanup
                if cleaned.is_ok() {
                    print("worker: clean"); //~ clean
                }
                cleaned.and(Err(cancelled))
            }
        };
        print("worker: finally"); //~ finally
        end
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let task = create_task(worker(p.clone())); //~ create
        if p.let_it_start {
            sleep(p.before).await?; //~ before
        }
        print(format!("main: cancel() is {}", task.cancel().repr())); //~ cancel

        if p.twice {
            sleep(p.between).await?; //~ between
            let line = format!("main: the second cancel() is {}", task.cancel().repr());
            print(line); //~ again
        }

        let end = task.await; //~ await
        match end {
            Err(error) if error.is_cancelled() => {
                print("main: the task is cancelled"); //~ cancelled
            }
            end => {
                end?;
                print("main: the task came to its end"); //~ ended
            }
        }
        Ok(())
    })
}

params! {
    work: f64 = seconds(10.0).label("Work", "工作时长"),
    cleanup: f64 = seconds(0.5).label("Cleanup", "清理时长"),
    let_it_start: bool = switch(true).label("Let it start first", "先让它开始"),
    before: f64 = seconds(1.0).label("Cancel after", "多久后取消"),
    twice: bool = switch(false).label("Cancel twice", "取消两次"),
    between: f64 = seconds(0.25).label("Second cancel after", "第二次取消间隔"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "cancel",
    group: Group::Timeouts,
    title: Text::new("Task.cancel and cleanup", "Task.cancel 与清理"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A task of {work} is cancelled {let_it_start?after {before}|before its first step}, and its cleanup takes {cleanup}. When has it ended?",
                "用时 {work} 的任务{let_it_start?在 {before} 后|在第一步之前}被取消，清理要 {cleanup}。它什么时候结束？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| {
            let because = if !ran.says("worker: starts") {
                Text::new(
                    "cancelled before its first step, it runs no line at all",
                    "在第一步之前被取消，一行也不运行",
                )
            } else if ran.lines.iter().any(|(_, line)| line == "worker: clean") {
                Text::new(
                    "it cleans up first; main() waits for that too",
                    "它先做清理，main() 也要等",
                )
            } else if ran.says("worker: cancelled") {
                Text::new(
                    "the second cancel strikes the cleanup itself",
                    "第二次取消打断了清理",
                )
            } else {
                Text::new("the cancel came too late", "取消来得太迟")
            };
            Some(Answer::at(ran.time, because))
        },
        wrong: Text::new(
            "cancel() returning True means: the request was taken. Not: the task has stopped.",
            "以为 cancel() 返回 True 就是已停下：那只表示请求被接受。",
        ),
    },
    explanation: Text::new(
        "cancel() only asks: in the next turn the task's await raises CancelledError, and the task may clean up, and even await while it does. It counts as cancelled when that error leaves it, so main(), which awaits it, waits for the cleanup too. A second cancel strikes the cleanup itself at its await. A task that is cancelled before its first step runs no line at all, not even a finally.",
        "cancel() 只是提出请求：下一轮里任务的 await 会抛出 CancelledError，任务可以做清理，清理时甚至还能 await。这个错误离开任务时，任务才算被取消，所以等待它的 main() 也会等清理做完。第二次取消会打在清理自己的 await 上。如果任务在第一步之前就被取消，它一行代码也不会运行，连 finally 也不会。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "Before its first step",
            "在第一步之前",
            &[("let_it_start", "false")],
        ),
        Preset::new(
            "Twice: into the cleanup",
            "两次：打断清理",
            &[("twice", "true")],
        ),
        Preset::new("Too late", "太迟了", &[("work", "0.5")]),
        Preset::new("At the same instant", "在同一时刻", &[("work", "1")]),
    ],
    neighbours: &["swallowed_cancel", "shield", "task_group"],
    docs: &[Doc {
        name: "asyncio.Task.cancel",
        page: "asyncio-task.html#asyncio.Task.cancel",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("cancel.py"),
    rust: include_str!("cancel.rs"),
    rust_file: file!(),
};
