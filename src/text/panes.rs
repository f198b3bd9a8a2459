//! The words inside the event loop's, the task's and the timeline's panes.

use super::{Lang, Text};

/// What a task does, for its state.
pub const CREATED: Text = Text::new("created", "已创建");
/// Its step is under way.
pub const RUNNING: Text = Text::new("running", "运行中");
/// It waits.
pub const AWAITING: Text = Text::new("awaiting", "等待中");
/// Its next step stands in line.
pub const READY: Text = Text::new("ready", "就绪");
/// It returned.
pub const DONE: Text = Text::new("done", "已完成");
/// It ended cancelled.
pub const CANCELLED: Text = Text::new("cancelled", "已取消");
/// It raised.
pub const FAILED: Text = Text::new("failed", "失败");

/// A state and how often the task was resumed: `running, resumed 2 times`.
pub fn state(lang: Lang, state: &str, resumes: u32) -> String {
    match (lang, resumes) {
        (Lang::En, 0) => format!("{state}, not yet run"),
        (Lang::En, 1) => format!("{state}, resumed once"),
        (Lang::En, _) => format!("{state}, resumed {resumes} times"),
        (Lang::Zh, 0) => format!("{state}，尚未运行"),
        (Lang::Zh, _) => format!("{state}，已恢复 {resumes} 次"),
    }
}

/// What is held of a semaphore: `a place in sem`
pub fn a_place_in(lang: Lang, semaphore: &str) -> String {
    match lang {
        Lang::En => format!("a place in {semaphore}"),
        Lang::Zh => format!("{semaphore} 的一个名额"),
    }
}

/// How long it waited and ran: `1.000 s; ran 0.000 s`
pub fn waited(lang: Lang, waited: &str, ran: &str) -> String {
    match lang {
        Lang::En => format!("{waited}; ran {ran}"),
        Lang::Zh => format!("{waited}；运行 {ran}"),
    }
}

/// A line of a file: `factorial, line 6`
pub fn frame(lang: Lang, name: &str, line: u32) -> String {
    match lang {
        Lang::En => format!("{name}, line {line}"),
        Lang::Zh => format!("{name}，第 {line} 行"),
    }
}

/// What is left until a timer is due.
pub fn left(lang: Lang, span: &str) -> String {
    match lang {
        Lang::En => format!("in {span}"),
        Lang::Zh => format!("{span} 后"),
    }
}

/// A timer's deadline has passed, but the loop has not looked yet.
pub const NOW: Text = Text::new("now", "现在");

/// A sleep and whose it is: `sleep(1) of main()`
pub fn of(lang: Lang, what: &str, who: &str) -> String {
    match lang {
        Lang::En => format!("{what} of {who}"),
        Lang::Zh => format!("{who} 的 {what}"),
    }
}

/// The label of a break in the time axis: `59.000 s left out`
pub fn left_out(lang: Lang, span: &str) -> String {
    match lang {
        Lang::En => format!("{span} left out"),
        Lang::Zh => format!("省略 {span}"),
    }
}

/// An opened instant: `9 events at 1.000 s`
pub fn opened(lang: Lang, events: usize, when: &str) -> String {
    match lang {
        Lang::En if events == 1 => format!("1 event at {when}"),
        Lang::En => format!("{events} events at {when}"),
        Lang::Zh => format!("{when} 的 {events} 个事件"),
    }
}

/// Nothing can ever go on.
pub const DEADLOCK: Text = Text::new(
    "deadlock: nothing is ready, no timer is set, nothing is in flight, and tasks are left. CPython would hang here.",
    "死锁：没有就绪的句柄，没有定时器，也没有正在进行的工作，却还有任务没有结束。CPython 会卡在这里。",
);

/// A task of a deadlock, on a line of its own.
pub fn deadlock_line(lang: Lang, who: &str, what: &str) -> String {
    match lang {
        Lang::En => format!("\n  {who} waits for {what}"),
        Lang::Zh => format!("\n  {who} 在等待 {what}"),
    }
}

/// The trace is as long as it may be.
pub fn trace_full(lang: Lang, limit: usize, left_out: u64) -> String {
    match lang {
        Lang::En => format!(
            "The trace is full: its first {limit} events are kept, {left_out} more happened and are not."
        ),
        Lang::Zh => {
            format!("轨迹已满：保留了前 {limit} 个事件，之后的 {left_out} 个没有保留。")
        }
    }
}
