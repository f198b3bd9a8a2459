//! What went wrong in a run: what happened, why it matters, what to try.

use super::{Lang, Text};

/// A finding's heading.
pub const DEADLOCK: Text = Text::new("Deadlock", "死锁");
/// A finding's heading.
pub const STARVATION: Text = Text::new("Starvation", "饥饿");
/// A finding's heading.
pub const NEVER_AWAITED: Text = Text::new("Never awaited", "从未 await");
/// A finding's heading.
pub const NEVER_RETRIEVED: Text = Text::new("Exception never retrieved", "异常从未被取走");
/// A finding's heading.
pub const REPORTED: Text = Text::new("Unhandled error", "未处理的错误");
/// A finding's heading.
pub const SWALLOWED_CANCEL: Text = Text::new("Swallowed cancel", "被吞掉的取消");
/// A finding's heading.
pub const BLOCKED_LOOP: Text = Text::new("Blocked loop", "循环被阻塞");
/// A finding's heading.
pub const LOCK_ACROSS_AWAIT: Text = Text::new("Lock held across an await", "持锁期间 await");

/// Why it matters.
pub const DEADLOCK_WHY: Text = Text::new(
    "No event can wake these tasks any more. CPython would hang here without a word.",
    "再也没有什么能唤醒这些任务。CPython 会一声不响地卡在这里。",
);
/// What to try.
pub const DEADLOCK_TRY: Text = Text::new(
    "Take locks in the same order everywhere, or wait with a timeout.",
    "在所有地方按相同的顺序加锁，或者带超时地等待。",
);
/// Why it matters.
pub const STARVATION_WHY: Text = Text::new(
    "Under load it may wait for ever, though what it waits for becomes free again and again.",
    "负载高时它可能永远等下去，尽管它等的东西一再空出来。",
);
/// What to try.
pub const STARVATION_TRY: Text = Text::new(
    "Let the others give way (an await) between two takes, or use a fair Lock or Semaphore.",
    "让其他任务在两次获取之间让出（一次 await），或者使用公平的 Lock 或 Semaphore。",
);
/// Why it matters.
pub const NEVER_AWAITED_WHY: Text = Text::new(
    "Calling a coroutine function only makes a coroutine; without await or create_task none of \
     its lines runs.",
    "调用协程函数只会创建协程；没有 await 或 create_task，它一行也不会执行。",
);
/// What to try.
pub const NEVER_AWAITED_TRY: Text = Text::new(
    "Await the call, or hand it to create_task or gather.",
    "await 这个调用，或者把它交给 create_task 或 gather。",
);
/// Why it matters.
pub const NEVER_RETRIEVED_WHY: Text = Text::new(
    "The error was stored in the task and nobody looked: without this report it would be lost.",
    "错误存在任务里，没有人去看：没有这条报告，它就丢失了。",
);
/// What to try.
pub const NEVER_RETRIEVED_TRY: Text = Text::new(
    "Keep the task and await it, or use a TaskGroup, which passes errors on.",
    "保留这个任务并 await 它，或者使用会传递错误的 TaskGroup。",
);
/// Why it matters.
pub const REPORTED_WHY: Text = Text::new(
    "The loop caught it because nobody else did, and went on.",
    "没有别人处理它，循环接住了它并继续运行。",
);
/// What to try.
pub const REPORTED_TRY: Text = Text::new(
    "Handle the error where it is raised, or set an exception handler on the loop.",
    "在抛出错误的地方处理它，或者给循环设置异常处理器。",
);
/// Why it matters.
pub const SWALLOWED_CANCEL_WHY: Text = Text::new(
    "Whoever cancelled it believes that it stopped; timeouts and task groups rely on that.",
    "取消它的一方以为它停了；超时和任务组都依赖这一点。",
);
/// What to try.
pub const SWALLOWED_CANCEL_TRY: Text = Text::new(
    "After cleaning up, let the CancelledError go on (raise), and never catch BaseException whole.",
    "清理之后让 CancelledError 继续传播（raise），不要笼统地捕获 BaseException。",
);
/// Why it matters.
pub const BLOCKED_LOOP_WHY: Text = Text::new(
    "While it lasts no other task runs, no timer fires, and nothing can be cancelled.",
    "在这期间，别的任务不能运行，定时器不会触发，什么也取消不了。",
);
/// What to try.
pub const BLOCKED_LOOP_TRY: Text = Text::new(
    "Await asyncio.sleep instead of time.sleep; move computation to to_thread or an executor.",
    "用 await asyncio.sleep 代替 time.sleep；把计算移到 to_thread 或执行器。",
);
/// Why it matters.
pub const LOCK_ACROSS_AWAIT_WHY: Text = Text::new(
    "All who need the lock wait as long as the holder's await takes: what looks concurrent runs \
     one after the other.",
    "需要这把锁的都要等到持有者的 await 结束：看似并发，实际是一个接一个。",
);
/// What to try.
pub const LOCK_ACROSS_AWAIT_TRY: Text = Text::new(
    "Hold the lock only around the shared state, and await outside it.",
    "只在访问共享状态时持锁，把 await 移到锁外。",
);

/// Tasks that can never go on.
pub fn stuck(lang: Lang, tasks: &str) -> String {
    match lang {
        Lang::En => format!("Nothing is ready and no timer is set, yet these wait: {tasks}."),
        Lang::Zh => format!("没有就绪的回调，也没有定时器，而这些仍在等待：{tasks}。"),
    }
}

/// A waiter that others overtake.
pub fn starved(lang: Lang, who: &str, what: &str, times: u32) -> String {
    match lang {
        Lang::En => {
            format!("{who} waits for {what} while others, who came later, got it {times} times.")
        }
        Lang::Zh => format!("{who} 在等 {what}，后来者却已经得到了 {times} 次。"),
    }
}

/// A coroutine that never ran.
pub fn never_awaited(lang: Lang, call: &str) -> String {
    match lang {
        Lang::En => format!("{call} was called but never awaited."),
        Lang::Zh => format!("调用了 {call}，却从未 await。"),
    }
}

/// A report of the loop's.
pub fn reported(lang: Lang, who: &str, message: &str) -> String {
    match lang {
        Lang::En if who.is_empty() => format!("{message}."),
        Lang::En => format!("{who}: {message}."),
        Lang::Zh if who.is_empty() => format!("{message}。"),
        Lang::Zh => format!("{who}：{message}。"),
    }
}

/// A task that was cancelled and returned all the same.
pub fn swallowed(lang: Lang, who: &str) -> String {
    match lang {
        Lang::En => format!("{who} was asked to cancel and ended as if nothing had happened."),
        Lang::Zh => format!("{who} 被请求取消，却像什么都没发生一样结束了。"),
    }
}

/// A call that held the loop.
pub fn blocked(lang: Lang, who: &str, what: &str, span: &str) -> String {
    match lang {
        Lang::En => format!("{who} held the whole loop for {span} in {what}."),
        Lang::Zh => format!("{who} 在 {what} 中把整个循环占住了 {span}。"),
    }
}

/// Someone waited for a lock whose holder awaited something.
pub fn lock_across_await(lang: Lang, who: &str, lock: &str, holder: &str, on: &str) -> String {
    match lang {
        Lang::En => {
            format!("{who} waits for {lock}, which {holder} holds while it awaits {on}.")
        }
        Lang::Zh => format!("{who} 在等 {lock}，而 {holder} 拿着它在等待 {on}。"),
    }
}
