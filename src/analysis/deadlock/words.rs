//! What is said of a deadlock: for each cause what happened, why it lasts, and what to do.

use super::advice::advice;
use super::{Cause, CauseKind, RingKind};
use crate::analysis::Names;
use crate::analysis::waits::Waitable;
use crate::analysis::words::{list, number, say, tasks};
use crate::events::TaskId;
use crate::text::{Lang, Text};

/// What a finding says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// Its heading.
    pub(crate) title: String,
    /// What happened.
    pub(crate) what: String,
    /// Why it matters.
    pub(crate) why: String,
    /// What to do.
    pub(crate) advice: String,
}

const FOR_EVER: Text = Text::new(
    "Nothing is ready and no timer is set: no event can wake them any more. CPython would hang \
     here without a word.",
    "没有就绪的回调，也没有定时器：再也没有什么能唤醒它们。CPython 会一声不响地卡在这里。",
);

const UNLESS_CANCELLED: Text = Text::new(
    "None of them can go on before another does: only a cancel or a timeout opens the ring.",
    "谁都要等别的先走：只有取消或超时才能打破这个环。",
);

/// What is said of a cause. `is_over` tells whether nothing can happen any more; else the program
/// goes on around it.
pub(crate) fn words(cause: &Cause, is_over: bool, names: &Names<'_>) -> Words {
    let lang = names.lang();
    let why = if is_over { FOR_EVER } else { UNLESS_CANCELLED };
    Words {
        title: title(cause, names),
        what: what(cause, names),
        why: why.get(lang).to_owned(),
        advice: advice(&cause.kind).get(lang).to_owned(),
    }
}

/// A deadlock in one short sentence: `worker('one') and worker('two') each hold the lock that the
/// other waits for.`
pub fn headline(cause: &Cause, names: &Names<'_>) -> String {
    let lang = names.lang();
    match &cause.kind {
        CauseKind::Ring(RingKind::Locks, _) => {
            let who = list(lang, &tasks(names, &cause.tasks));
            match cause.tasks.len() {
                2 => say!(
                    lang,
                    "{who} each hold the lock that the other waits for.",
                    "{who}各自拿着对方在等的锁。"
                ),
                _ => say!(
                    lang,
                    "{who} each hold a lock that another of them waits for.",
                    "{who}各自拿着其中另一个在等的锁。"
                ),
            }
        }
        _ => what(cause, names),
    }
}

/// A cause in one sentence that a picture of it can bear: of a long ring, only who is in it.
pub(crate) fn causes_in_words(cause: &Cause, names: &Names<'_>) -> String {
    match &cause.kind {
        CauseKind::Ring(RingKind::Locks, _) if cause.tasks.len() > 3 => headline(cause, names),
        _ => what(cause, names),
    }
}

