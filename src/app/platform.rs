//! What the page's logic asks of the place where it runs. The page answers in `ui`; tests answer
//! without one.

use std::rc::Rc;

use super::program::ProgramBeginning;
use super::run::{Beginning, Frames, Pace, Run};

/// The place where the program runs.
pub trait Platform {
    /// Begins a run of a scenario that goes on by itself, at a pace.
    fn start(&self, beginning: &Beginning, pace: Pace) -> Box<dyn Run>;

    /// Begins a run of a person's own program, which asks for `frames`.
    fn run_program(
        &self,
        beginning: &ProgramBeginning,
        pace: Pace,
        frames: Rc<Frames>,
    ) -> Box<dyn Run>;

    /// What asks for a frame of run number `run`: an [`Action::Frame`](super::Action::Frame) of it
    /// before the next paint.
    fn frames(&self, run: u32) -> Box<dyn Fn()>;

    /// A clock in milliseconds, from any beginning, that never goes back.
    fn milliseconds(&self) -> f64;

    /// How many workers share a search through the orders of a program.
    fn searchers(&self) -> usize;

    /// The local time of day, in seconds since midnight.
    fn seconds_of_day(&self) -> u32;
}
