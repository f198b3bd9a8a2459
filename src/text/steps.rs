//! The program's steps in words: what a task does, why it can, and who is next.
//!
//! `who` is a task as its source would say it, `what` is what it awaits (`sleep(1)`), `name` is
//! something that tasks share (`Lock a`), `when` and `span` have their units.

use super::said::{say, told};
use super::{Lang, Said, Text};

/// What one step is: a step of the program.
pub const PROGRAM: Text = Text::new("Program", "程序");
/// What one step is: an event of the loop.
pub const LOOP: Text = Text::new("Loop", "循环");
/// What the program's steps are.
pub const PROGRAM_HINT: Text = Text::new(
    "A step is what the program does: start, print, await, resume, end",
    "一步是程序做的一件事：开始、打印、等待、继续、结束",
);
/// What the loop's steps are.
pub const LOOP_HINT: Text = Text::new("A step is every event of the loop", "一步是循环的一个事件");
/// There is no run.
pub const NOT_RUN: Text = Text::new("not run yet", "还没有运行");

/// Where the cursor stands: `step 36 of 63`
pub fn step_of(lang: Lang, number: usize, count: usize) -> String {
    say!(
        lang,
        "step {number} of {count}",
        "第 {number} 步，共 {count} 步"
    )
}

/// How far a run is that goes on: `26 steps so far`
pub fn so_far(lang: Lang, count: usize) -> String {
    match count {
        1 => say!(lang, "1 step so far", "到现在 1 步"),
        _ => say!(lang, "{count} steps so far", "到现在 {count} 步"),
    }
}

/// The label of an opened instant: `9 steps at 1.000 s`
pub fn opened(lang: Lang, steps: usize, when: &str) -> String {
    match steps {
        1 => say!(lang, "1 step at {when}", "{when} 的 1 步"),
        _ => say!(lang, "{steps} steps at {when}", "{when} 的 {steps} 步"),
    }
}

/// Nothing has happened yet.
pub fn not_begun(lang: Lang) -> Said {
    told!(lang, "Nothing" + " has run yet.", "还没有运行" + "。")
}

/// A task that the program was begun with.
pub fn starts_first(lang: Lang, who: &str) -> Said {
    told!(
        lang,
        "{who} starts" + ": asyncio.run() made it a task.",
        "{who} 开始" + "：asyncio.run() 把它创建为任务。"
    )
}

/// A task that another one made.
pub fn starts(lang: Lang, who: &str, parent: &str, when: &str) -> Said {
    told!(
        lang,
        "{who} starts" + ": {parent} made it a task at {when}, and its turn has come.",
        "{who} 开始" + "：{parent} 在 {when} 把它创建为任务，现在轮到它。"
    )
}

/// A task is cancelled before its first line.
pub fn never_starts(lang: Lang, who: &str, exception: &str) -> Said {
    told!(
        lang,
        "{who} never starts" + ": {exception} comes before its first line, and none of it runs.",
        "{who} 没有开始" + "：{exception} 先于它的第一行，它一行也不执行。"
    )
}

/// A task goes on for a reason.
pub fn resumes(lang: Lang, who: &str, why: &str) -> Said {
    told!(
        lang,
        "{who} resumes" + ": {why}.",
        "{who} 继续" + "：{why}。"
    )
}

/// A task goes on with an exception at its await: at which, and why, if that is known.
pub fn resumes_with(
    lang: Lang,
    who: &str,
    exception: &str,
    at: Option<&str>,
    why: Option<&str>,
) -> Said {
    let at = at.map_or_else(String::new, |at| say!(lang, " of {at}", " {at} "));
    match why {
        Some(why) => told!(
            lang,
            "{who} resumes with {exception}" + " at its await{at}: {why}.",
            "{who} 继续，抛出 {exception}" + "，在它等待{at}处：{why}。"
        ),
        None => told!(
            lang,
            "{who} resumes with {exception}" + " at its await{at}.",
            "{who} 继续，抛出 {exception}" + "，在它等待{at}处。"
        ),
    }
}

