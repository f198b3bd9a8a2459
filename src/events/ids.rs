//! The numbers that name what a trace speaks of. Each kind counts from 1, in order of creation.

use serde::{Deserialize, Serialize};

/// A future of one loop, tasks included, numbered from 1 in order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FutureId(pub u32);

/// A task: the [`FutureId`] of that task, since a Task is a Future.
pub type TaskId = FutureId;

/// A scheduled callback, numbered from 1 in order of scheduling (timers included).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HandleId(pub u32);

/// A lock, event, condition, semaphore, barrier or queue, numbered from 1 in order of first use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResourceId(pub u32);

/// A pool of workers, numbered from 1 in order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PoolId(pub u32);

/// A job in a pool, numbered from 1 on its loop in order of submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobId(pub u32);
