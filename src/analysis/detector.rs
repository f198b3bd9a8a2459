//! Watches a run for what is wrong with it, event by event; [`super::findings`] says it in words.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::waits::{Waitable, awaited, circle_through};
use crate::runtime::clock::Nanos;
use crate::runtime::instrument::{
    Awaiting, Call, Change, Event, FutureId, Outcome, ResourceId, ResourceKind, TaskId,
};
use crate::trace::{LoopState, Phase, Record};

/// A blocking call of at least this long is a finding: asyncio's `slow_callback_duration`.
const SLOW: Nanos = Nanos(100_000_000);

/// So many later ones overtake a waiter before it counts as starved.
const OVERTAKEN: u32 = 3;

/// How many findings are kept; a program that goes wrong in a loop does so alike each time.
const MOST: usize = 200;

/// Something found: `found` is the event with which it was certain, `event` the one to look at.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub found: usize,
    pub event: usize,
    pub what: What,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
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
    pub(crate) found: Vec<Fact>,
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
