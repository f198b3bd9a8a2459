//! Pools, their workers and jobs: what they do, in one sentence, and in one word for a lane.

use super::{Lang, Text};

/// A worker's bar.
pub const STARTING: Text = Text::new("starting", "启动中");
/// A worker's bar.
pub const IDLE: Text = Text::new("idle", "空闲");
/// A worker's bar.
pub const TRANSFERRING: Text = Text::new("transferring", "传输中");
/// A worker's bar.
pub const WAITING_FOR_GIL: Text = Text::new("waiting for the GIL", "等待 GIL");
/// A worker's bar.
pub const RUNNING: Text = Text::new("running", "运行中");
/// A worker's bar.
pub const BLOCKING: Text = Text::new("blocking", "阻塞中");

/// A job that no worker has yet.
pub const IN_LINE: Text = Text::new("in line", "排队中");

/// A thread of a pool, by its number.
pub fn thread(lang: Lang, number: u32) -> String {
    match lang {
        Lang::En => format!("thread {number}"),
        Lang::Zh => format!("线程 {number}"),
    }
}

/// A process of a pool, by its number.
pub fn process(lang: Lang, number: u32) -> String {
    match lang {
        Lang::En => format!("process {number}"),
        Lang::Zh => format!("进程 {number}"),
    }
}

/// A job that has no name yet.
pub fn a_job(lang: Lang) -> String {
    match lang {
        Lang::En => "a job in a pool".to_owned(),
        Lang::Zh => "池中的一个作业".to_owned(),
    }
}

/// A pool is made.
pub fn created(lang: Lang, pool: &str, workers: u32) -> String {
    match lang {
        Lang::En if workers == 1 => format!("{pool} is made, for 1 worker at most."),
        Lang::En => format!("{pool} is made, for {workers} workers at most."),
        Lang::Zh => format!("创建了 {pool}，最多 {workers} 个工作者。"),
    }
}

/// A pool takes no more jobs.
pub fn shut_down(lang: Lang, pool: &str) -> String {
    match lang {
        Lang::En => format!("{pool} is shut down: it takes no more jobs."),
        Lang::Zh => format!("{pool} 已关闭：不再接受作业。"),
    }
}

/// A job is handed in.
pub fn submitted(lang: Lang, who: &str, job: &str, pool: &str) -> String {
    match lang {
        Lang::En => format!("{who} hands {job} to {pool}."),
        Lang::Zh => format!("{who} 把 {job} 交给 {pool}。"),
    }
}

/// A job tells how far it is.
pub fn progress(lang: Lang, job: &str, done: u64, total: u64) -> String {
    match lang {
        Lang::En => format!("{job} has done {done} of {total}."),
        Lang::Zh => format!("{job} 已完成 {done}/{total}。"),
    }
}

/// A job's result is there.
pub fn returned(lang: Lang, job: &str) -> String {
    match lang {
        Lang::En => format!("The result of {job} has reached the loop."),
        Lang::Zh => format!("{job} 的结果到达事件循环。"),
    }
}

/// The name of the lane that shows what held the loop.
pub const EVENT_LOOP: Text = Text::new("event loop", "事件循环");
/// The loop can run whatever becomes ready.
pub const GOES_ON: Text = Text::new("goes on", "正常运转");
/// The heading of the jobs in pools.
pub const JOBS: Text = Text::new("Jobs", "作业");
/// The caption of the table of workers.
pub const WORKERS: Text = Text::new("Workers of the pools", "各池的工作者");
/// A column: the worker.
pub const WORKER_COLUMN: Text = Text::new("Worker", "工作者");
/// A worker that has ended.
pub const GONE: Text = Text::new("gone", "已结束");
/// Threads cannot hand a GIL on here.
pub const NO_LOCKS: Text = Text::new(
    "This page has no Web Locks (it is not served over HTTPS, or the browser is old), so threads \
     cannot hand the GIL on every 5 ms: under the GIL a pool of threads runs one whole job after \
     the other. A worker that ends without a word is noticed after 10 s of silence.",
    "本页没有 Web Locks（未通过 HTTPS 提供，或浏览器太旧），线程无法每 5 毫秒交接 GIL：\
     有 GIL 时，线程池会一个接一个地运行完整的作业。工作者若无声无息地终止，\
     沉默 10 秒后才会被发现。",
);

/// What a worker does, and for which task.
pub fn on_behalf(lang: Lang, what: &str, task: &str) -> String {
    match lang {
        Lang::En => format!("{what} for {task}"),
        Lang::Zh => format!("{what}，为 {task}"),
    }
}

/// A call holds the loop, on the loop's lane.
pub fn held_by(lang: Lang, what: &str) -> String {
    match lang {
        Lang::En => format!("held by {what}"),
        Lang::Zh => format!("被 {what} 占住"),
    }
}

/// A call will hold the loop for so long.
pub fn will_stand_for(lang: Lang, who: &str, what: &str, span: &str) -> String {
    match lang {
        Lang::En => {
            format!("{who} calls {what} in the loop's own thread: the loop stands for {span}.")
        }
        Lang::Zh => format!("{who} 在循环自己的线程里调用 {what}：循环停住 {span}。"),
    }
}

/// A computation will hold the loop, nobody knows quite how long.
pub fn will_stand(lang: Lang, who: &str, what: &str) -> String {
    match lang {
        Lang::En => {
            format!(
                "{who} calls {what} in the loop's own thread: the loop stands until it returns."
            )
        }
        Lang::Zh => format!("{who} 在循环自己的线程里调用 {what}：循环停住，直到它返回。"),
    }
}