/// A task prints.
pub fn prints(lang: Lang, who: &str, text: &str) -> Said {
    told!(lang, "{who} prints" + ": {text}", "{who} 打印" + "：{text}")
}

/// A task awaits something, after it has done some acts; `until` says how long or why.
pub fn awaits(lang: Lang, who: &str, acts: &str, what: &str, until: &str) -> Said {
    match acts.is_empty() {
        true => told!(
            lang,
            "{who} awaits {what}" + "{until}.",
            "{who} 等待 {what}" + "{until}。"
        ),
        false => told!(
            lang,
            "{who} {acts}, then awaits {what}" + "{until}.",
            "{who} {acts}，然后等待 {what}" + "{until}。"
        ),
    }
}

/// A task gives way once, after it has done some acts.
pub fn gives_way(lang: Lang, who: &str, acts: &str) -> Said {
    match acts.is_empty() {
        true => told!(
            lang,
            "{who} gives way" + " once: it stands in line again, behind all that are ready.",
            "{who} 让出一次" + "：它重新排队，排在所有就绪的后面。"
        ),
        false => told!(
            lang,
            "{who} {acts}, then gives way" + " once, behind all that are ready.",
            "{who} {acts}，然后让出一次" + "，排在所有就绪的后面。"
        ),
    }
}

/// A task returns.
pub fn ends(lang: Lang, who: &str, gives: &str) -> Said {
    told!(lang, "{who} ends" + "{gives}.", "{who} 结束" + "{gives}。")
}

/// A task raises.
pub fn ends_with(lang: Lang, who: &str, exception: &str, gives: &str) -> Said {
    told!(
        lang,
        "{who} ends with {exception}" + "{gives}.",
        "{who} 以 {exception} 结束" + "{gives}。"
    )
}

/// A task ends cancelled.
pub fn ends_cancelled(lang: Lang, who: &str, gives: &str) -> Said {
    told!(
        lang,
        "{who} ends cancelled" + "{gives}.",
        "{who} 以取消结束" + "{gives}。"
    )
}

/// A task does something to what is shared, on a step of its own.
pub fn acts(lang: Lang, who: &str, act: &str) -> Said {
    told!(lang, "{who} {act}" + ".", "{who} {act}" + "。")
}

/// A call holds the loop.
pub fn blocks(lang: Lang, who: &str, what: &str, expected: Option<&str>) -> Said {
    match expected {
        Some(span) => told!(
            lang,
            "{who} holds the loop for {span}" + " in {what}: nothing else can run meanwhile.",
            "{who} 占住循环 {span}" + "（{what}）：其间别的都不能运行。"
        ),
        None => told!(
            lang,
            "{who} holds the loop" + " in {what}: nothing else can run meanwhile.",
            "{who} 占住循环" + "（{what}）：其间别的都不能运行。"
        ),
    }
}

/// A call has held the loop since a time and does so still.
pub fn has_held(lang: Lang, who: &str, what: &str, since: &str) -> Said {
    told!(
        lang,
        "{who} has held the loop since {since}" + ", in {what}.",
        "{who} 从 {since} 起占住循环" + "（{what}）。"
    )
}

/// The loop waits for a time.
pub fn loop_sleeps(lang: Lang, when: &str) -> Said {
    told!(
        lang,
        "The loop sleeps" + " until {when}: nothing is ready.",
        "循环睡眠" + "到 {when}：没有就绪的任务。"
    )
}

/// The loop waits for jobs in pools, or for something else from outside.
pub fn loop_waits(lang: Lang, what: &str) -> Said {
    told!(
        lang,
        "The loop waits" + " for {what}: nothing is ready.",
        "循环在等 {what}" + "：没有就绪的任务。"
    )
}

