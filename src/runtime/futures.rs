//! `Future` (asyncio `futures.py`): a result that is not there yet, and who waits for it.

mod await_future;
mod base;
mod callbacks;
mod cell;

use std::fmt;
use std::future::IntoFuture;
use std::panic::Location;
use std::rc::Rc;

use super::event_loop::EventLoop;
use super::exceptions::{Exception, Result, classes};
use super::handles::DoneFn;
use crate::events::{Awaiting, CancelOrigin, Event, FutureId};
use crate::runtime::places::SourceLocation;

pub use await_future::AwaitFuture;
pub(crate) use await_future::raised_at;
use base::invalid_state;
pub(crate) use base::{Base, State};
pub use callbacks::Callback;
pub(crate) use callbacks::DoneCallback;
pub(crate) use cell::{AnyFuture, FutureCell, Kind, Role};

/// `asyncio.Future`. Clones are the same future; a [`super::Task`] is one too.
///
/// Results are cloned to each who asks, as Python shares a reference.
pub struct Future<T>(pub(crate) Rc<FutureCell<T>>);

impl<T: Clone + 'static> Future<T> {
    pub(crate) fn new(event_loop: &EventLoop, awaiting: Awaiting) -> Self {
        Self::with_role(event_loop, awaiting, Role::Plain)
    }

    pub(crate) fn with_role(event_loop: &EventLoop, awaiting: Awaiting, role: Role<T>) -> Self {
        let cell = FutureCell::new(event_loop, awaiting, role);
        event_loop.emit(|| Event::FutureCreated {
            future: cell.base.id,
            awaiting,
        });
        Self(cell)
    }

    pub(crate) fn any(&self) -> Rc<dyn AnyFuture> {
        self.0.clone()
    }

    /// Its number on its loop.
    pub fn id(&self) -> FutureId {
        self.0.base.id
    }

    /// `Future.get_loop()`
    pub fn get_loop(&self) -> EventLoop {
        self.0.base.event_loop()
    }

    /// `Future.done()`: it has a result or an exception, or is cancelled.
    pub fn done(&self) -> bool {
        self.0.base.done()
    }

    /// `Future.cancelled()`
    pub fn cancelled(&self) -> bool {
        self.0.base.cancelled()
    }

    /// `Future.result()`
    ///
    /// # Errors
    /// The exception it ended with; `CancelledError` if it is cancelled; `InvalidStateError` while
    /// it is pending.
    #[track_caller]
    pub fn result(&self) -> Result<T> {
        self.result_at(Location::caller())
    }

    fn result_at(&self, at: SourceLocation) -> Result<T> {
        let result = match self.0.base.state() {
            State::Raised => self.0.base.raise_exception().map(Err),
            _ => None,
        };
        let result = result.unwrap_or_else(|| self.0.peek_result());
        result.inspect_err(|exception| raised_at(exception, at))
    }

    /// `Future.exception()`: none if it has a result.
    ///
    /// # Errors
    /// `CancelledError` if it is cancelled, `InvalidStateError` while it is pending.
    #[track_caller]
    pub fn exception(&self) -> Result<Option<Exception>> {
        let at = Location::caller();
        let exception = self.0.base.exception();
        exception.inspect_err(|exception| raised_at(exception, at))
    }

    /// `Future.set_result(value)`
    ///
    /// # Errors
    /// `InvalidStateError` if it is done; `RuntimeError` for a task, or when it has callbacks and its
    /// loop is closed (it is done all the same).
    pub fn set_result(&self, value: T) -> Result {
        self.settable("set_result")?;
        self.0.complete(value)
    }

    /// `Future.set_exception(exception)`
    ///
    /// # Errors
    /// `InvalidStateError` if it is done; `RuntimeError` for a task, or when it has callbacks and its
    /// loop is closed (it is done all the same).
    pub fn set_exception(&self, exception: Exception) -> Result {
        self.settable("set_exception")?;
        self.0.fail(exception)
    }

    fn settable(&self, operation: &str) -> Result {
        if matches!(self.0.role, Role::Task(_)) {
            let message = format!("Task does not support {operation} operation");
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        }
        if self.done() {
            return Err(invalid_state("invalid state"));
        }
        Ok(())
    }

    /// `Future.cancel()`, `Task.cancel()`: whether it was still to be cancelled.
    ///
    /// A task is not cancelled by it but asked to be: `CancelledError` comes at its await.
    pub fn cancel(&self) -> bool {
        self.cancel_by(CancelOrigin::Program)
    }

    pub(crate) fn cancel_by(&self, origin: CancelOrigin) -> bool {
        super::cancel::cancel_or_report(self.any(), None, origin)
    }

    /// `cancel(msg)`
    pub fn cancel_with(&self, message: impl Into<Rc<str>>) -> bool {
        super::cancel::cancel_or_report(self.any(), Some(message.into()), CancelOrigin::Program)
    }

    /// `cancel(msg)`, with what it raises.
    ///
    /// # Errors
    /// `RecursionError` when tasks await each other in a circle, or in a chain of more than 9,989, or
    /// when more than some 990 gathers are inside each other; `RuntimeError` when what is cancelled
    /// has callbacks and its loop is closed.
    pub fn try_cancel(&self, message: Option<Rc<str>>) -> Result<bool> {
        super::cancel::cancel(self.any(), message, CancelOrigin::Program)
    }

    /// `Future.add_done_callback(callback)`: called through `call_soon`, in the order of adding,
    /// once it is done; also if it is done already.
    ///
    /// # Errors
    /// `RuntimeError` if it is done already and its loop is closed.
    pub fn add_done_callback(&self, callback: &Callback<T>) -> Result {
        self.add_done_callback_of(callback, Some(callback.0.at))
    }

    /// The same of a callback of asyncio's own.
    pub(crate) fn add_internal_callback(&self, callback: &Callback<T>) -> Result {
        self.add_done_callback_of(callback, None)
    }

    fn add_done_callback_of(&self, callback: &Callback<T>, at: Option<SourceLocation>) -> Result {
        let this = self.any();
        let weak = Rc::downgrade(&self.0);
        let inner = callback.0.clone();
        let run: DoneFn = Rc::new(move |_| match weak.upgrade() {
            Some(cell) => (inner.run)(&Future(cell)),
            None => Ok(()),
        });
        let entry = DoneCallback::Call {
            key: callback.key(),
            name: callback.0.name,
            at,
            callback: run,
        };
        self.0.base.add_callback(&this, entry)
    }

    /// `Future.remove_done_callback(callback)`: how many times it had been added. One that is in
    /// the ready queue already is called all the same.
    pub fn remove_done_callback(&self, callback: &Callback<T>) -> usize {
        self.0.base.remove_callback(callback.key())
    }

    /// `isfuture(a) and a is b`
    pub fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Clone for Future<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone + 'static> fmt::Debug for Future<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::describe::describe(&self.any()))
    }
}

impl<T: Clone + 'static> IntoFuture for Future<T> {
    type Output = Result<T>;
    type IntoFuture = AwaitFuture<T>;

    #[track_caller]
    fn into_future(self) -> AwaitFuture<T> {
        AwaitFuture::new(self, Location::caller())
    }
}

impl<T: Clone + 'static> IntoFuture for &Future<T> {
    type Output = Result<T>;
    type IntoFuture = AwaitFuture<T>;

    #[track_caller]
    fn into_future(self) -> AwaitFuture<T> {
        AwaitFuture::new(self.clone(), Location::caller())
    }
}

impl<T> From<super::tasks::Task<T>> for Future<T> {
    fn from(task: super::tasks::Task<T>) -> Self {
        task.0
    }
}

impl<T> From<&super::tasks::Task<T>> for Future<T> {
    fn from(task: &super::tasks::Task<T>) -> Self {
        task.0.clone()
    }
}

impl<T> From<&Future<T>> for Future<T> {
    fn from(future: &Future<T>) -> Self {
        future.clone()
    }
}
