//! Why a program can never go on: the causes, not all that wait.
//!
//! In a deadlock every task waits, most of them for others that wait. A cause is where following
//! the waiting ends: in a ring, or at something that nobody is left to do.

mod advice;
mod ring;
mod stuck;
mod words;

pub(crate) use ring::rings;
pub use words::headline;
pub(crate) use words::{Words, causes_in_words, words};

use std::collections::{BTreeMap, HashSet};

use stuck::Stuck;

use super::usage::Usage;
use super::waits::Waitable;
use crate::events::{FutureId, ResourceId, ResourceKind, TaskId};
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
