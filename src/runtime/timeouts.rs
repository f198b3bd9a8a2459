//! `asyncio.timeout` and `asyncio.timeout_at` (`timeouts.py`, since 3.11).

use crate::events::{CancelOrigin, Nanos};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::Future as StdFuture;
use std::panic::Location;
use std::rc::{Rc, Weak};

use super::event_loop::{EventLoop, get_running_loop};
use super::exceptions::{Exception, Result, classes};
use super::handles::Handle;
use super::standing::stand_at;

use super::tasks::AnyTask;
use crate::runtime::places::SourceLocation;

/// `asyncio.Timeout`: a deadline for a block of code. Clones are the same timeout.
#[derive(Clone)]
pub struct Timeout(Rc<Inner>);

struct Inner {
    state: Cell<State>,
    /// On the loop clock, in seconds; none is never.
    when: Cell<Option<f64>>,
    handler: RefCell<Option<Handle>>,
    task: RefCell<Option<AnyTask>>,
    /// How many cancels of the task were open when the block was entered.
    cancelling: Cell<u32>,
}

/// `timeouts._State`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Created,
    Entered,
    /// The deadline is over and the task was cancelled; the block has not been left.
    Expiring,
    Expired,
    Exited,
}

/// `asyncio.timeout(delay)`: seconds from now, or none for no deadline.
///
/// # Errors
/// `RuntimeError` outside a running loop.
pub fn timeout(delay: Option<f64>) -> Result<Timeout> {
    let now = get_running_loop()?.time();
    Ok(timeout_at(delay.map(|delay| now + delay)))
}

/// `asyncio.timeout_at(when)`: seconds on the loop clock, or none for no deadline.
pub fn timeout_at(when: Option<f64>) -> Timeout {
    Timeout(Rc::new(Inner {
        state: Cell::new(State::Created),
        when: Cell::new(when),
        handler: RefCell::default(),
        task: RefCell::default(),
        cancelling: Cell::new(0),
    }))
}

impl Timeout {
    /// `async with timeout: body`. When the deadline passes, the task is cancelled; the
    /// `CancelledError` that leaves the body for that reason becomes a `TimeoutError`.
    ///
    /// # Errors
    /// `TimeoutError`; what else the body raises; `RuntimeError` when it was entered before, or
    /// outside a task.
    #[track_caller]
    pub fn run<T, B>(&self, body: B) -> impl StdFuture<Output = Result<T>> + use<T, B>
    where
        B: StdFuture<Output = Result<T>>,
    {
        let at = Location::caller();
        let timeout = self.clone();
        async move {
            stand_at(at);
            timeout.enter()?;
            let leaving = Leaving(&timeout);
            let result = body.await;
            std::mem::forget(leaving);
            timeout.exit(result, at)
        }
    }

    /// `timeout.when()`: the deadline on the loop clock, in seconds.
    pub fn when(&self) -> Option<f64> {
        self.0.when.get()
    }

    /// `timeout.expired()`
    pub fn expired(&self) -> bool {
        matches!(self.0.state.get(), State::Expiring | State::Expired)
    }

    /// `timeout.reschedule(when)`: seconds on the loop clock, or none for no deadline.
    ///
    /// # Errors
    /// `RuntimeError` unless the block is entered and the deadline has not passed.
    pub fn reschedule(&self, when: Option<f64>) -> Result {
        match self.0.state.get() {
            State::Entered => {}
            State::Created => return Err(runtime_error("Timeout has not been entered")),
            state => {
                let name = match state {
                    State::Expiring => "expiring",
                    State::Expired => "expired",
                    _ => "finished",
                };
                return Err(runtime_error(&format!(
                    "Cannot change state of {name} Timeout"
                )));
            }
        }
        self.0.when.set(when);
        self.disarm();
        let event_loop = get_running_loop()?;
        let handler = when.map(|when| self.arm(&event_loop, when)).transpose()?;
        *self.0.handler.borrow_mut() = handler;
        Ok(())
    }

    fn arm(&self, event_loop: &EventLoop, when: f64) -> Result<Handle> {
        let weak: Weak<Inner> = Rc::downgrade(&self.0);
        let on_timeout = move || {
            if let Some(inner) = weak.upgrade() {
                Timeout(inner).on_timeout();
            }
        };
        if when <= event_loop.time() {
            event_loop.call_soon_internally("Timeout._on_timeout", on_timeout)
        } else {
            let timer = event_loop.call_at_internally(
                Nanos::from_secs(when),
                "Timeout._on_timeout",
                on_timeout,
            )?;
            Ok(timer.0)
        }
    }

    fn disarm(&self) {
        let handler = self.0.handler.borrow_mut().take();
        if let Some(handler) = handler {
            handler.cancel();
        }
    }

    /// `_on_timeout`
    fn on_timeout(&self) {
        let task = self.0.task.borrow().clone();
        if let Some(task) = task {
            task.cancel_by(CancelOrigin::Timeout);
        }
        self.0.state.set(State::Expiring);
        self.0.handler.borrow_mut().take();
    }

    /// `__aenter__`
    fn enter(&self) -> Result {
        if self.0.state.get() != State::Created {
            return Err(runtime_error("Timeout has already been entered"));
        }
        let Some(task) = get_running_loop()?.current_task() else {
            return Err(runtime_error("Timeout should be used inside a task"));
        };
        self.0.state.set(State::Entered);
        self.0.cancelling.set(task.cancelling());
        *self.0.task.borrow_mut() = Some(task);
        self.reschedule(self.0.when.get())
    }

    /// `__aexit__`
    fn exit<T>(&self, result: Result<T>, at: SourceLocation) -> Result<T> {
        self.disarm();
        let task = self.0.task.borrow_mut().take();
        if self.0.state.get() != State::Expiring {
            self.0.state.set(State::Exited);
            return result;
        }
        self.0.state.set(State::Expired);
        let open = task.map_or(0, |task| task.uncancel());
        result.map_err(|exception| {
            // Another cancel that came meanwhile goes first: the task really is being cancelled.
            if open <= self.0.cancelling.get() && exception.is_cancelled() {
                stand_at(at);
                Exception::internal_bare(&classes::TIMEOUT_ERROR).from_cause(exception)
            } else {
                exception
            }
        })
    }
}

fn runtime_error(message: &str) -> Exception {
    Exception::internal(&classes::RUNTIME_ERROR, message)
}

/// A block that is dropped in the middle leaves no timer behind.
struct Leaving<'a>(&'a Timeout);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.disarm();
        self.0.0.task.borrow_mut().take();
    }
}

impl fmt::Debug for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.0.state.get() {
            State::Created => "created",
            State::Entered => {
                let when = self
                    .when()
                    .map(|when| super::repr::float((when * 1e3).round_ties_even() / 1e3));
                return write!(
                    f,
                    "<Timeout [active] when={}>",
                    when.as_deref().unwrap_or("None")
                );
            }
            State::Expiring => "expiring",
            State::Expired => "expired",
            State::Exited => "finished",
        };
        write!(f, "<Timeout [{state}]>")
    }
}
