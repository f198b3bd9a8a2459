//! A future with its result and what it is besides, and what the kernel needs of any.

use std::cell::RefCell;
use std::rc::Rc;

use super::base::{Base, State, invalid_state};
use crate::events::{Awaiting, ReportReason};
use crate::runtime::event_loop::EventLoop;
use crate::runtime::exceptions::{Exception, Result};
use crate::runtime::gather::GatherCore;
use crate::runtime::report::ExceptionContext;
use crate::runtime::tasks::{self, TaskCore, TaskState};

pub(crate) struct FutureCell<T> {
    pub(crate) base: Base,
    result: RefCell<Option<T>>,
    pub(crate) role: Role<T>,
}

/// What a future is besides: this decides what `cancel` means.
pub(crate) enum Role<T> {
    Plain,
    Task(Box<TaskCore<T>>),
    Gather(GatherCore),
}

/// A future of any type: what the kernel needs of it.
pub(crate) trait AnyFuture {
    fn base(&self) -> &Base;
    fn kind(&self) -> Kind<'_>;
    /// `Task.__step`; nothing for what is no task.
    fn step(self: Rc<Self>, thrown: Option<Exception>) -> Result;
    /// Drops a task's coroutine without running it.
    fn destroy(self: Rc<Self>);
    /// `reprlib.repr` of its result; none while it has none, or one of a type unknown here.
    fn result_repr(&self) -> Option<String>;
    /// `Future.cancel` itself, without what tasks and gather add to it.
    ///
    /// # Errors
    /// `RuntimeError` when it has callbacks and its loop is closed.
    fn cancel_plain(self: Rc<Self>, message: Option<Rc<str>>) -> Result<bool>;
}

/// The same as [`Role`], seen from outside.
pub(crate) enum Kind<'a> {
    Plain,
    Task(&'a TaskState),
    Gather(&'a GatherCore),
}

impl dyn AnyFuture {
    /// What `Task.__wakeup` does first: `future.result()`, for its exception only.
    pub(crate) fn take_wakeup_exception(&self) -> Option<Exception> {
        match self.base().state() {
            State::Raised => self.base().raise_exception(),
            State::Cancelled => Some(self.base().make_cancelled_error()),
            State::Pending | State::Returned => None,
        }
    }
}

impl<T: Clone + 'static> FutureCell<T> {
    pub(crate) fn new(event_loop: &EventLoop, awaiting: Awaiting, role: Role<T>) -> Rc<Self> {
        Rc::new(Self {
            base: Base::new(event_loop, awaiting),
            result: RefCell::new(None),
            role,
        })
    }

    /// # Errors
    /// Those of `Base::finish`, here and below.
    pub(crate) fn complete(self: &Rc<Self>, value: T) -> Result {
        let _previous = self.result.replace(Some(value));
        self.finish(State::Returned)
    }

    pub(crate) fn fail(self: &Rc<Self>, exception: Exception) -> Result {
        self.base.with_ending(|ending| {
            ending.traceback = exception.traceback_so_far();
            ending.exception = Some(exception);
        });
        self.base.log_traceback.set(true);
        self.finish(State::Raised)
    }

    /// [`FutureCell::complete`] of one that was made here and now: it has no callbacks.
    pub(crate) fn begin_completed(self: &Rc<Self>, value: T) {
        let _always = self.complete(value);
    }

    /// [`FutureCell::fail`] of one that was made here and now.
    pub(crate) fn begin_failed(self: &Rc<Self>, exception: Exception) {
        let _always = self.fail(exception);
    }

    fn finish(self: &Rc<Self>, state: State) -> Result {
        let this: Rc<dyn AnyFuture> = self.clone();
        self.base.finish(&this, state)
    }

    pub(crate) fn set_result_unless_cancelled(self: &Rc<Self>, value: T) -> Result {
        if self.base.done() {
            return Ok(());
        }
        self.complete(value)
    }

    /// What it ended with, raised nowhere.
    pub(crate) fn peek_result(&self) -> Result<T> {
        match self.base.state() {
            State::Pending => Err(invalid_state("Result is not set.")),
            State::Cancelled => Err(self.base.make_cancelled_error()),
            State::Raised | State::Returned => match self.base.retrieve_exception() {
                Some(exception) => Err(exception),
                None => {
                    let value = self.result.borrow().clone();
                    value.ok_or_else(|| invalid_state("Result is not set."))
                }
            },
        }
    }
}

impl<T: Clone + 'static> AnyFuture for FutureCell<T> {
    fn base(&self) -> &Base {
        &self.base
    }

    fn kind(&self) -> Kind<'_> {
        match &self.role {
            Role::Plain => Kind::Plain,
            Role::Task(core) => Kind::Task(&core.state),
            Role::Gather(core) => Kind::Gather(core),
        }
    }

    fn step(self: Rc<Self>, thrown: Option<Exception>) -> Result {
        match &self.role {
            Role::Task(core) => tasks::step(&self, core, thrown),
            Role::Plain | Role::Gather(_) => Ok(()),
        }
    }

    fn destroy(self: Rc<Self>) {
        if let Role::Task(core) = &self.role {
            core.destroy();
        }
    }

    fn result_repr(&self) -> Option<String> {
        crate::runtime::repr::short(self.result.borrow().as_ref()?)
    }

    fn cancel_plain(self: Rc<Self>, message: Option<Rc<str>>) -> Result<bool> {
        self.base.forget_traceback();
        if self.base.done() {
            return Ok(false);
        }
        self.base.set_cancel_message(message);
        self.finish(State::Cancelled)?;
        Ok(true)
    }
}

impl<T> Drop for FutureCell<T> {
    /// `Future.__del__` and `Task.__del__`
    fn drop(&mut self) {
        if let Role::Task(core) = &self.role {
            core.report_if_pending(&self.base);
            core.state.leave(&self.base);
        }
        if self.base.log_traceback.get() {
            let (id, exception) = (self.base.id, self.base.peek_exception());
            let context = match self.role {
                Role::Task(_) => {
                    let message = "Task exception was never retrieved";
                    ExceptionContext::of_task(message, exception, id)
                        .because(ReportReason::TaskNeverRetrieved)
                }
                Role::Gather(_) => {
                    let message = "_GatheringFuture exception was never retrieved";
                    ExceptionContext::new(message, exception, Some(id))
                        .because(ReportReason::FutureNeverRetrieved)
                }
                Role::Plain => {
                    let message = "Future exception was never retrieved";
                    ExceptionContext::new(message, exception, Some(id))
                        .because(ReportReason::FutureNeverRetrieved)
                }
            };
            let event_loop = self.base.event_loop();
            event_loop.call_exception_handler_unraisably(&context);
        }
        if self.base.with_callbacks.is_known() {
            self.base.leave(&self.base.event_loop());
        }
        self.base.drop_callbacks();
    }
}
