//! Who runs next, among the handles that are left of a turn's snapshot.
//!
//! asyncio takes the first. Who explores what a program can come to takes another now and then: a
//! [`Deviations`] says where, and is all that it takes to see the same run again.

use std::collections::BTreeMap;

use crate::events::{HandleId, Work};

/// A policy. Where it gives another index than 0 the trace has a `Deviated`.
pub trait Order {
    /// The index of the handle that runs next; 0 is asyncio's own choice, and what is out of range
    /// counts as 0. `decision` is the number of such calls before this one: none is made where there
    /// is only one handle.
    fn next(&self, decision: u32, ready: &[Ready]) -> usize;
}

/// A handle that may run next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ready {
    /// Its number on its loop.
    pub handle: HandleId,
    /// What it will do; none if it is cancelled.
    pub work: Option<Work>,
}

/// asyncio's own order but for some decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deviations(BTreeMap<u32, usize>);

impl Deviations {
    /// Each is the number of a decision and the index that is taken there.
    pub fn new(deviations: impl IntoIterator<Item = (u32, usize)>) -> Self {
        Self(deviations.into_iter().collect())
    }
}

impl Order for Deviations {
    fn next(&self, decision: u32, _: &[Ready]) -> usize {
        self.0.get(&decision).copied().unwrap_or(0)
    }
}
