//! `run_in_executor`, `to_thread` and the pools of `concurrent.futures`, as the loop sees them.
//!
//! A job is a function by name with packed arguments, as pickling by qualified name makes it: what
//! runs it may be another instance of the program, in another thread. Who that is, the host of the
//! loop says ([`Workers`]); the loop itself knows only that a job was handed over and, later, that
//! it is done.

mod of_loop;
mod pool;

use std::rc::Rc;

use super::event_loop::EventLoop;
use super::exceptions::Result;
use crate::events::{Blocks, JobId, Kept, Nanos, PoolId, PoolKind};
pub(crate) use of_loop::Executors;
pub use of_loop::to_thread;
pub use pool::{Pool, process_pool_executor, thread_pool_executor, with_pool};

/// A call that can leave the loop's thread and gives a `T`.
#[must_use = "a job does nothing until an executor has it"]
pub struct Job<T> {
    /// Its name and arguments; an exception when the arguments cannot be copied.
    pub packed: Result<Packed>,
    /// Reads what came back.
    pub unpack: fn(&str) -> Result<T>,
}

/// A function by name, with its arguments packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The function's name in the registry.
    pub name: &'static str,
    /// Its arguments, as the workers' protocol has them.
    pub args: Rc<str>,
    /// The call as the screen shows it: `cpu_bound(10000000)`.
    pub shown: Rc<str>,
}

/// What a job gave, packed; or the exception that it raised.
pub type JobOutcome = Result<Rc<str>>;

/// How an executor tells that a job is done, and what of its result is kept for a replay
/// ([`EventLoop::keep`]). It is called once, never in the middle of `submit`.
pub type Done = Box<dyn FnOnce(JobOutcome, Option<Rc<Kept>>)>;

/// Something that runs jobs elsewhere (`concurrent.futures.Executor`).
pub trait Executor {
    /// Takes a job over. Its end is told through `done`, unless it is cancelled first.
    ///
    /// # Errors
    /// `RuntimeError` after `shutdown`.
    fn submit(&self, id: JobId, job: Packed, done: Done) -> Result;
    /// Takes a job back: true if it has not begun, and then it never will.
    fn cancel(&self, id: JobId) -> bool;
    /// Takes no more jobs, and with `cancel_futures` drops those that have not begun. `idle` is
    /// called when none is left, at the earliest after this call.
    fn shutdown(&self, cancel_futures: bool, idle: Option<Box<dyn FnOnce()>>) -> Vec<JobId>;
    /// Whether a job runs or waits.
    fn is_working(&self) -> bool;
    /// The loop is closed: stops at once whatever runs.
    fn kill(&self);
}

/// What a host gives a loop to run jobs with.
pub trait Workers {
    /// A new pool. `max_workers` is at least 1.
    ///
    /// # Errors
    /// `RuntimeError` when there can be no workers here.
    fn open(
        &self,
        event_loop: &EventLoop,
        pool: PoolId,
        kind: PoolKind,
        max_workers: u32,
    ) -> Result<Rc<dyn Executor>>;
    /// How a job would hold the loop's thread.
    fn expected(&self, job: &Packed) -> Expected;
    /// Runs a job straight in the loop's thread: what it gave, and how long that took.
    fn call(&self, job: &Packed) -> (JobOutcome, Nanos);
}

/// How a call would hold the loop's thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// In which way.
    pub how: Blocks,
    /// How long, by estimate; none if nobody knows.
    pub takes: Option<Nanos>,
}

/// What is going on outside a loop under virtual time.
pub trait Agenda {
    /// When the next thing happens.
    fn next(&self) -> Option<Nanos>;
    /// The clock has reached that: it happens.
    fn happen(&self);
    /// Between two handles of one turn. Only what is replayed can happen there.
    fn between_handles(&self) {}
    /// What the clock shows when the turn begins that is about to, if that is known.
    fn turn_begins(&self) -> Option<Nanos> {
        None
    }
}
