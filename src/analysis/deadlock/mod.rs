//! Why a program can never go on: the causes, not all that wait.
//!
//! In a deadlock every task waits, most of them for others that wait. A cause is where following
//! the waiting ends: in a ring, or at something that nobody is left to do.

mod ring;
mod words;

pub(crate) use ring::rings;
pub use words::headline;
pub(crate) use words::{Words, causes_in_words, words};

use std::collections::{BTreeMap, HashSet};

use super::usage::{Usage, Work};
use super::waits::{Waitable, awaited};
use crate::events::{Awaiting, FutureId, ResourceId, ResourceKind, TaskId};
use crate::trace::{Index, LoopState, Phase, TaskState};

/// A reason why tasks can never go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What it is.
    pub kind: CauseKind,
    /// The tasks that wait because of it alone, in order of creation; of a ring, its tasks in order.
    pub tasks: Vec<TaskId>,
    /// The events that show it: when each of them began to wait, when a lock was taken.
    pub events: Vec<usize>,
    /// The event with which it was certain.
    pub found: usize,
}

/// The reasons why tasks can never go on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CauseKind {
    /// Each waits for the next, and the last for the first.
    Ring(RingKind, Vec<Waitable>),
    /// Who took a lock or a permit ended without giving it back.
    Leaked {
        /// The lock or semaphore.
        resource: ResourceId,
        /// Who had it, and has ended.
        holders: Vec<TaskId>,
    },
    /// `join` of a queue of which all items were taken and some were never reported done.
    TaskDone {
        /// The queue.
        queue: ResourceId,
        /// So many are not reported.
        unfinished: u32,
        /// Who took them and is not working on them any more, with how many.
        takers: Vec<(TaskId, u32)>,
    },
    /// `join` of a queue in which items are left that nobody takes.
    NotWorkedOff {
        /// The queue.
        queue: ResourceId,
        /// So many items are in it.
        items: u32,
        /// Who took items earlier and has ended.
        takers: Vec<TaskId>,
    },
    /// `wait` at a barrier at which too few arrive.
    MissingParty {
        /// The barrier.
        barrier: ResourceId,
        /// So many are there.
        arrived: u32,
        /// So many must be; none if that is not known.
        parties: Option<u32>,
        /// Tasks of the same function that ended without arriving.
        ended: Vec<TaskId>,
    },
    /// `wait` for an event that nobody sets.
    NotSet {
        /// The event.
        event: ResourceId,
        /// When it was set and cleared again, if it was.
        missed: Option<(usize, usize)>,
    },
    /// `wait` at a condition that nobody notifies.
    NotNotified {
        /// The condition.
        condition: ResourceId,
        /// How many waiters were notified before.
        notified: u32,
        /// When that was last.
        last: Option<usize>,
    },
    /// A permit that nobody is known to have, and that nobody releases.
    NotReleased {
        /// The lock or semaphore.
        resource: ResourceId,
    },
    /// A future that nobody completes.
    NoResult {
        /// The future.
        future: FutureId,
    },
    /// `put` into a full queue from which nobody takes.
    NobodyTakes {
        /// The queue.
        queue: ResourceId,
        /// So many items are in it.
        items: u32,
        /// Who took items earlier, and has ended or waits itself.
        takers: Vec<TaskId>,
    },
    /// `get` from an empty queue into which nobody puts.
    NobodyPuts {
        /// The queue.
        queue: ResourceId,
        /// Who put items in earlier, and has ended or waits itself.
        putters: Vec<TaskId>,
    },
}

/// What a ring is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RingKind {
    /// Tasks that each hold a lock and wait for another's.
    Locks,
    /// One task that waits for a lock which it holds itself.
    OwnLock,
    /// Tasks that hold permits of a semaphore and wait for one more.
    Permits,
    /// Tasks that await each other.
    Tasks,
    /// One task that awaits itself, through a gather for example.
    Itself,
    /// Some of each.
    Mixed,
}

/// What is known at an event.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) state: &'a LoopState,
    pub(crate) usage: &'a Usage,
    pub(crate) index: &'a Index,
}

