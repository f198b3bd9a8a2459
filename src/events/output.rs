//! What a program prints, and what the loop reports.

use serde::{Deserialize, Serialize};

/// Which of a program's two outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stream {
    /// `sys.stdout`
    Stdout,
    /// `sys.stderr`
    Stderr,
}

/// What was printed, without the newline at its end if it has one: for who shows a line for each.
pub fn without_newline(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}

/// Why `loop.call_exception_handler` was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ReportReason {
    /// A task's exception was never asked for, and the task is gone.
    TaskNeverRetrieved,
    /// The same of a future that is no task.
    FutureNeverRetrieved,
    /// A task is gone that has not ended.
    TaskDestroyed,
    /// A callback raised.
    CallbackRaised,
    /// A task raised while `asyncio.run` cancelled what was left.
    RaisedAtShutdown,
    /// A task of a task group raised after the group's parent had ended.
    TaskGroupFinished,
    /// An asynchronous generator raised while it was closed.
    GeneratorCloseFailed,
    /// The program's exception handler raised.
    HandlerFailed,
    /// Anything else.
    Other,
}
