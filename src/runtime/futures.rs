//! `Future` (asyncio `futures.py`): a result that is not there yet, and who waits for it.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::{Future as StdFuture, IntoFuture};
use std::panic::Location;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};

use super::coroutine::{raised_here, stand_at};
use super::deferred_drop::deferred_drop;
use super::event_loop::{EventLoop, Inner};
use super::exceptions::{Exception, Result, classes};
use super::handles::{CallbackResult, DoneFn, Run};
use super::registry::Place;
use super::report::ExceptionContext;
use super::tasks::{Suspension, TaskCore};
use super::traceback::Traceback;
use crate::events::{Awaiting, CancelOrigin, Event, FutureId, Outcome, ReportReason};
use crate::runtime::places::SourceLocation;

/// `asyncio.Future`. Clones are the same future; a [`super::Task`] is one too.
///
/// Results are cloned to each who asks, as Python shares a reference.
pub struct Future<T>(pub(crate) Rc<FutureCell<T>>);

/// Where a future is in its life. It leaves `Pending` once, and then never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Excludes result, exception and a cancelled state; has callbacks.
    Pending,
    /// `_FINISHED` with a result. Callbacks are scheduled and gone.
    Returned,
    /// `_FINISHED` with an exception.
    Raised,
    /// `_CANCELLED`.
    Cancelled,
}

pub(crate) struct FutureCell<T> {
    pub(crate) base: Base,
    result: RefCell<Option<T>>,
    pub(crate) role: Role<T>,
}

/// What a future is besides: this decides what `cancel` means.
pub(crate) enum Role<T> {
    Plain,
    Task(Box<TaskCore<T>>),
    Gather(super::gather::GatherCore),
}

/// The part of a future that does not depend on its result's type.
pub(crate) struct Base {
    /// Weak: the loop's own queues hold futures.
    event_loop: Weak<Inner>,
    pub(crate) id: FutureId,
    pub(crate) awaiting: Awaiting,
    state: Cell<State>,
    /// `_asyncio_future_blocking`, as far as it outlives a step: set when a task awaited itself, or
    /// a future of another loop, and was refused. CPython never unsets it then, and nobody can
    /// await the future any more while it is pending.
    refused: Cell<bool>,
    /// `__log_traceback`: set with an exception, unset when anybody looks at it. Still set at the
    /// end of its life, it is "never retrieved".
    log_traceback: Cell<bool>,
    /// Made when there is anything in it: most futures end with a result.
    ending: RefCell<Option<Box<Ending>>>,
    callbacks: RefCell<Callbacks>,
    /// Set when it had callbacks that went with its loop: `call_soon` would be asked for them, and
    /// raise.
    bereft: Cell<bool>,
    /// Where the loop knows it while it has callbacks of the program, which may own it in turn.
    with_callbacks: Place,
}

/// What an end other than a result leaves, and what a `cancel` left on the way to one.
#[derive(Default)]
struct Ending {
    exception: Option<Exception>,
    /// `_exception_tb`: the traceback that the exception came with, for the first who takes it by
    /// `result()`. (For the next it is empty, in CPython's `_asynciomodule.c` too.)
    traceback: Traceback,
    /// `_cancelled_exc`: the CancelledError that ended a task; the first to ask gets it.
    cancelled_exc: Option<Exception>,
    cancel_message: Option<Rc<str>>,
}

/// Most futures have one callback, the wakeup of the task that awaits them.
#[derive(Default)]
enum Callbacks {
    #[default]
    None,
    One(DoneCallback),
    Many(Vec<DoneCallback>),
}

impl Callbacks {
    fn push(&mut self, callback: DoneCallback) {
        *self = match std::mem::take(self) {
            Self::None => Self::One(callback),
            Self::One(first) => Self::Many(vec![first, callback]),
            Self::Many(mut all) => {
                all.push(callback);
                Self::Many(all)
            }
        };
    }

    fn as_slice(&self) -> &[DoneCallback] {
        match self {
            Self::None => &[],
            Self::One(callback) => std::slice::from_ref(callback),
            Self::Many(all) => all,
        }
    }