/// Nothing can ever happen again.
pub fn nobody_can(lang: Lang) -> String {
    say!(
        lang,
        "No task is ready and no timer is set.",
        "没有就绪的任务，也没有定时器。"
    )
}

/// Every task has ended.
pub fn all_are_done(lang: Lang) -> String {
    say!(lang, "All tasks are done.", "所有任务都已结束。")
}

/// Who is next, and why.
pub fn is_next(lang: Lang, who: &str, why: &str) -> String {
    match why.is_empty() {
        true => say!(lang, "{who} is next.", "下一个是 {who}。"),
        false => say!(lang, "{who} is next: {why}.", "下一个是 {who}：{why}。"),
    }
}

/// Why a task that has not begun is next.
pub fn stands_first(lang: Lang) -> String {
    say!(lang, "it has not begun yet", "它还没有开始")
}

/// Why a task goes on that gave way.
pub fn gave_way(lang: Lang) -> String {
    say!(lang, "it gave way once", "它让出过一次")
}

/// Why a task goes on: what it awaited is over.
pub fn is_over(lang: Lang, what: &str) -> String {
    say!(lang, "its {what} is over", "它的 {what} 结束了")
}

/// The same some time after it was due.
pub fn is_over_late(lang: Lang, what: &str, late: &str) -> String {
    say!(
        lang,
        "its {what} is over, {late} late",
        "它的 {what} 结束了，晚了 {late}"
    )
}

/// Why a task goes on: what it awaited raised.
pub fn has_failed(lang: Lang, what: &str, exception: &str) -> String {
    say!(
        lang,
        "its {what} failed with {exception}",
        "它的 {what} 失败了：{exception}"
    )
}

/// Why a task goes on: what it awaited was cancelled.
pub fn was_cancelled(lang: Lang, what: &str) -> String {
    say!(lang, "its {what} was cancelled", "它的 {what} 被取消了")
}

/// Why a task goes on: a task that it awaited ended.
pub fn has_ended(lang: Lang, other: &str) -> String {
    say!(lang, "{other} has ended", "{other} 结束了")
}

/// The same for a task that raised.
pub fn has_ended_with(lang: Lang, other: &str, exception: &str) -> String {
    say!(
        lang,
        "{other} ended with {exception}",
        "{other} 以 {exception} 结束了"
    )
}

/// The same for a task that ended cancelled.
pub fn has_ended_cancelled(lang: Lang, other: &str) -> String {
    say!(lang, "{other} ended cancelled", "{other} 以取消结束了")
}

/// Why a task goes on: the last of several is done.
pub fn last_is_done(lang: Lang, what: &str) -> String {
    say!(
        lang,
        "the last of its {what} is done",
        "它的 {what} 的最后一个完成了"
    )
}

/// Why a task goes on: a lock is free.
pub fn was_released(lang: Lang, by: &str, name: &str) -> String {
    say!(lang, "{by} released {name}", "{by} 释放了 {name}")
}

/// Why a task goes on: a semaphore's place is free.
pub fn left_a_place(lang: Lang, by: &str) -> String {
    say!(lang, "{by} left it a place", "{by} 给它留出了一个名额")
}

/// Why a task goes on: an event is set.
pub fn was_set(lang: Lang, by: &str, name: &str) -> String {
    say!(lang, "{by} set {name}", "{by} 设置了 {name}")
}

/// Why a task goes on: it was notified.
pub fn was_notified(lang: Lang, by: &str, name: &str) -> String {
    say!(
        lang,
        "{by} notified it at {name}",
        "{by} 在 {name} 通知了它"
    )
}

/// Why a task goes on: a queue has something.
pub fn was_put(lang: Lang, by: &str, name: &str) -> String {
    say!(
        lang,
        "{by} put an item into {name}",
        "{by} 向 {name} 放入了一项"
    )
}

/// Why a task goes on: the next future of `as_completed()` is done.
pub fn is_there(lang: Lang, what: &str) -> String {
    say!(lang, "{what} is there", "{what} 到了")
}

