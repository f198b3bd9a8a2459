//! What went wrong in a run, found as it happens.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::format::seconds;
use super::wait_graph::{circle_in_words, label};
use super::waits::{Waitable, awaited, circle_through};
use super::{Scene, TaskRef, names};
use crate::runtime::clock::Nanos;
use crate::runtime::instrument::{
    Awaiting, Call, Change, Event, FutureId, Outcome, ResourceId, ResourceKind, TaskId,
};
use crate::text::{Text, findings as say};
use crate::trace::{LoopState, Phase, Record};

/// Something that a person should know about the program.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// Its heading: `Deadlock`.
    pub title: &'static str,
    /// What happened.
    pub what: String,
    /// Why it matters.
    pub why: &'static str,
    /// What to try.
    pub advice: &'static str,
    /// The cursor of the moment at which it happened: where a click goes.
    pub cursor: usize,
    /// When.
    pub when: Nanos,
    /// The tasks it is about.
    pub tasks: Vec<TaskRef>,
}

/// The kinds of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// Tasks wait for each other, or for nothing that can happen.
    Deadlock,
    /// A waiter is overtaken again and again.
    Starvation,
    /// A coroutine was made and dropped.
    NeverAwaited,
    /// A task failed and nobody looked.
    NeverRetrieved,
    /// The loop's exception handler was called for another reason.
    Reported,
    /// A cancelled task ended as if it had not been.
    SwallowedCancel,
    /// A call held the loop.
    BlockedLoop,
    /// A task awaits while it holds a lock that others wait for.
    LockAcrossAwait,
}

/// A blocking call of at least this long is a finding: asyncio's `slow_callback_duration`.
const SLOW: Nanos = Nanos(100_000_000);

/// So many later ones overtake a waiter before it counts as starved.
const OVERTAKEN: u32 = 3;

/// How many findings are kept; a program that goes wrong in a loop does so alike each time.
const MOST: usize = 200;

/// The findings up to the scene's cursor, in the order in which they were found.
pub fn findings(scene: &Scene<'_>) -> Vec<Finding> {
    let found = &scene.study.detector.found;
    let end = found.partition_point(|fact| fact.found < scene.state.cursor);
    let facts = found[..end].iter();
    facts.filter_map(|fact| fact.in_words(scene)).collect()
}

/// Something found: `found` is the event with which it was certain, `event` the one to look at.
#[derive(Clone, Debug)]
struct Fact {
    found: usize,
    event: usize,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Circle(Vec<Waitable>),
    Stuck(Vec<TaskId>),
    Starved(TaskId, ResourceId, u32),
    NeverAwaited(Rc<Call>),
    Reported {
        message: Rc<str>,
        exception: Option<Rc<str>>,
        future: Option<FutureId>,
    },
    Swallowed(TaskId),
    Blocked {
        what: Rc<str>,
        span: Nanos,
        task: Option<TaskId>,
    },
    LockAcrossAwait {
        waiter: TaskId,
        lock: ResourceId,
        holder: TaskId,
        on: FutureId,
    },
}

/// Watches the events for what is wrong.
#[derive(Debug, Default)]
pub(crate) struct Detector {
    found: Vec<Fact>,
    in_circle: HashSet<Waitable>,
    lines: HashMap<(ResourceId, Line), Vec<Waiter>>,
    locks: HashSet<ResourceId>,
}

/// The lines at a shared thing: who takes and who gives stand apart. At an event, a condition or
/// a barrier nobody can be overtaken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Line {
    Take,
    Put,
}

/// One that stands in a line.
#[derive(Debug)]
struct Waiter {
    task: TaskId,
    future: FutureId,
    event: usize,
    since: Nanos,
    overtaken: u32,
    holder: Option<(TaskId, FutureId)>,
}

impl Detector {
    /// Takes one more event into account; `state` is the one after it.
    pub(crate) fn see(&mut self, n: usize, record: &Record, state: &LoopState) {
        match &record.event {
            Event::TaskSuspended { task, on, .. } => self.suspended(n, *task, *on, state),
            Event::ResourceChanged {
                resource,
                change,
                task,
                ..
            } => self.changed(n, record.when, *resource, *change, *task, state),
            Event::TaskFinished { task, outcome } => self.finished(n, *task, outcome, state),
            Event::Deadlocked => self.stuck(n, state),
            Event::NeverAwaited { call } => self.find(n, n, What::NeverAwaited(Rc::clone(call))),
            Event::ExceptionReported {
                message,
                exception,
                future,
            } => {
                let what = What::Reported {
                    message: Rc::clone(message),
                    exception: exception.clone(),
                    future: *future,
                };
                self.find(n, n, what);
            }
            Event::Blocked {
                what, from, task, ..
            } => {
                let span = record.when.since(*from);
                if span >= SLOW {
                    let (what, task) = (Rc::clone(what), *task);
                    self.find(n, n, What::Blocked { what, span, task });
                }
            }
            _ => {}
        }
    }

