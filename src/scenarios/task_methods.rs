//! A task's own methods, all in one run.

use super::prelude::*;
use crate::runtime::{
    Callback, Coroutine, Repr, ReturnWhen, call, classes, coroutine, create_task_named, print,
    sleep, wait,
};

fn compute(p: Params) -> Coroutine<i64> {
    coroutine(call!(compute()), async move {
        sleep(p.work).await?; //~ sleep
        Ok(p.answer)
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let report = Callback::new("report", |task| {
            print(format!("callback: done() is {}", task.done().repr())); //~ report
        });
        let unwanted = Callback::new("unwanted", |_| {
            print("this callback was not removed"); //~ unwanted
        });

        let task = create_task_named(compute(p.clone()), p.name.clone()); //~ create
        task.add_done_callback(&report)?;
        task.add_done_callback(&unwanted)?;
        if p.remove {
            let removed = task.remove_done_callback(&unwanted);
            print(format!("remove_done_callback() is {removed}")); //~ removed
        }

        sleep(p.look).await?; //~ look
        let (name, done) = (task.get_name(), task.done().repr());
        print(format!("{name}: done() is {done}")); //~ early-state
        for frame in task.get_stack() {
            let (name, line) = (frame.call.name, frame.line().number);
            print(format!("get_stack(): {name} stands at line {line}")); //~ stack
        }
        task.print_stack(); //~ print-stack
        let result = task.result();
        match result {
            Err(error) if error.is(&classes::INVALID_STATE_ERROR) => {
                print(format!("InvalidStateError: {}", error.text())); //~ invalid
            }
            result => print(format!("result() is {}", result?)), //~ early-result
        }

        if p.cancel {
            print(format!("cancel() is {}", task.cancel().repr())); //~ cancel
        }
        wait([task.clone()], None, ReturnWhen::AllCompleted).await?; //~ wait
        let (done, cancelled) = (task.done().repr(), task.cancelled().repr());
        print(format!("done() is {done}, cancelled() is {cancelled}")); //~ late-state
        let result = task.result();
        match result {
            Err(error) if error.is_cancelled() => {
                print("result() raises CancelledError"); //~ late-cancelled
            }
            result => print(format!("result() is {}", result?)), //~ late-result
        }
        Ok(())
    })
}

params! {
    work: f64 = seconds(2.0).label("The task works for", "任务用时"),
    look: f64 = seconds(1.0).label("Look at it after", "多久后查看"),
    answer: i64 = integer(-1_000_000, 1_000_000, 42).label("Its result", "它的结果"),
    name: String = text(1, 40, "compute").label("Its name", "它的名字"),
    remove: bool = switch(true).label("Remove the second callback", "移除第二个回调"),
    cancel: bool = switch(false).label("Cancel it", "取消它"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "task_methods",
    group: Group::Introspection,
    title: Text::new("Callbacks and stacks", "回调与栈"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A task works for {work}. What does its result() give after {look}?",
                "任务工作 {work}。{look} 后 result() 给出什么？",
            )
        },
        guess: Guess::Choice(&[
            Text::new("its value", "它的值"),
            Text::same("InvalidStateError"),
            Text::same("CancelledError"),
        ]),
        answer: |_, ran| {
            let (place, because) = match ran.says("InvalidStateError") {
                true => (
                    1,
                    Text::new(
                        "there is no result before the task is done",
                        "任务完成之前没有结果",
                    ),
                ),
                false => (0, Text::new("the task is done by then", "那时任务已经完成")),
            };
            Some(Answer::choice(place, because))
        },
        wrong: Text::new(
            "result() is no iterator: it gives the very value that the coroutine returned.",
            "以为 result() 是迭代器：它就是协程返回的那个值。",
        ),
    },
    explanation: Text::new(
        "done() and cancelled() may be asked at any time. result() gives the value only when there is one: before that it raises InvalidStateError, and for a cancelled task CancelledError. Done callbacks do not run inside the task but are scheduled by call_soon() when it ends, in the order in which they were added; remove_done_callback() says how many it took away. get_stack() of a suspended task has one frame, that of its outermost coroutine, and print_stack() writes the same: its first line to standard output, the frame to standard error.",
        "done() 和 cancelled() 随时都可以问。result() 只有在有值时才给出值：在那之前抛出 InvalidStateError，任务被取消则抛出 CancelledError。完成回调并不在任务里运行，而是在任务结束时用 call_soon() 按添加顺序排进队列；remove_done_callback() 返回移除了几个。挂起的任务，get_stack() 只有一帧，即最外层协程的那一帧；print_stack() 写出的也是它：首行写到标准输出，帧写到标准错误。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("Cancel it", "取消它", &[("cancel", "true")]),
        Preset::new("Look when it is done", "完成后再看", &[("look", "3")]),
        Preset::new(
            "Keep both callbacks",
            "保留两个回调",
            &[("remove", "false")],
        ),
    ],
    neighbours: &["current_task", "cancel"],
    docs: &[Doc {
        name: "asyncio.Task",
        page: "asyncio-task.html#asyncio.Task",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("task_methods.py"),
    rust: include_str!("task_methods.rs"),
    rust_file: file!(),
};