fn title(cause: &Cause, names: &Names<'_>) -> String {
    let lang = names.lang();
    let thing = |resource| names.resource(resource);
    match &cause.kind {
        CauseKind::Ring(RingKind::Locks, _) => {
            let locks = number(lang, cause.tasks.len());
            say!(lang, "A ring of {locks} locks", "{locks}把锁的环")
        }
        CauseKind::Ring(RingKind::OwnLock, _) => {
            say!(
                lang,
                "A lock taken twice by one task",
                "同一任务两次获取同一把锁"
            )
        }
        CauseKind::Ring(RingKind::Permits, _) => {
            say!(
                lang,
                "All permits are held by tasks that wait for one",
                "所有许可都在等许可的任务手里"
            )
        }
        CauseKind::Ring(RingKind::Tasks, _) => {
            say!(lang, "Tasks that await each other", "互相等待的任务")
        }
        CauseKind::Ring(RingKind::Itself, _) => {
            say!(lang, "A task that awaits itself", "等待自己的任务")
        }
        CauseKind::Ring(RingKind::Mixed, _) => say!(lang, "A ring of waiting", "循环等待"),
        CauseKind::Leaked { resource, .. } => {
            let thing = thing(*resource);
            say!(lang, "{thing} was never given back", "{thing} 从未归还")
        }
        CauseKind::TaskDone { .. } => say!(lang, "A forgotten task_done()", "忘了 task_done()"),
        CauseKind::NotWorkedOff { queue, .. } => {
            let thing = thing(*queue);
            say!(lang, "Nobody works {thing} off", "没有人处理 {thing}")
        }
        CauseKind::MissingParty { barrier, .. } => {
            let thing = thing(*barrier);
            say!(lang, "A party is missing at {thing}", "{thing} 缺少一方")
        }
        CauseKind::NotSet { event, .. } => {
            let thing = thing(*event);
            say!(lang, "Nobody sets {thing}", "没有人设置 {thing}")
        }
        CauseKind::NotNotified { condition, .. } => {
            let thing = thing(*condition);
            say!(lang, "Nobody notifies {thing}", "没有人通知 {thing}")
        }
        CauseKind::NotReleased { resource } => {
            let thing = thing(*resource);
            say!(lang, "Nobody releases {thing}", "没有人释放 {thing}")
        }
        CauseKind::NoResult { .. } => {
            say!(
                lang,
                "A future that nobody completes",
                "没有人完成的 future"
            )
        }
        CauseKind::NobodyTakes { queue, .. } => {
            let thing = thing(*queue);
            say!(
                lang,
                "Nobody takes from {thing}",
                "没有人从 {thing} 取走项目"
            )
        }
        CauseKind::NobodyPuts { queue, .. } => {
            let thing = thing(*queue);
            say!(
                lang,
                "Nobody puts into {thing}",
                "没有人向 {thing} 放入项目"
            )
        }
    }
}