/// The causes of a deadlock, the most telling first.
pub(crate) fn causes(known: Known<'_>) -> Vec<Cause> {
    let stuck = Stuck(known);
    let state = known.state;
    let waiting = || {
        state
            .unfinished()
            .filter_map(|task| Some((task, awaits(task)?)))
    };
    let starts = waiting().map(|(task, _)| Waitable::Task(task.id));
    let mut causes: Vec<Cause> = rings(starts, |what| stuck.needs(what))
        .into_iter()
        .map(|ring| ring_cause(known, ring))
        .collect();
    let in_ring: HashSet<TaskId> = causes.iter().flat_map(|c| c.tasks.clone()).collect();
    let mut ends: BTreeMap<CauseKind, Vec<TaskId>> = BTreeMap::new();
    for (task, on) in waiting().filter(|(task, _)| !in_ring.contains(&task.id)) {
        if let Some(kind) = stuck.end(task, on) {
            ends.entry(kind).or_default().push(task.id);
        }
    }
    let idle = idle_workers(ends.keys());
    let ends = ends.into_iter().filter(|(kind, _)| match kind {
        // Workers that wait for more work are as they should be; what is missing is elsewhere.
        CauseKind::NobodyPuts { queue, .. } => !idle.contains(queue),
        _ => true,
    });
    causes.extend(ends.map(|(kind, tasks)| Cause {
        events: tasks.iter().filter_map(|task| known.since(*task)).collect(),
        kind,
        tasks,
        found: known.now(),
    }));
    causes
}

fn idle_workers<'a>(kinds: impl Iterator<Item = &'a CauseKind>) -> HashSet<ResourceId> {
    let queues = kinds.filter_map(|kind| match kind {
        CauseKind::TaskDone { queue, .. } => Some(*queue),
        _ => None,
    });
    queues.collect()
}

/// A ring as a cause, begun with the task that was made first.
pub(crate) fn ring_cause(known: Known<'_>, mut ring: Vec<Waitable>) -> Cause {
    let first = ring
        .iter()
        .enumerate()
        .filter_map(|(place, what)| match what {
            Waitable::Task(task) => Some((*task, place)),
            _ => None,
        });
    if let Some((_, place)) = first.min() {
        ring.rotate_left(place);
    }
    let tasks: Vec<TaskId> = ring.iter().filter_map(|what| what.task()).collect();
    let mut events: Vec<usize> = tasks.iter().filter_map(|task| known.since(*task)).collect();
    for (n, what) in ring.iter().enumerate() {
        let holder = ring[(n + 1) % ring.len()].task();
        if let (Waitable::Resource(resource), Some(holder)) = (what, holder) {
            let held = known.usage.of(*resource).map(|used| &used.held[..]);
            let taken = held.unwrap_or_default().iter();
            events.extend(taken.filter(|(task, _)| *task == holder).map(|(_, n)| *n));
        }
    }
    events.sort_unstable();
    events.dedup();
    let kind = CauseKind::Ring(ring_kind(known.state, &ring), ring);
    Cause {
        kind,
        tasks,
        events,
        found: known.now(),
    }
}

fn ring_kind(state: &LoopState, ring: &[Waitable]) -> RingKind {
    let kind_of = |what: &Waitable| match what {
        Waitable::Resource(resource) => state.resources.get(resource).map(|r| r.kind),
        _ => None,
    };
    let count =
        |wanted: &dyn Fn(&Waitable) -> bool| ring.iter().filter(|what| wanted(what)).count();
    let tasks = count(&|what| what.task().is_some());
    let locks = count(&|what| kind_of(what) == Some(ResourceKind::Lock));
    let permits = count(&|what| kind_of(what).is_some_and(is_semaphore));
    let others = ring.len() - tasks - locks - permits;
    match (tasks, locks, permits, others) {
        (1, 1, 0, 0) => RingKind::OwnLock,
        (1, 0, 0, _) => RingKind::Itself,
        (_, 0, 0, _)
            if ring
                .iter()
                .all(|what| !matches!(what, Waitable::Resource(_))) =>
        {
            RingKind::Tasks
        }
        (tasks, locks, 0, 0) if tasks == locks => RingKind::Locks,
        (tasks, 0, permits, 0) if tasks == permits => RingKind::Permits,
        _ => RingKind::Mixed,
    }
}

fn is_semaphore(kind: ResourceKind) -> bool {
    matches!(
        kind,
        ResourceKind::Semaphore | ResourceKind::BoundedSemaphore
    )
}

/// The future that a task waits for, if it waits.
pub(crate) fn awaits(task: &TaskState) -> Option<FutureId> {
    match task.phase {
        Phase::Awaiting(on) => on,
        _ => None,
    }
}

impl Known<'_> {
    /// The last event that is known.
    pub(crate) fn now(&self) -> usize {
        self.state.cursor.saturating_sub(1)
    }

    /// The event with which a task began what it does now, to wait for example.
    pub(crate) fn since(&self, task: TaskId) -> Option<usize> {
        let spans = &self.index.task(task)?.spans;
        let begun = spans.partition_point(|span| (span.from as usize) < self.state.cursor);
        Some(spans.get(begun.checked_sub(1)?)?.from as usize)
    }
}

/// A state in which nothing will ever happen.
struct Stuck<'a>(Known<'a>);

impl Stuck<'_> {
    /// What else must go on before `what` can; nothing where the waiting ends.
    fn needs(&self, what: Waitable) -> Vec<Waitable> {
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
    fn end(&self, task: &TaskState, on: FutureId) -> Option<CauseKind> {
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
