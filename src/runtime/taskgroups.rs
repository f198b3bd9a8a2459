//! `asyncio.TaskGroup` (`taskgroups.py`, since 3.11).

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future as StdFuture;
use std::panic::Location;
use std::rc::Rc;

use super::coroutine::Coroutine;
use super::event_loop::get_running_loop;
use super::exceptions::{Exception, Result, classes};
use super::futures::{AwaitFuture, DoneCallback, Future};
use super::report::ExceptionContext;
use super::standing::stand_at;
use super::tasks::{AnyTask, Task};
use crate::events::{Awaiting, CancelOrigin, Event, FutureId, ReportReason};
use crate::runtime::places::SourceLocation;

/// `asyncio.TaskGroup`: its block ends when all its tasks have; one that fails cancels the others. A
/// `SystemExit` or `KeyboardInterrupt` leaves it as it is, ungrouped. A parent that was cancelled from
/// outside as well is cancelled again after an `ExceptionGroup` (3.13+).
///
/// Clones are the same group.
#[derive(Clone, Default)]
pub struct TaskGroup(Rc<Inner>);

#[derive(Default)]
struct Inner {
    entered: Cell<bool>,
    exiting: Cell<bool>,
    aborting: Cell<bool>,
    /// Set when a child's failure cancelled the parent, which the group takes back at its end.
    parent_cancel_requested: Cell<bool>,
    parent: RefCell<Option<AnyTask>>,
    /// In order of creation (CPython has a set).
    tasks: RefCell<BTreeMap<FutureId, AnyTask>>,
    errors: RefCell<Vec<Exception>>,
    /// The first `SystemExit` or `KeyboardInterrupt`.
    base_error: RefCell<Option<Exception>>,
    on_completed: RefCell<Option<Future<()>>>,
}

impl TaskGroup {
    /// `asyncio.TaskGroup()`
    pub fn new() -> Self {
        Self::default()
    }

    /// `async with group: body`
    ///
    /// # Errors
    /// An `ExceptionGroup` of what the tasks and the body raised, in the order of their ends, the
    /// body's last; `CancelledError` when the parent was cancelled from outside and nothing failed;
    /// `RuntimeError` when it was entered before, or outside a task.
    #[track_caller]
    pub fn run<T, B>(&self, body: B) -> impl StdFuture<Output = Result<T>> + use<T, B>
    where
        B: StdFuture<Output = Result<T>>,
    {
        let at = Location::caller();
        let group = self.clone();
        async move {
            stand_at(at);
            group.enter()?;
            let result = body.await;
            let result = group.exit(result, at).await;
            // What leaves is raised at the end of the block, which in Python is its first line.
            result.inspect_err(|_| {
                stand_at(at);
            })
        }
    }

