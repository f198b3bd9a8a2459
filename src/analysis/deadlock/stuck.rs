//! Where the waiting ends, in a state in which nothing will ever happen.

use super::{CauseKind, Known, awaits};
use crate::analysis::usage::Work;
use crate::analysis::waits::{Waitable, awaited};
use crate::events::{Awaiting, FutureId, ResourceId, TaskId};
use crate::trace::TaskState;

/// A state in which nothing will ever happen.
pub(super) struct Stuck<'a>(pub(super) Known<'a>);

impl Stuck<'_> {
    /// What else must go on before `what` can; nothing where the waiting ends.
    pub(super) fn needs(&self, what: Waitable) -> Vec<Waitable> {
        match what {
            Waitable::Task(task) => match self.0.state.task(task).and_then(awaits) {
                Some(on) => self.needed_for(on),
                None => Vec::new(),
            },
            Waitable::Future(future) => {
                let inner = self
                    .0
                    .state
                    .futures
                    .get(&future)
                    .map(|state| &state.inner[..]);
                let pending = inner
                    .unwrap_or_default()
                    .iter()
                    .filter(|f| self.is_pending(**f));
                pending.map(|inner| awaited(self.0.state, *inner)).collect()
            }
            Waitable::Resource(resource) => match self.0.usage.of(resource) {
                Some(used) if used.held.is_empty() => self.busy_takers(resource),
                Some(used) => self.alive(used.held.iter().map(|(task, _)| *task)),
                None => Vec::new(),
            },
        }
    }

    /// What a task needs that awaits `on`: the lock, not the future in its line.
    fn needed_for(&self, on: FutureId) -> Vec<Waitable> {
        match self.awaiting(on) {
            // Who may do these is not known from the past; the task stands at the end of its chain.
            Some(
                Awaiting::Event(_)
                | Awaiting::Condition(_)
                | Awaiting::Barrier(_)
                | Awaiting::QueueGet(_)
                | Awaiting::QueuePut(_),
            ) => Vec::new(),
            _ => vec![awaited(self.0.state, on)],
        }
    }

    fn awaiting(&self, future: FutureId) -> Option<Awaiting> {
        self.0
            .state
            .futures
            .get(&future)
            .map(|state| state.awaiting)
    }

    fn is_pending(&self, future: FutureId) -> bool {
        match self.0.state.task(future) {
            Some(task) => !task.is_finished(),
            None => {
                let state = self.0.state.futures.get(&future);
                state.is_some_and(|state| state.outcome.is_none())
            }
        }
    }

    fn is_alive(&self, task: TaskId) -> bool {
        self.0
            .state
            .task(task)
            .is_some_and(|task| !task.is_finished())
    }

    fn alive(&self, tasks: impl Iterator<Item = TaskId>) -> Vec<Waitable> {
        tasks
            .filter(|task| self.is_alive(*task))
            .map(Waitable::Task)
            .collect()
    }

    /// Those that took items of a queue, did not report them done, and are at work on them still:
    /// they wait, but not for the next item.
    fn busy_takers(&self, queue: ResourceId) -> Vec<Waitable> {
        let missing = self.missing_takers(queue).into_iter();
        self.alive(
            missing
                .map(|(task, _)| task)
                .filter(|task| !self.is_at(*task, queue)),
        )
    }

    fn missing_takers(&self, queue: ResourceId) -> Vec<(TaskId, u32)> {
        let Some(used) = self.0.usage.of(queue) else {
            return Vec::new();
        };
        let missing = used.work.iter().map(|(task, work)| (*task, work.missing()));
        missing.filter(|(_, missing)| *missing > 0).collect()
    }

    /// Whether a task waits at the queue itself.
    fn is_at(&self, task: TaskId, queue: ResourceId) -> bool {
        let on = self.0.state.task(task).and_then(awaits);
        on.and_then(|on| self.awaiting(on)).is_some_and(|awaiting| {
            matches!(awaiting, Awaiting::QueueGet(at) | Awaiting::QueuePut(at) | Awaiting::QueueJoin(at) if at == queue)
        })
    }

    /// Why a task waits for ever, if that is not because others do.
    pub(super) fn end(&self, task: &TaskState, on: FutureId) -> Option<CauseKind> {
        Some(match self.awaiting(on)? {
            Awaiting::Lock(resource) | Awaiting::Semaphore(resource) => {
                self.not_released(resource)?
            }
            Awaiting::Event(event) => self.not_set(event),
            Awaiting::Condition(condition) => {
                let (notified, last) = self.0.usage.of(condition)?.notified;
                CauseKind::NotNotified {
                    condition,
                    notified,
                    last,
                }
            }
            Awaiting::Barrier(barrier) => self.missing_party(task, barrier),
            Awaiting::QueueGet(queue) => CauseKind::NobodyPuts {
                queue,
                putters: self.workers(queue, |work| work.put > 0, task.id),
            },
            Awaiting::QueuePut(queue) => CauseKind::NobodyTakes {
                queue,
                items: self.value(queue),
                takers: self.workers(queue, |work| work.got > 0, task.id),
            },
            Awaiting::QueueJoin(queue) => self.not_joined(queue)?,
            Awaiting::Future => CauseKind::NoResult { future: on },
            // These wait for others, or the clock or the world would go on.
            Awaiting::Task
            | Awaiting::Sleep(_)
            | Awaiting::Gather(_)
            | Awaiting::Wait(_)
            | Awaiting::Shield(_)
            | Awaiting::TaskGroup
            | Awaiting::CancelAndWait(_)
            | Awaiting::Job(_)
            | Awaiting::Outside(_) => return None,
        })
    }

    fn value(&self, resource: ResourceId) -> u32 {
        let value = self
            .0
            .state
            .resources
            .get(&resource)
            .map_or(0, |state| state.value);
        u32::try_from(value).unwrap_or(0)
    }

    fn not_released(&self, resource: ResourceId) -> Option<CauseKind> {
        let held = &self.0.usage.of(resource)?.held;
        let (alive, ended): (Vec<TaskId>, Vec<TaskId>) = held
            .iter()
            .map(|(task, _)| *task)
            .partition(|task| self.is_alive(*task));
        if !ended.is_empty() {
            return Some(CauseKind::Leaked {
                resource,
                holders: ended,
            });
        }
        alive
            .is_empty()
            .then_some(CauseKind::NotReleased { resource })
    }

    fn not_set(&self, event: ResourceId) -> CauseKind {
        let used = self.0.usage.of(event);
        let missed = used.and_then(|used| Some((used.set?, used.cleared?)));
        CauseKind::NotSet {
            event,
            missed: missed.filter(|(set, cleared)| set < cleared),
        }
    }

    fn missing_party(&self, task: &TaskState, barrier: ResourceId) -> CauseKind {
        let arrived = self.0.usage.of(barrier).map(|used| &used.arrivals);
        let ended = self.0.state.tasks.iter().filter(|other| {
            let has_arrived = arrived.is_some_and(|arrived| arrived.contains_key(&other.id));
            other.call.name == task.call.name && other.is_finished() && !has_arrived
        });
        CauseKind::MissingParty {
            barrier,
            arrived: self.value(barrier),
            parties: self.0.index.resource_limit(barrier),
            ended: ended.map(|task| task.id).collect(),
        }
    }

    fn not_joined(&self, queue: ResourceId) -> Option<CauseKind> {
        let items = self.value(queue);
        let missing = self.missing_takers(queue);
        if !self.busy_takers(queue).is_empty() {
            return None;
        }
        let unfinished = self.0.usage.of(queue)?.unfinished;
        let reported = unfinished.saturating_sub(items) == 0;
        if items > 0 && reported {
            let takers = self.workers(queue, |work| work.got > 0, FutureId(0));
            return Some(CauseKind::NotWorkedOff {
                queue,
                items,
                takers,
            });
        }
        Some(CauseKind::TaskDone {
            queue,
            unfinished: unfinished.saturating_sub(items),
            takers: missing,
        })
    }

    fn workers(&self, queue: ResourceId, did: impl Fn(&Work) -> bool, but: TaskId) -> Vec<TaskId> {
        let Some(used) = self.0.usage.of(queue) else {
            return Vec::new();
        };
        let workers = used
            .work
            .iter()
            .filter(|(task, work)| did(work) && **task != but);
        workers.map(|(task, _)| *task).collect()
    }
}
