//! What somebody outside the program does to it between two of its handles, and what the explorer
//! chooses instead of asyncio's own order.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{HandleId, ResourceId, TaskId, When};

/// Something that is done to a program, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intervention {
    /// At the first moment from then on at which no handle runs.
    pub at: When,
    /// What is done.
    pub act: Act,
}

/// What is done to a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// `task.cancel()`
    Cancel(TaskId),
    /// `event.set()`
    Set(ResourceId),
    /// `semaphore.release()`
    Release(ResourceId),
    /// `queue.put_nowait(item)`, with the item as a person types it.
    Put(ResourceId, Rc<str>),
}

/// What can be chosen where asyncio has an order of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Choice {
    /// This ready handle runs next.
    Handle(HandleId),
    /// This timer falls due next.
    Timer(HandleId),
    /// This task is cancelled here.
    Cancel(TaskId),
}
