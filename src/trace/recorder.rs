//! The instrument that keeps what it hears, up to a stated limit.

use std::cell::{Cell, Ref, RefCell};

use super::Trace;
use crate::events::{Event, Input, Instrument, Nanos, Source, SourceId};

/// Keeps the events of one run.
///
/// It keeps the first [`limit`](Self::limit) of them and counts the others: the run goes on, its
/// trace does not. The beginning is what is kept because a run is the same each time, so that all
/// which follows from it stays true; a trace without its beginning could not be folded.
#[derive(Debug)]
pub struct Recorder {
    trace: RefCell<Trace>,
    limit: usize,
    left_out: Cell<u64>,
}

impl Recorder {
    /// How many events a recorder keeps unless told otherwise: about 70 MB of them.
    pub const DEFAULT_LIMIT: usize = 1_000_000;

    /// A recorder of at most [`Self::DEFAULT_LIMIT`] events.
    pub fn new() -> Self {
        Self::with_limit(Self::DEFAULT_LIMIT)
    }

    /// A recorder of at most `limit` events.
    pub fn with_limit(limit: usize) -> Self {
        Self {
            trace: RefCell::new(Trace::new()),
            limit,
            left_out: Cell::new(0),
        }
    }

    /// What was recorded so far. Give it back before the loop goes on: events that happen while
    /// it is borrowed are left out (and counted).
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.trace.borrow()
    }

    /// The recorded trace, taken out; the recorder begins anew.
    pub fn take(&self) -> Trace {
        self.left_out.set(0);
        let Ok(mut trace) = self.trace.try_borrow_mut() else {
            return Trace::new();
        };
        // The loop names each file once.
        let next = Trace::with_sources(trace.sources().clone());
        std::mem::replace(&mut *trace, next)
    }

    /// How many events are kept at most.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// How many events happened after the limit was reached, and are not in the trace.
    pub fn left_out(&self) -> u64 {
        self.left_out.get()
    }

    /// Whether the trace is as long as it may be.
    pub fn is_full(&self) -> bool {
        self.trace.borrow().len() >= self.limit
    }
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Instrument for Recorder {
    fn record(&self, when: Nanos, event: Event) {
        match self.trace.try_borrow_mut() {
            Ok(mut trace) if trace.len() < self.limit => trace.push(when, event),
            _ => self.left_out.set(self.left_out.get().saturating_add(1)),
        }
    }

    fn input(&self, input: Input) {
        if let Ok(mut trace) = self.trace.try_borrow_mut()
            && trace.len() < self.limit
        {
            trace.push_input(input);
        }
    }

    fn source(&self, source: SourceId, path: &str) {
        if let Ok(mut trace) = self.trace.try_borrow_mut()
            && trace.sources().get(source).is_none()
        {
            trace.add_source(Source {
                path: path.into(),
                text: None,
            });
        }
    }
}
