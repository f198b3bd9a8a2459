//! Everything a loop can say about itself, as one closed enum.
//!
//! A loop has at most one [`Instrument`]. Without one nothing is built, formatted or counted:
//! [`EventLoop::emit`](super::EventLoop::emit) takes a closure and does not call it.
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
//! exactly one `TaskSuspended` or `TaskFinished` of the same task.

use std::panic::Location;
use std::rc::Rc;

use super::clock::Nanos;
pub use super::intervention::{Act, Intervention};

/// A place in the source: file, line, column.
pub type SourceLocation = &'static Location<'static>;

/// A future of one loop, tasks included, numbered from 1 in order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FutureId(pub u32);

/// A task: the [`FutureId`] of that task, since a Task is a Future.
pub type TaskId = FutureId;

/// A scheduled callback, numbered from 1 in order of scheduling (timers included).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandleId(pub u32);

/// A lock, event, condition, semaphore, barrier or queue, numbered from 1 in order of first use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

/// A pool of workers, numbered from 1 in order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PoolId(pub u32);

/// A job in a pool, numbered from 1 on its loop in order of submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u32);

/// What a pool's workers share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PoolKind {
    /// `ThreadPoolExecutor`: one interpreter and its GIL.
    Threads,
    /// `ProcessPoolExecutor`: nothing.
    Processes,
}

/// What a worker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What a handle does when it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// `Task.__step`: a task's first step, or the one after a bare yield (`sleep(0)`).
    Step(TaskId),
    /// `Task.__wakeup`: the future that the task awaited is done.
    Wakeup {
        /// The task that goes on.
        task: TaskId,
        /// The future it awaited.
        future: FutureId,
    },
    /// `futures._set_result_unless_cancelled`: the timer of a `sleep`.
    WakeSleeper(FutureId),
    /// Any other callback, by its name.
    Callback {
        /// The function's name, as its source has it.
        name: &'static str,
        /// The future it was a done callback of.
        future: Option<FutureId>,
    },
}

/// What a future stands for: what a task that awaits it waits for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Awaiting {
    /// A future made by `create_future` or by the program.
    Future,
    /// A task.
    Task,
    /// `sleep(delay)`: seconds.
    Sleep(f64),
    /// `gather` of so many different children.
    Gather(u32),
    /// The inner waiter of `wait` over so many futures.
    Wait(u32),
    /// The outer future of `shield`.
    Shield(FutureId),
    /// A task group that waits for its children.
    TaskGroup,
    /// `wait_for(x, 0)` that waits for what it cancelled.
    CancelAndWait(FutureId),
    /// `Lock.acquire`.
    Lock(ResourceId),
    /// `Event.wait`.
    Event(ResourceId),
    /// `Condition.wait`.
    Condition(ResourceId),
    /// `Semaphore.acquire`.
    Semaphore(ResourceId),
    /// `Barrier.wait`.
    Barrier(ResourceId),
    /// `Queue.get` on an empty queue.
    QueueGet(ResourceId),
    /// `Queue.put` on a full queue.
    QueuePut(ResourceId),
    /// `Queue.join`.
    QueueJoin(ResourceId),
    /// A job in an executor.
    Job(u32),
    /// Something outside the loop that will call back (a `fetch`, for example), by its name.
    Outside(&'static str),
}

/// The call that made a coroutine: name and arguments as Python would write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function's name.
    pub name: &'static str,
    /// The arguments' reprs, joined by `, `; empty when nobody listened at the call.
    pub args: Rc<str>,
    /// Where the coroutine's body begins.
    pub defined_at: SourceLocation,
}

/// How a future or a task ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It has a result.
    Returned,
    /// It has an exception: class name and message, as a traceback's last line has them.
    Raised(Rc<str>),
    /// It is cancelled, with the message if there is one.
    Cancelled(Option<Rc<str>>),
}

/// How a call holds the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blocks {
    /// It waits for the clock.
    Sleeping,
    /// It computes; a page stands still meanwhile.
    Computing,
    /// It waits for jobs in workers.
    Joining,
}

/// What came into the loop from outside, kept so that the run can be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The result, packed.
    Result(Rc<str>),
    /// The result was too long to be kept, at so many bytes; a replay computes it again.
    LeftOut(usize),
}

/// Which of a program's two outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// `sys.stdout`
    Stdout,
    /// `sys.stderr`
    Stderr,
}

/// The kinds of thing that tasks share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What the loop says, in the order in which it happened.
#[derive(Clone, Debug, PartialEq)]
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
        /// The exception's line.
        exception: Rc<str>,
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
        parent: Option<TaskId>,
        /// Where it was made.
        at: SourceLocation,
    },
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
        thrown: Option<Rc<str>>,
    },
    /// The step ended at an await that blocks.
    TaskSuspended {
        /// The task.
        task: TaskId,
        /// The future it awaits; none after a bare yield.
        on: Option<FutureId>,
        /// Where the innermost coroutine stands.
        at: SourceLocation,
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
        at: SourceLocation,
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
        /// The task whose step it was called in; none from a callback.
        by: Option<TaskId>,
        /// `cancel(msg)`.
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
        at: SourceLocation,
        /// Which items a person may put; none if it is no queue, or its items cannot be typed.
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
        task: Option<TaskId>,
        /// Where.
        at: Option<SourceLocation>,
    },
    /// `print`.
    Printed {
        /// Where to.
        stream: Stream,
        /// The text, without the final newline.
        text: Rc<str>,
        /// The task in whose step it happened.
        task: Option<TaskId>,
        /// Where.
        at: SourceLocation,
    },
    /// `loop.call_exception_handler`: what it was given as message.
    ExceptionReported {
        /// `Task exception was never retrieved`, for example.
        message: Rc<str>,
        /// The exception, as a traceback's last line has it.
        exception: Option<Rc<str>>,
        /// The future or task it is about.
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
        expected: Option<Nanos>,
        /// The task in whose step it happens.
        task: Option<TaskId>,
        /// Where.
        at: SourceLocation,
    },
    /// A blocking call held the loop: the clock moved while a handle ran.
    Blocked {
        /// What blocked.
        what: Rc<str>,
        /// The clock before it.
        from: Nanos,
        /// The task in whose step it happened.
        task: Option<TaskId>,
        /// Where.
        at: SourceLocation,
        /// What it gave, for a replay; nothing if it raised, was taken back, or gives nothing.
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
        at: SourceLocation,
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
        /// Why, as a traceback's last line.
        reason: Rc<str>,
    },
    /// Nothing is ready, no timer is set, nothing is in flight, and tasks are left: CPython would
    /// hang here for ever.
    Deadlocked,
}

/// Somebody who listens to a loop.
///
/// `record` is called in the middle of the loop's work: it must not call back into the loop.
pub trait Instrument {
    /// `event` happened at `when` on the loop clock.
    fn record(&self, when: Nanos, event: Event);
}