fn what(cause: &Cause, names: &Names<'_>) -> String {
    let lang = names.lang();
    let who = list(lang, &tasks(names, &cause.tasks));
    let thing = |resource| names.resource(resource);
    let s = if cause.tasks.len() == 1 { "s" } else { "" };
    match &cause.kind {
        CauseKind::Ring(kind, ring) => ring_in_words(*kind, ring, names),
        CauseKind::Leaked { resource, holders } => {
            let (thing, holders_said) = (thing(*resource), list(lang, &tasks(names, holders)));
            let has = if holders.len() == 1 { "has" } else { "have" };
            say!(
                lang,
                "{who} wait{s} for {thing}, which {holders_said} took and never gave back, and {has} ended.",
                "{who} 在等 {thing}；{holders_said} 拿走后没有归还就结束了。"
            )
        }
        CauseKind::TaskDone {
            queue,
            unfinished,
            takers,
        } => {
            let thing = thing(*queue);
            let items = items(lang, *unfinished);
            let was = if *unfinished == 1 { "was" } else { "were" };
            let by: Vec<TaskId> = takers.iter().map(|(task, _)| *task).collect();
            let by = list(lang, &tasks(names, &by));
            match by.is_empty() {
                true => say!(
                    lang,
                    "{who} wait{s} in join() of {thing}: {items} {was} taken and never reported by task_done().",
                    "{who} 在 {thing} 的 join() 中等待：有{items}被取走，却从未用 task_done() 报告。"
                ),
                false => say!(
                    lang,
                    "{who} wait{s} in join() of {thing}: {items} {was} taken by {by} and never reported by task_done().",
                    "{who} 在 {thing} 的 join() 中等待：有{items}被 {by} 取走，却从未用 task_done() 报告。"
                ),
            }
        }
        CauseKind::NotWorkedOff {
            queue,
            items: count,
            takers,
        } => {
            let (thing, items) = (thing(*queue), items(lang, *count));
            let (is, them) = match count {
                1 => ("is", "it"),
                _ => ("are", "them"),
            };
            let past = past(names, takers, took(lang), cause.found);
            say!(
                lang,
                "{who} wait{s} in join() of {thing}, in which {items} {is} left, and nobody is left who takes {them}{past}.",
                "{who} 在 {thing} 的 join() 中等待，里面还有{items}，却再没有人来取{past}。"
            )
        }
        CauseKind::MissingParty {
            barrier,
            arrived,
            parties,
            ended,
        } => missing_party(cause, *arrived, *parties, ended, &thing(*barrier), names),
        CauseKind::NotSet { event, missed } => {
            let thing = thing(*event);
            match missed {
                Some((set, cleared)) => {
                    let (set, cleared) = (names.when(*set), names.when(*cleared));
                    say!(
                        lang,
                        "{who} wait{s} for {thing}, which was set at {set} and cleared again at {cleared}: whoever comes later misses that, and nobody is left who sets it.",
                        "{who} 在等 {thing}；它在 {set} 被设置，在 {cleared} 又被清除：后来者就错过了，而再没有人来设置它。"
                    )
                }
                None => say!(
                    lang,
                    "{who} wait{s} for {thing}, which is not set, and nobody is left who sets it.",
                    "{who} 在等 {thing}，它没有被设置，而再没有人来设置它。"
                ),
            }
        }
        CauseKind::NotNotified {
            condition,
            notified,
            last,
        } => {
            let thing = thing(*condition);
            match last.filter(|_| *notified > 0) {
                Some(last) => {
                    let (times, last) = (waiters(lang, *notified), names.when(last));
                    say!(
                        lang,
                        "{who} wait{s} at {thing}, and nobody is left who notifies it. {times} woken so far, the last at {last}.",
                        "{who} 在 {thing} 处等待，而再没有人来通知。到目前为止{times}被唤醒，最后一次在 {last}。"
                    )
                }
                None => say!(
                    lang,
                    "{who} wait{s} at {thing}, and nobody is left who notifies it.",
                    "{who} 在 {thing} 处等待，而再没有人来通知。"
                ),
            }
        }
        CauseKind::NotReleased { resource } => {
            let thing = thing(*resource);
            say!(
                lang,
                "{who} wait{s} for {thing}, which has no permit left, and nobody is left who releases one.",
                "{who} 在等 {thing}，它没有剩余的许可，而再没有人来释放。"
            )
        }
        CauseKind::NoResult { future } => {
            let maker = names.maker(*future).map(|task| names.task_name(task));
            match maker {
                Some(maker) => say!(
                    lang,
                    "{who} wait{s} for a future that {maker} made, and nobody is left who completes it.",
                    "{who} 在等 {maker} 创建的 future，而再没有人来完成它。"
                ),
                None => say!(
                    lang,
                    "{who} wait{s} for a future, and nobody is left who completes it.",
                    "{who} 在等一个 future，而再没有人来完成它。"
                ),
            }
        }
        CauseKind::NobodyTakes {
            queue,
            items: count,
            takers,
        } => {
            let (thing, items) = (thing(*queue), items(lang, *count));
            let past = past(names, takers, took(lang), cause.found);
            say!(
                lang,
                "{who} wait{s} for room in {thing}, which is full with {items}, and nobody is left who takes from it{past}.",
                "{who} 在等 {thing} 的空位，里面已有{items}，而再没有人来取{past}。"
            )
        }
        CauseKind::NobodyPuts { queue, putters } => {
            let thing = thing(*queue);
            let past = past(names, putters, put(lang), cause.found);
            say!(
                lang,
                "{who} wait{s} for an item of {thing}, which is empty, and nobody is left who puts one in{past}.",
                "{who} 在等 {thing} 的项目，它是空的，而再没有人放入{past}。"
            )
        }
    }
}

fn took(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "took items before",
        Lang::Zh => "取过",
    }
}

fn put(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "put items in before",
        Lang::Zh => "放过",
    }
}

/// Who did it earlier, and cannot any more: `: producer() put items in before, and cannot now`.
fn past(names: &Names<'_>, who: &[TaskId], did: &str, at: usize) -> String {
    let lang = names.lang();
    if who.is_empty() {
        return String::new();
    }
    let ended = who.iter().all(|task| has_ended(names, *task, at));
    let who_said = list(lang, &tasks(names, who));
    match (ended, who.len()) {
        (true, 1) => say!(
            lang,
            ": {who_said} {did}, and has ended",
            "：{who_said} 曾{did}，已经结束"
        ),
        (true, _) => say!(
            lang,
            ": {who_said} {did}, and have ended",
            "：{who_said} 曾{did}，都已结束"
        ),
        (false, 1) => say!(
            lang,
            ": {who_said} {did}, and waits itself",
            "：{who_said} 曾{did}，自己也在等"
        ),
        (false, _) => say!(
            lang,
            ": {who_said} {did}, and have ended or wait themselves",
            "：{who_said} 曾{did}，已结束或自己也在等"
        ),
    }
}

