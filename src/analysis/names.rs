//! What things are called on the screen: as their source would say it, never by number alone.

use std::rc::Rc;

use super::format::float;
use crate::runtime::instrument::{
    Awaiting, Call, FutureId, HandleId, JobId, PoolId, PoolKind, ResourceId, ResourceKind, TaskId,
    Work,
};
use crate::text::{Lang, narration, panes, pools};
use crate::trace::{Index, Trace};

/// A task, as every pane names it.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRef {
    /// Its id: what an action about it carries.
    pub id: TaskId,
    /// As its source would say it: `factorial('A', 2)`.
    pub name: String,
    /// Its asyncio name: `Task-2`.
    pub asyncio_name: Rc<str>,
    /// Which colour it has.
    pub colour: Colour,
    /// One or two characters for a badge: `A`, `m`.
    pub badge: String,
}

/// Which of the palette's colours a task has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    /// The first task's, usually `main()`.
    Main,
    /// One of the eight others', `0 ..= 7`, in the palette's order.
    Task(u8),
}

/// Gives names.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    trace: &'a Trace,
    index: &'a Index,
    lang: Lang,
}

impl<'a> Names<'a> {
    pub(crate) fn new(trace: &'a Trace, index: &'a Index, lang: Lang) -> Self {
        Self { trace, index, lang }
    }

    /// The language of the names.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A task, if there is one of that id.
    pub fn task(&self, task: TaskId) -> Option<TaskRef> {
        let row = self.index.task_row(task)?;
        let facts = &self.index.tasks()[row];
        let colour = match row.checked_sub(1) {
            Some(other) => Colour::Task((other % 8) as u8),
            None => Colour::Main,
        };
        Some(TaskRef {
            id: task,
            name: call(&facts.call),
            asyncio_name: Rc::clone(&facts.name),
            colour,
            badge: badge(&facts.call),
        })
    }

    /// A task as its source would say it.
    pub fn task_name(&self, task: TaskId) -> String {
        match self.index.task(task) {
            Some(facts) => call(&facts.call),
            None => format!("Task {}", task.0),
        }
    }

    /// Who did something: a task, or the program where no task was at work.
    pub fn who(&self, task: Option<TaskId>) -> String {
        match task {
            Some(task) => self.task_name(task),
            None => narration::the_program(self.lang),
        }
    }

    /// What a future stands for: `sleep(1)`, `gather(3)`, a task's name.
    pub fn future(&self, future: FutureId) -> String {
        self.future_within(future, 8)
    }

    /// The task in whose step a future was made.
    pub fn maker(&self, future: FutureId) -> Option<TaskId> {
        self.index.future(future).maker
    }

    /// A lock, queue, …: `Lock 1`, numbered within its kind in order of first use.
    pub fn resource(&self, resource: ResourceId) -> String {
        match self.index.resource(resource) {
            Some((kind, number)) => format!("{} {number}", kind_name(kind)),
            None => format!("#{}", resource.0),
        }
    }

    /// A job in a pool, as its source has it: `cpu_bound(10000000)`.
    pub fn job(&self, job: JobId) -> String {
        match self.index.job(job) {
            Some(facts) => facts.shown.to_string(),
            None => format!("job {}", job.0),
        }
    }

    /// A pool: `ThreadPoolExecutor 1`.
    pub fn pool(&self, pool: PoolId) -> String {
        let kind = match self.index.pool(pool) {
            Some(PoolKind::Processes) => "ProcessPoolExecutor",
            Some(PoolKind::Threads) | None => "ThreadPoolExecutor",
        };
        format!("{kind} {}", pool.0)
    }

    /// A worker: `thread 2 of ThreadPoolExecutor 1`.
    pub fn worker(&self, pool: PoolId, worker: u32) -> String {
        let own = self.worker_alone(pool, worker);
        panes::of(self.lang, &own, &self.pool(pool))
    }

    /// A worker without its pool: `thread 2`.
    pub fn worker_alone(&self, pool: PoolId, worker: u32) -> String {
        match self.index.pool(pool) {
            Some(PoolKind::Processes) => pools::process(self.lang, worker),
            Some(PoolKind::Threads) | None => pools::thread(self.lang, worker),
        }
    }