/// Why a task goes on: a queue has room.
pub fn made_room(lang: Lang, by: &str, name: &str) -> String {
    say!(
        lang,
        "{by} made room in {name}",
        "{by} 在 {name} 腾出了空位"
    )
}

/// Why a task goes on: a queue is worked off.
pub fn finished_last(lang: Lang, by: &str, name: &str) -> String {
    say!(
        lang,
        "{by} finished the last item of {name}",
        "{by} 处理完了 {name} 的最后一项"
    )
}

/// Why a task goes on: a barrier is complete.
pub fn came_last(lang: Lang, by: &str, name: &str) -> String {
    say!(
        lang,
        "{by} came to {name} as the last",
        "{by} 最后到达 {name}"
    )
}

/// Why a task goes on: somebody asked it to cancel.
pub fn asked_to_cancel(lang: Lang, by: &str) -> String {
    say!(lang, "{by} asked it to cancel", "{by} 请求取消它")
}

/// The same where it was no task.
pub fn was_asked_to_cancel(lang: Lang) -> String {
    say!(lang, "it was asked to cancel", "它被请求取消")
}

/// The same where who was cancelled passes it on to what it awaits.
pub fn passed_on(lang: Lang, from: &str) -> String {
    say!(
        lang,
        "{from} was cancelled and passed it on",
        "{from} 被取消，并传给了它"
    )
}

/// The same where a timeout is over.
pub fn timed_out(lang: Lang) -> String {
    say!(lang, "its timeout is over", "它的超时到了")
}

/// The same where a task group aborts.
pub fn group_aborts(lang: Lang) -> String {
    say!(
        lang,
        "its TaskGroup cancels all, since one of them failed",
        "它的 TaskGroup 因为其中一个失败而取消全部"
    )
}

/// The same where the program is over.
pub fn run_ends(lang: Lang) -> String {
    say!(
        lang,
        "asyncio.run() cancels what is left at its end",
        "asyncio.run() 结束时取消剩下的任务"
    )
}

/// The same for Ctrl+C.
pub fn interrupted(lang: Lang) -> String {
    say!(lang, "Ctrl+C was pressed", "按下了 Ctrl+C")
}

/// The same where the person did it who looks.
pub fn you_cancelled(lang: Lang) -> String {
    say!(lang, "you cancelled it", "你取消了它")
}

/// The same where another order is tried.
pub fn explorer_cancelled(lang: Lang) -> String {
    say!(
        lang,
        "it is cancelled here in this order",
        "在这个顺序里它在此被取消"
    )
}

/// Until when a task sleeps.
pub fn until(lang: Lang, when: &str) -> String {
    say!(lang, ", until {when}", "，到 {when}")
}

/// Who holds what a task waits for.
pub fn which_holds(lang: Lang, who: &str) -> String {
    say!(lang, ", which {who} holds", "，它由 {who} 持有")
}

/// A semaphore has no place.
pub fn none_is_free(lang: Lang) -> String {
    say!(lang, ": none is free", "：没有空的名额")
}

/// The same where others came before.
pub fn behind(lang: Lang, before: usize) -> String {
    match before {
        1 => say!(lang, ": one is in line before it", "：前面还有 1 个"),
        _ => say!(
            lang,
            ": {before} are in line before it",
            "：前面还有 {before} 个"
        ),
    }
}

/// An event is not set.
pub fn not_set(lang: Lang) -> String {
    say!(lang, ": nobody has set it yet", "：还没有人设置它")
}

/// A condition's lock is given back meanwhile.
pub fn gives_lock_back(lang: Lang) -> String {
    say!(
        lang,
        ", and gives its lock back meanwhile",
        "，等待时交还它的锁"
    )
}

