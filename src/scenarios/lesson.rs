//! The lesson: twelve steps, each with one idea that builds on the last.
//!
//! A step is a scenario with values, the moment of its run that shows the idea, and one sentence
//! about it. Question, guess and answer are those of the scenario, for these values.

use super::params::Form;
use super::{Scenario, find};
use crate::text::Text;

/// A step of the lesson.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Its name in the address and in the browser's memory of what is done.
    pub id: &'static str,
    /// What it is about.
    pub title: Text,
    /// The scenario that shows it.
    pub scenario: &'static str,
    /// The values that differ from its defaults, as a person would type them.
    pub values: &'static [(&'static str, &'static str)],
    /// The idea, in one or two sentences.
    pub idea: Text,
    /// The moment of the run that shows it.
    pub shows: Shows,
}

/// The moment that shows an idea.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// When a line that begins so is printed first.
    Line(&'static str),
    /// When a task that runs this function begins to wait for the first, second, … time, counted from 1.
    Awaits(&'static str, u32),
    /// When the program hangs.
    Deadlock,
    /// When the run has ended.
    End,
}

impl Step {
    /// Its scenario.
    pub fn scenario(&self) -> Option<&'static Scenario> {
        find(self.scenario)
    }

    /// The form with its values; none if there is no such scenario.
    pub fn form(&self) -> Option<Form> {
        let mut form = Form::new(self.scenario()?.params);
        for (name, raw) in self.values {
            form.set(name, raw);
        }
        Some(form)
    }
}

/// The step with this name, and its place, from 0.
pub fn step(id: &str) -> Option<(usize, &'static Step)> {
    LESSON.iter().enumerate().find(|(_, step)| step.id == id)
}

/// All steps, in order.
pub const LESSON: [Step; 12] = [
    Step {
        id: "run",
        title: Text::new("A program and its loop", "程序与事件循环"),
        scenario: "hello",
        values: &[("after", "good morning")],
        idea: Text::new(
            "asyncio.run() runs main() as the first task of a loop. While main() sleeps, the loop has nothing to do but to wait for a timer.",
            "asyncio.run() 把 main() 作为事件循环的第一个任务运行。main() 睡眠时，循环只是等待一个定时器。",
        ),
        shows: Shows::Awaits("main", 1),
    },
    Step {
        id: "await",
        title: Text::new("await means: when this is done", "await 的意思是：等它做完"),
        scenario: "sequence",
        values: &[],
        idea: Text::new(
            "Awaiting a coroutine runs it inside the same task. Two of them, one after the other, take as long as both.",
            "await 一个协程，就是在同一个任务里运行它。先后两个，用时就是两者之和。",
        ),
        shows: Shows::Line("world"),
    },
    Step {
        id: "never-awaited",
        title: Text::new("A call is not a run", "调用不等于运行"),
        scenario: "never_awaited",
        values: &[],
        idea: Text::new(
            "Calling an async function only makes a coroutine. Without an await, or a task, not one of its lines runs.",
            "调用 async 函数只会创建协程。没有 await，也没有变成任务，它一行也不运行。",
        ),
        shows: Shows::Line("main: all is saved"),
    },
    Step {
        id: "task",
        title: Text::new("A task runs beside others", "任务与别的任务并存"),
        scenario: "create_task",
        values: &[],
        idea: Text::new(
            "create_task() hands a coroutine to the loop. Two tasks sleep at the same time, so the longer sleep decides.",
            "create_task() 把协程交给循环。两个任务同时睡眠，由较长的一个决定用时。",
        ),
        shows: Shows::Awaits("say_after", 1),
    },
    Step {
        id: "gather",
        title: Text::new("Many at once, one at a time", "许多同时进行，每次只走一步"),
        scenario: "gather",
        values: &[],
        idea: Text::new(
            "gather() makes tasks and waits for all of them. There is one thread: at any moment one task runs, and the others wait or stand in the ready queue.",
            "gather() 创建任务并等待全部完成。只有一个线程：任何时刻只有一个任务在运行，其余的在等待或在就绪队列里。",
        ),
        shows: Shows::Line("Task A: factorial"),
    },
    Step {
        id: "blocking",
        title: Text::new(
            "Who does not await holds up everybody",
            "不 await 就会挡住所有人",
        ),
        scenario: "blocking",
        values: &[],
        idea: Text::new(
            "A call that blocks keeps the only thread. No other task gets a step until it is over.",
            "阻塞的调用占着唯一的线程。在它结束之前，别的任务一步也走不了。",
        ),
        shows: Shows::Line("main: the long call is over"),
    },
    Step {
        id: "executor",
        title: Text::new("Work for another thread", "交给另一个线程"),
        scenario: "blocking",
        values: &[("how", "to_thread(time.sleep)")],
        idea: Text::new(
            "to_thread() moves the blocking call to a worker. Only the task that awaits its result waits.",
            "to_thread() 把阻塞的调用搬到工作者里。只有等待结果的任务在等。",
        ),
        shows: Shows::Line("tick 2"),
    },
    Step {
        id: "timeout",
        title: Text::new("A limit to patience", "耐心的期限"),
        scenario: "wait_for",
        values: &[],
        idea: Text::new(
            "wait_for() cancels what takes too long, waits until it has ended, and raises TimeoutError.",
            "wait_for() 取消用时过长的协程，等它结束，然后抛出 TimeoutError。",
        ),
        shows: Shows::Line("timeout!"),
    },
    Step {
        id: "cancel",
        title: Text::new("cancel() asks", "cancel() 是请求"),
        scenario: "cancel",
        values: &[],
        idea: Text::new(
            "The task gets CancelledError at the await where it stands, cleans up, and is cancelled when the error leaves it.",
            "任务在它所在的 await 处收到 CancelledError，做清理；错误离开它时，它才算被取消。",
        ),
        shows: Shows::Line("worker: cancelled"),
    },
    Step {
        id: "lock",
        title: Text::new("Where others come in", "别人插进来的地方"),
        scenario: "lock",
        values: &[("forget", "true")],
        idea: Text::new(
            "Between a read and a write stands an await, and there the others come in: updates get lost. A lock around both keeps them out.",
            "读和写之间有一个 await，别人就在那里插进来：更新丢失了。用锁把两者围起来就能挡住。",
        ),
        shows: Shows::Line("task 1 reads"),
    },
    Step {
        id: "deadlock",
        title: Text::new("A circle of waiting", "等待的环"),
        scenario: "deadlock",
        values: &[],
        idea: Text::new(
            "Each task holds the lock that the other waits for. Nothing is ready and no timer is set: CPython hangs without a word.",
            "每个任务都握着另一个在等的锁。没有就绪的，也没有定时器：CPython 会一声不响地卡住。",
        ),
        shows: Shows::Deadlock,
    },
    Step {
        id: "queue",
        title: Text::new("Work handed over", "交接工作"),
        scenario: "queue_workers",
        values: &[("items", "9"), ("low", "0.5"), ("high", "1.5")],
        idea: Text::new(
            "A queue hands work to whoever is free, and join() waits until task_done() was called for every item.",
            "队列把工作交给空闲的一方；join() 等到每一项都调用过 task_done()。",
        ),
        shows: Shows::End,
    },
];
