//! `asyncio.run` (asyncio `runners.py`), as a machine that a host drives.
//!
//! CPython's `run` blocks its thread. Here [`Program::run_once`] does one turn and returns what it
//! needs next, so that the same code runs under virtual time and in a page. The default executor is
//! waited for in the end, which 3.7's and 3.8's `run` does not do.

use super::call::internal_call;
use super::coroutine::{Coroutine, coroutine};
use super::deadlock::Deadlock;
use super::event_loop::{EventLoop, Next};
use super::exceptions::{Exception, Result, classes};
use super::futures::{AnyFuture, DoneCallback};
use super::gather::gather_tasks;
use super::report::ExceptionContext;
use super::tasks::{AnyTask, Task};
use crate::events::{CancelOrigin, End, Event, ReportReason};

use std::fmt;
use std::rc::Rc;

/// One program as `asyncio.run` runs it: its main coroutine, and the cleaning up after it.
/// [`virtual_time::Runner`](super::driver::virtual_time::Runner) is `asyncio.Runner`.
pub struct Program<T> {
    event_loop: EventLoop,
    /// An error if the loop is closed already: the program is over then before it has begun.
    main: Result<Task<T>>,
    /// What left `run` in `main`'s place: a `RuntimeError` when the program stopped its loop, a
    /// `SystemExit` or `KeyboardInterrupt`, or a `RecursionError` of the cleaning up; the last one if
    /// there were several.
    raised: Option<Exception>,
    /// None while `main` runs.
    shutdown: Option<Shutdown>,
}

/// What `Runner.close` does, a `run_until_complete` after the other.
pub(crate) struct Shutdown {
    event_loop: EventLoop,
    phase: Phase,
    /// What the loop runs until.
    awaited: Option<Rc<dyn AnyFuture>>,
}

enum Phase {
    /// `_cancel_all_tasks`: everything left was cancelled, and ends.
    CancellingAll { left: Vec<AnyTask> },
    /// `loop.shutdown_asyncgens()`. A program here has none; it takes its two turns.
    ShuttingDownAsyncgens,
    /// `loop.shutdown_default_executor()`
    ShuttingDownExecutor,
    /// The loop is closed.
    Over,
}

/// Why a program gave no value.
#[derive(Clone, Debug)]
pub enum RunError {
    /// An exception left `main`.
    Raised(Exception),
    /// Nothing can ever go on: CPython would hang here.
    Deadlock(Deadlock),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Raised(exception) => exception.fmt(f),
            RunError::Deadlock(deadlock) => deadlock.fmt(f),
        }
    }
}

impl std::error::Error for RunError {}

