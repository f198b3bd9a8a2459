//! The event loop (asyncio `base_events.py`): a ready queue, a heap of timers, one turn at a time.
//!
//! The loop never waits. [`EventLoop::run_once`] does one turn and says what it needs next; a host
//! (see [`super::driver`]) waits for that, moves the clock and calls again. Callbacks are called in
//! one place only, [`EventLoop::run_one`]; everything else appends to the ready queue.

mod clock;
mod host;
mod known;
mod listener;
mod numbers;
mod scheduling;
mod turn;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use clock::Clock;
use host::Host;
use known::Known;
use listener::Listener;
use numbers::Numbers;
use scheduling::Entry;
use turn::Turn;

use super::exceptions::{Exception, Result, classes};
use super::futures::Future;
use super::handles::CallbackResult;
use super::intervention::Interventions;
use super::report::{ExceptionContext, ExceptionHandler};
use super::timers::Timers;
use crate::events::{Awaiting, Nanos};

/// An event loop. Clones are the same loop.
///
/// What [`EventLoop::new`] gives owns it, and so do its clones: when the last of them goes, the loop
/// is closed. What a program asks for inside ([`get_running_loop`], `Future.get_loop`) does not, so
/// that a coroutine may keep it.
#[derive(Clone)]
pub struct EventLoop(
    pub(crate) Rc<Inner>,
    #[expect(dead_code, reason = "its end closes the loop")] Option<Rc<Owner>>,
);

struct Owner(Rc<Inner>);

impl Drop for Owner {
    fn drop(&mut self) {
        EventLoop::borrowed(self.0.clone()).close();
    }
}

/// What a loop needs before its next turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Handles are ready: go on at once.
    Ready,
    /// Nothing to do before this instant of the loop clock.
    At(Nanos),
    /// Nothing is ready and no timer is set: only something from outside can go on.
    Idle,
    /// `stop` was called, and the turn in which it was called is over.
    Stopped,
    /// A handle raised this `SystemExit` or `KeyboardInterrupt`, which leaves `run_forever`. The turn
    /// is over; what was left of its snapshot is still ready, for the loop's next run.
    Raised(Exception),
}

pub(crate) struct Inner {
    clock: Clock,
    turn: Turn,
    timers: RefCell<Timers>,
    life: Life,
    numbers: Numbers,
    pub(super) known: Known,
    /// The step of a task that is running, if one is.
    pub(super) step: super::tasks::StepState,
    pub(super) handlers: super::report::Handlers,
    pub(super) linecache: RefCell<Option<Rc<super::linecache::LineCache>>>,
    pub(super) variables: RefCell<Option<Rc<super::linecache::Variables>>>,
    pub(super) listener: Listener,
    host: Host,
    executors: super::executor::Executors,
    pub(super) interventions: Interventions,
    holds: super::hold::Holds,
}

/// What a loop may do now.
#[derive(Default)]
struct Life {
    /// For good: nothing can be scheduled any more.
    closed: Cell<bool>,
    /// Set while a handle runs. Excludes the running of another, and the closing of the loop.
    in_handle: Cell<bool>,
    /// Set by a `close` from inside a handle, until the handle's end.
    closing: Cell<bool>,
    /// Set while the program's exception handler is called between two runs.
    between_runs: Cell<bool>,
}

thread_local! {
    static RUNNING: RefCell<Option<EventLoop>> = const { RefCell::new(None) };
}

/// Calls `f` with the running loop, if there is one. Nothing is borrowed meanwhile.
pub(crate) fn running<R>(f: impl FnOnce(&EventLoop) -> R) -> Option<R> {
    let event_loop = RUNNING
        .try_with(|running| running.try_borrow().ok()?.clone())
        .ok()??;
    Some(f(&event_loop))
}

/// `asyncio.get_running_loop()`
///
/// # Errors
/// `RuntimeError` outside a running loop.
pub fn get_running_loop() -> Result<EventLoop> {
    running(|event_loop| EventLoop::borrowed(event_loop.0.clone()))
        .filter(|event_loop| !event_loop.0.life.between_runs.get())
        .ok_or_else(|| Exception::internal(&classes::RUNTIME_ERROR, "no running event loop"))
}

/// While it lives, its loop is the running one of this thread; afterwards the one before is again.
pub struct LoopGuard(Option<EventLoop>);

impl Drop for LoopGuard {
    fn drop(&mut self) {
        let previous = self.0.take();
        let _ = RUNNING.try_with(|running| running.replace(previous));
    }
}

impl Default for EventLoop {
    fn default() -> Self {
        Self::new()
    }
}

