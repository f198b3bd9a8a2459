//! What happens in a loop, in one plain sentence an event.
//!
//! `who` is a task as its source would say it, `what` is what a task awaits (`sleep(1)`), `when`
//! and `span` are ready to be shown, with their unit.

use super::said::{say, told};
use super::{Lang, Said};

/// `run_forever` begins.
pub fn loop_started(lang: Lang) -> String {
    say!(lang, "The loop starts.", "事件循环开始运行。")
}

/// `run_forever` returns.
pub fn loop_stopped(lang: Lang) -> String {
    say!(lang, "The loop stops.", "事件循环停止。")
}

/// `SystemExit` or `KeyboardInterrupt` came out of a handle.
pub fn loop_left(lang: Lang, exception: &str) -> Said {
    told!(
        lang,
        "{exception} leaves the loop at once"
            + ": what this turn has not run waits for the cleaning up.",
        "{exception} 立即离开事件循环" + "：本轮还没运行的，留给收尾时运行。"
    )
}

/// A turn begins.
pub fn turn_started(lang: Lang, turn: u32, ready: u32) -> String {
    match ready {
        0 => say!(
            lang,
            "Turn {turn} begins with nothing ready.",
            "第 {turn} 轮开始，没有就绪的回调。"
        ),
        1 => say!(
            lang,
            "Turn {turn} begins and will run the one handle that is ready.",
            "第 {turn} 轮开始，将运行唯一就绪的回调。"
        ),
        _ => say!(
            lang,
            "Turn {turn} begins and will run the {ready} handles that are ready, in order.",
            "第 {turn} 轮开始，将依次运行已就绪的 {ready} 个回调。"
        ),
    }
}

/// A turn ends.
pub fn turn_ended(lang: Lang, turn: u32) -> String {
    say!(lang, "Turn {turn} ends.", "第 {turn} 轮结束。")
}

/// A task becomes ready for its first step.
pub fn queued_to_begin(lang: Lang, who: &str) -> String {
    say!(
        lang,
        "{who} joins the ready queue to begin.",
        "{who} 进入就绪队列，等待开始。"
    )
}

/// A task becomes ready again after a bare yield or a cancellation.
pub fn queued_again(lang: Lang, who: &str) -> String {
    say!(
        lang,
        "{who} joins the end of the ready queue to go on.",
        "{who} 排到就绪队列末尾，等待继续。"
    )
}

/// A task becomes ready because what it awaited is done.
pub fn queued_to_wake(lang: Lang, who: &str, what: &str) -> Said {
    told!(
        lang,
        "{who} joins the ready queue" + " because {what} is done.",
        "{who} 进入就绪队列" + "，因为 {what} 已完成。"
    )
}

/// A callback becomes ready.
pub fn queued_callback(lang: Lang, name: &str) -> String {
    say!(
        lang,
        "{name} joins the ready queue.",
        "{name} 进入就绪队列。"
    )
}

/// A sleep's timer is set.
pub fn timer_set_for_sleep(lang: Lang, who: &str, what: &str, when: &str) -> Said {
    told!(
        lang,
        "The {what} of {who} sets a timer" + " for {when}.",
        "{who} 的 {what} 设了定时器" + "，到期时间 {when}。"
    )
}

/// Any other timer is set.
pub fn timer_set(lang: Lang, name: &str, when: &str) -> Said {
    told!(
        lang,
        "A timer for {name} is set" + " to {when}.",
        "为 {name} 设了定时器" + "，到期时间 {when}。"
    )
}

/// A timer's time has come.
pub fn timer_due(lang: Lang, name: &str, when: &str) -> Said {
    told!(
        lang,
        "The timer of {name} is due" + " at {when} and joins the ready queue.",
        "{name} 的定时器到期" + "（{when}），进入就绪队列。"
    )
}

/// A timer's time came while the loop was held.
pub fn timer_late(lang: Lang, name: &str, when: &str, late: &str) -> Said {
    told!(
        lang,
        "The timer of {name} is due" + " {late} late, at {when}, and joins the ready queue.",
        "{name} 的定时器到期" + "（{when}，晚了 {late}），进入就绪队列。"
    )
}

