//! Everything a loop can say about itself, as one closed enum.
//!
//! # The lifecycle
//!
//! ```text
//!                       call_soon                     call_later / call_at
//!                           │                                  │
//!                     HandleQueued                          TimerSet
//!                           │                                  │ the clock reaches `when`
//!                           │◄───────── TimerDue ──────────────┤
//!                           ▼                                  ▼
//!  TurnStarted ──► HandleStarted ─► … ─► HandleEnded    HandleCancelled
//!  (snapshot)           │      └──────────────────────► (a cancelled handle that is already in the
//!                       │                                ready queue is passed over: HandleSkipped)
//!                       ▼ if the handle's work is a Step or a Wakeup of a task
//!  TaskCreated ─► TaskResumed ─► FrameEntered, Printed, FutureCreated, … ─► TaskSuspended ─┐
//!                   ▲                                                  └──► TaskFinished    │
//!                   └──── HandleStarted ◄── HandleQueued ◄── FutureFinished ◄───────────────┘
//!                         (Wakeup)           (Wakeup)         (what it awaited)
//! ```
//!
//! Between `HandleStarted` and `HandleEnded` of one handle no other handle starts. A task is
//! resumed only inside a handle, and every `TaskResumed` is followed, before that handle ends, by
//! exactly one `TaskSuspended` or `TaskFinished` of the same task. An eager task's first step is the
//! exception: it runs inside its creation, and so inside the step of the task that made it.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::tasks::is_false;
use super::{
    Act, Awaiting, Blocks, Call, CancelOrigin, Change, Choice, End, Frame, FutureId, HandleId,
    Items, JobId, Kept, Name, Nanos, Outcome, Place, PoolId, PoolKind, Raised, ReportReason,
    ResourceId, ResourceKind, Stream, TaskId, Work, WorkerState,
};