/// How many parties are at a barrier.
pub fn are_there(lang: Lang, count: i64) -> String {
    match count {
        0 | 1 => say!(lang, ": it is the first there", "：它是第一个到的"),
        _ => say!(lang, ": {count} are there now", "：现在到了 {count} 个"),
    }
}

/// A queue is empty.
pub fn is_empty(lang: Lang) -> String {
    say!(lang, ": it is empty", "：它是空的")
}

/// A queue is full.
pub fn is_full(lang: Lang, items: i64) -> String {
    match items {
        1 => say!(lang, ": it is full, with one item", "：它满了，有 1 项"),
        _ => say!(
            lang,
            ": it is full, with {items} items",
            "：它满了，有 {items} 项"
        ),
    }
}

/// A job is in a pool.
pub fn runs_in(lang: Lang, pool: &str) -> String {
    say!(lang, ", a job in {pool}", "，{pool} 中的作业")
}

/// How many tasks are not done yet.
pub fn are_not_done(lang: Lang, count: usize) -> String {
    match count {
        0 => String::new(),
        1 => say!(lang, ": one is not done", "：还有 1 个没有完成"),
        _ => say!(lang, ": {count} are not done", "：还有 {count} 个没有完成"),
    }
}

/// `, and leaves its place in sem to visitor(4)`
pub fn leaves_to(lang: Lang, name: &str, next: &str) -> String {
    say!(
        lang,
        " and leaves {name} to {next}",
        "，把 {name} 留给 {next}"
    )
}

/// `, and releases Lock a`
pub fn and_releases(lang: Lang, name: &str) -> String {
    say!(lang, " and releases {name}", "，释放 {name}")
}

/// Something is taken.
pub fn takes(lang: Lang, name: &str) -> String {
    say!(lang, "takes {name}", "获得 {name}")
}

/// An event is set; who waits for it becomes ready.
pub fn sets(lang: Lang, name: &str) -> String {
    say!(lang, "sets {name}", "设置 {name}")
}

/// An event is cleared.
pub fn clears(lang: Lang, name: &str) -> String {
    say!(lang, "clears {name}", "清除 {name}")
}

/// A condition is notified.
pub fn notifies(lang: Lang, name: &str, count: u32) -> String {
    match count {
        0 => say!(
            lang,
            "notifies {name}, where nobody waits",
            "通知 {name}，那里没有人等"
        ),
        1 => say!(lang, "notifies one at {name}", "通知 {name} 处的 1 个"),
        _ => say!(
            lang,
            "notifies {count} at {name}",
            "通知 {name} 处的 {count} 个"
        ),
    }
}

/// Items go into a queue.
pub fn puts(lang: Lang, name: &str, count: usize) -> String {
    match count {
        1 => say!(lang, "puts an item into {name}", "向 {name} 放入一项"),
        _ => say!(
            lang,
            "puts {count} items into {name}",
            "向 {name} 放入 {count} 项"
        ),
    }
}

/// Items come out of a queue.
pub fn gets(lang: Lang, name: &str, count: usize) -> String {
    match count {
        1 => say!(lang, "gets an item from {name}", "从 {name} 取出一项"),
        _ => say!(
            lang,
            "gets {count} items from {name}",
            "从 {name} 取出 {count} 项"
        ),
    }
}

/// `task_done`
pub fn reports_done(lang: Lang, name: &str, left: u32) -> String {
    say!(
        lang,
        "calls task_done() on {name} ({left} left)",
        "对 {name} 调用 task_done()（剩 {left} 项）"
    )
}

/// A queue is shut down.
pub fn shuts_down(lang: Lang, name: &str) -> String {
    say!(lang, "shuts {name} down", "关闭 {name}")
}

/// A party comes to a barrier.
pub fn arrives(lang: Lang, name: &str) -> String {
    say!(lang, "comes to {name}", "到达 {name}")
}

/// A barrier is broken.
pub fn breaks(lang: Lang, name: &str) -> String {
    say!(lang, "breaks {name}", "使 {name} 中断")
}