/// A handle is cancelled.
pub fn handle_cancelled(lang: Lang, name: &str) -> String {
    say!(
        lang,
        "The handle of {name} is cancelled and will not run.",
        "{name} 的回调被取消，不会再运行。"
    )
}

/// A cancelled handle is passed over.
pub fn handle_skipped(lang: Lang, name: &str) -> Said {
    told!(
        lang,
        "The handle of {name} is passed over" + ": it was cancelled.",
        "跳过 {name} 的回调" + "：它已被取消。"
    )
}

/// A handle ends.
pub fn handle_ended(lang: Lang, name: &str) -> String {
    say!(
        lang,
        "The loop takes control back from {name}.",
        "{name} 把控制权交还给事件循环。"
    )
}

/// A task's first step runs.
pub fn runs_first(lang: Lang, who: &str, when: &str) -> Said {
    told!(
        lang,
        "{who} runs now for the first time"
            + " because it was scheduled at {when} and is next in line.",
        "{who} 现在第一次运行" + "，因为它在 {when} 被安排，排在队首。"
    )
}

/// A task runs after a bare yield.
pub fn runs_after_yield(lang: Lang, who: &str) -> Said {
    told!(
        lang,
        "{who} runs now" + " because it gave way once and is next in line again.",
        "{who} 现在运行" + "，因为它让出过一次，又排到了队首。"
    )
}

/// A task runs because what it awaited ended.
pub fn runs_because_ended(lang: Lang, who: &str, what: &str, when: &str) -> Said {
    told!(
        lang,
        "{who} runs now" + " because its {what} ended at {when}.",
        "{who} 现在运行" + "，因为它的 {what} 在 {when} 结束了。"
    )
}

/// A task runs because the task it awaited ended.
pub fn runs_because_task_ended(lang: Lang, who: &str, other: &str, when: &str) -> Said {
    told!(
        lang,
        "{who} runs now" + " because {other}, which it awaits, ended at {when}.",
        "{who} 现在运行" + "，因为它等待的 {other} 在 {when} 结束了。"
    )
}

/// A task runs because what it awaited was cancelled.
pub fn runs_because_cancelled(lang: Lang, who: &str, what: &str, when: &str) -> Said {
    told!(
        lang,
        "{who} runs now" + " because its {what} was cancelled at {when}.",
        "{who} 现在运行" + "，因为它的 {what} 在 {when} 被取消了。"
    )
}

/// A sleep's timer runs.
pub fn wakes_sleeper(lang: Lang, who: &str, what: &str, when: &str) -> Said {
    told!(
        lang,
        "The timer of {who} runs now" + " because its {what} is over at {when}; it wakes the task.",
        "{who} 的定时器现在运行" + "，因为它的 {what} 在 {when} 到期；它会唤醒任务。"
    )
}

/// A callback runs because its future is done.
pub fn callback_after(lang: Lang, name: &str, what: &str) -> Said {
    told!(
        lang,
        "{name} runs now" + " because {what} is done.",
        "{name} 现在运行" + "，因为 {what} 已完成。"
    )
}

/// A timed callback runs.
pub fn callback_due(lang: Lang, name: &str, when: &str) -> Said {
    told!(
        lang,
        "{name} runs now" + " because its time, {when}, has come.",
        "{name} 现在运行" + "，因为它的时间 {when} 到了。"
    )
}

/// A callback runs.
pub fn callback_runs(lang: Lang, name: &str, when: &str) -> Said {
    told!(
        lang,
        "{name} runs now" + " because it was scheduled at {when} and is next in line.",
        "{name} 现在运行" + "，因为它在 {when} 被安排，排在队首。"
    )
}

/// What stands in line behind what runs.
pub fn waits_its_turn(lang: Lang, who: &str) -> String {
    say!(
        lang,
        "{who} waits its turn: what is ready runs in the order in which it became ready.",
        "{who} 等待轮到自己：就绪的回调按就绪的先后顺序运行。"
    )
}

/// Nothing runs; a handle is next.
pub fn next_is(lang: Lang, who: &str) -> String {
    say!(
        lang,
        "{who} is next: it stands first in the ready queue.",
        "下一个是 {who}：它排在就绪队列的最前面。"
    )
}