impl<T: Clone + 'static> Program<T> {
    /// `asyncio.run(main)` up to its first turn.
    #[track_caller]
    pub fn new(event_loop: &EventLoop, main: Coroutine<T>) -> Self {
        Self {
            event_loop: event_loop.clone(),
            main: begin(event_loop, main),
            raised: None,
            shutdown: None,
        }
    }

    /// One turn; `Stopped` when the program is over and its loop closed.
    pub fn run_once(&mut self) -> Next {
        let next = self.event_loop.run_once();
        self.after(next)
    }

    /// One handle.
    pub fn run_one(&mut self) -> Next {
        let next = self.event_loop.run_one();
        self.after(next)
    }

    /// What it needs before it can go on.
    pub fn next(&self) -> Next {
        if self.is_over() {
            Next::Stopped
        } else {
            self.event_loop.next()
        }
    }

    /// Whether `run` would have returned.
    pub fn is_over(&self) -> bool {
        self.main.is_err() || self.shutdown.as_ref().is_some_and(Shutdown::is_over)
    }

    /// Its loop.
    pub fn event_loop(&self) -> &EventLoop {
        &self.event_loop
    }

    /// What `main` gave; an `InvalidStateError` while it runs.
    ///
    /// # Errors
    /// The exception that left `main`, also `CancelledError`; `RuntimeError` if the program stopped
    /// its loop; `SystemExit` or `KeyboardInterrupt`, whoever raised it.
    pub fn result(&self) -> Result<T> {
        match &self.raised {
            Some(exception) => Err(exception.clone()),
            None => self.main.clone()?.result(),
        }
    }

    /// Who waits for what, if nothing can ever go on: a deadlock. None while anything is ready,
    /// timed, or in flight outside.
    pub fn deadlock(&self) -> Option<Deadlock> {
        // A loop that is closed is not stuck, and must not be said to be.
        if self.is_over() {
            return None;
        }
        Deadlock::if_stuck(&self.event_loop)
    }

    fn after(&mut self, next: Next) -> Next {
        let raised = match next {
            Next::Stopped if self.is_over() || self.event_loop.is_running() => return next,
            Next::Stopped => None,
            Next::Raised(exception) => Some(exception),
            _ => return next,
        };
        match &mut self.shutdown {
            Some(shutdown) => {
                if let Err(exception) = shutdown.advance(raised) {
                    self.raised = Some(exception);
                }
            }
            None => {
                let main = self.main.as_ref().ok();
                self.raised = main.and_then(|main| left_early(raised, &*main.any()));
                let shutdown = self.shutdown.insert(Shutdown::new(&self.event_loop));
                if let Err(exception) = shutdown.begin() {
                    self.raised = Some(exception);
                }
            }
        }
        if self.is_over() {
            self.tell_end();
        }
        self.next()
    }

    fn tell_end(&self) {
        self.event_loop.emit(|| Event::RunEnded {
            how: match self.result() {
                Ok(_) => End::Returned,
                Err(exception) => exception.end(),
            },
        });
    }
}

impl Shutdown {
    pub(crate) fn new(event_loop: &EventLoop) -> Self {
        Self {
            event_loop: event_loop.clone(),
            phase: Phase::Over,
            awaited: None,
        }
    }

    /// Up to its first turn.
    ///
    /// # Errors
    /// A `RecursionError`, when a task that is left cannot be cancelled. The loop is closed.
    pub(crate) fn begin(&mut self) -> Result {
        let event_loop = self.event_loop.clone();
        let _running = event_loop.enter();
        // A program may have closed its loop itself.
        if event_loop.is_closed() {
            return Ok(());
        }
        let begun = self.cancel_all();
        self.goes_on(begun)
    }

    /// # Errors
    /// What the next phase was to begin with. The loop is closed then.
    fn goes_on(&mut self, next: Result<Phase>) -> Result {
        let (phase, raised) = match next {
            Ok(phase) => (phase, Ok(())),
            Err(exception) => (self.close(), Err(exception)),
        };
        self.phase = phase;
        raised
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over)
    }

    /// The loop has stopped, or `raised` left it.
    ///
    /// # Errors
    /// What leaves `Runner.close` before its end: `raised`, a `RuntimeError` when the program stopped
    /// the loop, or what its exception handler lets through. The loop is closed.
    pub(crate) fn advance(&mut self, raised: Option<Exception>) -> Result {
        let _running = self.event_loop.enter();
        let awaited = self.awaited.take();
        if let Some(awaited) = awaited
            && !self.event_loop.is_closed()
            && let Some(exception) = left_early(raised, &*awaited)
        {
            return self.goes_on(Err(exception));
        }
        let next = match std::mem::replace(&mut self.phase, Phase::Over) {
            _ if self.event_loop.is_closed() => Ok(Phase::Over),
            Phase::CancellingAll { left } => {
                let reported = self
                    .event_loop
                    .between_runs(|| self.report_unhandled(&left));
                reported.and_then(|()| self.shut_down_asyncgens())
            }
            Phase::ShuttingDownAsyncgens => self.shut_down_executor(),
            Phase::ShuttingDownExecutor | Phase::Over => Ok(self.close()),
        };
        self.goes_on(next)
    }

    /// `_cancel_all_tasks`
    fn cancel_all(&mut self) -> Result<Phase> {
        let left = self.event_loop.all_tasks();
        if left.is_empty() {
            return self.shut_down_asyncgens();
        }
        for task in &left {
            super::cancel::cancel(task.0.clone(), None, CancelOrigin::Runner)?;
        }
        let gathering = gather_tasks(&self.event_loop, &left);
        self.run_until(gathering.any())?;
        Ok(Phase::CancellingAll { left })
    }

    fn run_until(&mut self, future: Rc<dyn AnyFuture>) -> Result {
        stop_when_done(&self.event_loop, &future)?;
        self.awaited = Some(future);
        Ok(())
    }

    fn report_unhandled(&self, left: &[AnyTask]) -> Result {
        for task in left.iter().filter(|task| !task.cancelled()) {
            if let Ok(Some(exception)) = task.exception() {
                let message = "unhandled exception during asyncio.run() shutdown";
                let context = ExceptionContext::of_task(message, Some(exception), task.id());
                let context = context.because(ReportReason::RaisedAtShutdown);
                self.event_loop.call_exception_handler(&context)?;
            }
        }
        Ok(())
    }

    fn shut_down_asyncgens(&mut self) -> Result<Phase> {
        self.event_loop.check_closed()?;
        let closing = coroutine(internal_call!(shutdown_asyncgens()), async { Ok(()) });
        let task = Task::new_internal(&self.event_loop, closing);
        self.run_until(task.any())?;
        Ok(Phase::ShuttingDownAsyncgens)
    }

    fn shut_down_executor(&mut self) -> Result<Phase> {
        self.event_loop.check_closed()?;
        let closing = self
            .event_loop
            .shutdown_default_executor(Some(THREAD_JOIN_TIMEOUT));
        let task = Task::new_internal(&self.event_loop, closing);
        self.run_until(task.any())?;
        Ok(Phase::ShuttingDownExecutor)
    }

    fn close(&self) -> Phase {
        self.event_loop.emit(|| Event::LoopStopped);
        self.event_loop.close();
        Phase::Over
    }
}