/// A barrier is reset.
pub fn resets(lang: Lang, name: &str) -> String {
    say!(lang, "resets {name}", "重置 {name}")
}

/// Something is given back outside any task.
pub fn releases(lang: Lang, name: &str) -> String {
    say!(lang, "releases {name}", "释放 {name}")
}

/// A task is made.
pub fn makes_task(lang: Lang, other: &str) -> String {
    say!(lang, "makes {other} a task", "把 {other} 创建为任务")
}

/// Several tasks are made.
pub fn makes_tasks(lang: Lang, count: usize) -> String {
    say!(lang, "makes {count} tasks", "创建 {count} 个任务")
}

/// A cancellation is asked for.
pub fn asks_to_cancel(lang: Lang, other: &str) -> String {
    say!(lang, "asks {other} to cancel", "请求取消 {other}")
}

/// Several cancellations are asked for.
pub fn asks_many_to_cancel(lang: Lang, count: usize) -> String {
    say!(lang, "asks {count} to cancel", "请求取消 {count} 个")
}

/// Jobs are handed to a pool.
pub fn hands_in(lang: Lang, job: &str, count: usize) -> String {
    match count {
        1 => say!(lang, "hands in the job {job}", "提交作业 {job}"),
        _ => say!(lang, "hands in {count} jobs", "提交 {count} 个作业"),
    }
}

/// Several acts in a row: `sets ready and puts an item into log`.
pub fn list(lang: Lang, acts: &[String]) -> String {
    match (acts, lang) {
        ([], _) => String::new(),
        ([one], _) => one.clone(),
        ([one, two], Lang::En) => format!("{one} and {two}"),
        ([one, .., last], Lang::En) => format!("{one}, …, {last}"),
        ([one, two], Lang::Zh) => format!("{one}，{two}"),
        ([one, .., last], Lang::Zh) => format!("{one}，……，{last}"),
    }
}

/// What holds a semaphore's permit: `a place in sem`
pub fn place_in(lang: Lang, name: &str) -> String {
    say!(lang, "a place in {name}", "{name} 的一个名额")
}

/// An item from a queue: `get from log`
pub fn get_from(lang: Lang, name: &str) -> String {
    say!(lang, "get from {name}", "从 {name} 取")
}

/// Room in a queue: `put into log`
pub fn put_into(lang: Lang, name: &str) -> String {
    say!(lang, "put into {name}", "放入 {name}")
}

/// A queue that is worked off: `join of log`
pub fn join_of(lang: Lang, name: &str) -> String {
    say!(lang, "join of {name}", "{name} 的 join")
}

/// The next future of `as_completed()`.
pub fn next_completed(lang: Lang) -> String {
    say!(
        lang,
        "the next of as_completed()",
        "as_completed() 的下一个"
    )
}

/// The lock inside a condition: `the lock of cond`
pub fn lock_of(lang: Lang, name: &str) -> String {
    say!(lang, "the lock of {name}", "{name} 的锁")
}

/// The program where no task is at work.
pub fn the_program(lang: Lang) -> String {
    say!(lang, "the program", "程序")
}

/// A callback of asyncio's own, by what it tells: `gather: visitor(2) is done`
pub fn is_done_in(lang: Lang, function: &str, what: &str) -> String {
    say!(
        lang,
        "{function}: {what} is done",
        "{function}：{what} 已完成"
    )
}

/// What comes after the main task: the tasks that are left are cancelled.
pub fn run_cancels(lang: Lang, count: usize) -> String {
    match count {
        1 => say!(
            lang,
            "asyncio.run() now cancels the one task that is left.",
            "asyncio.run() 接着取消剩下的 1 个任务。"
        ),
        _ => say!(
            lang,
            "asyncio.run() now cancels the {count} tasks that are left.",
            "asyncio.run() 接着取消剩下的 {count} 个任务。"
        ),
    }
}
