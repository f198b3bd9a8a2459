//! What exploring came to: the orders of a program that were tried, and in how many ways they end.
//!
//! Order 1 is asyncio's own, the one without deviations. What was tried comes in messages
//! (`docs/exploring.md`) from where a stranger's program runs, which may say anything: [`hear`] reads
//! them.

mod message;
mod search;

pub use message::{Found, Heard, Unreadable, hear, is_token};
pub use search::{Extent, Order, Search};

use std::rc::Rc;

use serde::Deserialize;

use crate::events::Nanos;

/// In what an order may differ from asyncio's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Differs {
    /// An await takes longer: a sleep ends after others.
    Late,
    /// A wait with a timeout times out before what would end it.
    Timeout,
    /// A ready task overtakes another, which asyncio's own loop never lets it do.
    Swap,
    /// A task is cancelled at one of its awaits.
    Cancel,
}

impl Differs {
    /// All, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Late, Self::Timeout, Self::Swap, Self::Cancel];

    /// Its name, as the explorer has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Timeout => "timeout",
            Self::Swap => "swap",
            Self::Cancel => "cancel",
        }
    }
}

/// What a deviation is about: a task, and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Stand {
    /// `sleep`, `timeout`, `step`, or `timer` where it is no task's.
    pub what: Rc<str>,
    /// The task's asyncio name: `Task-2`; empty for a timer of no task.
    pub task: Rc<str>,
    /// The function that it runs.
    pub function: Rc<str>,
    /// The line of the program; 0 where there is none, as before its first step.
    pub line: u32,
}

/// One decision in which an order departs from asyncio's own.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Deviation {
    /// What differs.
    pub kind: Differs,
    /// When.
    pub nanos: Nanos,
    /// So much longer takes what is late.
    pub longer: Nanos,
    /// What is late, times out, steps first or is cancelled.
    pub who: Stand,
    /// What is ahead of it in asyncio's own order, and here behind it; or, of what is late, what it
    /// comes after.
    pub others: Vec<Stand>,
}

/// Something that went wrong in an order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
pub struct Failure {
    /// What kind of thing.
    pub kind: FailureKind,
    /// What, in CPython's words or the explorer's.
    pub text: Rc<str>,
}

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureKind {
    /// An exception leaves the program.
    Exception,
    /// Nothing can ever happen again.
    Deadlock,
    /// The loop turns for ever while its clock stands still.
    Livelock,
    /// It goes on and on.
    Unending,
    /// What the program says must hold does not.
    Invariant,
    /// An exception that nobody takes.
    Hidden,
    /// A coroutine that is never awaited.
    Unawaited,
    /// A task that is destroyed while it is pending.
    Destroyed,
    /// A lock or a permit that is still taken at the end.
    Kept,
    /// A cancel that its task swallows.
    Swallowed,
    /// Something else is printed than in asyncio's own order.
    Output,
}

/// Orders that end in the same way, told by the one with the fewest deviations.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Outcome {
    /// What went wrong, as far as it counts; nothing where these orders are right.
    pub failures: Vec<Failure>,
    /// What the example printed.
    pub console: Rc<str>,
    /// Replays the example.
    pub token: Rc<str>,
    /// Whether it needs what asyncio's own loop does not do.
    pub needs_more_than_asyncio: bool,
    /// Where it departs from asyncio's own order.
    pub deviations: Vec<Deviation>,
}

impl Outcome {
    /// Whether these orders fail.
    pub fn fails(&self) -> bool {
        !self.failures.is_empty()
    }
}