impl<T> Drop for Program<T> {
    /// A program that is given up in the middle leaves nothing behind, and says no more: its tasks
    /// are destroyed by us, where CPython's would hang on.
    fn drop(&mut self) {
        if !self.shutdown.as_ref().is_some_and(Shutdown::is_over) {
            self.event_loop.set_instrument(None);
        }
        self.event_loop.close();
    }
}

/// The callback that [`stop_when_done`] adds; no address is as low.
const STOP: usize = 1;

/// How long `run` waits for the default executor at its end (`constants.py`), in seconds.
const THREAD_JOIN_TIMEOUT: f64 = 300.0;

/// `run_until_complete(main)` up to its first turn.
///
/// # Errors
/// `RuntimeError` if the loop is closed.
#[track_caller]
pub(crate) fn begin<T: Clone + 'static>(
    event_loop: &EventLoop,
    main: Coroutine<T>,
) -> Result<Task<T>> {
    let _running = event_loop.enter();
    event_loop.check_closed()?;
    event_loop.emit(|| Event::LoopStarted);
    let main = event_loop.create_task(main)?;
    stop_when_done(event_loop, &main.any())?;
    Ok(main)
}

/// `future.add_done_callback(_run_until_complete_cb)`
fn stop_when_done(event_loop: &EventLoop, future: &Rc<dyn AnyFuture>) -> Result {
    let event_loop = event_loop.clone();
    let callback = DoneCallback::Call {
        key: STOP,
        name: "_run_until_complete_cb",
        at: None,
        callback: Rc::new(move |future| {
            let exception = future.base().retrieve_exception();
            // What has left the loop need not stop it, which by now runs for something else.
            if !exception.is_some_and(|exception| exception.leaves_the_loop()) {
                event_loop.stop();
            }
            Ok(())
        }),
    };
    future.base().add_callback(future, callback)
}

/// What leaves `run_until_complete(future)` in the place of the future's own outcome: `raised`, or a
/// `RuntimeError` when the program stopped the loop.
pub(crate) fn left_early(raised: Option<Exception>, future: &dyn AnyFuture) -> Option<Exception> {
    future.base().remove_callback(STOP);
    let stopped_early = || {
        let message = "Event loop stopped before Future completed.";
        Exception::internal(&classes::RUNTIME_ERROR, message)
    };
    raised.or_else(|| (!future.base().done()).then(stopped_early))
}
