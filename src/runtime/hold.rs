//! Calls that hold the loop: `time.sleep`, a computation, `shutdown(wait=True)`.
//!
//! CPython's thread stands in such a call, and with it the loop. Here the handle that makes the call
//! is left unfinished: its coroutine gives up the thread without telling its task, nothing else of
//! the loop runs, and when the call is over the same handle goes on. So nothing overtakes it, as in
//! CPython, while the host of the loop can paint, or hear from workers.

use std::cell::{Cell, RefCell};
use std::future::Future as StdFuture;
use std::panic::Location;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use super::event_loop::{EventLoop, Next, get_running_loop, running};
use super::exceptions::{Exception, Result, classes};
use super::executor::{Expected, Job};
use super::futures::AnyFuture;
use crate::events::{Blocks, Entered, Event, HandleId, Kept, Nanos};
use crate::runtime::places::SourceLocation;

/// What a held loop waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// The page shows what will happen.
    Painted,
    /// The clock shows this.
    Time(Nanos),
    /// Something outside releases it.
    Released,
}

/// The part of a loop that is about being held.
#[derive(Default)]
pub(crate) struct Holds {
    held: RefCell<Option<Held>>,
    /// What the step that is on asks for, until the step ends.
    wanted: Cell<Option<Until>>,
    /// Set while the handle of a hold that is over goes on, until its task's step begins.
    goes_on: Cell<bool>,
    /// Whether the loop's host can paint before a call that stops the page.
    paints: Cell<bool>,
}

struct Held {
    task: Rc<dyn AnyFuture>,
    handle: Option<HandleId>,
    until: Until,
}

/// A blocking call that stops the page for less than this, in seconds, is not announced by it.
const SHORT: f64 = 0.05;

/// `time.sleep(seconds)`, the blocking one, from a plain function: the loop stands, and its clock
/// goes on. In a coroutine [`call_here`] of the job `sleeps` does the same, and the loop's host
/// stands with it.
///
/// # Errors
/// `ValueError` below zero or for what is not a number.
#[track_caller]
pub fn time_sleep(seconds: f64) -> Result {
    if seconds.is_nan() {
        let message = "Invalid value NaN (not a number)";
        return Err(Exception::internal(&classes::VALUE_ERROR, message));
    }
    if seconds < 0.0 {
        let message = "sleep length must be non-negative";
        return Err(Exception::internal(&classes::VALUE_ERROR, message));
    }
    let event_loop = get_running_loop()?;
    let until = event_loop.now().after(seconds);
    let expected = Expected {
        how: Blocks::Sleeping,
        takes: Some(until.since(event_loop.now())),
    };
    let what = format!("time.sleep({seconds})").into();
    let call = Call::begin(&event_loop, what, expected, Location::caller());
    event_loop.advance_to(until);
    call.end(&event_loop, None);
    Ok(())
}

/// Calls a job's function straight in a coroutine: the loop stands until it returns. A host that
/// paints says so before.
///
/// # Errors
/// What the function raises; `RuntimeError` where nothing runs jobs.
#[track_caller]
pub fn call_here<T>(job: Job<T>) -> impl StdFuture<Output = Result<T>> {
    let at = Location::caller();
    async move {
        let event_loop = get_running_loop()?;
        let packed = job.packed?;
        let workers = event_loop.workers()?;
        let expected = workers.expected(&packed);
        let call = Call::begin(&event_loop, packed.shown.clone(), expected, at);
        if expected.freezes() && event_loop.holds().paints.get() {
            hold(&event_loop, Until::Painted).await;
        }
        let (result, took) = workers.call(&packed);
        let until = Nanos(event_loop.now().0.saturating_add(took.0));
        hold(&event_loop, Until::Time(until)).await;
        let kept = result.as_ref().ok().map(|packed| event_loop.keep(packed));
        event_loop.log_input(|| Entered::Called {
            what: packed.shown.clone(),
            how: expected.how,
            expected: expected.takes,
            took: event_loop.now().since(call.from),
            result: kept.clone(),
        });
        call.end(&event_loop, kept);
        (job.unpack)(&result?)
    }
}

/// Holds the loop until [`EventLoop::release`], for a call that waits for something outside.
pub(crate) async fn hold_until_released(event_loop: &EventLoop, what: &str, at: SourceLocation) {
    let expected = Expected {
        how: Blocks::Joining,
        takes: None,
    };
    let call = Call::begin(event_loop, what.into(), expected, at);
    hold(event_loop, Until::Released).await;
    call.end(event_loop, None);
}

/// A call that holds the loop.
struct Call {
    what: Rc<str>,
    from: Nanos,
    at: SourceLocation,
}