/// The loop waits for a pool's end.
pub fn will_join(lang: Lang, who: &str, what: &str) -> String {
    match lang {
        Lang::En => {
            format!("{who} waits in {what}: the loop stands until the pool's last job has ended.")
        }
        Lang::Zh => format!("{who} 在 {what} 中等待：循环停住，直到池中最后一个作业结束。"),
    }
}

/// The page is about to freeze.
pub fn will_freeze(lang: Lang, who: &str, what: &str, span: Option<&str>) -> String {
    match (lang, span) {
        (Lang::En, Some(span)) => format!(
            "This page will freeze for about {span}: {who} calls {what} in the loop's own thread, \
             which is the page's."
        ),
        (Lang::En, None) => format!(
            "This page will freeze: {who} calls {what} in the loop's own thread, which is the \
             page's."
        ),
        (Lang::Zh, Some(span)) => format!(
            "本页将冻结约 {span}：{who} 在循环自己的线程（也就是页面的线程）里调用 {what}。"
        ),
        (Lang::Zh, None) => {
            format!("本页将冻结：{who} 在循环自己的线程（也就是页面的线程）里调用 {what}。")
        }
    }
}

/// The page has stood still.
pub fn froze(lang: Lang, who: &str, what: &str, span: &str) -> String {
    match lang {
        Lang::En => format!(
            "This page stood still for {span}, because {who} called {what} in the loop's own \
             thread. Until it returned no task ran and no timer fired."
        ),
        Lang::Zh => format!(
            "本页停住了 {span}，因为 {who} 在循环自己的线程里调用了 {what}。在它返回之前，\
             没有任务运行，也没有定时器触发。"
        ),
    }
}

/// The loop has stood still, the page has not.
pub fn stood(lang: Lang, who: &str, what: &str, span: &str) -> String {
    match lang {
        Lang::En => format!(
            "The loop stood still for {span}, because {who} called {what} in its thread. Until it \
             returned no task ran and no timer fired."
        ),
        Lang::Zh => format!(
            "循环停住了 {span}，因为 {who} 在它的线程里调用了 {what}。在它返回之前，\
             没有任务运行，也没有定时器触发。"
        ),
    }
}

/// A job's result is there, too long to be kept.
pub fn left_out(lang: Lang, job: &str, bytes: usize) -> String {
    match lang {
        Lang::En => format!(
            "The result of {job} has reached the loop. At {bytes} bytes it is too long to be kept: \
             a replay computes it again."
        ),
        Lang::Zh => {
            format!("{job} 的结果到达事件循环。它有 {bytes} 字节，太长而不保留：重放时会重新计算。")
        }
    }
}

/// A job's exception is there.
pub fn raised(lang: Lang, job: &str, exception: &str) -> String {
    match lang {
        Lang::En => format!("{job} failed with {exception}."),
        Lang::Zh => format!("{job} 失败：{exception}。"),
    }
}

/// A job is taken back.
pub fn cancelled(lang: Lang, job: &str) -> String {
    match lang {
        Lang::En => format!("{job} was taken back before it began."),
        Lang::Zh => format!("{job} 在开始之前被撤回。"),
    }
}

/// A worker is being started.
pub fn starting(lang: Lang, who: &str) -> String {
    match lang {
        Lang::En => format!("{who} is being started."),
        Lang::Zh => format!("{who} 正在启动。"),
    }
}

/// A worker has nothing to do.
pub fn idle(lang: Lang, who: &str) -> String {
    match lang {
        Lang::En => format!("{who} has nothing to do."),
        Lang::Zh => format!("{who} 空闲。"),
    }
}

/// Arguments or results are copied.
pub fn transferring(lang: Lang, who: &str, job: &str) -> String {
    match lang {
        Lang::En => format!("The arguments or the result of {job} are copied for {who}."),
        Lang::Zh => format!("正在为 {who} 复制 {job} 的参数或结果。"),
    }
}

/// A job waits for the GIL.
pub fn waiting_for_gil(lang: Lang, who: &str, job: &str) -> String {
    match lang {
        Lang::En => format!("{who} waits for the GIL to run {job}: another thread has it."),
        Lang::Zh => format!("{who} 等待 GIL 来运行 {job}：另一个线程正拿着它。"),
    }
}

/// A job computes.
pub fn running(lang: Lang, who: &str, job: &str) -> String {
    match lang {
        Lang::En => format!("{who} runs {job}."),
        Lang::Zh => format!("{who} 运行 {job}。"),
    }
}

/// A job blocks.
pub fn blocking(lang: Lang, who: &str, job: &str) -> String {
    match lang {
        Lang::En => format!("{who} blocks in {job}, without the GIL."),
        Lang::Zh => format!("{who} 阻塞在 {job} 中，不占用 GIL。"),
    }
}

/// A worker is no more.
pub fn gone(lang: Lang, who: &str) -> String {
    match lang {
        Lang::En => format!("{who} is gone."),
        Lang::Zh => format!("{who} 已结束。"),
    }
}

/// How the jobs of a run went together: wall time, one after another, speed-up.
pub fn speed_up(lang: Lang, wall: &str, sequential: &str, times: &str, cores: usize) -> String {
    match lang {
        Lang::En => format!(
            "jobs {wall}, one after another {sequential}: speed-up {times}, {cores} {} in use",
            if cores == 1 { "core" } else { "cores" }
        ),
        Lang::Zh => {
            format!("作业用时 {wall}，依次执行要 {sequential}：加速 {times} 倍，使用 {cores} 个核")
        }
    }
}
