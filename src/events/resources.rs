//! What tasks share: locks, events, conditions, semaphores, barriers and queues.

use serde::{Deserialize, Serialize};

use super::FutureId;

/// The kinds of thing that tasks share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResourceKind {
    /// `asyncio.Lock`
    Lock,
    /// `asyncio.Event`
    Event,
    /// `asyncio.Condition`
    Condition,
    /// `asyncio.Semaphore`
    Semaphore,
    /// `asyncio.BoundedSemaphore`
    BoundedSemaphore,
    /// `asyncio.Barrier`
    Barrier,
    /// `asyncio.Queue`
    Queue,
    /// `asyncio.LifoQueue`
    LifoQueue,
    /// `asyncio.PriorityQueue`
    PriorityQueue,
}

/// What a queue takes from a person who types an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Items {
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Any text.
    Text,
    /// A whole number, a comma and a text: `2, b`.
    NumberedText,
}

/// What happened to a shared thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Lock, semaphore: somebody has it now.
    Acquired,
    /// Lock, semaphore: given back.
    Released,
    /// A waiter joined the line; its future is the one given.
    Waiting(FutureId),
    /// A waiter left the line without getting what it waited for.
    LeftLine(FutureId),
    /// A waiter was woken.
    Woken(FutureId),
    /// Event set.
    Set,
    /// Event cleared.
    Cleared,
    /// Condition: so many waiters notified.
    Notified(u32),
    /// Queue: an item went in.
    Put,
    /// Queue: an item came out.
    Got,
    /// Queue: `task_done`; so many are unfinished still.
    TaskDone(u32),
    /// Queue shut down.
    Shutdown,
    /// Barrier: a party arrived.
    Arrived,
    /// Barrier: the last party arrived and all go on.
    Tripped,
    /// Barrier aborted.
    Broken,
    /// Barrier reset.
    Reset,
}