    /// `group.create_task(coro)`
    ///
    /// # Errors
    /// `RuntimeError` when the group was not entered, is finished, or is shutting down.
    #[track_caller]
    pub fn create_task<T: Clone + 'static>(&self, coro: Coroutine<T>) -> Result<Task<T>> {
        self.create(coro, None, Location::caller())
    }

    /// `group.create_task(coro, name=name)`
    ///
    /// # Errors
    /// Those of [`TaskGroup::create_task`].
    #[track_caller]
    pub fn create_task_named<T: Clone + 'static>(
        &self,
        coro: Coroutine<T>,
        name: impl Into<Rc<str>>,
    ) -> Result<Task<T>> {
        self.create(coro, Some(name.into()), Location::caller())
    }

    fn create<T: Clone + 'static>(
        &self,
        coro: Coroutine<T>,
        name: Option<Rc<str>>,
        at: SourceLocation,
    ) -> Result<Task<T>> {
        let inner = &self.0;
        let parent = inner.parent.borrow().clone();
        let refusal = match &parent {
            None => Some("has not been entered"),
            Some(_) if inner.exiting.get() && inner.tasks.borrow().is_empty() => {
                Some("is finished")
            }
            Some(_) if inner.aborting.get() => Some("is shutting down"),
            Some(_) => None,
        };
        let (Some(parent), None) = (parent, refusal) else {
            coro.close();
            let message = format!("TaskGroup {self:?} {}", refusal.unwrap_or_default());
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        };
        let event_loop = parent.0.base().event_loop();
        event_loop.check_closed()?;
        let task = Task::new(&event_loop, coro, name, at);
        inner.tasks.borrow_mut().insert(task.id(), task.any_task());
        let group = self.clone();
        let callback = DoneCallback::Call {
            key: 0,
            name: "TaskGroup._on_task_done",
            at: None,
            callback: Rc::new(move |task| group.on_task_done(AnyTask(task.clone()))),
        };
        task.0.0.base.add_callback(&task.any(), callback)?;
        Ok(task)
    }

    /// `__aenter__`
    fn enter(&self) -> Result {
        if self.0.entered.get() {
            let message = format!("TaskGroup {self:?} has already been entered");
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        }
        let Some(task) = get_running_loop()?.current_task() else {
            let message = format!("TaskGroup {self:?} cannot determine the parent task");
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        };
        *self.0.parent.borrow_mut() = Some(task);
        self.0.entered.set(true);
        Ok(())
    }

    /// `__aexit__`
    async fn exit<T>(&self, result: Result<T>, at: SourceLocation) -> Result<T> {
        let inner = &self.0;
        inner.exiting.set(true);
        let raised = result.as_ref().err().cloned();
        let mut cancellation = raised.clone().filter(Exception::is_cancelled);
        if let Some(exception) = &raised {
            self.note_base_error(exception);
            if !inner.aborting.get() {
                self.abort();
            }
        }
        if let Some(exception) = self.wait_for_tasks(at).await? {
            cancellation = Some(exception);
        }
        if let Some(exception) = inner.base_error.borrow_mut().take() {
            return Err(exception);
        }
        let parent = inner.parent.borrow().clone();
        if inner.parent_cancel_requested.get()
            && parent.as_ref().is_some_and(|parent| parent.uncancel() == 0)
        {
            cancellation = None;
        }
        let mut errors = std::mem::take(&mut *inner.errors.borrow_mut());
        if let Some(exception) = cancellation
            && errors.is_empty()
        {
            return Err(exception);
        }
        errors.extend(raised.filter(|exception| !exception.is_cancelled()));
        if !errors.is_empty() {
            // Cancelled from outside as well: the request is renewed, for the next await (3.13+).
            if let Some(parent) = parent
                && parent.cancelling() > 0
            {
                parent.uncancel();
                parent.cancel_by(CancelOrigin::TaskGroup);
            }
            return Err(Exception::group("unhandled errors in a TaskGroup", errors));
        }
        result
    }

    /// Until no task is left; the last cancel that began an abort on the way.
    async fn wait_for_tasks(&self, at: SourceLocation) -> Result<Option<Exception>> {
        let mut cancellation = None;
        while !self.0.tasks.borrow().is_empty() {
            let waiter = self.waiter()?;
            match AwaitFuture::new(waiter, at).await {
                Ok(()) => {}
                Err(exception) if exception.is_cancelled() => {
                    if !self.0.aborting.get() {
                        cancellation = Some(exception);
                        self.abort();
                    }
                }
                Err(exception) => return Err(exception),
            }
            self.0.on_completed.borrow_mut().take();
        }
        Ok(cancellation)
    }

    fn waiter(&self) -> Result<Future<()>> {
        if let Some(waiter) = &*self.0.on_completed.borrow() {
            return Ok(waiter.clone());
        }
        let event_loop = get_running_loop()?;
        let waiter: Future<()> = Future::new(&event_loop, Awaiting::TaskGroup);
        for inner in self.0.tasks.borrow().keys().copied() {
            event_loop.emit(|| Event::FutureLinked {
                outer: waiter.id(),
                inner,
            });
        }
        *self.0.on_completed.borrow_mut() = Some(waiter.clone());
        Ok(waiter)
    }

    /// `_abort`
    fn abort(&self) {
        self.0.aborting.set(true);
        let tasks: Vec<_> = self.0.tasks.borrow().values().cloned().collect();
        for task in tasks.iter().filter(|task| !task.done()) {
            task.cancel_by(CancelOrigin::TaskGroup);
        }
    }

    fn note_base_error(&self, exception: &Exception) {
        if exception.leaves_the_loop() && self.0.base_error.borrow().is_none() {
            *self.0.base_error.borrow_mut() = Some(exception.clone());
        }
    }

    /// `_on_task_done`
    ///
    /// # Errors
    /// Those of the loop's exception handler.
    fn on_task_done(&self, task: AnyTask) -> Result {
        let inner = &self.0;
        inner.tasks.borrow_mut().remove(&task.id());
        let waiter = inner.on_completed.borrow().clone();
        if let Some(waiter) = waiter
            && inner.tasks.borrow().is_empty()
        {
            waiter.0.set_result_unless_cancelled(())?;
        }
        if task.cancelled() {
            return Ok(());
        }
        let Some(exception) = task.0.base().retrieve_exception() else {
            return Ok(());
        };
        inner.errors.borrow_mut().push(exception.clone());
        self.note_base_error(&exception);
        let Some(parent) = inner.parent.borrow().clone() else {
            return Ok(());
        };
        if parent.done() {
            let message = format!(
                "Task {task:?} has errored out but its parent task {parent:?} is already completed"
            );
            let context = ExceptionContext::of_task(message, Some(exception), task.id())
                .because(ReportReason::TaskGroupFinished);
            return parent
                .0
                .base()
                .event_loop()
                .call_exception_handler(&context);
        }
        if !inner.aborting.get() && !inner.parent_cancel_requested.get() {
            self.abort();
            inner.parent_cancel_requested.set(true);
            parent.cancel_by(CancelOrigin::TaskGroup);
        }
        Ok(())
    }
}

impl fmt::Debug for TaskGroup {
    /// CPython's `<TaskGroup tasks=2 errors=1 cancelling>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<TaskGroup")?;
        match self.0.tasks.borrow().len() {
            0 => {}
            n => write!(f, " tasks={n}")?,
        }
        match self.0.errors.borrow().len() {
            0 => {}
            n => write!(f, " errors={n}")?,
        }
        if self.0.aborting.get() {
            f.write_str(" cancelling")?;
        } else if self.0.entered.get() {
            f.write_str(" entered")?;
        }
        f.write_str(">")
    }
}