impl EventLoop {
    /// `asyncio.new_event_loop()`: the clock stands at zero.
    pub fn new() -> Self {
        let inner = Rc::new(Inner {
            clock: Clock::default(),
            turn: Turn::default(),
            timers: RefCell::default(),
            life: Life::default(),
            numbers: Numbers::default(),
            known: Known::default(),
            step: super::tasks::StepState::default(),
            handlers: super::report::Handlers::default(),
            linecache: RefCell::default(),
            variables: RefCell::default(),
            listener: Listener::default(),
            host: Host::default(),
            executors: super::executor::Executors::default(),
            interventions: Interventions::default(),
            holds: super::hold::Holds::default(),
        });
        let owner = Rc::new(Owner(inner.clone()));
        Self(inner, Some(owner))
    }

    /// For a program, which does not own its loop.
    pub(crate) fn borrowed(inner: Rc<Inner>) -> Self {
        Self(inner, None)
    }

    /// For what is made outside any loop, and can never run.
    pub(crate) fn new_closed() -> Self {
        let event_loop = Self::new();
        event_loop.0.life.closed.set(true);
        event_loop
    }

    /// `loop.is_running()`: one of its handles runs.
    pub fn is_running(&self) -> bool {
        self.0.life.in_handle.get()
    }

    /// Makes this the running loop until the guard is dropped.
    pub fn enter(&self) -> LoopGuard {
        LoopGuard(
            RUNNING
                .try_with(|running| running.replace(Some(self.clone())))
                .unwrap_or(None),
        )
    }

    /// Calls `f` while the loop does not run: what it prints is printed, but there is no running loop.
    pub(crate) fn between_runs<R>(&self, f: impl FnOnce() -> R) -> R {
        let outer = self.0.life.between_runs.replace(true);
        let given = f();
        self.0.life.between_runs.set(outer);
        given
    }

    /// `loop.create_future()`
    pub fn create_future<T: Clone + 'static>(&self) -> Future<T> {
        Future::new(self, Awaiting::Future)
    }

    /// `_check_closed`
    pub(crate) fn check_closed(&self) -> Result {
        if self.0.life.closed.get() {
            let message = "Event loop is closed";
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        }
        Ok(())
    }

    /// `loop.is_closed()`
    pub fn is_closed(&self) -> bool {
        self.0.life.closed.get()
    }

    /// `loop.close()`: forgets what is ready and every timer, and destroys the tasks that are left.
    /// Their locals are dropped; nothing of them runs. The program's exception handler is told of
    /// them, and forgotten too. From inside one of its handles (CPython: `RuntimeError`) it is closed
    /// when that handle ends.
    pub fn close(&self) {
        if self.0.life.in_handle.get() {
            return self.0.life.closing.set(true);
        }
        if self.0.life.closed.replace(true) {
            return;
        }
        let _running = self.enter();
        self.kill_pools();
        self.drop_hold();
        self.0.turn.left.set(0);
        let ready = std::mem::take(&mut *self.0.turn.ready.borrow_mut());
        let timers = self.0.timers.borrow_mut().drain();
        let tasks = std::mem::take(&mut *self.0.known.tasks.borrow_mut());
        for task in tasks.in_order() {
            task.destroy();
        }
        let futures = std::mem::take(&mut *self.0.known.with_callbacks.borrow_mut());
        for future in futures.in_order() {
            future.base().drop_callbacks();
        }
        // A callback may own its handle, and the program's exception handler the loop.
        for handle in &timers {
            handle.forget();
        }
        for entry in &ready {
            if let Entry::Shared(handle) = entry {
                handle.forget();
            }
        }
        drop((ready, timers, self.0.handlers.handler.take()));
    }

    /// `loop.set_exception_handler(handler)`; none is the default one, which writes to stderr.
    /// What it raises: see [`EventLoop::call_exception_handler`].
    pub fn set_exception_handler<R: CallbackResult>(
        &self,
        handler: Option<impl Fn(&EventLoop, &ExceptionContext) -> R + 'static>,
    ) {
        let handler = handler.map(|handler| {
            let handler = move |event_loop: &EventLoop, context: &ExceptionContext| {
                handler(event_loop, context).into_result()
            };
            Rc::new(handler) as Rc<ExceptionHandler>
        });
        let _previous = self.0.handlers.handler.replace(handler);
    }

    pub(super) fn executors(&self) -> &super::executor::Executors {
        &self.0.executors
    }

    pub(super) fn holds(&self) -> &super::hold::Holds {
        &self.0.holds
    }
}

impl PartialEq for EventLoop {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for EventLoop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ready, timers) = self.queue_lengths();
        write!(
            f,
            "<EventLoop time={} ready={ready} timers={timers}>",
            self.now()
        )
    }
}