/// Nothing is ready; a timer is next.
pub fn idle_until(lang: Lang, name: &str, when: &str) -> String {
    say!(
        lang,
        "Nothing is ready: the loop sleeps until {when}, when the timer of {name} is due.",
        "没有就绪的回调：循环睡眠到 {when}，那时 {name} 的定时器到期。"
    )
}

/// Nothing is ready and no timer is set, yet tasks are left.
pub fn idle(lang: Lang) -> String {
    say!(
        lang,
        "Nothing is ready and no timer is set: the loop waits for something outside.",
        "没有就绪的回调，也没有定时器：循环在等外部的事情。"
    )
}

/// Nothing happened yet.
pub fn not_begun(lang: Lang) -> String {
    say!(lang, "Nothing has run yet.", "还没有运行。")
}

/// All is over.
pub fn all_done(lang: Lang) -> String {
    say!(
        lang,
        "Every task has ended and the loop has stopped.",
        "所有任务都已结束，循环已停止。"
    )
}

/// The loop was stopped while tasks are left.
pub fn stopped_early(lang: Lang) -> String {
    say!(lang, "The loop has stopped.", "循环已停止。")
}

/// A task is made by a task.
pub fn task_created_by(lang: Lang, who: &str, parent: &str) -> String {
    say!(
        lang,
        "{parent} makes {who} a task.",
        "{parent} 把 {who} 创建为任务。"
    )
}

/// A task is made outside any task.
pub fn task_created(lang: Lang, who: &str) -> String {
    say!(lang, "{who} becomes a task.", "{who} 成为任务。")
}

/// `Task.set_name`.
pub fn task_renamed(lang: Lang, who: &str, name: &str) -> String {
    say!(
        lang,
        "{who} is named {name} now.",
        "{who} 现在的名字是 {name}。"
    )
}

/// A task's first step begins.
pub fn task_begins(lang: Lang, who: &str) -> String {
    say!(lang, "{who} begins.", "{who} 开始执行。")
}

/// A task's next step begins.
pub fn task_goes_on(lang: Lang, who: &str) -> String {
    say!(
        lang,
        "{who} goes on after its await.",
        "{who} 从 await 处继续执行。"
    )
}

/// An exception is thrown into a task.
pub fn task_thrown(lang: Lang, who: &str, exception: &str) -> Said {
    told!(
        lang,
        "{who} goes on with {exception}" + " raised at its await.",
        "{who} 继续执行，抛出 {exception}" + "，位置是它的 await 处。"
    )
}

/// A task awaits something that is not done.
pub fn task_awaits(lang: Lang, who: &str, what: &str) -> Said {
    told!(
        lang,
        "{who} awaits {what}" + " and lets the others run.",
        "{who} 等待 {what}" + "，让其他任务运行。"
    )
}

/// `sleep(0)`.
pub fn task_yields(lang: Lang, who: &str) -> Said {
    told!(
        lang,
        "{who} gives way once" + " and lets the others run.",
        "{who} 让出一次" + "，让其他任务运行。"
    )
}

/// A task returns.
pub fn task_returned(lang: Lang, who: &str) -> String {
    say!(lang, "{who} is done.", "{who} 已完成。")
}

/// A task raises.
pub fn task_raised(lang: Lang, who: &str, exception: &str) -> String {
    say!(
        lang,
        "{who} failed with {exception}.",
        "{who} 失败：{exception}。"
    )
}

/// A task ends cancelled.
pub fn task_cancelled(lang: Lang, who: &str) -> String {
    say!(lang, "{who} ended cancelled.", "{who} 以取消结束。")
}

/// A task is cancelled before its first step.
pub fn task_never_begins(lang: Lang, who: &str, exception: &str) -> Said {
    told!(
        lang,
        "{who} ends with {exception}" + " before its first line: none of its lines runs.",
        "{who} 以 {exception} 结束" + "，在第一行之前：它一行也不会执行。"
    )
}

/// A task's own coroutine begins.
pub fn body_entered(lang: Lang, who: &str) -> String {
    say!(
        lang,
        "The body of {who} runs from its first line.",
        "{who} 的函数体从第一行开始执行。"
    )
}

/// A coroutine begins.
pub fn frame_entered(lang: Lang, who: &str, call: &str) -> String {
    say!(lang, "{who} enters {call}.", "{who} 进入 {call}。")
}