impl Call {
    fn begin(
        event_loop: &EventLoop,
        what: Rc<str>,
        expected: Expected,
        at: SourceLocation,
    ) -> Self {
        let task = super::standing::stand_at(at);
        event_loop.emit(|| Event::Blocking {
            what: what.clone(),
            how: expected.how,
            expected: expected.takes,
            task,
            at: event_loop.place(at),
        });
        event_loop.goes_to(1);
        let from = event_loop.now();
        Self { what, from, at }
    }

    fn end(self, event_loop: &EventLoop, result: Option<Rc<Kept>>) {
        let task = super::standing::stand_at(self.at);
        event_loop.emit(|| Event::Blocked {
            what: self.what,
            from: self.from,
            task,
            at: event_loop.place(self.at),
            result,
        });
        event_loop.goes_to(1);
    }
}

impl Expected {
    /// Whether a page would stand still for a time that is noticed.
    fn freezes(self) -> bool {
        let is_short = |takes: Nanos| takes.as_secs() < SHORT;
        self.how == Blocks::Computing && !self.takes.is_some_and(is_short)
    }
}

async fn hold(event_loop: &EventLoop, until: Until) {
    match until {
        Until::Time(when) if when <= event_loop.now() => {}
        // Outside a task nobody could be held: the clock alone goes on.
        Until::Time(when) if event_loop.current_task().is_none() => event_loop.advance_to(when),
        until => Holding(Some(until)).await,
    }
}

/// A leaf that leaves its handle unfinished, once.
struct Holding(Option<Until>);

impl StdFuture for Holding {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let Some(until) = self.0.take() else {
            return Poll::Ready(());
        };
        let held = running(|event_loop| {
            event_loop.current_task().is_some()
                && event_loop.holds().wanted.replace(Some(until)).is_none()
        });
        match held {
            Some(true) => Poll::Pending,
            _ => Poll::Ready(()),
        }
    }
}

impl EventLoop {
    /// Whether a call holds the loop: its handle is not finished, and nothing else runs.
    pub fn is_held(&self) -> bool {
        self.holds().held.borrow().is_some()
    }

    /// Whether a call that will stop the page waits until the page has said so; for hosts, which
    /// call [`EventLoop::release`] then.
    pub fn awaits_paint(&self) -> bool {
        self.holds().until() == Some(Until::Painted)
    }

    /// For hosts: whether they paint before a call that stops the page. Otherwise it is made at once.
    pub fn set_paints(&self, paints: bool) {
        self.holds().paints.set(paints);
    }

    /// What a held loop waited for has come.
    pub fn release(&self) {
        if let Some(held) = self.holds().held.borrow_mut().as_mut() {
            held.until = Until::Time(Nanos::ZERO);
        }
        self.wake_host();
    }

    /// What a held loop needs next; none if it is not held.
    pub(crate) fn next_of_hold(&self) -> Option<Next> {
        Some(match self.holds().until()? {
            Until::Time(when) if when <= self.now() => Next::Ready,
            Until::Time(when) => Next::At(when),
            Until::Painted | Until::Released => Next::Idle,
        })
    }

    /// In a task's step that has not ended: whether it holds the loop from now on.
    pub(crate) fn begin_hold(&self, task: &Rc<dyn AnyFuture>) -> bool {
        let Some(until) = self.holds().wanted.take() else {
            return false;
        };
        let task = task.clone();
        self.holds().held.replace(Some(Held {
            task,
            handle: None,
            until,
        }));
        true
    }

    /// The step has ended: what it asked for means nothing any more.
    pub(crate) fn forget_hold(&self) {
        self.holds().wanted.set(None);
    }

    /// Whether the step that begins is one that was held.
    pub(crate) fn goes_on(&self) -> bool {
        self.holds().goes_on.take()
    }

    /// The handle that has just run is held; false if it is not, and has ended.
    pub(crate) fn holds_handle(&self, handle: HandleId) -> bool {
        match self.holds().held.borrow_mut().as_mut() {
            Some(held) => {
                held.handle = Some(handle);
                true
            }
            None => false,
        }
    }

    /// Goes on with the handle that was held.
    ///
    /// # Errors
    /// What leaves the loop.
    pub(crate) fn end_hold(&self) -> Result {
        let held = self.holds().held.take();
        let Some(held) = held else { return Ok(()) };
        self.holds().goes_on.set(true);
        let ended = held.task.step(None);
        self.holds().goes_on.set(false);
        if let Some(handle) = held.handle
            && !self.holds_handle(handle)
        {
            self.ended(handle);
        }
        ended
    }

    /// The loop is closed.
    pub(crate) fn drop_hold(&self) {
        let held = self.holds().held.take();
        drop(held);
    }
}

impl Holds {
    fn until(&self) -> Option<Until> {
        self.held.borrow().as_ref().map(|held| held.until)
    }
}
