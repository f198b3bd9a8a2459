//! The things of a run as they are at one moment: handles, futures, tasks, jobs, what is shared.

use std::rc::Rc;

use crate::events::{
    Awaiting, Blocks, Call, Change, Frame, FutureId, HandleId, Items, Nanos, Outcome, Place,
    PoolId, ResourceKind, TaskId, Work, WorkerState,
};

/// A handle that runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunningHandle {
    /// Which.
    pub handle: HandleId,
    /// What it does.
    pub work: Work,
    /// The task whose step it has begun and not yet ended.
    pub task: Option<TaskId>,
}

/// A handle in the ready queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QueuedHandle {
    /// Which.
    pub handle: HandleId,
    /// What it will do.
    pub work: Work,
    /// When it became ready.
    pub since: Nanos,
    /// Whether it was a timer.
    pub was_timer: bool,
    /// A cancelled handle stays in line and is passed over.
    pub is_cancelled: bool,
}

/// A future that is no task.
#[derive(Clone, Debug, PartialEq)]
pub struct FutureState {
    /// What it stands for.
    pub awaiting: Awaiting,
    /// How it ended, if it did.
    pub outcome: Option<Outcome>,
    /// The tasks that await it, in the order in which they will wake.
    pub awaited_by: Vec<TaskId>,
    /// What it waits for itself: the children of a `gather`, for example.
    pub inner: Vec<FutureId>,
    /// The futures that wait for it.
    pub outer: Vec<FutureId>,
}

/// A task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskState {
    /// Its id.
    pub id: TaskId,
    /// Its asyncio name.
    pub name: Rc<str>,
    /// The call that its coroutine is.
    pub call: Rc<Call>,
    /// The task that made it.
    pub parent: Option<TaskId>,
    /// Where it was made.
    pub made_at: Place,
    /// What it does.
    pub phase: Phase,
    /// Since when.
    pub since: Nanos,
    /// Its coroutines, outermost first; none before its first step and after its last.
    pub frames: Vec<Frame>,
    /// How many steps it has begun.
    pub resumes: u32,
    /// How long its steps took on the loop clock, those before `since`.
    pub ran: Nanos,
    /// How long it awaited something, before `since`.
    pub waited: Nanos,
    /// How long it was ready and stood in line, before `since`.
    pub stood: Nanos,
    /// Requests to cancel it that were not taken back: `task.cancelling()`.
    pub cancelling: u32,
    /// The tasks that await it.
    pub awaited_by: Vec<TaskId>,
    /// The futures that wait for it.
    pub outer: Vec<FutureId>,
    /// The future at which it stood last, until its next step begins; unlike in
    /// [`Phase::Awaiting`] it is known while the task is ready.
    pub awaits: Option<FutureId>,
    /// A handle for its next step stands in line already, though this step has not ended.
    pub(super) is_queued: bool,
}

/// What a task does.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// It exists, and nothing was scheduled for it yet.
    Created,
    /// Its next step is in the ready queue.
    Ready,
    /// One of its steps is under way.
    Running,
    /// It waits for a future; for none after a bare yield.
    Awaiting(Option<FutureId>),
    /// It ended.
    Finished(Outcome),
}

/// A call that holds the loop, or held it.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldState {
    /// The call.
    pub what: Rc<str>,
    /// In which way it holds the loop.
    pub how: Blocks,
    /// How long it will take, by estimate.
    pub expected: Option<Nanos>,
    /// The task that calls.
    pub task: Option<TaskId>,
    /// Since when.
    pub since: Nanos,
    /// How long it took; none while it lasts.
    pub took: Option<Nanos>,
}

/// A job in a pool.
#[derive(Clone, Debug, PartialEq)]
pub struct JobState {
    /// Its pool.
    pub pool: PoolId,
    /// The call, as its source has it.
    pub shown: Rc<str>,
    /// The task that handed it in.
    pub task: Option<TaskId>,
    /// When.
    pub since: Nanos,
    /// The worker that has it and what it does with it; none while it stands in the pool's line.
    pub worker: Option<(u32, WorkerState)>,
    /// How many of its parts are done, of how many, if it tells.
    pub progress: Option<(u64, u64)>,
}