    fn find(&mut self, found: usize, event: usize, what: What) {
        if self.found.len() < MOST {
            self.found.push(Fact { found, event, what });
        }
    }

    fn suspended(&mut self, n: usize, task: TaskId, on: Option<FutureId>, state: &LoopState) {
        let Some(on) = on else {
            return;
        };
        let start = Waitable::Task(task);
        // Most awaits are of something that itself waits for nothing.
        if matches!(awaited(state, on), Waitable::Future(future)
            if state.futures.get(&future).is_none_or(|future| future.inner.is_empty()))
        {
            return;
        }
        if let Some(circle) = circle_through(state, start)
            && !self.in_circle.contains(&start)
        {
            self.in_circle.extend(&circle);
            self.find(n, n, What::Circle(circle));
        }
    }

    fn stuck(&mut self, n: usize, state: &LoopState) {
        let tasks: Vec<_> = state.unfinished().map(|task| task.id).collect();
        // A circle that was found when it closed is the better place to look.
        let told = |task: &TaskId| self.in_circle.contains(&Waitable::Task(*task));
        if !tasks.iter().any(told) {
            self.find(n, n, What::Stuck(tasks));
        }
    }

    fn finished(&mut self, n: usize, task: TaskId, outcome: &Outcome, state: &LoopState) {
        let requests = state.task(task).map_or(0, |task| task.cancelling);
        if *outcome == Outcome::Returned && requests > 0 {
            self.find(n, n, What::Swallowed(task));
        }
    }

    fn changed(
        &mut self,
        n: usize,
        when: Nanos,
        resource: ResourceId,
        change: Change,
        task: Option<TaskId>,
        state: &LoopState,
    ) {
        match change {
            Change::Waiting(future) => self.joins(n, when, resource, future, task, state),
            Change::LeftLine(future) => {
                for line in [Line::Take, Line::Put] {
                    if let Some(line) = self.lines.get_mut(&(resource, line)) {
                        line.retain(|waiter| waiter.future != future);
                    }
                }
            }
            Change::Acquired | Change::Got => self.gets(n, when, (resource, Line::Take), task),
            Change::Put => self.gets(n, when, (resource, Line::Put), task),
            _ => {}
        }
    }

    fn joins(
        &mut self,
        n: usize,
        when: Nanos,
        resource: ResourceId,
        future: FutureId,
        task: Option<TaskId>,
        state: &LoopState,
    ) {
        let Some(task) = task else {
            return;
        };
        let which = match state.futures.get(&future).map(|future| future.awaiting) {
            Some(Awaiting::Lock(_) | Awaiting::Semaphore(_) | Awaiting::QueueGet(_)) => Line::Take,
            Some(Awaiting::QueuePut(_)) => Line::Put,
            _ => return,
        };
        let line = self.lines.entry((resource, which)).or_default();
        // One that was woken in vain and stands in line again has waited all the time.
        if let Some(again) = line.iter_mut().find(|waiter| waiter.task == task) {
            again.future = future;
            return;
        }
        let shared = state.resources.get(&resource);
        let is_lock = shared.is_some_and(|shared| shared.kind == ResourceKind::Lock);
        let holder = shared.and_then(|shared| shared.holders.first().copied());
        let awaits = holder.and_then(|holder| {
            let state = state.task(holder)?;
            let is_waiting = matches!(state.phase, Phase::Awaiting(_));
            Some((holder, state.awaits.filter(|_| is_waiting)?))
        });
        line.push(Waiter {
            task,
            future,
            event: n,
            since: when,
            overtaken: 0,
            holder: awaits.filter(|(holder, _)| is_lock && *holder != task),
        });
    }

    fn gets(&mut self, n: usize, when: Nanos, line: (ResourceId, Line), task: Option<TaskId>) {
        let resource = line.0;
        let Some(line) = self.lines.get_mut(&line) else {
            return;
        };
        let place = line.iter().position(|waiter| Some(waiter.task) == task);
        let served = place.map(|place| line.remove(place));
        // Those who stood there before it came are overtaken.
        let before = place.unwrap_or(line.len());
        let mut starved = Vec::new();
        for waiter in &mut line[..before] {
            waiter.overtaken += 1;
            if waiter.overtaken == OVERTAKEN {
                starved.push(waiter.task);
            }
        }
        for task in starved {
            self.find(n, n, What::Starved(task, resource, OVERTAKEN));
        }
        if let Some(served) = served
            && let Some((holder, on)) = served.holder
            && when > served.since
            && self.locks.insert(resource)
        {
            let what = What::LockAcrossAwait {
                waiter: served.task,
                lock: resource,
                holder,
                on,
            };
            self.find(n, served.event, what);
        }
    }
}

