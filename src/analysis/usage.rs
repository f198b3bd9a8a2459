//! How each lock, queue, … was used so far: who took, who gave back, who put, who reported done.

use std::collections::{BTreeMap, HashMap};

use crate::events::{Change, Event, ResourceId, ResourceKind, TaskId};
use crate::trace::Record;

/// The uses of all shared things.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    things: HashMap<ResourceId, Used>,
}

/// The uses of one of them.
#[derive(Debug)]
pub(crate) struct Used {
    pub(crate) kind: ResourceKind,
    /// Lock, semaphore: who has it, and the event with which it was taken.
    pub(crate) held: Vec<(TaskId, usize)>,
    /// Semaphore: somebody gave back what another had taken, as signals do.
    pub(crate) is_handed_on: bool,
    /// Queue: how many items each task put in, took out, and reported done.
    pub(crate) work: BTreeMap<TaskId, Work>,
    /// Queue: how many items are not reported done.
    pub(crate) unfinished: u32,
    /// Barrier: how often each task arrived.
    pub(crate) arrivals: BTreeMap<TaskId, u32>,
    /// Event: when it was set last.
    pub(crate) set: Option<usize>,
    /// Event: when it was cleared last.
    pub(crate) cleared: Option<usize>,
    /// Condition: how many waiters were woken by `notify` in all, and when last.
    pub(crate) notified: (u32, Option<usize>),
}

/// What one task did at a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Work {
    pub(crate) put: u32,
    pub(crate) got: u32,
    pub(crate) done: u32,
}

impl Usage {
    /// Takes one more event into account.
    pub(crate) fn see(&mut self, n: usize, record: &Record) {
        match record.event {
            Event::ResourceCreated { resource, kind, .. } => {
                self.things.insert(resource, Used::new(kind));
            }
            Event::ResourceChanged {
                resource,
                change,
                task,
                ..
            } => {
                if let Some(used) = self.things.get_mut(&resource) {
                    used.see(n, change, task);
                }
            }
            _ => {}
        }
    }

    /// The uses of one thing.
    pub(crate) fn of(&self, resource: ResourceId) -> Option<&Used> {
        self.things.get(&resource)
    }
}

impl Used {
    fn new(kind: ResourceKind) -> Self {
        Self {
            kind,
            held: Vec::new(),
            is_handed_on: false,
            work: BTreeMap::new(),
            unfinished: 0,
            arrivals: BTreeMap::new(),
            set: None,
            cleared: None,
            notified: (0, None),
        }
    }

    fn see(&mut self, n: usize, change: Change, task: Option<TaskId>) {
        match change {
            Change::Acquired => self.held.extend(task.map(|task| (task, n))),
            Change::Released => self.release(task),
            Change::Set => self.set = Some(n),
            Change::Cleared => self.cleared = Some(n),
            Change::Notified(count) => {
                self.notified = (self.notified.0.saturating_add(count), Some(n));
            }
            Change::Put => {
                self.unfinished = self.unfinished.saturating_add(1);
                self.work(task, |work| work.put += 1);
            }
            Change::Got => self.work(task, |work| work.got += 1),
            Change::TaskDone(left) => {
                self.unfinished = left;
                self.work(task, |work| work.done += 1);
            }
            Change::Arrived => {
                if let Some(task) = task {
                    *self.arrivals.entry(task).or_default() += 1;
                }
            }
            Change::Waiting(_)
            | Change::LeftLine(_)
            | Change::Woken(_)
            | Change::Shutdown
            | Change::Tripped
            | Change::Broken
            | Change::Reset => {}
        }
    }

    /// Who gives back need not be who took: then the one that took first has it no more.
    fn release(&mut self, task: Option<TaskId>) {
        let own = self
            .held
            .iter()
            .position(|(holder, _)| Some(*holder) == task);
        self.is_handed_on |= own.is_none();
        if !self.held.is_empty() {
            self.held.remove(own.unwrap_or(0));
        }
    }

    fn work(&mut self, task: Option<TaskId>, change: impl FnOnce(&mut Work)) {
        if let Some(task) = task {
            change(self.work.entry(task).or_default());
        }
    }
}

impl Work {
    /// How many of the items that it took it has not reported done.
    pub(crate) fn missing(self) -> u32 {
        self.got.saturating_sub(self.done)
    }
}
