//! Futures that a loop knows by number without keeping them alive: `_scheduled_tasks` of asyncio's
//! `tasks.py`, a WeakSet, and the like.

use std::rc::{Rc, Weak};

use rustc_hash::FxHashMap;

use super::futures::AnyFuture;
use super::instrument::FutureId;

/// Hashed, for tasks end in any order: among many, a tree costs a miss of the cache at each level.
/// The numbers are the loop's own, so that nobody can choose them to collide.
#[derive(Default)]
pub(crate) struct Registry(FxHashMap<FutureId, Weak<dyn AnyFuture>>);

impl Registry {
    pub(crate) fn insert(&mut self, future: &Rc<dyn AnyFuture>) {
        self.0.insert(future.base().id, Rc::downgrade(future));
    }

    pub(crate) fn remove(&mut self, future: FutureId) {
        self.0.remove(&future);
    }

    /// The one of a number, if it still lives.
    pub(crate) fn get(&self, future: FutureId) -> Option<Rc<dyn AnyFuture>> {
        self.0.get(&future).and_then(Weak::upgrade)
    }

    /// In order of creation. What still lives is known when each one's turn has come: the end of
    /// one may be the end of others.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = Rc<dyn AnyFuture>> + use<> {
        let mut known: Vec<_> = self
            .0
            .iter()
            .map(|(id, future)| (*id, future.clone()))
            .collect();
        known.sort_unstable_by_key(|(id, _)| *id);
        known
            .into_iter()
            .filter_map(|(_, future)| Weak::upgrade(&future))
    }
}
