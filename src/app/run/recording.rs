//! A trace that was read: nothing runs, and all of it can be looked at.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use super::{Ending, Run, Status};
use crate::events::Event;
use crate::events::Nanos;
use crate::trace::{Recorder, Trace};

/// A recording. It may still be on its way from a file: until all of it was read it is
/// [`Status::Running`]. Clones are the same recording: who reads the file keeps one.
#[derive(Clone, Default)]
pub struct Recording(Rc<Inner>);

#[derive(Default)]
struct Inner {
    trace: RefCell<Trace>,
    is_read: Cell<bool>,
    left_out: Cell<u64>,
}

impl Recording {
    /// One of which nothing was read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A trace of which all was read.
    pub fn of(trace: Trace) -> Self {
        let recording = Self::new();
        recording.0.trace.replace(trace);
        recording.end(0);
        recording
    }

    /// Adds what was read further. What is beyond [`Recorder::DEFAULT_LIMIT`] is counted only.
    pub fn extend(&self, events: impl IntoIterator<Item = (Nanos, Event)>) {
        let mut trace = self.0.trace.borrow_mut();
        for (when, event) in events {
            if trace.len() < Recorder::DEFAULT_LIMIT {
                trace.push(when, event);
            } else {
                self.0.left_out.set(self.0.left_out.get().saturating_add(1));
            }
        }
    }

    /// All was read, or as much as there will be; its writer left out `left_out` events at the end.
    pub fn end(&self, left_out: u64) {
        self.0
            .left_out
            .set(self.0.left_out.get().saturating_add(left_out));
        self.0.is_read.set(true);
    }
}

impl Run for Recording {
    fn trace(&self) -> Ref<'_, Trace> {
        self.0.trace.borrow()
    }

    fn status(&self) -> Status {
        match self.0.is_read.get() {
            true => Status::Finished,
            false => Status::Running,
        }
    }

    fn ending(&self) -> Option<Ending> {
        None
    }

    fn now(&self) -> Nanos {
        self.trace().now()
    }

    fn limit(&self) -> usize {
        Recorder::DEFAULT_LIMIT
    }

    fn left_out(&self) -> u64 {
        self.0.left_out.get()
    }

    fn is_recording(&self) -> bool {
        true
    }

    /// What is still to be read is given up.
    fn stop(&self) {
        self.0.is_read.set(true);
    }
}
