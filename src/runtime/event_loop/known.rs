//! The tasks and futures that a loop knows without keeping them alive.

use std::cell::RefCell;
use std::rc::Rc;

use super::EventLoop;
use crate::events::FutureId;
use crate::runtime::futures::AnyFuture;
use crate::runtime::registry::{Place, Registry};
use crate::runtime::tasks::AnyTask;

/// Who they are.
#[derive(Default)]
pub(crate) struct Known {
    /// The tasks that are not done.
    pub(in crate::runtime) tasks: RefCell<Registry>,
    /// The pending futures that have callbacks of the program. Such a callback often owns the future
    /// in turn (gather's and shield's do), and nobody but the loop can free the two.
    pub(super) with_callbacks: RefCell<Registry>,
}

impl EventLoop {
    /// A task has ended, or is gone.
    pub(crate) fn forget_task(&self, task: FutureId, place: &Place) {
        self.0.known.tasks.borrow_mut().remove(task, place);
    }

    pub(crate) fn remember_callbacks_of(&self, future: &Rc<dyn AnyFuture>, place: &Place) {
        self.0
            .known
            .with_callbacks
            .borrow_mut()
            .insert(future, place);
    }

    pub(crate) fn forget_callbacks_of(&self, future: FutureId, place: &Place) {
        self.0
            .known
            .with_callbacks
            .borrow_mut()
            .remove(future, place);
    }

    /// The task whose step is running: `asyncio.current_task(loop)`. None in a plain callback.
    pub fn current_task(&self) -> Option<AnyTask> {
        self.0.step.task()
    }

    /// `asyncio.all_tasks(loop)`: those not done, in order of creation (CPython gives a set).
    pub fn all_tasks(&self) -> Vec<AnyTask> {
        let tasks = self.0.known.tasks.borrow().in_order();
        tasks
            .filter(|task| !task.base().done())
            .map(AnyTask)
            .collect()
    }
}
