//! Pools of workers, and calls that hold the loop.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::JobId;

/// What a pool's workers share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PoolKind {
    /// `ThreadPoolExecutor`: one interpreter and its GIL.
    Threads,
    /// `ProcessPoolExecutor`: nothing.
    Processes,
}

/// What a worker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorkerState {
    /// It is being started; a process also loads its program.
    Starting,
    /// It has nothing to do.
    Idle,
    /// Arguments or results of the job are copied.
    Transferring(JobId),
    /// The job waits until no other thread has the GIL.
    WaitingForGil(JobId),
    /// The job computes.
    Running(JobId),
    /// The job blocks, without the GIL and without computing.
    Blocking(JobId),
    /// It is no more.
    Gone,
}

impl WorkerState {
    /// The job that the worker is busy with.
    pub const fn job(self) -> Option<JobId> {
        match self {
            Self::Transferring(job)
            | Self::WaitingForGil(job)
            | Self::Running(job)
            | Self::Blocking(job) => Some(job),
            Self::Starting | Self::Idle | Self::Gone => None,
        }
    }
}

/// How a call holds the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Blocks {
    /// It waits for the clock.
    Sleeping,
    /// It computes; a page stands still meanwhile.
    Computing,
    /// It waits for jobs in workers.
    Joining,
}

/// What came into the loop from outside, kept so that the run can be replayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kept {
    /// The result, packed.
    Result(Rc<str>),
    /// The result was too long to be kept, at so many bytes; a replay computes it again.
    LeftOut(usize),
}