/// A coroutine ends.
pub fn frame_exited(lang: Lang, who: &str, call: &str) -> String {
    say!(lang, "{who} leaves {call}.", "{who} 离开 {call}。")
}

/// A future is made.
pub fn future_created(lang: Lang, what: &str) -> String {
    say!(
        lang,
        "A future for {what} is made.",
        "为 {what} 创建了 future。"
    )
}

/// A future has a result.
pub fn future_done(lang: Lang, what: &str) -> String {
    say!(lang, "{what} is done.", "{what} 已完成。")
}

/// A future has an exception.
pub fn future_raised(lang: Lang, what: &str, exception: &str) -> String {
    say!(
        lang,
        "{what} failed with {exception}.",
        "{what} 失败：{exception}。"
    )
}

/// A future is cancelled.
pub fn future_cancelled(lang: Lang, what: &str) -> String {
    say!(lang, "{what} is cancelled.", "{what} 被取消。")
}

/// A future waits for another.
pub fn future_linked(lang: Lang, outer: &str, inner: &str) -> String {
    say!(lang, "{outer} waits for {inner}.", "{outer} 等待 {inner}。")
}

/// A task asks for a cancellation.
pub fn cancel_requested_by(lang: Lang, by: &str, target: &str) -> String {
    say!(
        lang,
        "{by} asks {target} to cancel.",
        "{by} 请求取消 {target}。"
    )
}

/// Something that is no task asks for a cancellation.
pub fn cancel_requested(lang: Lang, target: &str) -> String {
    say!(
        lang,
        "{target} is asked to cancel.",
        "{target} 被请求取消。"
    )
}

/// `Task.uncancel()`.
pub fn uncancelled(lang: Lang, who: &str, left: u32) -> Said {
    match left {
        0 => told!(
            lang,
            "{who} takes one cancel request back" + "; none is left.",
            "{who} 撤回一次取消请求" + "，没有剩余的请求。"
        ),
        1 => told!(
            lang,
            "{who} takes one cancel request back" + "; one is left.",
            "{who} 撤回一次取消请求" + "，还剩 1 次。"
        ),
        _ => told!(
            lang,
            "{who} takes one cancel request back" + "; {left} are left.",
            "{who} 撤回一次取消请求" + "，还剩 {left} 次。"
        ),
    }
}

/// A lock, queue, … is used for the first time.
pub fn resource_created(lang: Lang, name: &str) -> String {
    say!(
        lang,
        "{name} is used for the first time.",
        "第一次用到 {name}。"
    )
}

/// A lock is taken.
pub fn lock_acquired(lang: Lang, who: &str, name: &str) -> String {
    say!(lang, "{who} acquires {name}.", "{who} 获得 {name}。")
}

/// A lock is given back.
pub fn lock_released(lang: Lang, who: &str, name: &str) -> String {
    say!(lang, "{who} releases {name}.", "{who} 释放 {name}。")
}

/// A permit is taken.
pub fn acquired(lang: Lang, who: &str, name: &str, value: i64) -> String {
    say!(
        lang,
        "{who} acquires {name} ({value} left).",
        "{who} 获得 {name}（还剩 {value}）。"
    )
}

/// A permit is given back.
pub fn released(lang: Lang, who: &str, name: &str, value: i64) -> String {
    say!(
        lang,
        "{who} releases {name} ({value} left).",
        "{who} 释放 {name}（还剩 {value}）。"
    )
}

/// A waiter joins the line.
pub fn joins_line(lang: Lang, who: &str, name: &str) -> String {
    say!(
        lang,
        "{who} joins the line at {name}.",
        "{who} 在 {name} 处排队。"
    )
}

/// A waiter leaves the line.
pub fn leaves_line(lang: Lang, who: &str, name: &str) -> Said {
    told!(
        lang,
        "{who} leaves the line at {name}" + " without what it waited for.",
        "{who} 离开 {name} 的队列" + "，没有等到。"
    )
}

/// A waiter is woken.
pub fn woken(lang: Lang, who: &str, name: &str) -> String {
    say!(lang, "{name} wakes {who}.", "{name} 唤醒 {who}。")
}

/// An event is set.
pub fn event_set(lang: Lang, who: &str, name: &str) -> String {
    say!(lang, "{who} sets {name}.", "{who} 设置 {name}。")
}

