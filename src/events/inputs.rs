//! What comes into a run from outside its loop: with it, the same program makes the same run again.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{Act, Blocks, JobId, Kept, Moment, Nanos, PoolId, Raised};

/// Something that comes in, told as it enters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// The moment: just before the first event that comes of it.
    pub at: Moment,
    /// What the loop clock shows.
    pub when: Nanos,
    /// Whether it comes in the middle of a handle: virtual workers answer at once.
    pub at_once: bool,
    /// What it is.
    pub what: Entered,
}

/// What comes in. Answers from the network and random bytes come as results of jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Entered {
    /// A worker was got for a pool.
    WorkerStarted {
        /// The pool.
        pool: PoolId,
        /// The worker, numbered from 1 in its pool.
        worker: u32,
        /// Its process id.
        pid: u32,
    },
    /// No worker could be got.
    WorkerRefused {
        /// The pool.
        pool: PoolId,
        /// The number that it would have had.
        worker: u32,
        /// Why.
        reason: Rc<str>,
    },
    /// A worker got a job. This goes out, and what the worker tells is timed from it.
    JobGiven {
        /// The pool.
        pool: PoolId,
        /// The worker.
        worker: u32,
        /// The job.
        job: JobId,
        /// The call, as its source has it.
        shown: Rc<str>,
    },
    /// A worker told something.
    Told {
        /// The pool.
        pool: PoolId,
        /// The worker.
        worker: u32,
        /// What.
        told: Told,
    },
    /// A pool without jobs calls back whoever waits for that.
    Idle,
    /// A call straight in the loop's thread gave something.
    Called {
        /// The call, as its source has it.
        what: Rc<str>,
        /// How it held the loop.
        how: Blocks,
        /// How long it was expected to take.
        expected: Option<Nanos>,
        /// How long it took.
        took: Nanos,
        /// What it gave; none if it raised.
        result: Option<Rc<Kept>>,
    },
    /// A person did something to the program.
    Act(Act),
}

/// What a worker tells its pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Told {
    /// It takes jobs now (it may have been given one before).
    Ready,
    /// Its job does something else.
    Doing(Doing),
    /// So many of its job's parts are done, of so many.
    Progress(u64, u64),
    /// Its job returned this.
    Returned(Rc<Kept>),
    /// Its job raised this.
    Raised(Rc<Raised>),
    /// It is no more, and why.
    Died(Rc<str>),
}

/// What a job does, in the worker's view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doing {
    /// Its arguments or its result are copied.
    Transferring,
    /// It waits for the GIL.
    WaitingForGil,
    /// It computes.
    Running,
    /// It blocks, without the GIL.
    Blocking,
}
