//! Who waits for what: the edges of waiting, as the state has them.

use std::collections::{HashMap, HashSet};

use crate::events::{Awaiting, FutureId, ResourceId, TaskId};
use crate::trace::{LoopState, Phase};

/// Something that waits or is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Waitable {
    /// A task.
    Task(TaskId),
    /// A future that is no task.
    Future(FutureId),
    /// A lock, queue, …
    Resource(ResourceId),
}

impl Waitable {
    /// The task, if it is one.
    pub fn task(self) -> Option<TaskId> {
        match self {
            Self::Task(task) => Some(task),
            Self::Future(_) | Self::Resource(_) => None,
        }
    }
}

/// How much of a chain of waiting is followed before giving up on finding its end.
const FAR: usize = 10_000;

/// What something waits for. `must` tells whether it cannot go on before each of them has.
pub(crate) struct Waits {
    pub(crate) on: Vec<Waitable>,
    pub(crate) must: bool,
}

impl Waits {
    fn none() -> Self {
        Self::on(Vec::new(), true)
    }

    fn on(on: Vec<Waitable>, must: bool) -> Self {
        Self { on, must }
    }
}

/// What `what` waits for at this state.
pub(crate) fn waits_of(state: &LoopState, what: Waitable) -> Waits {
    match what {
        Waitable::Task(task) => match state.task(task).map(|task| &task.phase) {
            Some(Phase::Awaiting(Some(future))) => Waits::on(vec![awaited(state, *future)], true),
            _ => Waits::none(),
        },
        Waitable::Future(future) => of_future(state, future),
        Waitable::Resource(resource) => {
            let holders = state.resources.get(&resource).map(|r| &r.holders[..]);
            let holders = holders.unwrap_or_default();
            let on: Vec<_> = holders.iter().map(|task| Waitable::Task(*task)).collect();
            // Any one of several holders may give back.
            let must = on.len() <= 1;
            Waits::on(on, must)
        }
    }
}

/// What a task that awaits `future` waits for, seen by a person: the lock, not the future in its
/// line.
pub(crate) fn awaited(state: &LoopState, future: FutureId) -> Waitable {
    if state.task(future).is_some() {
        return Waitable::Task(future);
    }
    let awaiting = state.futures.get(&future).map(|future| future.awaiting);
    match awaiting.and_then(Awaiting::resource) {
        Some(resource) => Waitable::Resource(resource),
        None => Waitable::Future(future),
    }
}

/// A circle of waiting that goes through `start`, each waiting for the next, if there is one:
/// none of them can go on before the others have.
pub(crate) fn circle_through(state: &LoopState, start: Waitable) -> Option<Vec<Waitable>> {
    let mut came_from: HashMap<Waitable, Waitable> = HashMap::new();
    let mut seen = HashSet::new();
    let mut next = vec![start];
    while let Some(here) = next.pop() {
        let waits = waits_of(state, here);
        if !waits.must {
            continue;
        }
        for there in waits.on {
            if there == start {
                return Some(path(&came_from, start, here));
            }
            if seen.insert(there) && seen.len() < FAR {
                came_from.insert(there, here);
                next.push(there);
            }
        }
    }
    None
}

fn path(came_from: &HashMap<Waitable, Waitable>, start: Waitable, end: Waitable) -> Vec<Waitable> {
    let mut path = vec![end];
    let mut here = end;
    while let Some(before) = came_from.get(&here).filter(|_| here != start) {
        path.push(*before);
        here = *before;
    }
    path.reverse();
    path
}

fn of_future(state: &LoopState, future: FutureId) -> Waits {
    let Some(state_of) = state.futures.get(&future) else {
        return Waits::none();
    };
    let pending = |inner: &&FutureId| match state.task(**inner) {
        Some(task) => !task.is_finished(),
        None => {
            let inner = state.futures.get(inner);
            inner.is_some_and(|inner| inner.outcome.is_none())
        }
    };
    let inner = state_of.inner.iter().filter(pending);
    let on: Vec<_> = inner.map(|inner| awaited(state, *inner)).collect();
    let must = match state_of.awaiting {
        // `wait` may be content with the first of several.
        Awaiting::Wait(_) => on.len() <= 1,
        _ => true,
    };
    Waits::on(on, must)
}