/// An event is cleared.
pub fn event_cleared(lang: Lang, who: &str, name: &str) -> String {
    say!(lang, "{who} clears {name}.", "{who} 清除 {name}。")
}

/// Waiters of a condition are notified.
pub fn notified(lang: Lang, who: &str, name: &str, count: u32) -> String {
    match count {
        0 => say!(
            lang,
            "{who} notifies {name}, where nobody waits.",
            "{who} 通知 {name}，那里没有等待者。"
        ),
        1 => say!(
            lang,
            "{who} notifies one of those who wait at {name}.",
            "{who} 通知 {name} 处的 1 个等待者。"
        ),
        _ => say!(
            lang,
            "{who} notifies {count} of those who wait at {name}.",
            "{who} 通知 {name} 处的 {count} 个等待者。"
        ),
    }
}

/// An item goes into a queue.
pub fn put(lang: Lang, who: &str, name: &str, value: i64) -> String {
    say!(
        lang,
        "{who} puts an item into {name} (now {value}).",
        "{who} 向 {name} 放入一项（现有 {value} 项）。"
    )
}

/// An item comes out of a queue.
pub fn got(lang: Lang, who: &str, name: &str, value: i64) -> String {
    say!(
        lang,
        "{who} takes an item out of {name} (now {value}).",
        "{who} 从 {name} 取出一项（现有 {value} 项）。"
    )
}

/// `task_done`.
pub fn item_done(lang: Lang, who: &str, name: &str, left: u32) -> String {
    match left {
        0 => say!(
            lang,
            "{who} reports an item of {name} done; none is unfinished.",
            "{who} 报告 {name} 的一项已处理；没有未完成的项。"
        ),
        1 => say!(
            lang,
            "{who} reports an item of {name} done; one is unfinished.",
            "{who} 报告 {name} 的一项已处理；还有 1 项未完成。"
        ),
        _ => say!(
            lang,
            "{who} reports an item of {name} done; {left} are unfinished.",
            "{who} 报告 {name} 的一项已处理；还有 {left} 项未完成。"
        ),
    }
}

/// A queue is shut down.
pub fn shut_down(lang: Lang, who: &str, name: &str) -> String {
    say!(lang, "{who} shuts {name} down.", "{who} 关闭 {name}。")
}

/// A party arrives at a barrier.
pub fn arrived(lang: Lang, who: &str, name: &str, value: i64) -> String {
    match value {
        1 => say!(
            lang,
            "{who} arrives at {name} as the first.",
            "{who} 第一个到达 {name}。"
        ),
        _ => say!(
            lang,
            "{who} arrives at {name} ({value} are there).",
            "{who} 到达 {name}（已到 {value} 个）。"
        ),
    }
}

/// A barrier opens.
pub fn tripped(lang: Lang, name: &str) -> String {
    say!(
        lang,
        "{name} is complete and lets all go on.",
        "{name} 已到齐，全部放行。"
    )
}

/// A barrier breaks.
pub fn broken(lang: Lang, who: &str, name: &str) -> String {
    say!(lang, "{who} breaks {name}.", "{who} 使 {name} 中断。")
}

/// A barrier is reset.
pub fn reset(lang: Lang, who: &str, name: &str) -> String {
    say!(lang, "{who} resets {name}.", "{who} 重置 {name}。")
}

/// `print`.
pub fn printed(lang: Lang, who: &str, text: &str) -> Said {
    told!(lang, "{who} prints" + ": {text}", "{who} 打印" + "：{text}")
}

/// The loop's exception handler is called.
pub fn exception_reported(lang: Lang, message: &str, exception: &str) -> Said {
    told!(
        lang,
        "The loop reports" + ": {message} ({exception}).",
        "循环报告" + "：{message}（{exception}）。"
    )
}

/// The loop's exception handler is called without an exception.
pub fn reported(lang: Lang, message: &str) -> Said {
    told!(
        lang,
        "The loop reports" + ": {message}.",
        "循环报告" + "：{message}。"
    )
}

/// A coroutine was never awaited.
pub fn never_awaited(lang: Lang, call: &str) -> Said {
    told!(
        lang,
        "{call} was called but never awaited" + ": none of its lines ran.",
        "调用了 {call}，却从未 await" + "：它一行也没有执行。"
    )
}

