//! What a loop numbers: futures, handles, unnamed tasks, and what tasks share.

use std::cell::{Cell, RefCell};

use super::EventLoop;
use crate::events::{Event, FutureId, HandleId, Items, ResourceId, ResourceKind};
use crate::runtime::places::SourceLocation;

/// The last number of each kind that was given.
#[derive(Default)]
pub(super) struct Numbers {
    pub(super) last_future: Cell<u32>,
    pub(super) last_handle: Cell<u32>,
    /// Of the unnamed tasks; a named one takes none (3.13).
    pub(super) last_task_name: Cell<u32>,
    /// Locks, queues, …, in order of first use.
    pub(super) resources: RefCell<Vec<ResourceKind>>,
}

impl EventLoop {
    pub(super) fn next_handle(&self) -> HandleId {
        HandleId(bump(&self.0.numbers.last_handle))
    }

    pub(crate) fn next_future(&self) -> FutureId {
        FutureId(bump(&self.0.numbers.last_future))
    }

    /// The number in `Task-3`.
    pub(crate) fn next_task_number(&self) -> u32 {
        bump(&self.0.numbers.last_task_name)
    }

    /// A lock, queue, … is used on this loop for the first time; `at` is where it was made.
    pub(crate) fn register_resource(
        &self,
        kind: ResourceKind,
        at: SourceLocation,
        limit: Option<u32>,
        items: Option<Items>,
    ) -> ResourceId {
        let mut resources = self.0.numbers.resources.borrow_mut();
        resources.push(kind);
        let resource = ResourceId(resources.len() as u32);
        drop(resources);
        self.emit(|| Event::ResourceCreated {
            resource,
            kind,
            at: self.place(at),
            name: None,
            limit,
            items,
        });
        resource
    }

    /// `Lock 2`: the second lock of this loop.
    pub(crate) fn resource_name(&self, resource: ResourceId) -> String {
        let resources = self.0.numbers.resources.borrow();
        let index = (resource.0 as usize).wrapping_sub(1);
        let Some(kind) = resources.get(index) else {
            return String::new();
        };
        let number = resources
            .iter()
            .take(index + 1)
            .filter(|other| *other == kind)
            .count();
        format!("{kind:?} {number}")
    }
}

fn bump(counter: &Cell<u32>) -> u32 {
    counter.set(counter.get().wrapping_add(1));
    counter.get()
}
