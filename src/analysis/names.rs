//! What things are called on the screen: as their source would say it, never by number alone.

use std::rc::Rc;

use super::Waitable;
use super::format::{float, seconds};
use super::short_names::ShortNames;
use crate::events::{
    Awaiting, Call, Event, FutureId, HandleId, JobId, PoolId, PoolKind, ResourceId, ResourceKind,
    TaskId, Work,
};
use crate::text::{Lang, narration, panes, pools, steps};
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
    pub(super) trace: &'a Trace,
    pub(super) index: &'a Index,
    short_names: &'a ShortNames,
    is_short: bool,
    lang: Lang,
}

impl<'a> Names<'a> {
    pub(crate) fn new(
        trace: &'a Trace,
        index: &'a Index,
        short_names: &'a ShortNames,
        lang: Lang,
    ) -> Self {
        Self {
            trace,
            index,
            short_names,
            is_short: false,
            lang,
        }
    }

    /// The same with tasks by their short names.
    pub fn short(self) -> Self {
        Self {
            is_short: true,
            ..self
        }
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
            Some(facts) if self.is_short => self.short_names.call(&facts.call),
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

    /// A lock, queue, …: `Lock a`, or `queue` where the variable says what it is; `Lock 1`, numbered within its kind in order of
    /// making, where that is not known.
    pub fn resource(&self, resource: ResourceId) -> String {
        let Some((kind, number)) = self.index.resource(resource) else {
            return format!("#{}", resource.0);
        };
        let Some((name, namesake)) = self.index.resource_name(resource) else {
            return format!("{} {number}", kind_name(kind));
        };
        let name = match says_kind(name, kind) {
            true => name.to_string(),
            false => format!("{} {name}", kind_name(kind)),
        };
        match namesake {
            1 => name,
            _ => format!("{name} #{namesake}"),
        }
    }

    /// The same as its source would say it: `queue` in `queue.get()`.
    fn resource_in_source(&self, resource: ResourceId) -> String {
        match self.index.resource_name(resource) {
            Some((name, _)) => name.to_string(),
            None => self.resource(resource),
        }
    }

    /// What a task has that got it: `a place in sem`; the thing itself where one task has all of it.
    pub fn held(&self, resource: ResourceId) -> String {
        match self.index.resource(resource) {
            Some((ResourceKind::Semaphore | ResourceKind::BoundedSemaphore, _)) => {
                steps::place_in(self.lang, &self.resource_in_source(resource))
            }
            _ => self.resource(resource),
        }
    }

    /// Whether a shared thing was made inside asyncio: the queue of `as_completed()`.
    pub fn is_asyncios_own(&self, resource: ResourceId) -> bool {
        is_asyncios_own_resource(self.trace, self.index, resource)
    }

    /// Whatever waits or is waited for.
    pub fn waitable(&self, what: Waitable) -> String {
        match what {
            Waitable::Task(task) => self.task_name(task),
            Waitable::Future(future) => self.future(future),
            Waitable::Resource(resource) => self.resource(resource),
        }
    }

    /// When an event happened: `1.400 s`.
    pub fn when(&self, event: usize) -> String {
        seconds(self.trace.time_at(event.saturating_add(1)))
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
            Work::Callback { name, future, .. } => match future {
                Some(future) => self.callback_of(&name, future),
                None => format!("{name}()"),
            },
        }
    }

    /// A done callback and what it is told of: asyncio's own by what a person calls them, `gather:
    /// visitor(2) is done`; the program's by their name.
    fn callback_of(&self, name: &str, future: FutureId) -> String {
        let what = self.future(future);
        match own_callback(name) {
            Some(function) => steps::is_done_in(self.lang, function, &what),
            None => panes::of(self.lang, &format!("{name}()"), &what),
        }
    }