/// A lock, event, condition, semaphore, barrier or queue.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceState {
    /// Its kind.
    pub kind: ResourceKind,
    /// Where it was made.
    pub made_at: Place,
    /// The variable that it is bound to, as the program writes it, where that is known.
    pub name: Option<Rc<str>>,
    /// The `maxsize` of a queue (none if it has none), the initial value of a semaphore, the parties
    /// of a barrier.
    pub limit: Option<u32>,
    /// Which items a person may put into it; none if it takes none.
    pub items: Option<Items>,
    /// Its value, as [`Event::ResourceChanged`](crate::events::Event::ResourceChanged) counts it.
    pub value: i64,
    /// The tasks that have it, in the order in which they got it.
    pub holders: Vec<TaskId>,
    /// The futures that stand in its line, first come first.
    pub waiters: Vec<FutureId>,
    /// Whether a queue was shut down or a barrier is broken.
    pub is_closed: bool,
}

impl TaskState {
    pub(super) fn new(
        id: TaskId,
        name: &Rc<str>,
        call: &Rc<Call>,
        parent: Option<TaskId>,
        made_at: Place,
        since: Nanos,
    ) -> Self {
        Self {
            id,
            name: Rc::clone(name),
            call: Rc::clone(call),
            parent,
            made_at,
            phase: Phase::Created,
            since,
            frames: Vec::new(),
            resumes: 0,
            ran: Nanos::ZERO,
            waited: Nanos::ZERO,
            stood: Nanos::ZERO,
            cancelling: 0,
            awaited_by: Vec::new(),
            outer: Vec::new(),
            awaits: None,
            is_queued: false,
        }
    }

    /// Whether it ended.
    pub fn is_finished(&self) -> bool {
        matches!(self.phase, Phase::Finished(_))
    }

    pub(super) fn enter(&mut self, phase: Phase, now: Nanos) {
        let span = now.since(self.since).0;
        match self.phase {
            Phase::Running => self.ran.0 += span,
            Phase::Awaiting(_) => self.waited.0 += span,
            Phase::Ready | Phase::Created => self.stood.0 += span,
            Phase::Finished(_) => {}
        }
        self.phase = phase;
        self.since = now;
    }
}

impl FutureState {
    pub(super) fn new(awaiting: Awaiting) -> Self {
        Self {
            awaiting,
            outcome: None,
            awaited_by: Vec::new(),
            inner: Vec::new(),
            outer: Vec::new(),
        }
    }
}

impl ResourceState {
    pub(super) fn new(
        kind: ResourceKind,
        made_at: Place,
        name: Option<Rc<str>>,
        limit: Option<u32>,
        items: Option<Items>,
    ) -> Self {
        Self {
            kind,
            made_at,
            name,
            limit,
            items,
            value: 0,
            holders: Vec::new(),
            waiters: Vec::new(),
            is_closed: false,
        }
    }

    pub(super) fn change(&mut self, change: Change, value: i64, task: Option<TaskId>) {
        self.value = value;
        match change {
            Change::Acquired => self.holders.extend(task),
            Change::Released => self.release(task),
            Change::Waiting(future) => self.waiters.push(future),
            Change::LeftLine(future) | Change::Woken(future) => {
                self.waiters.retain(|waiter| *waiter != future);
            }
            Change::Shutdown | Change::Broken => self.is_closed = true,
            Change::Reset => self.is_closed = false,
            Change::Set
            | Change::Cleared
            | Change::Notified(_)
            | Change::Put
            | Change::Got
            | Change::TaskDone(_)
            | Change::Arrived
            | Change::Tripped => {}
        }
    }

    /// Who gives back need not be who took: then the one that took first has it no more.
    pub(super) fn release(&mut self, task: Option<TaskId>) {
        let own = self.holders.iter().position(|holder| Some(*holder) == task);
        if !self.holders.is_empty() {
            self.holders.remove(own.unwrap_or(0));
        }
    }
}
