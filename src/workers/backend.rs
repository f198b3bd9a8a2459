//! What a pool stands on: slots in which jobs run, and whoever has them.

use std::rc::Rc;

use super::pool::WorkerPool;
use super::protocol::{Doing, Raised};
use crate::events::{JobId, Nanos, PoolId, PoolKind};
use crate::runtime::executor::{Executor, Expected, JobOutcome, Packed, Workers};
use crate::runtime::{EventLoop, Result};

/// A place where one job at a time runs.
pub trait Slot {
    /// Runs a job; the slot has none at that time.
    fn run(&self, id: JobId, job: &Packed);
    /// Nobody waits for its job's result any more. The job may go on to its end, and tells of it.
    fn forget(&self) {}
    /// Ends the slot at once, with its job. It says nothing more.
    fn kill(&self);
    /// The pool needs it no more; it has no job.
    fn release(&self);
}

/// What a slot tells its pool, always from outside the loop's turns or in `PoolBackend::later`.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// It takes jobs now (it may be given one before).
    Ready,
    /// Its job does something else.
    Doing(Doing),
    /// So many of its job's parts are done, of so many.
    Progress(u64, u64),
    /// Its job is done.
    Ended(std::result::Result<String, Raised>),
    /// It is no more, and why.
    Died(String),
}

/// How a slot tells its pool.
pub type Notify = Rc<dyn Fn(Notice)>;

/// Where a pool's slots come from.
pub trait PoolBackend {
    /// A new slot and its process id, for a job that it is given at once.
    ///
    /// # Errors
    /// Why there can be none.
    fn start(
        &self,
        first: &Packed,
        notify: Notify,
    ) -> std::result::Result<(Rc<dyn Slot>, u32), String>;
    /// Calls back soon, from outside the loop's turns.
    fn later(&self, callback: Box<dyn FnOnce()>);
    /// Whether only one job may run at a time, because nothing here can hand a GIL on.
    fn one_at_a_time(&self) -> bool {
        false
    }
}

/// A host's own kind of workers: with it, it gives a loop its [`Workers`].
pub(crate) trait Backends {
    /// What its pools stand on.
    type Backend: PoolBackend + 'static;

    /// What a new pool stands on.
    fn backend(&self, event_loop: &EventLoop, pool: PoolId, kind: PoolKind) -> Self::Backend;
    /// See [`Workers::expected`].
    fn expected(&self, job: &Packed) -> Expected;
    /// See [`Workers::call`].
    fn call(&self, job: &Packed) -> (JobOutcome, Nanos);
}

impl<B: Backends> Workers for B {
    fn open(
        &self,
        event_loop: &EventLoop,
        pool: PoolId,
        kind: PoolKind,
        max_workers: u32,
    ) -> Result<Rc<dyn Executor>> {
        let backend = self.backend(event_loop, pool, kind);
        Ok(WorkerPool::open(
            event_loop,
            pool,
            kind,
            max_workers,
            backend,
        ))
    }

    fn expected(&self, job: &Packed) -> Expected {
        Backends::expected(self, job)
    }

    fn call(&self, job: &Packed) -> (JobOutcome, Nanos) {
        Backends::call(self, job)
    }
}