fn missing_party(
    cause: &Cause,
    arrived: u32,
    parties: Option<u32>,
    ended: &[TaskId],
    thing: &str,
    names: &Names<'_>,
) -> String {
    let lang = names.lang();
    let who = list(lang, &tasks(names, &cause.tasks));
    let s = if cause.tasks.len() == 1 { "s" } else { "" };
    let ended = list(lang, &tasks(names, ended));
    let without = match ended.is_empty() {
        true => String::new(),
        false => say!(
            lang,
            ": {ended} ended without arriving",
            "：{ended} 没有到达就结束了"
        ),
    };
    match parties {
        Some(parties) => say!(
            lang,
            "{who} wait{s} at {thing}, where {arrived} of {parties} have arrived, and nobody is left who comes{without}.",
            "{who} 在 {thing} 处等待，{parties} 方中到了 {arrived} 方，而再没有人会来{without}。"
        ),
        None => say!(
            lang,
            "{who} wait{s} at {thing}, where too few have arrived, and nobody is left who comes{without}.",
            "{who} 在 {thing} 处等待，到的还不够，而再没有人会来{without}。"
        ),
    }
}

/// A ring, task by task: `worker('one') holds Lock a and waits for Lock b; …`.
fn ring_in_words(kind: RingKind, ring: &[Waitable], names: &Names<'_>) -> String {
    let lang = names.lang();
    let length = ring.len();
    let next = |n: usize| ring[(n + 1) % length];
    if let (RingKind::OwnLock, [Waitable::Task(task), Waitable::Resource(lock)]) = (kind, ring) {
        let (who, lock) = (names.task_name(*task), names.resource(*lock));
        return say!(
            lang,
            "{who} waits for {lock}, which it holds itself.",
            "{who} 在等 {lock}，而这把锁正由它自己持有。"
        );
    }
    let parts = (0..length).filter_map(|n| {
        let who = names.task_name(ring[n].task()?);
        let for_what = names.waitable(next(n));
        let before = ring[(n + length - 1) % length];
        Some(match (before, next(n)) {
            (Waitable::Resource(_), Waitable::Resource(_))
                if matches!(kind, RingKind::Locks | RingKind::Permits) =>
            {
                let held = names.waitable(before);
                say!(
                    lang,
                    "{who} holds {held} and waits for {for_what}",
                    "{who} 持有 {held}，等待 {for_what}"
                )
            }
            (_, Waitable::Task(_)) => {
                say!(lang, "{who} awaits {for_what}", "{who} 等待 {for_what}")
            }
            (_, to) => {
                let through = names.waitable(next(n + 1));
                match to {
                    Waitable::Resource(_) => say!(
                        lang,
                        "{who} waits for {for_what}, which {through} has",
                        "{who} 等待 {through} 手里的 {for_what}"
                    ),
                    _ if kind == RingKind::Itself => say!(
                        lang,
                        "{who} awaits {for_what}, which waits for {who} itself",
                        "{who} 等待 {for_what}，而后者在等 {who} 自己"
                    ),
                    _ => say!(
                        lang,
                        "{who} awaits {for_what}, which waits for {through}",
                        "{who} 等待 {for_what}，后者等待 {through}"
                    ),
                }
            }
        })
    });
    let parts: Vec<String> = parts.collect();
    match lang {
        Lang::En => format!("{}.", parts.join("; ")),
        Lang::Zh => format!("{}。", parts.join("；")),
    }
}

fn items(lang: Lang, count: u32) -> String {
    match lang {
        Lang::En if count == 1 => "1 item".to_owned(),
        Lang::En => format!("{count} items"),
        Lang::Zh => format!(" {count} 项"),
    }
}

fn waiters(lang: Lang, count: u32) -> String {
    match lang {
        Lang::En if count == 1 => "One waiter was".to_owned(),
        Lang::En => format!("{count} waiters were"),
        Lang::Zh => format!("有 {count} 个等待者"),
    }
}

fn has_ended(names: &Names<'_>, task: TaskId, at: usize) -> bool {
    let facts = names.index.task(task);
    facts.is_none_or(|facts| facts.finished.is_some_and(|event| event as usize <= at))
}