impl Fact {
    fn in_words(&self, scene: &Scene<'_>) -> Option<Finding> {
        let names = scene.names();
        let record = scene.trace.get(self.event)?;
        let (kind, tasks) = self.what.kind_and_tasks();
        let (title, why, advice) = kind.words();
        let tasks = tasks.into_iter().filter_map(|task| names.task(task));
        Some(Finding {
            kind,
            title: title.get(scene.lang),
            what: self.what.in_words(scene),
            why: why.get(scene.lang),
            advice: advice.get(scene.lang),
            cursor: self.event + 1,
            when: record.when,
            tasks: tasks.collect(),
        })
    }
}

impl What {
    fn kind_and_tasks(&self) -> (FindingKind, Vec<TaskId>) {
        match self {
            Self::Circle(circle) => {
                let tasks = circle.iter().filter_map(|what| match what {
                    Waitable::Task(task) => Some(*task),
                    _ => None,
                });
                (FindingKind::Deadlock, tasks.collect())
            }
            Self::Stuck(tasks) => (FindingKind::Deadlock, tasks.clone()),
            Self::Starved(task, ..) => (FindingKind::Starvation, vec![*task]),
            Self::NeverAwaited(_) => (FindingKind::NeverAwaited, Vec::new()),
            Self::Reported {
                message, future, ..
            } => {
                let kind = match message.contains("never retrieved") {
                    true => FindingKind::NeverRetrieved,
                    false => FindingKind::Reported,
                };
                (kind, future.iter().copied().collect())
            }
            Self::Swallowed(task) => (FindingKind::SwallowedCancel, vec![*task]),
            Self::Blocked { task, .. } => {
                (FindingKind::BlockedLoop, task.iter().copied().collect())
            }
            Self::LockAcrossAwait { waiter, holder, .. } => {
                (FindingKind::LockAcrossAwait, vec![*waiter, *holder])
            }
        }
    }

    fn in_words(&self, scene: &Scene<'_>) -> String {
        let (lang, names) = (scene.lang, scene.names());
        match self {
            Self::Circle(circle) => circle_in_words(scene, circle),
            Self::Stuck(tasks) => {
                let tasks: Vec<_> = tasks.iter().map(|task| names.task_name(*task)).collect();
                say::stuck(lang, &tasks.join(", "))
            }
            Self::Starved(task, resource, times) => say::starved(
                lang,
                &names.task_name(*task),
                &label(scene, Waitable::Resource(*resource)),
                *times,
            ),
            Self::NeverAwaited(call) => say::never_awaited(lang, &names::call(call)),
            Self::Reported {
                message,
                exception,
                future,
            } => {
                let who = future.map_or_else(String::new, |future| names.future(future));
                let message = match exception {
                    Some(exception) => format!("{message} ({exception})"),
                    None => message.to_string(),
                };
                say::reported(lang, &who, &message)
            }
            Self::Swallowed(task) => say::swallowed(lang, &names.task_name(*task)),
            Self::Blocked { what, span, task } => {
                say::blocked(lang, &names.who(*task), what, &seconds(*span))
            }
            Self::LockAcrossAwait {
                waiter,
                lock,
                holder,
                on,
            } => say::lock_across_await(
                lang,
                &names.task_name(*waiter),
                &names.resource(*lock),
                &names.task_name(*holder),
                &names.future(*on),
            ),
        }
    }
}

impl FindingKind {
    /// Heading, why it matters, what to try.
    fn words(self) -> (Text, Text, Text) {
        match self {
            Self::Deadlock => (say::DEADLOCK, say::DEADLOCK_WHY, say::DEADLOCK_TRY),
            Self::Starvation => (say::STARVATION, say::STARVATION_WHY, say::STARVATION_TRY),
            Self::NeverAwaited => (
                say::NEVER_AWAITED,
                say::NEVER_AWAITED_WHY,
                say::NEVER_AWAITED_TRY,
            ),
            Self::NeverRetrieved => (
                say::NEVER_RETRIEVED,
                say::NEVER_RETRIEVED_WHY,
                say::NEVER_RETRIEVED_TRY,
            ),
            Self::Reported => (say::REPORTED, say::REPORTED_WHY, say::REPORTED_TRY),
            Self::SwallowedCancel => (
                say::SWALLOWED_CANCEL,
                say::SWALLOWED_CANCEL_WHY,
                say::SWALLOWED_CANCEL_TRY,
            ),
            Self::BlockedLoop => (
                say::BLOCKED_LOOP,
                say::BLOCKED_LOOP_WHY,
                say::BLOCKED_LOOP_TRY,
            ),
            Self::LockAcrossAwait => (
                say::LOCK_ACROSS_AWAIT,
                say::LOCK_ACROSS_AWAIT_WHY,
                say::LOCK_ACROSS_AWAIT_TRY,
            ),
        }
    }
}
