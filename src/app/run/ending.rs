//! How a run ended, as its trace says it and with what only the loop itself knows.

use std::rc::Rc;

use crate::events::End;
use crate::runtime::{Deadlock, Exception, classes};

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Ending {
    /// As the trace says it.
    pub how: End,
    /// Who waited for what, where the loop that hangs is one of our own.
    pub deadlock: Option<Rc<Deadlock>>,
}

impl Ending {
    /// An end that is told by its trace alone.
    pub const fn of(how: End) -> Self {
        Self {
            how,
            deadlock: None,
        }
    }

    /// `main` returned, or this left it.
    pub fn of_main(result: Result<(), Exception>) -> Self {
        Self::of(match result {
            Ok(()) => End::Returned,
            Err(exception) if exception.is(&classes::SYSTEM_EXIT) => {
                End::Exited(exit_status(&exception.text()))
            }
            Err(exception) => End::Raised(exception.told()),
        })
    }

    /// Nothing can ever go on.
    pub fn of_deadlock(deadlock: Deadlock) -> Self {
        Self {
            how: End::Deadlocked,
            deadlock: Some(Rc::new(deadlock)),
        }
    }
}

/// What a process exits with after `SystemExit(code)`: nothing is 0, and what is no number is
/// printed and means 1.
fn exit_status(code: &str) -> i32 {
    match code {
        "" | "None" => 0,
        code => code.parse().unwrap_or(1),
    }
}
