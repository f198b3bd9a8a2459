//! Where the running coroutine stands in its program.

use super::event_loop::running;
use super::exceptions::Exception;
use super::places::SourceLocation;
use crate::events::TaskId;

/// `task`'s innermost coroutine has reached `at`.
pub(crate) fn stand_at(at: SourceLocation) -> Option<TaskId> {
    running(|event_loop| {
        let task = event_loop.current_task()?;
        task.stand_at(at);
        Some(task.id())
    })
    .flatten()
}

/// `exception` is raised into the innermost coroutine of the task that runs.
pub(crate) fn raised_here(exception: &Exception) {
    running(|event_loop| {
        if let Some(task) = event_loop.current_task() {
            task.trace_innermost(exception);
        }
    });
}