    /// A callback by itself: `gather`, `on_done()`.
    pub fn callback(&self, name: &str) -> String {
        match own_callback(name) {
            Some(function) => function.to_owned(),
            None => format!("{name}()"),
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
        match self.index.awaiting(self.trace, future) {
            Some(Awaiting::Task) => self.task_name(future),
            Some(Awaiting::Sleep(delay)) => format!("sleep({})", short_float(delay)),
            Some(Awaiting::Gather(children)) => format!("gather({children})"),
            Some(Awaiting::Wait(futures)) => format!("wait({futures})"),
            Some(Awaiting::Shield(other)) => format!("shield({})", inner(other)),
            Some(Awaiting::TaskGroup) => "TaskGroup".to_owned(),
            Some(Awaiting::CancelAndWait(other)) => format!("wait_for({}, 0)", inner(other)),
            Some(
                Awaiting::Lock(resource)
                | Awaiting::Semaphore(resource)
                | Awaiting::Event(resource)
                | Awaiting::Condition(resource)
                | Awaiting::Barrier(resource),
            ) => self.held(resource),
            Some(Awaiting::QueueGet(resource)) if self.is_asyncios_own(resource) => {
                steps::next_completed(self.lang)
            }
            Some(Awaiting::QueueGet(resource)) => {
                steps::get_from(self.lang, &self.resource_in_source(resource))
            }
            Some(Awaiting::QueuePut(resource)) => {
                steps::put_into(self.lang, &self.resource_in_source(resource))
            }
            Some(Awaiting::QueueJoin(resource)) => {
                steps::join_of(self.lang, &self.resource_in_source(resource))
            }
            Some(Awaiting::Job(job)) => self.job(JobId(job)),
            Some(Awaiting::Outside(what)) => what.to_string(),
            Some(Awaiting::Future) | None => narration::a_future(self.lang),
        }
    }
}

/// A call as its source would say it: `factorial('A', 2)`.
pub(crate) fn call(call: &Call) -> String {
    format!("{}({})", call.name, call.args)
}

/// Whether a variable says itself what it is: `lock`, `self.queue`.
fn says_kind(variable: &str, kind: ResourceKind) -> bool {
    let word = match kind {
        ResourceKind::Lock => "lock",
        ResourceKind::Event => "event",
        ResourceKind::Condition => "cond",
        ResourceKind::Semaphore | ResourceKind::BoundedSemaphore => "sem",
        ResourceKind::Barrier => "barrier",
        ResourceKind::Queue | ResourceKind::LifoQueue | ResourceKind::PriorityQueue => "queue",
    };
    variable.to_lowercase().contains(word)
}

/// What a person calls the done callbacks of asyncio itself.
fn own_callback(name: &str) -> Option<&'static str> {
    Some(match name {
        "gather.<locals>._done_callback" => "gather",
        "_wait.<locals>._on_completion" => "wait",
        "_release_waiter" => "wait_for",
        "TaskGroup._on_task_done" => "TaskGroup",
        "_AsCompletedIterator._handle_completion" => "as_completed",
        "shield.<locals>._inner_done_callback" | "shield.<locals>._outer_done_callback" => "shield",
        "_run_until_complete_cb" => "run",
        _ => return None,
    })
}

/// Whether a shared thing was made inside asyncio, and no line of the program names it.
pub(super) fn is_asyncios_own_resource(trace: &Trace, index: &Index, resource: ResourceId) -> bool {
    let created = index.resource_created(resource);
    let record = created.and_then(|event| trace.get(event as usize));
    match record.map(|record| &record.event) {
        Some(Event::ResourceCreated { at, .. }) => is_in_asyncio(trace.sources().path(*at)),
        _ => false,
    }
}

/// Whether a file is part of asyncio: CPython's, or this crate's own.
fn is_in_asyncio(file: &str) -> bool {
    file.starts_with("src/runtime/") || file.contains("/asyncio/")
}

/// A delay with three decimals at most: what follows is noise to a reader.
fn short_float(delay: f64) -> String {
    let rounded = (delay * 1e3).round() / 1e3;
    match rounded == 0.0 || delay.abs() >= 1e12 {
        true => float(delay),
        false => float(rounded),
    }
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