    /// What a handle is about: a task, a sleep and whose it is, a callback.
    pub fn work(&self, work: Work) -> String {
        match work {
            Work::Step(task) | Work::Wakeup { task, .. } => self.task_name(task),
            Work::WakeSleeper(future) => self.of_maker(future),
            Work::Callback { name, future } => match future {
                Some(future) => panes::of(self.lang, &format!("{name}()"), &self.future(future)),
                None => format!("{name}()"),
            },
        }
    }

    /// What a handle is about, by its id.
    pub fn handle(&self, handle: HandleId) -> String {
        match self.index.work(self.trace, handle) {
            Some(work) => self.work(work),
            None => format!("Handle {}", handle.0),
        }
    }

    /// A future and whose it is: `sleep(1) of main()`.
    pub fn of_maker(&self, future: FutureId) -> String {
        let what = self.future(future);
        match self.maker(future) {
            Some(task) => panes::of(self.lang, &what, &self.task_name(task)),
            None => what,
        }
    }

    /// `deep` bounds what a shield of a shield of … may cost.
    fn future_within(&self, future: FutureId, deep: u32) -> String {
        let inner = |future| match deep.checked_sub(1) {
            Some(deep) => self.future_within(future, deep),
            None => "…".to_owned(),
        };
        let on = |resource, method: &str| format!("{}.{method}()", self.resource(resource));
        match self.index.awaiting(self.trace, future) {
            Some(Awaiting::Task) => self.task_name(future),
            Some(Awaiting::Sleep(delay)) => format!("sleep({})", float(delay)),
            Some(Awaiting::Gather(children)) => format!("gather({children})"),
            Some(Awaiting::Wait(futures)) => format!("wait({futures})"),
            Some(Awaiting::Shield(other)) => format!("shield({})", inner(other)),
            Some(Awaiting::TaskGroup) => "TaskGroup".to_owned(),
            Some(Awaiting::CancelAndWait(other)) => format!("wait_for({}, 0)", inner(other)),
            Some(Awaiting::Lock(resource)) => on(resource, "acquire"),
            Some(Awaiting::Event(resource)) => on(resource, "wait"),
            Some(Awaiting::Condition(resource)) => on(resource, "wait"),
            Some(Awaiting::Semaphore(resource)) => on(resource, "acquire"),
            Some(Awaiting::Barrier(resource)) => on(resource, "wait"),
            Some(Awaiting::QueueGet(resource)) => on(resource, "get"),
            Some(Awaiting::QueuePut(resource)) => on(resource, "put"),
            Some(Awaiting::QueueJoin(resource)) => on(resource, "join"),
            Some(Awaiting::Job(job)) => self.job(JobId(job)),
            Some(Awaiting::Outside(what)) => what.to_owned(),
            Some(Awaiting::Future) | None => narration::a_future(self.lang),
        }
    }
}

/// A call as its source would say it: `factorial('A', 2)`.
pub(crate) fn call(call: &Call) -> String {
    format!("{}({})", call.name, call.args)
}

fn kind_name(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Lock => "Lock",
        ResourceKind::Event => "Event",
        ResourceKind::Condition => "Condition",
        ResourceKind::Semaphore => "Semaphore",
        ResourceKind::BoundedSemaphore => "BoundedSemaphore",
        ResourceKind::Barrier => "Barrier",
        ResourceKind::Queue => "Queue",
        ResourceKind::LifoQueue => "LifoQueue",
        ResourceKind::PriorityQueue => "PriorityQueue",
    }
}

/// What tells a task from its siblings: a text argument of one or two characters, the number at
/// the end of a longer one (`'worker-12'`), a number, or the function's first letter.
fn badge(call: &Call) -> String {
    let first = call.args.split(',').next().unwrap_or_default().trim();
    let quoted = first
        .strip_prefix(['\'', '"'])
        .and_then(|rest| rest.strip_suffix(['\'', '"']));
    let argument = quoted.unwrap_or(first);
    let digits = argument.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &argument[digits.len()..];
    let is_short = |text: &str| (1..=2).contains(&text.chars().count());
    if (quoted.is_some() || digits.is_empty()) && is_short(argument) {
        argument.to_owned()
    } else if quoted.is_some() && is_short(number) {
        number.to_owned()
    } else {
        call.name.chars().take(1).collect()
    }
}
