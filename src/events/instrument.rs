//! Who listens to a loop.

use super::{Event, Input, Nanos, SourceId};

/// Somebody who listens to a loop.
///
/// All are called in the middle of the loop's work: they must not call back into the loop.
pub trait Instrument {
    /// `event` happened at `when` on the loop clock.
    fn record(&self, when: Nanos, event: Event);

    /// Something comes in from outside, before anything comes of it.
    fn input(&self, _input: Input) {}

    /// A place in this file is about to be named for the first time; files are numbered from 0 in
    /// the order of these calls.
    fn source(&self, _source: SourceId, _path: &str) {}
}