/// A call held the loop.
pub fn blocked(lang: Lang, who: &str, what: &str, span: &str) -> Said {
    told!(
        lang,
        "{who} held the loop for {span}" + " in {what}: nothing else could run.",
        "{who} 占住循环 {span}" + "（{what}）：别的都不能运行。"
    )
}

/// A deadlock.
pub fn deadlocked(lang: Lang, tasks: usize) -> String {
    match tasks {
        1 => say!(
            lang,
            "Deadlock: nothing is ready, no timer is set, and 1 task waits. CPython would hang here for ever.",
            "死锁：没有就绪的回调，没有定时器，还有 1 个任务在等。CPython 会永远卡在这里。"
        ),
        _ => say!(
            lang,
            "Deadlock: nothing is ready, no timer is set, and {tasks} tasks wait. CPython would hang here for ever.",
            "死锁：没有就绪的回调，没有定时器，还有 {tasks} 个任务在等。CPython 会永远卡在这里。"
        ),
    }
}

/// The program, where no task is at work: a plain callback, or code before the first step.
pub fn the_program(lang: Lang) -> String {
    say!(lang, "The program", "程序")
}

/// A future that the program made.
pub fn a_future(lang: Lang) -> String {
    say!(lang, "a future", "一个 future")
}

/// A task that was there before the recording.
pub fn task_seen(lang: Lang, who: &str) -> String {
    say!(
        lang,
        "{who} was there already when the recording began.",
        "录制开始时，{who} 已经存在。"
    )
}

/// A global has another value.
pub fn global_changed(lang: Lang, who: &str, name: &str, from: &str, to: &str) -> String {
    say!(
        lang,
        "{who} changes {name} from {from} to {to}.",
        "{who} 把 {name} 从 {from} 改为 {to}。"
    )
}

/// A global has its first value.
pub fn global_set(lang: Lang, who: &str, name: &str, to: &str) -> String {
    say!(
        lang,
        "{who} sets {name} to {to}.",
        "{who} 把 {name} 设为 {to}。"
    )
}

/// A global is gone.
pub fn global_deleted(lang: Lang, who: &str, name: &str) -> String {
    say!(lang, "{who} deletes {name}.", "{who} 删除 {name}。")
}

/// A log record.
pub fn logged(lang: Lang, who: &str, text: &str) -> String {
    say!(lang, "{who} logs: {text}", "{who} 记录日志：{text}")
}

/// The explorer lets something go before what asyncio would have taken.
pub fn explorer_prefers(lang: Lang, what: &str, other: &str) -> String {
    say!(
        lang,
        "The explorer lets {what} go before {other}.",
        "探索器让 {what} 先于 {other}。"
    )
}

/// The explorer takes something next.
pub fn explorer_takes(lang: Lang, what: &str) -> String {
    say!(
        lang,
        "The explorer takes {what} next.",
        "探索器接下来选 {what}。"
    )
}

/// The explorer cancels a task.
pub fn explorer_cancels(lang: Lang, who: &str) -> String {
    say!(
        lang,
        "The explorer cancels {who} here.",
        "探索器在此取消 {who}。"
    )
}

/// The program ran to its end.
pub fn run_returned(lang: Lang) -> String {
    say!(lang, "The program ends.", "程序结束。")
}

/// An exception left the program.
pub fn run_raised(lang: Lang, exception: &str) -> String {
    say!(
        lang,
        "The program ends with {exception}.",
        "程序以 {exception} 结束。"
    )
}

/// The program left by `SystemExit`.
pub fn run_exited(lang: Lang, status: i32) -> String {
    say!(
        lang,
        "The program exits with status {status}.",
        "程序退出，状态码 {status}。"
    )
}

/// The program can never go on.
pub fn run_deadlocked(lang: Lang) -> String {
    say!(lang, "The program ends in a deadlock.", "程序以死锁告终。")
}

/// The program went on for ever without time passing.
pub fn run_livelocked(lang: Lang) -> String {
    say!(
        lang,
        "The program was ended: it went on and on, and no time passed.",
        "程序被终止：它一直在运行，时间却没有流逝。"
    )
}

/// The program was stopped from outside.
pub fn run_stopped(lang: Lang) -> String {
    say!(lang, "The program was stopped.", "程序被停止。")
}