    /// Takes out those that `is_it` is true for.
    fn take_out(&mut self, is_it: impl Fn(&DoneCallback) -> bool) -> Vec<DoneCallback> {
        match self {
            Self::One(callback) if is_it(callback) => match std::mem::take(self) {
                Self::One(callback) => vec![callback],
                _ => Vec::new(),
            },
            Self::Many(all) => all.extract_if(.., |callback| is_it(callback)).collect(),
            Self::None | Self::One(_) => Vec::new(),
        }
    }
}

#[derive(Clone)]
pub(crate) enum DoneCallback {
    Wakeup(Rc<dyn AnyFuture>),
    Call {
        key: usize,
        name: &'static str,
        /// Where the program defines it; none for those of the runtime.
        at: Option<SourceLocation>,
        callback: DoneFn,
    },
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
    Task(&'a super::tasks::TaskState),
    Gather(&'a super::gather::GatherCore),
}

impl dyn AnyFuture {
    /// What `Task.__wakeup` does first: `future.result()`, for its exception only.
    pub(crate) fn take_wakeup_exception(&self) -> Option<Exception> {
        match self.base().state.get() {
            State::Raised => self.base().raise_exception(),
            State::Cancelled => Some(self.base().make_cancelled_error()),
            State::Pending | State::Returned => None,
        }
    }
}

impl Base {
    fn new(event_loop: &EventLoop, awaiting: Awaiting) -> Self {
        let id = event_loop.next_future();
        Self {
            event_loop: Rc::downgrade(&event_loop.0),
            id,
            awaiting,
            state: Cell::new(State::Pending),
            refused: Cell::new(false),
            log_traceback: Cell::new(false),
            ending: RefCell::default(),
            callbacks: RefCell::default(),
            bereft: Cell::new(false),
            with_callbacks: Place::default(),
        }
    }

    /// Its loop; a closed one if that is gone.
    pub(crate) fn event_loop(&self) -> EventLoop {
        self.event_loop
            .upgrade()
            .map_or_else(EventLoop::new_closed, EventLoop::borrowed)
    }

    pub(crate) fn is_on(&self, event_loop: &EventLoop) -> bool {
        self.event_loop.as_ptr() == Rc::as_ptr(&event_loop.0)
    }

    pub(crate) fn done(&self) -> bool {
        self.state.get() != State::Pending
    }

    pub(crate) fn cancelled(&self) -> bool {
        self.state.get() == State::Cancelled
    }

    pub(crate) fn state(&self) -> State {
        self.state.get()
    }

    pub(crate) fn forget_traceback(&self) {
        self.log_traceback.set(false);
    }

    pub(crate) fn cancel_message(&self) -> Option<Rc<str>> {
        self.ending.borrow().as_ref()?.cancel_message.clone()
    }

    pub(crate) fn set_cancel_message(&self, message: Option<Rc<str>>) {
        if message.is_some() || self.ending.borrow().is_some() {
            self.with_ending(|ending| ending.cancel_message = message);
        }
    }

    pub(crate) fn set_cancelled_exc(&self, exception: Exception) {
        self.with_ending(|ending| ending.cancelled_exc = Some(exception));
    }

    fn with_ending(&self, change: impl FnOnce(&mut Ending)) {
        change(self.ending.borrow_mut().get_or_insert_default());
    }

    /// `Future._make_cancelled_error`
    pub(crate) fn make_cancelled_error(&self) -> Exception {
        let taken = self
            .ending
            .borrow_mut()
            .as_mut()
            .and_then(|ending| ending.cancelled_exc.take());
        taken.unwrap_or_else(|| Exception::cancelled(self.cancel_message()))
    }

    /// The exception it ended with, which is from now on retrieved; none while it has none.
    pub(crate) fn retrieve_exception(&self) -> Option<Exception> {
        self.forget_traceback();
        self.peek_exception()
    }

    /// The same, to be raised: with the traceback that it came with.
    fn raise_exception(&self) -> Option<Exception> {
        let exception = self.retrieve_exception()?;
        let mut ending = self.ending.borrow_mut();
        let traceback = ending.as_mut().map(|ending| &mut ending.traceback);
        Some(exception.with_traceback(traceback.map(std::mem::take).unwrap_or_default()))
    }

    /// The same, without a trace of having looked.
    pub(crate) fn peek_exception(&self) -> Option<Exception> {
        self.ending.borrow().as_ref()?.exception.clone()
    }

    /// The names of its callbacks, and where the program defines them.
    pub(crate) fn callback_names(&self) -> Vec<(&'static str, Option<SourceLocation>)> {
        let callbacks = self.callbacks.borrow();
        callbacks
            .as_slice()
            .iter()
            .map(|callback| match callback {
                DoneCallback::Wakeup(_) => ("Task.task_wakeup", None),
                DoneCallback::Call { name, at, .. } => (*name, *at),
            })
            .collect()
    }

    /// `Future.exception()`
    pub(crate) fn exception(&self) -> Result<Option<Exception>> {
        match self.state.get() {
            State::Pending => Err(invalid_state("Exception is not set.")),
            State::Cancelled => Err(self.make_cancelled_error()),
            State::Raised | State::Returned => Ok(self.retrieve_exception()),
        }
    }

    pub(crate) fn refuse(&self) {
        self.refused.set(true);
    }

    pub(crate) fn outcome(&self) -> Outcome {
        match self.state.get() {
            State::Raised => {
                let exception = self.peek_exception();
                exception.map_or(Outcome::Returned, |exception| {
                    Outcome::Raised(exception.told())
                })
            }
            State::Cancelled => {
                let ending = self.ending.borrow();
                let exception = ending
                    .as_ref()
                    .and_then(|ending| ending.cancelled_exc.as_ref());
                let message = exception.and_then(|e| e.message().cloned());
                Outcome::Cancelled(message.or_else(|| self.cancel_message()))
            }
            State::Returned | State::Pending => Outcome::Returned,
        }
    }

    /// Leaves `Pending`: the callbacks go to the ready queue, in order.
    ///
    /// # Errors
    /// `RuntimeError` when there are callbacks and the loop is closed: they are gone, and it is done.
    fn finish(&self, this: &Rc<dyn AnyFuture>, state: State) -> Result {
        self.state.set(state);
        let event_loop = self.event_loop();
        self.leave(&event_loop);
        event_loop.emit(|| match this.kind() {
            Kind::Task(_) => Event::TaskFinished {
                task: self.id,
                outcome: self.outcome(),
            },
            _ => Event::FutureFinished {
                future: self.id,
                outcome: self.outcome(),
            },
        });
        let callbacks = std::mem::take(&mut *self.callbacks.borrow_mut());
        if self.bereft.get() || !matches!(callbacks, Callbacks::None) {
            event_loop.check_closed()?;
        }
        match callbacks {
            Callbacks::None => {}
            Callbacks::One(callback) => schedule(&event_loop, callback, this),
            Callbacks::Many(all) => {
                for callback in all {
                    schedule(&event_loop, callback, this);
                }
            }
        }
        Ok(())
    }

    /// The loop need not know it any more.
    fn leave(&self, event_loop: &EventLoop) {
        if self.with_callbacks.is_known() {
            event_loop.forget_callbacks_of(self.id, &self.with_callbacks);
        }
    }

    /// Drops the callbacks: they will not be called. At the end of its loop, or of itself.
    pub(crate) fn drop_callbacks(&self) {
        let callbacks = std::mem::take(&mut *self.callbacks.borrow_mut());
        self.bereft.set(!matches!(callbacks, Callbacks::None));
        deferred_drop(callbacks);
    }

    /// `Future.add_done_callback`: through `call_soon` if it is done already.
    ///
    /// # Errors
    /// `RuntimeError` when it is done and the loop is closed.
    pub(crate) fn add_callback(&self, this: &Rc<dyn AnyFuture>, callback: DoneCallback) -> Result {
        let event_loop = self.event_loop();
        if self.done() {
            event_loop.check_closed()?;
            schedule(&event_loop, callback, this);
            return Ok(());
        }
        if event_loop.is_closed() {
            self.bereft.set(true);
            deferred_drop(callback);
            return Ok(());
        }
        let is_call = matches!(callback, DoneCallback::Call { .. });
        if is_call && !self.with_callbacks.is_known() {
            event_loop.remember_callbacks_of(this, &self.with_callbacks);
        }
        self.callbacks.borrow_mut().push(callback);
        Ok(())
    }

    /// `Future.remove_done_callback`: how many there were of it.
    pub(crate) fn remove_callback(&self, key: usize) -> usize {
        let is_it = |callback: &DoneCallback| matches!(callback, DoneCallback::Call { key: k, .. } if *k == key);
        // Dropped when nothing is borrowed: a destructor may come back here.
        let dropped = self.callbacks.borrow_mut().take_out(is_it);
        dropped.len()
    }
}

fn schedule(event_loop: &EventLoop, callback: DoneCallback, this: &Rc<dyn AnyFuture>) {
    let future = this.clone();
    event_loop.soon(match callback {
        DoneCallback::Wakeup(task) => Run::Wakeup { task, future },
        DoneCallback::Call {
            name, at, callback, ..
        } => Run::Done {
            name,
            internal: at.is_none(),
            callback,
            future,
        },
    });
}

fn invalid_state(message: &str) -> Exception {
    Exception::internal(&classes::INVALID_STATE_ERROR, message)
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
            Role::Task(core) => super::tasks::step(&self, core, thrown),
            Role::Plain | Role::Gather(_) => Ok(()),
        }
    }

