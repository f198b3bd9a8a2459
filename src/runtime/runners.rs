//! `asyncio.run` and `asyncio.Runner` (asyncio `runners.py`), as a machine that a host drives.
//!
//! CPython's `run` blocks its thread. Here [`Runner::run_once`] does one turn and returns what it
//! needs next, so that the same code runs under virtual time and in a page.

use super::call;
use super::coroutine::{Coroutine, coroutine};
use super::deadlock::Deadlock;
use super::event_loop::{EventLoop, Next};
use super::exceptions::{Exception, Result, classes};
use super::futures::{AnyFuture, DoneCallback};
use super::gather::gather_tasks;
use super::instrument::Event;
use super::report::ExceptionContext;
use super::tasks::{AnyTask, Task};

use std::fmt;
use std::rc::Rc;

/// One program: its main coroutine, and the cleaning up after it.
pub struct Runner<T> {
    event_loop: EventLoop,
    main: Task<T>,
    phase: Phase,
}

/// Where `run` is.
enum Phase {
    /// `loop.run_until_complete(main)`
    Main,
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

impl<T: Clone + 'static> Runner<T> {
    /// `asyncio.run(main)` up to its first turn.
    #[track_caller]
    pub fn new(event_loop: &EventLoop, main: Coroutine<T>) -> Self {
        let _running = event_loop.enter();
        event_loop.emit(|| Event::LoopStarted);
        let main = event_loop.create_task(main);
        stop_when_done(event_loop, &main.any());
        Self {
            event_loop: event_loop.clone(),
            main,
            phase: Phase::Main,
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
        matches!(self.phase, Phase::Over)
    }

    /// Its loop.
    pub fn event_loop(&self) -> &EventLoop {
        &self.event_loop
    }

    /// What `main` gave; an `InvalidStateError` while it runs.
    ///
    /// # Errors
    /// The exception that left `main`, also `CancelledError`; `RuntimeError` if the program stopped
    /// its loop.
    pub fn result(&self) -> Result<T> {
        if self.is_over() && !self.main.done() {
            return Err(Exception::new(
                &classes::RUNTIME_ERROR,
                "Event loop stopped before Future completed.",
            ));
        }
        self.main.result()
    }

    /// Who waits for what, if nothing can ever go on: a deadlock. None while anything is ready,
    /// timed, or in flight outside.
    pub fn deadlock(&self) -> Option<Deadlock> {
        let stuck = self.next() == Next::Idle && self.event_loop.jobs_in_flight() == 0;
        stuck.then(|| {
            self.event_loop.emit(|| Event::Deadlocked);
            Deadlock::of(&self.event_loop)
        })
    }

    fn after(&mut self, next: Next) -> Next {
        if next != Next::Stopped || self.is_over() {
            return next;
        }
        let _running = self.event_loop.enter();
        self.phase = match std::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Main => self.cancel_all(),
            Phase::CancellingAll { left } => {
                self.report_unhandled(&left);
                self.shut_down_asyncgens()
            }
            Phase::ShuttingDownAsyncgens => self.shut_down_executor(),
            Phase::ShuttingDownExecutor | Phase::Over => self.close(),
        };
        self.next()
    }

    /// `_cancel_all_tasks`
    fn cancel_all(&self) -> Phase {
        let left = self.event_loop.all_tasks();
        if left.is_empty() {
            return self.shut_down_asyncgens();
        }
        for task in &left {
            task.cancel();
        }
        stop_when_done(
            &self.event_loop,
            &gather_tasks(&self.event_loop, &left).any(),
        );
        Phase::CancellingAll { left }
    }

    fn report_unhandled(&self, left: &[AnyTask]) {
        for task in left.iter().filter(|task| !task.cancelled()) {
            if let Ok(Some(exception)) = task.exception() {
                self.event_loop.call_exception_handler(&ExceptionContext {
                    message: "unhandled exception during asyncio.run() shutdown".into(),
                    exception: Some(exception),
                    future: Some(task.id()),
                });
            }
        }
    }

    fn shut_down_asyncgens(&self) -> Phase {
        let task = self
            .event_loop
            .create_task(coroutine(call!(shutdown_asyncgens()), async { Ok(()) }));
        stop_when_done(&self.event_loop, &task.any());
        Phase::ShuttingDownAsyncgens
    }

    fn shut_down_executor(&self) -> Phase {
        let task = self
            .event_loop
            .create_task(self.event_loop.shutdown_default_executor());
        stop_when_done(&self.event_loop, &task.any());
        Phase::ShuttingDownExecutor
    }

    fn close(&self) -> Phase {
        self.event_loop.emit(|| Event::LoopStopped);
        self.event_loop.close();
        Phase::Over
    }
}

impl<T> Drop for Runner<T> {
    /// A program that is given up in the middle leaves nothing behind, and says no more: its tasks
    /// are destroyed by us, where CPython's would hang on.
    fn drop(&mut self) {
        if !matches!(self.phase, Phase::Over) {
            self.event_loop.set_instrument(None);
        }
        self.event_loop.close();
    }
}

/// `future.add_done_callback(_run_until_complete_cb)`
fn stop_when_done(event_loop: &EventLoop, future: &Rc<dyn AnyFuture>) {
    let event_loop = event_loop.clone();
    let callback = DoneCallback::Call {
        key: 0,
        name: "_run_until_complete_cb",
        callback: Rc::new(move |_| {
            event_loop.stop();
            Ok(())
        }),
    };
    future.base().add_callback(future, callback);
}
