//! A task group whose child fails.

use super::prelude::*;
use crate::runtime::{Coroutine, Exception, TaskGroup, call, classes, coroutine, print, sleep};

fn child(name: &'static str, delay: f64, fails: bool) -> Coroutine<()> {
    coroutine(call!(child(name, delay, fails)), async move {
        let slept = sleep(delay).await; //~ sleep
        if let Err(cancelled) = slept {
            print(format!("{name} is cancelled")); //~ cancelled
            return Err(cancelled);
        }
        if fails {
            let message = format!("{name} failed");
            return Err(Exception::new(&classes::VALUE_ERROR, message));
        }
        print(format!("{name} is done")); //~ done
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let group = TaskGroup::new();
        let body = async {
            group.create_task(child("A", p.delay_a, p.fails_a))?; //~ a
            group.create_task(child("B", p.delay_b, p.fails_b))?; //~ b
            group.create_task(child("C", p.delay_c, p.fails_c))?; //~ c
            print("all are started"); //~ started
            Ok(())
        };
        let outcome = group.run(body).await; //~ group
        let Err(errors) = outcome else {
            print("all are done"); //~ all
            return Ok(());
        };
        let (caught, others) = errors.split(&classes::VALUE_ERROR)?;
        for error in caught.iter().flat_map(Exception::exceptions) {
            print(format!("main caught: {}", error.text())); //~ caught
        }
        others.map_or(Ok(()), Err)
    })
}

params! {
    delay_a: f64 = seconds(1.0).label("Delay of A", "A 的延迟"),
    fails_a: bool = switch(false).label("A fails", "A 失败"),
    delay_b: f64 = seconds(2.0).label("Delay of B", "B 的延迟"),
    fails_b: bool = switch(true).label("B fails", "B 失败"),
    delay_c: f64 = seconds(3.0).label("Delay of C", "C 的延迟"),
    fails_c: bool = switch(false).label("C fails", "C 失败"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "task_group",
    group: Group::Coroutines,
    title: Text::new("TaskGroup: a child fails", "TaskGroup：一个子任务失败"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "In a group A takes {delay_a}{fails_a? and fails|}, B {delay_b}{fails_b? and fails|}, C {delay_c}{fails_c? and fails|}. When is the group left?",
                "任务组里 A 用时 {delay_a}{fails_a?后失败|}，B {delay_b}{fails_b?后失败|}，C {delay_c}{fails_c?后失败|}。什么时候离开任务组？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| {
            let because = match ran.says("main caught") {
                true => Text::new(
                    "the first failure cancels the others, and the group waits for them",
                    "第一个失败会取消其余的，任务组等它们结束",
                ),
                false => Text::new(
                    "nobody fails, so the longest decides",
                    "没有失败，由最长的决定",
                ),
            };
            Some(Answer::at(ran.time, because))
        },
        wrong: Text::new(
            "The group does not stop at the failure itself: it first waits for every sibling.",
            "以为失败的那一刻任务组就停下：它要先等兄弟任务都结束。",
        ),
    },
    explanation: Text::new(
        "The siblings of a child that fails are cancelled, and the block is left only when every one of them has ended, cleanup included. So no task outlives the block: that is the point of a group. The errors come together in an ExceptionGroup, in the order in which the children failed, and except* picks from it.",
        "子任务失败时，它的兄弟任务会被取消，而且要等它们全部结束（包括清理）之后，才会离开这个代码块。所以没有任务会比代码块活得更久，这正是任务组的意义。错误按子任务失败的先后汇集成一个 ExceptionGroup，用 except* 从中挑选。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("Nobody fails", "没有失败", &[("fails_b", "false")]),
        Preset::new(
            "All fail at once",
            "同时全部失败",
            &[
                ("delay_a", "1"),
                ("delay_b", "1"),
                ("delay_c", "1"),
                ("fails_a", "true"),
                ("fails_c", "true"),
            ],
        ),
        Preset::new(
            "The last one fails",
            "最后一个失败",
            &[("fails_b", "false"), ("fails_c", "true")],
        ),
    ],
    neighbours: &["gather_failure", "cancel"],
    docs: &[Doc {
        name: "asyncio.TaskGroup",
        page: "asyncio-task.html#asyncio.TaskGroup",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("task_group.py"),
    rust: include_str!("task_group.rs"),
    rust_file: file!(),
};
