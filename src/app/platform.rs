//! What the page's logic asks of the place where it runs. The page answers in `ui`; tests answer
//! without one.

use super::run::{Beginning, Pace, Run};

/// The place where the program runs.
pub trait Platform {
    /// Begins a run of a scenario that goes on by itself, at a pace.
    fn start(&self, beginning: &Beginning, pace: Pace) -> Box<dyn Run>;

    /// What asks for a frame of run number `run`: an [`Action::Frame`](super::Action::Frame) of it
    /// before the next paint.
    fn frames(&self, run: u32) -> Box<dyn Fn()>;

    /// A clock in milliseconds, from any beginning, that never goes back.
    fn milliseconds(&self) -> f64;

    /// The local time of day, in seconds since midnight.
    fn seconds_of_day(&self) -> u32;
}
