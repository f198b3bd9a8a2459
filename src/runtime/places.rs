//! Where in the source: Rust's own places inside the runtime, the trace's towards who listens.

use std::panic::Location;

use rustc_hash::FxHashMap;

use super::event_loop::EventLoop;
use crate::events::{Place, SourceId};

/// A place in a Rust file, from `#[track_caller]`.
pub type SourceLocation = &'static Location<'static>;

/// The places that a loop has told its listener of, each looked up by where its location lies.
#[derive(Default)]
pub(super) struct Places {
    known: FxHashMap<usize, Place>,
    files: Vec<&'static str>,
}

impl Places {
    /// The place, and the number of its file if that is named for the first time.
    fn of(&mut self, at: SourceLocation) -> (Option<Place>, Option<SourceId>) {
        let key = std::ptr::from_ref(at).addr();
        if let Some(place) = self.known.get(&key) {
            return (Some(*place), None);
        }
        let (source, is_new) = self.source(at.file());
        let place = Place::with_column(source, at.line(), at.column());
        if let Some(place) = place {
            self.known.insert(key, place);
        }
        (place, is_new.then_some(source))
    }

    fn source(&mut self, file: &'static str) -> (SourceId, bool) {
        let known = self.files.iter().position(|other| *other == file);
        let position = known.unwrap_or_else(|| {
            self.files.push(file);
            self.files.len() - 1
        });
        (
            SourceId(u16::try_from(position).unwrap_or(u16::MAX)),
            known.is_none(),
        )
    }
}

impl EventLoop {
    /// A place in the words of the trace. For who listens: it tells of the file first if that is
    /// new.
    pub(super) fn place(&self, at: SourceLocation) -> Place {
        let (place, new) = self.0.listener.places.borrow_mut().of(at);
        if let Some(source) = new {
            self.tell_source(source, at.file());
        }
        place.unwrap_or(Place::FIRST)
    }
}
