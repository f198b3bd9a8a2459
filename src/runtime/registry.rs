//! Futures that a loop knows without keeping them alive: `_scheduled_tasks` of asyncio's `tasks.py`,
//! a WeakSet, and the like.

use std::cell::Cell;
use std::num::NonZeroU32;
use std::rc::{Rc, Weak};

use slab::Slab;

use super::futures::AnyFuture;
use crate::events::FutureId;

/// Each future keeps its own place here: among many, to look it up would cost a miss of the cache.
#[derive(Default)]
pub(crate) struct Registry(Slab<(FutureId, Weak<dyn AnyFuture>)>);

/// Where in one registry a future is, if it is there: its key and one.
#[derive(Default)]
pub(crate) struct Place(Cell<Option<NonZeroU32>>);

impl Place {
    pub(crate) fn is_known(&self) -> bool {
        self.0.get().is_some()
    }
}

impl Registry {
    pub(crate) fn insert(&mut self, future: &Rc<dyn AnyFuture>, place: &Place) {
        let key = self.0.insert((future.base().id, Rc::downgrade(future)));
        place.0.set(NonZeroU32::new(key as u32 + 1));
    }

    /// Takes out the one of this number, if it is at that place: a registry that was emptied
    /// meanwhile may have another there.
    pub(crate) fn remove(&mut self, future: FutureId, place: &Place) {
        let Some(place) = place.0.take() else { return };
        let key = place.get() as usize - 1;
        if self.0.get(key).is_some_and(|(id, _)| *id == future) {
            self.0.remove(key);
        }
    }

    /// The one of a number, if it still lives. All are looked through: only persons ask.
    pub(crate) fn get(&self, future: FutureId) -> Option<Rc<dyn AnyFuture>> {
        let mut all = self.0.iter().map(|(_, entry)| entry);
        all.find(|(id, _)| *id == future)
            .and_then(|(_, future)| future.upgrade())
    }

    /// In order of creation. What still lives is known when each one's turn has come: the end of
    /// one may be the end of others.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = Rc<dyn AnyFuture>> + use<> {
        let mut known: Vec<_> = self.0.iter().map(|(_, entry)| entry.clone()).collect();
        known.sort_unstable_by_key(|(id, _)| *id);
        known
            .into_iter()
            .filter_map(|(_, future)| Weak::upgrade(&future))
    }
}
