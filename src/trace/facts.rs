//! What the index knows of each thing in a trace. All numbers of events count from 0.

use std::rc::Rc;

use crate::events::{Call, Nanos, PoolId, PoolKind, TaskId, WorkerState};

/// A stretch of the loop's life: it goes on, or a call holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldSpan {
    /// Its first event.
    pub from: u32,
    /// Whether a call holds the loop meanwhile.
    pub is_held: bool,
}

/// What stays true of a job in a pool.
#[derive(Clone, Debug, PartialEq)]
pub struct JobFacts {
    /// Its pool.
    pub pool: PoolId,
    /// The call, as its source has it.
    pub shown: Rc<str>,
    /// The task that handed it in.
    pub task: Option<TaskId>,
    /// The event with which it was handed in.
    pub submitted: u32,
    /// The event with which its end reached the loop.
    pub ended: Option<u32>,
}

/// A pool's worker, and how its life went so far.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerFacts {
    /// Its pool.
    pub pool: PoolId,
    /// What the pool's workers share.
    pub kind: PoolKind,
    /// Its number in the pool, from 1.
    pub worker: u32,
    /// Its process id.
    pub pid: u32,
    /// What it did one after the other, each until the next begins.
    pub spans: Vec<WorkerSpan>,
}

/// A stretch of a worker's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerSpan {
    /// The event with which it begins.
    pub from: u32,
    /// What the worker does meanwhile.
    pub state: WorkerState,
}

/// What stays true of a task, and how its life went so far.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskFacts {
    /// Its id.
    pub id: TaskId,
    /// Its asyncio name at creation.
    pub name: Rc<str>,
    /// Its call.
    pub call: Rc<Call>,
    /// The task that made it.
    pub parent: Option<TaskId>,
    /// Whether `asyncio.run` made it to close the loop, and not the program.
    pub internal: bool,
    /// The event that made it.
    pub created: u32,
    /// The event that ended it.
    pub finished: Option<u32>,
    /// What it did one after the other, each until the next begins or the task ends.
    pub spans: Vec<Span>,
    /// The events that are about it.
    pub events: Vec<u32>,
}

/// A stretch of a task's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The event with which it begins.
    pub from: u32,
    /// What the task does meanwhile.
    pub kind: SpanKind,
}

/// What a task does for a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpanKind {
    /// Its step is under way.
    Running,
    /// It waits for something.
    Awaiting,
    /// Its next step stands in the ready queue.
    Ready,
}

/// Where a future's life is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FutureFacts {
    /// The event that made it.
    pub created: Option<u32>,
    /// The event with which it was done.
    pub finished: Option<u32>,
    /// The task in whose step it was made.
    pub maker: Option<TaskId>,
}

/// Where a handle's life is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HandleFacts {
    /// The event that put it into the ready queue or among the timers.
    pub made: Option<u32>,
    /// The event with which its time came, if it was a timer.
    pub due: Option<u32>,
    /// The event with which it ran.
    pub started: Option<u32>,
}

/// A moment of the loop clock at which something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant {
    /// The moment.
    pub when: Nanos,
    /// Its first event; it lasts until the next instant's first.
    pub from: u32,
}
