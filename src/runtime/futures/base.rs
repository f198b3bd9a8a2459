//! The part of a future that does not depend on its result's type.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::callbacks::{Callbacks, DoneCallback};
use super::cell::{AnyFuture, Kind};
use crate::events::{Awaiting, Event, FutureId, Outcome};
use crate::runtime::deferred_drop::deferred_drop;
use crate::runtime::event_loop::{EventLoop, Inner};
use crate::runtime::exceptions::{Exception, Result, classes};
use crate::runtime::handles::Run;
use crate::runtime::places::SourceLocation;
use crate::runtime::registry::Place;
use crate::runtime::traceback::Traceback;

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
    pub(super) refused: Cell<bool>,
    /// `__log_traceback`: set with an exception, unset when anybody looks at it. Still set at the
    /// end of its life, it is "never retrieved".
    pub(super) log_traceback: Cell<bool>,
    /// Made when there is anything in it: most futures end with a result.
    ending: RefCell<Option<Box<Ending>>>,
    callbacks: RefCell<Callbacks>,
    /// Set when it had callbacks that went with its loop: `call_soon` would be asked for them, and
    /// raise.
    bereft: Cell<bool>,
    /// Where the loop knows it while it has callbacks of the program, which may own it in turn.
    pub(super) with_callbacks: Place,
}

/// What an end other than a result leaves, and what a `cancel` left on the way to one.
#[derive(Default)]
pub(super) struct Ending {
    pub(super) exception: Option<Exception>,
    /// `_exception_tb`: the traceback that the exception came with, for the first who takes it by
    /// `result()`. (For the next it is empty, in CPython's `_asynciomodule.c` too.)
    pub(super) traceback: Traceback,
    /// `_cancelled_exc`: the CancelledError that ended a task; the first to ask gets it.
    cancelled_exc: Option<Exception>,
    cancel_message: Option<Rc<str>>,
}

impl Base {
    pub(super) fn new(event_loop: &EventLoop, awaiting: Awaiting) -> Self {
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

    pub(super) fn with_ending(&self, change: impl FnOnce(&mut Ending)) {
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
    pub(super) fn raise_exception(&self) -> Option<Exception> {
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
    pub(super) fn finish(&self, this: &Rc<dyn AnyFuture>, state: State) -> Result {
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
    pub(super) fn leave(&self, event_loop: &EventLoop) {
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

pub(super) fn invalid_state(message: &str) -> Exception {
    Exception::internal(&classes::INVALID_STATE_ERROR, message)
}