/// What the loop says, in the order in which it happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// `run_forever` was entered.
    LoopStarted,
    /// `run_forever` returned.
    LoopStopped,
    /// A turn (one `_run_once`) begins and will run this many handles.
    TurnStarted {
        /// How many handles were ready: the snapshot.
        snapshot: u32,
    },
    /// All handles of the snapshot were run, or the loop was left.
    TurnEnded,
    /// A `SystemExit` or `KeyboardInterrupt` left a handle, and with it `run_forever`. The turn ends
    /// here; what it has not run stays ready for the loop's next run, `run`'s cleaning up.
    LoopLeft {
        /// It.
        exception: Rc<Raised>,
    },
    /// A handle joined the ready queue's end.
    HandleQueued {
        /// The handle.
        handle: HandleId,
        /// What it will do.
        work: Work,
    },
    /// A timer was set.
    TimerSet {
        /// Its handle.
        handle: HandleId,
        /// When it is due.
        when: Nanos,
        /// What it will do.
        work: Work,
    },
    /// A timer's time has come: it moved to the ready queue's end.
    TimerDue {
        /// Its handle.
        handle: HandleId,
    },
    /// A handle or timer that has not run yet was cancelled and never will.
    HandleCancelled {
        /// The handle.
        handle: HandleId,
    },
    /// A cancelled handle was taken from the ready queue and passed over.
    HandleSkipped {
        /// The handle.
        handle: HandleId,
    },
    /// A handle was taken from the ready queue and runs.
    HandleStarted {
        /// The handle.
        handle: HandleId,
    },
    /// The handle's work is done for now.
    HandleEnded {
        /// The handle.
        handle: HandleId,
    },
    /// `create_task`.
    TaskCreated {
        /// The task.
        task: TaskId,
        /// Its asyncio name, `Task-3`.
        name: Rc<str>,
        /// The call that its coroutine is.
        call: Rc<Call>,
        /// The task that made it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<TaskId>,
        /// Where it was made.
        at: Place,
        /// Whether `asyncio.run` made it to close the loop, and not the program.
        #[serde(default, skip_serializing_if = "is_false")]
        internal: bool,
    },
    /// A task that is there already when a recording begins in the middle of a run.
    TaskSeen(Rc<SeenTask>),
    /// `Task.set_name`.
    TaskRenamed {
        /// The task.
        task: TaskId,
        /// The new name.
        name: Rc<str>,
    },
    /// A step of the task begins.
    TaskResumed {
        /// The task.
        task: TaskId,
        /// The exception that is thrown in at the await where it stands, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thrown: Option<Rc<Raised>>,
        /// Whether it is the first step of an eager task, which runs inside its creation.
        #[serde(default, skip_serializing_if = "is_false")]
        eager: bool,
    },
    /// The step ended at an await that blocks.
    TaskSuspended {
        /// The task.
        task: TaskId,
        /// The future it awaits; none after a bare yield.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<FutureId>,
        /// Where the innermost coroutine stands.
        at: Place,
    },
    /// The step ended the task.
    TaskFinished {
        /// The task.
        task: TaskId,
        /// How.
        outcome: Outcome,
    },
    /// A coroutine's body begins, inside a task.
    FrameEntered {
        /// The task.
        task: TaskId,
        /// The call.
        call: Rc<Call>,
        /// Where it is awaited; for a task's outermost coroutine, where the task was made.
        at: Place,
    },
    /// The innermost coroutine of the task returned or raised.
    FrameExited {
        /// The task.
        task: TaskId,
    },
    /// A future that is no task was made.
    FutureCreated {
        /// The future.
        future: FutureId,
        /// What it stands for.
        awaiting: Awaiting,
    },
    /// A future that is no task is done.
    FutureFinished {
        /// The future.
        future: FutureId,
        /// How.
        outcome: Outcome,
    },
    /// A future waits for another: `gather` for a child, `shield` for its inner, `wait` for a member.
    FutureLinked {
        /// The one that waits.
        outer: FutureId,
        /// The one it waits for.
        inner: FutureId,
    },
    /// `cancel()` was called on a future or a task that was not done.
    CancelRequested {
        /// Which.
        target: FutureId,
        /// Who called it.
        origin: CancelOrigin,
        /// The task whose step it was called in; none from a callback.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<TaskId>,
        /// `cancel(msg)`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<Rc<str>>,
    },
    /// `Task.uncancel()`.
    Uncancelled {
        /// The task.
        task: TaskId,
        /// How many requests are left.
        remaining: u32,
    },
    /// A lock, queue, … was first used on this loop.
    ResourceCreated {
        /// Its id.
        resource: ResourceId,
        /// Its kind.
        kind: ResourceKind,
        /// Where the program made it.
        at: Place,
        /// The variable that it is bound to, as the program writes it, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Rc<str>>,
        /// The `maxsize` of a queue (none if it has none), the initial value of a semaphore, the
        /// parties of a barrier.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
        /// Which items a person may put; none if it is no queue, or its items cannot be typed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        items: Option<Items>,
    },
    /// Something happened to it.
    ResourceChanged {
        /// Its id.
        resource: ResourceId,
        /// What.
        change: Change,
        /// Its value after that: 1 or 0 for a lock held or free and an event set or clear, the
        /// permits of a semaphore, the items in a queue, the parties at a barrier, the waiters of
        /// a condition.
        value: i64,
        /// The task in whose step it happened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<TaskId>,
        /// Where.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Place>,
    },
    /// A global of a module has another plain value (a number, a string, a small tuple) than before
    /// the step.
    GlobalChanged(Rc<GlobalChange>),
    /// `print`.
    Printed {
        /// Where to.
        stream: Stream,
        /// The text as it was written, with its newlines.
        text: Rc<str>,
        /// The task in whose step it happened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<TaskId>,
        /// Where.
        at: Place,
    },
    /// A log record.
    Logged(Rc<LogRecord>),
    /// `loop.call_exception_handler`.
    ExceptionReported {
        /// Why.
        reason: ReportReason,
        /// What it was given as message: `Task exception was never retrieved`, for example.
        message: Rc<str>,
        /// The exception.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exception: Option<Rc<Raised>>,
        /// The future or task it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        future: Option<FutureId>,
    },
    /// A coroutine was dropped before it ever ran.
    NeverAwaited {
        /// The call.
        call: Rc<Call>,
    },
    /// A blocking call begins, which holds the loop until its [`Event::Blocked`].
    Blocking {
        /// What blocks.
        what: Rc<str>,
        /// In which way.
        how: Blocks,
        /// How long it will take, by estimate; none if nobody knows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected: Option<Nanos>,
        /// The task in whose step it happens.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<TaskId>,
        /// Where.
        at: Place,
    },
    /// A blocking call held the loop: the clock moved while a handle ran.
    Blocked {
        /// What blocked.
        what: Rc<str>,
        /// The clock before it.
        from: Nanos,
        /// The task in whose step it happened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<TaskId>,
        /// Where.
        at: Place,
        /// What it gave, for a replay; nothing if it raised, was taken back, or gives nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result: Option<Rc<Kept>>,
    },
    /// A pool of workers was made.
    PoolCreated {
        /// The pool.
        pool: PoolId,
        /// What its workers share.
        kind: PoolKind,
        /// How many workers it has at most.
        max_workers: u32,
        /// Where; for the default executor, where it was first needed.
        at: Place,
    },
    /// A pool takes no more jobs.
    PoolShutDown {
        /// The pool.
        pool: PoolId,
    },
    /// A job was handed to a pool.
    JobSubmitted {
        /// The job.
        job: JobId,
        /// The pool.
        pool: PoolId,
        /// The call, as its source has it: `cpu_bound(10000000)`.
        shown: Rc<str>,
        /// The future that gets its result.
        future: FutureId,
        /// The task in whose step it happened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<TaskId>,
    },
    /// A running job says how far it is.
    JobProgress {
        /// The job.
        job: JobId,
        /// So many of its parts are done.
        done: u64,
        /// Of so many.
        total: u64,
    },
    /// A job's result, or its exception, reached the loop's thread; or it was taken back before it
    /// began.
    JobEnded {
        /// The job.
        job: JobId,
        /// How.
        outcome: Outcome,
        /// What it gave, for a replay; nothing if it raised, was taken back, or gives nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result: Option<Rc<Kept>>,
    },
    /// A pool's worker does something else from now on.
    WorkerChanged {
        /// The pool.
        pool: PoolId,
        /// The worker, numbered from 1 in its pool in order of starting.
        worker: u32,
        /// Its process id: threads have the page's own.
        pid: u32,
        /// What.
        state: WorkerState,
    },
    /// Somebody outside the program does something to it; what comes of that follows.
    Intervened {
        /// What.
        act: Act,
    },
    /// What the last intervention wanted cannot be done, and changed nothing.
    InterventionRefused {
        /// Why.
        reason: Rc<Raised>,
    },
    /// The explorer departed from asyncio's order; what it chose follows.
    Deviated {
        /// The number of its decision, counted from 0.
        decision: u32,
        /// What it took.
        chosen: Choice,
        /// What asyncio would have taken; none where that is nothing at all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<Choice>,
    },
    /// Nothing is ready, no timer is set, nothing is in flight, and tasks are left: CPython would
    /// hang here for ever.
    Deadlocked,
    /// The program is over: the last event of a run.
    RunEnded {
        /// How.
        how: End,
    },
}

/// A task that is there already when a recording begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenTask {
    /// The task.
    pub task: TaskId,
    /// Its asyncio name.
    pub name: Rc<str>,
    /// The call that its coroutine is.
    pub call: Rc<Call>,
    /// The task that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<TaskId>,
    /// Where it was made.
    pub at: Place,
    /// Its coroutines, the outermost first.
    pub frames: Vec<Frame>,
    /// The future it awaits; none after a bare yield, and before its first step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<FutureId>,
    /// How many requests to cancel it are open.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cancelling: u32,
}

/// Another plain value of a module's global.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GlobalChange {
    /// The module's name.
    pub module: Name,
    /// The global's name.
    pub name: Name,
    /// The repr of its value before; none if it was not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Rc<str>>,
    /// The repr of its value now; none if it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Rc<str>>,
    /// The task in whose step it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
}

/// A log record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogRecord {
    /// Its level: 30 is `WARNING`.
    pub level: u32,
    /// The logger's name.
    pub logger: Name,
    /// The message, with its arguments.
    pub text: Rc<str>,
    /// The task in whose step it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}
