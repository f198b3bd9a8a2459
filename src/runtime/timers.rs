//! The heap of timers, ordered by deadline and, at one deadline, by the order of setting.
//!
//! CPython's heap compares deadlines only. With a real clock no two are equal, so that what a
//! program sees is first come, first served; the second key keeps that under a logical clock.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::handles::HandleCell;
use crate::events::{HandleId, Nanos};

/// `_MIN_SCHEDULED_TIMER_HANDLES` (asyncio `base_events.py`): below it no clean-up is worth it.
const MIN_SCHEDULED_TIMER_HANDLES: usize = 100;

#[derive(Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Timer>,
    /// How many in the heap are cancelled.
    cancelled: usize,
}

/// Its key stands beside the handle, not behind the pointer: a heap of many timers is compared all
/// over, and each handle looked into is a miss of the cache.
struct Timer {
    when: Nanos,
    id: HandleId,
    handle: Rc<HandleCell>,
}

impl Timers {
    pub(crate) fn push(&mut self, handle: Rc<HandleCell>) {
        self.heap.push(Timer {
            when: handle.when,
            id: handle.id,
            handle,
        });
    }

    /// One in the heap was cancelled. Past half of them the heap is rebuilt without: it must not
    /// grow with timers that never fire. (CPython looks once a turn, here at each cancel.)
    pub(crate) fn note_cancelled(&mut self) {
        self.cancelled += 1;
        if self.heap.len() > MIN_SCHEDULED_TIMER_HANDLES && self.cancelled * 2 > self.heap.len() {
            self.heap.retain(|timer| !timer.handle.cancelled.get());
            self.cancelled = 0;
        }
    }

    /// The earliest deadline of a timer that is not cancelled.
    pub(crate) fn next_deadline(&mut self) -> Option<Nanos> {
        while let Some(timer) = self.heap.peek() {
            if !timer.handle.cancelled.get() {
                return Some(timer.when);
            }
            self.heap.pop();
            self.cancelled = self.cancelled.saturating_sub(1);
        }
        None
    }

    /// Takes out the first timer if it is due.
    pub(crate) fn pop_due(&mut self, now: Nanos) -> Option<Rc<HandleCell>> {
        self.next_deadline().filter(|when| *when <= now)?;
        self.heap.pop().map(|timer| timer.handle)
    }

    pub(crate) fn len(&self) -> usize {
        self.heap.len()
    }

    pub(crate) fn drain(&mut self) -> Vec<Rc<HandleCell>> {
        self.cancelled = 0;
        self.heap.drain().map(|timer| timer.handle).collect()
    }
}

impl Ord for Timer {
    /// Reversed: the standard heap gives its greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.when, other.id).cmp(&(self.when, self.id))
    }
}

impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Timer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Timer {}
