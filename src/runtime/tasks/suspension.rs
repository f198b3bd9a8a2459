//! A leaf's side of a step.

use std::rc::Rc;
use std::task::Poll;

use super::step::Yield;
use crate::runtime::event_loop::running;
use crate::runtime::exceptions::{Exception, Result, classes};
use crate::runtime::futures::AnyFuture;
use crate::runtime::places::SourceLocation;

/// A leaf's side of a step: it suspends once, and is resumed once.
#[derive(Default)]
pub(crate) struct Suspension(u64);

impl Suspension {
    pub(crate) fn is_suspended(&self) -> bool {
        self.0 != 0
    }

    /// The task awaits `on` from now on (none: a bare yield). The leaf returns `Pending` after it.
    pub(crate) fn suspend(&mut self, on: Option<Rc<dyn AnyFuture>>, at: SourceLocation) -> Result {
        running(|event_loop| {
            let step = &event_loop.0.step;
            let Some(task) = step.task() else {
                return Err(outside_task());
            };
            let Some(state) = task.state() else {
                return Err(outside_task());
            };
            if step.yielded.borrow().is_some() {
                return Err(two_leaves());
            }
            task.stand_at(at);
            self.0 = step.suspensions.get() + 1;
            step.suspensions.set(self.0);
            state.suspended_at.set(self.0);
            *step.yielded.borrow_mut() = Some(Yield { on, at });
            Ok(())
        })
        .unwrap_or_else(|| Err(outside_task()))
    }

    /// The task was resumed: with an exception, or to look for a result.
    pub(crate) fn resume(&mut self) -> Poll<Result> {
        let resumed = running(|event_loop| {
            let step = &event_loop.0.step;
            let task = step.task().ok_or_else(outside_task)?;
            let state = task.state().ok_or_else(outside_task)?;
            if step.yielded.borrow().is_some() || state.suspended_at.get() != self.0 {
                return Err(two_leaves());
            }
            match step.thrown.borrow_mut().take() {
                Some(exception) => {
                    task.trace_innermost(&exception);
                    Err(exception)
                }
                None => Ok(()),
            }
        })
        .unwrap_or_else(|| Err(outside_task()));
        self.0 = 0;
        Poll::Ready(resumed)
    }
}

fn outside_task() -> Exception {
    Exception::internal(&classes::RUNTIME_ERROR, "await outside of a task")
}

fn two_leaves() -> Exception {
    Exception::internal(
        &classes::RUNTIME_ERROR,
        "a task awaits one thing at a time: use gather, wait or a TaskGroup instead of join or select",
    )
}
