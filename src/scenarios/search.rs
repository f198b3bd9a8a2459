//! Finding a scenario by its title, by an API's name, or by what goes wrong.

use super::{Scenario, catalogue};
use crate::text::Lang;

/// What people type who have a problem and do not know its name: for each scenario, in both
/// languages.
const SYMPTOMS: &[(&str, &str)] = &[
    ("hello", "start begin first program asyncio.run 入门 开始"),
    (
        "sequence",
        "slow too slow no overlap sequential one after the other 慢 太慢 不重叠 顺序",
    ),
    (
        "never_awaited",
        "never awaited was never awaited RuntimeWarning nothing happens does not run forgot await forgotten await 没有运行 没有执行 从未等待 忘记 await 警告",
    ),
    (
        "create_task",
        "concurrent background faster slow overlap 并发 后台 慢",
    ),
    (
        "gather",
        "concurrent parallel together slow overlap 并发 一起 慢",
    ),
    (
        "timer_ties",
        "order timers same time tie race 顺序 定时器 同时",
    ),
    (
        "gather_failure",
        "error exception lost one fails others run on error disappears 错误消失 异常 失败",
    ),
    ("as_completed", "first result order fastest 最快 先到 顺序"),
    (
        "wait",
        "timeout pending done first completed FIRST_EXCEPTION 超时 未完成",
    ),
    (
        "task_group",
        "ExceptionGroup except* nursery structured concurrency one fails all stop 结构化并发 异常组 失败",
    ),
    (
        "lost_task",
        "error disappears exception was never retrieved task vanishes garbage collected destroyed pending fire and forget background 错误消失 任务消失 被回收 后台",
    ),
    (
        "executors",
        "blocking slow GIL thread process pool run_in_executor to_thread file CPU 阻塞 慢 线程 进程",
    ),
    (
        "threads_processes",
        "GIL slow CPU parallel not faster threads cores 慢 线程 进程 多核 并行",
    ),
    (
        "blocking",
        "hangs freezes stuck slow time.sleep requests blocking loop late stutters 卡住 卡顿 阻塞 慢 冻结",
    ),
    ("wait_for", "timeout too long hangs 超时 太久 卡住"),
    (
        "timeout",
        "deadline timeout nested TimeoutError 期限 超时 嵌套",
    ),
    (
        "cancel",
        "stop cancel cleanup finally CancelledError 停止 取消 清理",
    ),
    (
        "swallowed_cancel",
        "cannot stop cancel ignored cancel lost except hangs at exit CancelledError does not stop 停不下来 取消丢失 取消无效 卡住",
    ),
    (
        "shield",
        "cancel protect save lost client disconnects 取消 保护 丢失",
    ),
    (
        "cancel_lock",
        "cancel lock deadlock lost wakeup hangs stuck 取消 锁 死锁 卡住",
    ),
    (
        "current_task",
        "which task all tasks list introspection 哪个任务 列出",
    ),
    (
        "task_methods",
        "callback result InvalidStateError stack done 回调 结果 栈",
    ),
    (
        "lock",
        "race lost update counter wrong sometimes wrong data race 竞态 丢失更新 有时出错 数据竞争",
    ),
    (
        "lock_fairness",
        "starvation starves fair order lock unfair 饥饿 公平 顺序",
    ),
    ("event", "signal notify set wait 信号 通知"),
    (
        "missed_event",
        "hangs stuck waits forever event missed signal lost lost wakeup 卡住 永远等待 错过 信号丢失",
    ),
    (
        "condition",
        "hangs notify waits forever spurious wakeup while if 卡住 通知 永远等待 虚假唤醒",
    ),
    (
        "condition_lock",
        "RuntimeError cannot notify on un-acquired lock 未获取锁 通知 错误",
    ),
    (
        "semaphore",
        "limit rate concurrency too many requests connections 限制 限流 并发数 太多请求",
    ),
    (
        "bounded_semaphore",
        "released too often ValueError limit leak 释放过多 泄漏",
    ),
    (
        "barrier",
        "meet together rendezvous hangs party missing 会合 卡住 缺人",
    ),
    (
        "deadlock",
        "hangs stuck deadlock forever two locks freezes 卡住 死锁 永远 两把锁",
    ),
    (
        "philosophers",
        "hangs stuck deadlock ring dining 卡住 死锁 环",
    ),
    (
        "queue_workers",
        "worker pool producer consumer jobs 工作池 生产者 消费者",
    ),
    (
        "back_pressure",
        "memory grows queue grows slow consumer flood unbounded 内存增长 队列变长 消费者慢 背压",
    ),
    ("priorities", "urgent order heap priority 紧急 顺序 堆"),
    (
        "join",
        "hangs stuck join never returns task_done forgotten 卡住 join 不返回 忘记 task_done",
    ),
    (
        "shutdown",
        "stop workers end close queue QueueShutDown sentinel 停止 结束 关闭 哨兵",
    ),
    (
        "crawler",
        "web scraping fetch download requests spider 爬虫 抓取 下载",
    ),
    (
        "crawler_first",
        "hangs stuck polling busy leak wrong end of work 卡住 轮询 泄漏 结束",
    ),
];

/// How well a scenario fits, the smaller the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Its title begins so.
    TitleBegins,
    /// A word of its title begins so.
    TitleWord,
    /// Its title, its id or the API it is about holds it.
    Named,
    /// It is what people say of such a problem.
    Symptom,
    /// It stands in its question or its explanation.
    Text,
}

/// The scenarios that fit what was typed, in either language, the best first and else in the order
/// of the catalogue; all of them when nothing was typed.
pub fn search(typed: &str) -> Vec<&'static Scenario> {
    let typed = typed.to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut found: Vec<(Option<Fit>, &Scenario)> = catalogue()
        .iter()
        .filter_map(|scenario| {
            let fits = words.iter().map(|word| fit(scenario, word));
            let fits: Option<Vec<Fit>> = fits.collect();
            Some((fits?.into_iter().max(), scenario))
        })
        .collect();
    found.sort_by_key(|(fit, _)| *fit);
    found.into_iter().map(|(_, scenario)| scenario).collect()
}

/// How well one word fits.
fn fit(scenario: &Scenario, word: &str) -> Option<Fit> {
    let titles = Lang::ALL.map(|lang| scenario.title.get(lang).to_lowercase());
    let holds = |text: &str| text.to_lowercase().contains(word);
    let has_word = |text: &String| {
        let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        parts.into_iter().any(|part| part.starts_with(word))
    };
    let symptoms = SYMPTOMS.iter().find(|(id, _)| *id == scenario.id);
    if titles.iter().any(|title| title.starts_with(word)) {
        Some(Fit::TitleBegins)
    } else if titles.iter().any(has_word) {
        Some(Fit::TitleWord)
    } else if titles.iter().any(|title| title.contains(word))
        || holds(scenario.id)
        || scenario.docs.iter().any(|doc| holds(doc.name))
    {
        Some(Fit::Named)
    } else if symptoms.is_some_and(|(_, symptoms)| holds(symptoms)) {
        Some(Fit::Symptom)
    } else if Lang::ALL
        .iter()
        .any(|lang| holds(scenario.explanation.get(*lang)))
    {
        Some(Fit::Text)
    } else {
        None
    }
}
