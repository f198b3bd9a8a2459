//! What a loop numbers: futures, handles, unnamed tasks, and what tasks share.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::EventLoop;
use crate::events::{Event, FutureId, HandleId, Items, ResourceId, ResourceKind};
use crate::runtime::places::SourceLocation;

/// A lock, queue, … and its variable.
type Named = (ResourceKind, Option<Rc<str>>);

/// The last number of each kind that was given.
#[derive(Default)]
pub(super) struct Numbers {
    pub(super) last_future: Cell<u32>,
    pub(super) last_handle: Cell<u32>,
    /// Of the unnamed tasks; a named one takes none (3.13).
    pub(super) last_task_name: Cell<u32>,
    /// Locks, queues, …, in order of first use, with their variables where these are known.
    pub(super) resources: RefCell<Vec<Named>>,
    /// How many of them were made at each place.
    made: RefCell<HashMap<(&'static str, u32), u32>>,
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
        let name = self.variable(at, self.count_made(at));
        let mut resources = self.0.numbers.resources.borrow_mut();
        resources.push((kind, name.clone()));
        let resource = ResourceId(resources.len() as u32);
        drop(resources);
        self.emit(|| Event::ResourceCreated {
            resource,
            kind,
            at: self.place(at),
            name,
            limit,
            items,
        });
        resource
    }

    /// Something that tasks share is made at a place: how many were made there before it.
    fn count_made(&self, at: SourceLocation) -> u32 {
        let mut made = self.0.numbers.made.borrow_mut();
        let count = made.entry((at.file(), at.line())).or_default();
        *count += 1;
        *count - 1
    }

    /// `Lock a`, by its variable; `Lock 2` for the second lock of this loop if that is not known.
    pub(crate) fn resource_name(&self, resource: ResourceId) -> String {
        let resources = self.0.numbers.resources.borrow();
        let index = (resource.0 as usize).wrapping_sub(1);
        let Some((kind, name)) = resources.get(index) else {
            return String::new();
        };
        let earlier = resources.iter().take(index);
        match name {
            Some(name) => {
                let own = |other: &&Named| other.0 == *kind && other.1.as_ref() == Some(name);
                match earlier.filter(own).count() {
                    0 => format!("{kind:?} {name}"),
                    before => format!("{kind:?} {name} #{}", before + 1),
                }
            }
            None => {
                let before = earlier.filter(|(other, _)| other == kind).count();
                format!("{kind:?} {}", before + 1)
            }
        }
    }
}

fn bump(counter: &Cell<u32>) -> u32 {
    counter.set(counter.get().wrapping_add(1));
    counter.get()
}
