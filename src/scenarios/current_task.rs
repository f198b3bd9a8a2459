//! Who runs now, and who is there.

use super::prelude::*;
use crate::runtime::{
    AnyTask, Coroutine, Result, all_tasks, call, coroutine, create_task_named, current_task,
    gather, get_running_loop, print, sleep,
};

fn names() -> Result<String> {
    let mut names: Vec<_> = all_tasks()?.iter().map(AnyTask::get_name).collect();
    names.sort();
    Ok(names.join(", "))
}

fn own_name() -> Result<String> {
    let task = current_task()?;
    Ok(task.map_or_else(|| "None".to_owned(), |task| task.get_name().to_string()))
}

fn callback() -> Result {
    print(format!("in a callback, current_task() is {}", own_name()?)); //~ callback
    Ok(())
}

fn worker(delay: f64) -> Coroutine<()> {
    coroutine(call!(worker(delay)), async move {
        print(format!("I am {}", own_name()?)); //~ i-am
        sleep(delay).await?; //~ sleep
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let mut tasks = Vec::new();
        for i in 0..p.workers {
            let call = worker(p.delay * (i + 1) as f64);
            tasks.push(create_task_named(call, format!("worker-{i}"))); //~ create
        }
        print(format!("at first: {}", names()?)); //~ first

        get_running_loop()?.call_soon("callback", callback)?; //~ call_soon
        sleep(p.look).await?; //~ look
        print(format!("later: {}", names()?)); //~ later

        gather(tasks).await?; //~ gather
        print(format!("at last: {}", names()?)); //~ last
        Ok(())
    })
}

params! {
    workers: i64 = integer(0, 50, 3).label("Workers", "工作者数"),
    delay: f64 = seconds(1.0).bounds(0.0, 60.0).label("Delay, times 1, 2, 3 …", "延迟，依次乘以 1、2、3 …"),
    look: f64 = seconds(1.5).label("Look again after", "多久后再看"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "current_task",
    group: Group::Introspection,
    title: Text::new("current_task · all_tasks", "current_task · all_tasks"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "main() starts {workers:worker:workers} that end {delay} apart. How many tasks does all_tasks() know after {look}?",
                "main() 启动 {workers} 个工作者，每隔 {delay} 结束一个。{look} 后 all_tasks() 里有几个任务？",
            )
        },
        guess: Guess::Number { can_hang: false },
        answer: |_, ran| {
            let (_, line) = ran
                .lines
                .iter()
                .find(|(_, line)| line.starts_with("later: "))?;
            let known = i64::try_from(line.split(", ").count()).ok()?;
            Some(Answer::number(
                known,
                Text::new(
                    "those that are not done, main() among them",
                    "所有尚未完成的，包括 main()",
                ),
            ))
        },
        wrong: Text::new(
            "In a plain callback current_task() is None: the loop called it, not a task.",
            "以为回调里也有当前任务：那是循环调用的，current_task() 是 None。",
        ),
    },
    explanation: Text::new(
        "current_task() is the task whose step runs at this moment, and all_tasks() are those that are not done, main() among them, which has the name Task-1. A task leaves all_tasks() the moment it ends. In a plain callback there is no current task: the loop called it, so current_task() is None there.",
        "current_task() 是此刻正在运行其某一步的任务；all_tasks() 是所有尚未完成的任务，其中也有 main()，它的名字是 Task-1。任务一结束就会离开 all_tasks()。在普通回调里没有当前任务：那是循环调用的，所以 current_task() 是 None。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("Nobody but main", "只有 main", &[("workers", "0")]),
        Preset::new(
            "Eleven: how names sort",
            "十一个：名字如何排序",
            &[("workers", "11")],
        ),
        Preset::new(
            "Look when all are done",
            "全部结束后再看",
            &[("look", "60")],
        ),
    ],
    neighbours: &["task_methods", "lost_task"],
    docs: &[
        Doc {
            name: "asyncio.current_task",
            page: "asyncio-task.html#asyncio.current_task",
        },
        Doc {
            name: "asyncio.all_tasks",
            page: "asyncio-task.html#asyncio.all_tasks",
        },
    ],
    main: |values| main(Params::from(values)),
    python: include_str!("current_task.py"),
    rust: include_str!("current_task.rs"),
    rust_file: file!(),
};