    fn destroy(self: Rc<Self>) {
        if let Role::Task(core) = &self.role {
            core.destroy();
        }
    }

    fn result_repr(&self) -> Option<String> {
        super::repr::short(self.result.borrow().as_ref()?)
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

/// A function that can be added to futures as a done callback, and removed again. Clones are the
/// same function.
pub struct Callback<T>(Rc<CallbackInner<T>>);

struct CallbackInner<T> {
    name: &'static str,
    at: SourceLocation,
    run: Box<RunCallback<T>>,
}

type RunCallback<T> = dyn Fn(&Future<T>) -> Result;

impl<T> Callback<T> {
    /// `name` is the function's name on the screen, and the caller's line where it is defined.
    #[track_caller]
    pub fn new<R: CallbackResult>(
        name: &'static str,
        run: impl Fn(&Future<T>) -> R + 'static,
    ) -> Self {
        Self(Rc::new(CallbackInner {
            name,
            at: Location::caller(),
            run: Box::new(move |future| run(future).into_result()),
        }))
    }

    fn key(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<()>() as usize
    }
}

impl<T> Clone for Callback<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
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

/// `Future.__await__`
pub struct AwaitFuture<T> {
    future: Future<T>,
    at: SourceLocation,
    suspension: Suspension,
}

impl<T> AwaitFuture<T> {
    pub(crate) fn new(future: Future<T>, at: SourceLocation) -> Self {
        Self {
            future,
            at,
            suspension: Suspension::default(),
        }
    }
}

impl<T: Clone + 'static> StdFuture for AwaitFuture<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<T>> {
        let this = &mut *self;
        if !this.suspension.is_suspended() {
            if this.future.done() {
                stand_at(this.at);
                return Poll::Ready(this.future.result_at(this.at));
            }
            if this.future.0.base.refused.get() {
                return Poll::Ready(Err(not_used_with_future()));
            }
            return match this.suspension.suspend(Some(this.future.any()), this.at) {
                Ok(()) => Poll::Pending,
                Err(exception) => Poll::Ready(Err(exception)),
            };
        }
        match this.suspension.resume() {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(exception)) => Poll::Ready(Err(exception)),
            Poll::Ready(Ok(())) if this.future.done() => {
                Poll::Ready(this.future.result_at(this.at))
            }
            Poll::Ready(Ok(())) => Poll::Ready(Err(not_used_with_future())),
        }
    }
}

/// `exception` is raised into the running coroutine, at this line of it.
pub(crate) fn raised_at(exception: &Exception, at: SourceLocation) {
    stand_at(at);
    raised_here(exception);
}

fn not_used_with_future() -> Exception {
    Exception::internal(&classes::RUNTIME_ERROR, "await wasn't used with future")
}

// `pin` is never projected: nothing here is pinned by address.
impl<T> Unpin for AwaitFuture<T> {}

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
