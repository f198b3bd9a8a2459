//! How a cancellation travels: from the request to the end of the task.

use std::collections::HashMap;

use crate::events::{Event, FutureId, Outcome, Raised, TaskId};
use crate::trace::{LoopState, Record};

/// The steps of a cancellation's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArrowKind {
    /// `cancel()` was called: from the caller's lane to the target's.
    Request,
    /// It went on to what the target awaits: through a task, `gather`, a group.
    Propagation,
    /// CancelledError was raised at the await: along the lane, from request to delivery.
    Delivery,
    /// What the task did between delivery and its end: along the lane.
    Cleanup,
    /// The task's end was raised at whoever awaited it.
    Return,
}

/// How many steps are kept.
const MOST: usize = 20_000;

/// Watches the events for cancellations.
#[derive(Debug, Default)]
pub(crate) struct Cancels {
    pub(crate) steps: Vec<Step>,
    /// Tasks that were asked to cancel, with the event, until CancelledError is raised in them.
    requested: HashMap<TaskId, usize>,
    /// Tasks in which it was raised, with the event, until they end.
    delivered: HashMap<TaskId, usize>,
    /// Tasks that ended cancelled, with the event, for whoever awaits them.
    ended: HashMap<FutureId, (TaskId, usize)>,
    /// The targets of one `cancel()`, which travels inward at once.
    wave: Vec<FutureId>,
}

/// A step of a cancellation, from a task and an event to another.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) kind: ArrowKind,
    pub(crate) from: Option<(TaskId, usize)>,
    pub(crate) to: (TaskId, usize),
}

impl Cancels {
    /// Takes one more event into account; `state` is the one after it.
    pub(crate) fn see(&mut self, n: usize, record: &Record, state: &LoopState) {
        match &record.event {
            Event::CancelRequested { target, by, .. } => self.requested(n, *target, *by, state),
            Event::FutureFinished { .. } | Event::HandleQueued { .. } => {}
            Event::TaskResumed { task, thrown, .. } => {
                self.wave.clear();
                if thrown.as_deref().is_some_and(Raised::is_cancelled_error) {
                    self.deliver(n, *task);
                }
            }
            Event::TaskFinished { task, outcome } => {
                self.wave.clear();
                self.requested.remove(task);
                if let Some(from) = self.delivered.remove(task) {
                    self.add(ArrowKind::Cleanup, Some((*task, from)), (*task, n));
                }
                if let Outcome::Cancelled(_) = outcome {
                    self.ends(n, *task, state);
                }
            }
            _ => self.wave.clear(),
        }
    }

    fn requested(&mut self, n: usize, target: FutureId, by: Option<TaskId>, state: &LoopState) {
        let Some(task) = state.task(target) else {
            self.wave.push(target);
            return;
        };
        let through = self.passed_on_by(task.id, &task.outer, state);
        let (kind, from) = match through {
            Some(from) => (ArrowKind::Propagation, Some(from)),
            None => {
                self.wave.clear();
                (ArrowKind::Request, by)
            }
        };
        self.wave.push(target);
        if from != Some(target) {
            self.add(kind, from.map(|from| (from, n)), (target, n));
        }
        self.requested.entry(target).or_insert(n);
    }

    /// The task whose cancellation goes on to `task` in the same wave: one that awaits it, or
    /// that awaits a group of which it is a member.
    fn passed_on_by(&self, task: TaskId, outer: &[FutureId], state: &LoopState) -> Option<TaskId> {
        let groups: Vec<_> = outer.iter().filter(|o| self.wave.contains(o)).collect();
        let awaits = |waiter: &&FutureId| {
            let on = state.task(**waiter).and_then(|waiter| waiter.awaits);
            on.is_some_and(|on| on == task || groups.contains(&&on))
        };
        self.wave.iter().rev().find(awaits).copied()
    }

    fn deliver(&mut self, n: usize, task: TaskId) {
        if let Some(from) = self.requested.remove(&task) {
            self.add(ArrowKind::Delivery, Some((task, from)), (task, n));
        } else if let Some(from) = self.ended.remove(&task) {
            self.add(ArrowKind::Return, Some(from), (task, n));
        }
        self.delivered.insert(task, n);
    }

    /// Whoever awaits the task, or a group with it, will have CancelledError raised.
    fn ends(&mut self, n: usize, task: TaskId, state: &LoopState) {
        let Some(ended) = state.task(task) else {
            return;
        };
        let groups = ended.outer.iter().filter_map(|o| state.futures.get(o));
        let through = groups.flat_map(|group| &group.awaited_by);
        for waiter in ended.awaited_by.iter().chain(through) {
            self.ended.entry(*waiter).or_insert((task, n));
        }
    }

    fn add(&mut self, kind: ArrowKind, from: Option<(TaskId, usize)>, to: (TaskId, usize)) {
        if self.steps.len() < MOST {
            self.steps.push(Step { kind, from, to });
        }
    }
}
