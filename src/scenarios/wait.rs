//! `wait` and its three modes.

use super::prelude::*;
use crate::runtime::{
    Coroutine, Exception, ReturnWhen, call, classes, coroutine, create_task_named,
    gather_exceptions, print, sleep, wait,
};

fn job(name: &'static str, delay: f64, fails: bool) -> Coroutine<String> {
    coroutine(call!(job(name, delay, fails)), async move {
        sleep(delay).await?; //~ sleep
        if fails {
            let message = format!("{name} failed");
            return Err(Exception::new(&classes::VALUE_ERROR, message));
        }
        Ok(name.to_owned())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let tasks = [
            create_task_named(job("A", p.delay_a, p.fails_a), "A"), //~ a
            create_task_named(job("B", p.delay_b, p.fails_b), "B"), //~ b
            create_task_named(job("C", p.delay_c, p.fails_c), "C"), //~ c
        ];
        let return_when = match p.return_when {
            "FIRST_COMPLETED" => ReturnWhen::FirstCompleted,
            "FIRST_EXCEPTION" => ReturnWhen::FirstException,
            _ => ReturnWhen::AllCompleted,
        };
        let (done, pending) = wait(tasks.clone(), Some(p.timeout), return_when).await?; //~ wait
        print(format!("{} done, {} pending", done.len(), pending.len())); //~ counts

        for task in &tasks {
            let state = if done.iter().any(|one| one.same(task)) {
                "done"
            } else {
                "pending"
            };
            print(format!("{} is {state}", task.get_name())); //~ state
        }

        // wait() cancels nothing: what is pending runs on, unless somebody stops it.
        if p.cancel_pending {
            for task in &pending {
                task.cancel(); //~ cancel
            }
        }
        let results = gather_exceptions(tasks).await?; //~ gather
        for result in results {
            print(result_repr(&result)); //~ result
        }
        Ok(())
    })
}

params! {
    return_when: &'static str = choice(
        &["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"],
        "FIRST_COMPLETED",
    ).label("return_when", "return_when"),
    timeout: f64 = seconds(10.0).label("Timeout", "超时"),
    delay_a: f64 = seconds(1.0).label("Delay of A", "A 的延迟"),
    fails_a: bool = switch(false).label("A fails", "A 失败"),
    delay_b: f64 = seconds(2.0).label("Delay of B", "B 的延迟"),
    fails_b: bool = switch(true).label("B fails", "B 失败"),
    delay_c: f64 = seconds(3.0).label("Delay of C", "C 的延迟"),
    fails_c: bool = switch(false).label("C fails", "C 失败"),
    cancel_pending: bool = switch(true).label("Cancel what is pending", "取消未完成的"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "wait",
    group: Group::Coroutines,
    title: Text::new("wait: three modes", "wait：三种模式"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "wait() until {return_when}, for {timeout} at most: A takes {delay_a}{fails_a? and fails|}, B {delay_b}{fails_b? and fails|}, C {delay_c}{fails_c? and fails|}. How many are done?",
                "wait() 等到 {return_when}，最多 {timeout}：A 用时 {delay_a}{fails_a?后失败|}，B {delay_b}{fails_b?后失败|}，C {delay_c}{fails_c?后失败|}。返回时有几个完成？",
            )
        },
        guess: Guess::Number { can_hang: false },
        answer: |_, ran| {
            let (_, line) = ran
                .lines
                .iter()
                .find(|(_, line)| line.contains(" done, "))?;
            let done = line.split(' ').next()?.parse().ok()?;
            Some(Answer::number(
                done,
                Text::new(
                    "what is pending is not cancelled, not even at the timeout",
                    "没完成的不会被取消，超时也不例外",
                ),
            ))
        },
        wrong: Text::new(
            "wait() cancels nothing and raises nothing: a task that failed is simply done.",
            "以为 wait() 会取消或抛出异常：失败的任务也只是“完成”。",
        ),
    },
    explanation: Text::new(
        "It returns two sets, done and pending: at the first that is done, at the first that fails, or when all are done, whichever mode was asked for, and at the timeout at the latest. It raises no exception of a task: a failed one is simply done, and its exception comes out when its result is asked for.",
        "它返回两个集合：已完成的和未完成的。根据模式，它在第一个完成时、第一个失败时或全部完成时返回，最迟在超时时返回。它不会抛出任务的异常：失败的任务也算“完成”，要取它的结果时异常才会出来。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "Until the first failure",
            "直到第一个失败",
            &[("return_when", "FIRST_EXCEPTION")],
        ),
        Preset::new(
            "All of them",
            "等待全部",
            &[("return_when", "ALL_COMPLETED")],
        ),
        Preset::new(
            "The timeout comes first",
            "先到超时",
            &[("return_when", "ALL_COMPLETED"), ("timeout", "1.5")],
        ),
        Preset::new(
            "Let the others run",
            "让其余的继续",
            &[("cancel_pending", "false")],
        ),
    ],
    neighbours: &["gather_failure", "as_completed", "wait_for"],
    docs: &[Doc {
        name: "asyncio.wait",
        page: "asyncio-task.html#asyncio.wait",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("wait.py"),
    rust: include_str!("wait.rs"),
    rust_file: file!(),
};
