//! What to do against each cause of a deadlock.

use super::{CauseKind, RingKind};
use crate::text::Text;

pub(super) fn advice(kind: &CauseKind) -> Text {
    match kind {
        CauseKind::Ring(RingKind::Locks, _) => Text::new(
            "Take the locks in the same order everywhere, or use one lock for what is needed together.",
            "在所有地方按相同的顺序加锁，或者用一把锁保护需要一起使用的东西。",
        ),
        CauseKind::Ring(RingKind::OwnLock, _) => Text::new(
            "An asyncio.Lock cannot be taken again by its holder: release it first, or move what \
             is inside to a function that expects the lock to be held.",
            "asyncio.Lock 不能被持有者再次获取：先释放它，或者把里面的部分移到一个假定锁已持有的函数里。",
        ),
        CauseKind::Ring(RingKind::Permits, _) => Text::new(
            "Take all permits that a task needs at once, or let in fewer tasks than there are permits.",
            "一次取得任务所需的全部许可，或者让进来的任务少于许可数。",
        ),
        CauseKind::Ring(RingKind::Tasks | RingKind::Itself, _) => Text::new(
            "Let one of them end without awaiting the other: hand results over by a queue or a future.",
            "让其中一个不必等待另一个就能结束：用队列或 future 传递结果。",
        ),
        CauseKind::Ring(RingKind::Mixed, _) => Text::new(
            "Do not await a task while holding what that task needs: give it back before the await.",
            "不要在持有某个任务所需的东西时等待那个任务：在 await 之前归还。",
        ),
        CauseKind::Leaked { .. } => Text::new(
            "Use async with: it gives back on every way out, by an error or a cancel too.",
            "使用 async with：无论以什么方式离开（包括出错和取消）它都会归还。",
        ),
        CauseKind::TaskDone { .. } => Text::new(
            "Call task_done() once for each item that get() gave, in a finally block so that an \
             error cannot skip it.",
            "对 get() 给出的每一项都调用一次 task_done()，放在 finally 里，这样出错也不会漏掉。",
        ),
        CauseKind::NotWorkedOff { .. } => Text::new(
            "Each item that is put in must be taken out and reported done, on every way out: keep \
             workers going until join() has returned.",
            "放入的每一项都必须在每条出路上被取出并报告完成：让工作任务一直运行到 join() 返回。",
        ),
        CauseKind::MissingParty { .. } => Text::new(
            "Give the barrier the number of tasks that really come, and let one that fails call \
             barrier.abort().",
            "让 Barrier 的方数等于真正会来的任务数，并让失败的任务调用 barrier.abort()。",
        ),
        CauseKind::NotSet {
            missed: Some(_), ..
        } => Text::new(
            "Leave the event set until everybody has seen it, or use a Condition, under whose lock \
             nothing can be missed.",
            "让事件保持设置，直到所有人都看到；或者使用 Condition，在它的锁下什么也不会错过。",
        ),
        CauseKind::NotSet { .. } => Text::new(
            "Call set() on every way out of the task that should do it: in a finally block.",
            "在负责设置的任务的每条出路上都调用 set()：放在 finally 里。",
        ),
        CauseKind::NotNotified { .. } => Text::new(
            "Each waiter needs a notify() of its own, or notify_all(), and something to find when it \
             wakes: tell those for whom nothing is left that it is over.",
            "每个等待者都需要一次自己的 notify()（或 notify_all()），醒来时还要有东西可取：告诉那些再也等不到的，已经结束了。",
        ),
        CauseKind::NotReleased { .. } => Text::new(
            "Call release() on every way out of whoever should do it, or use async with.",
            "在负责释放的一方的每条出路上都调用 release()，或者使用 async with。",
        ),
        CauseKind::NoResult { .. } => Text::new(
            "Call set_result(), set_exception() or cancel() on every way out of whoever promised a result.",
            "承诺给出结果的一方，在每条出路上都要调用 set_result()、set_exception() 或 cancel()。",
        ),
        CauseKind::NobodyTakes { .. } => Text::new(
            "Keep a consumer going as long as anybody puts, and see why those that there were have ended.",
            "只要还有人放入，就保持有消费者在运行，并看看原有的为什么结束了。",
        ),
        CauseKind::NobodyPuts { .. } => Text::new(
            "Tell consumers when nothing more comes: by one last item for each of them, by \
             queue.shutdown() (Python 3.13), or by cancelling them.",
            "没有更多项目时要告诉消费者：给每个消费者放一个结束标记，或调用 queue.shutdown()（Python 3.13），或取消它们。",
        ),
    }
}
