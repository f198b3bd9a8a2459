//! `__traceback__`: the frames that an exception was raised in, or came to on its way out.
//!
//! An entry refers to its frame, and so shows where that stands now: while the coroutine that caught
//! an exception goes on, its line in the traceback goes with it, as `tb_frame.f_lineno` does.

use std::cell::Cell;
use std::rc::Rc;

use super::call::Frame;

use crate::runtime::call::Call;
use crate::runtime::places::SourceLocation;

/// So many innermost frames of a traceback are kept.
const MAX_TRACEBACK: usize = 1_000;

/// A frame of a task's stack.
pub(crate) struct LiveFrame {
    call: Call,
    at: SourceLocation,
    /// Its line as tracebacks see it, once it is in one: most frames never are.
    traced: Option<Rc<Cell<SourceLocation>>>,
}

/// `types.TracebackType`
#[derive(Clone)]
pub(crate) struct Entry {
    call: Call,
    at: Rc<Cell<SourceLocation>>,
}

/// What an exception has gone through, innermost first. Clones share it until one of them grows.
#[derive(Clone, Default)]
pub(crate) struct Traceback(Option<Rc<Vec<Entry>>>);

impl LiveFrame {
    /// Whether it is asyncio's own.
    pub(crate) fn is_internal(&self) -> bool {
        self.call.internal
    }

    /// The line at which it stands.
    pub(crate) fn line(&self) -> SourceLocation {
        self.at
    }

    pub(crate) fn new(call: Call, at: SourceLocation) -> Self {
        Self {
            call,
            at,
            traced: None,
        }
    }

    pub(crate) fn stand_at(&mut self, at: SourceLocation) {
        self.at = at;
        if let Some(traced) = &self.traced {
            traced.set(at);
        }
    }

    /// It, as it stands now.
    pub(crate) fn frame(&self) -> Frame {
        Frame {
            call: self.call.clone(),
            at: self.at,
        }
    }

    pub(crate) fn entry(&mut self) -> Entry {
        let at = self
            .traced
            .get_or_insert_with(|| Rc::new(Cell::new(self.at)));
        Entry {
            call: self.call.clone(),
            at: at.clone(),
        }
    }
}

impl Traceback {
    /// The frames, outermost first, as they stand now.
    pub(crate) fn frames(&self) -> Vec<Frame> {
        let frame = |entry: &Entry| Frame {
            call: entry.call.clone(),
            at: entry.at.get(),
        };
        self.entries().iter().rev().map(frame).collect()
    }

    /// The exception has come to a frame; to one that it was in last, it has not come again.
    pub(crate) fn push(&mut self, entry: Entry) {
        let is_there = |last: &Entry| Rc::ptr_eq(&last.at, &entry.at);
        if self.entries().len() < MAX_TRACEBACK && !self.entries().last().is_some_and(is_there) {
            Rc::make_mut(self.0.get_or_insert_default()).push(entry);
        }
    }

    fn entries(&self) -> &[Entry] {
        self.0.as_ref().map_or(&[], |entries| entries)
    }
}
