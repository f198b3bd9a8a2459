//! The steps of the program, as its author would count them: a task starts, prints, awaits,
//! resumes, ends. The loop's own events between them are steps of the loop only.
//!
//! What a task does to something that tasks share (it takes a lock, puts an item into a queue,
//! sets an event) is told together with the await at which it suspends next. Only where it does
//! not suspend, because the task ends first or no task is at work, is it a step of its own. Giving
//! back what it holds is told with the end.

use std::collections::HashMap;
use std::rc::Rc;

use super::lanes::is_asyncios_own;
use super::names::is_asyncios_own_resource;
use crate::events::{Change, Event, FutureId, ResourceId, ResourceKind, TaskId};
use crate::trace::{Index, Record, Trace};

/// Of so many events in a row the table keeps how many steps are before them.
const BLOCK: usize = 64;

/// Which events are steps of the program. All numbers of events count from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepTable {
    steps: Vec<u32>,
    /// For each block of events, how many steps are before its first.
    blocks: Vec<u32>,
}

impl StepTable {
    /// How many steps there are.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is no step.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The event of step number `step`, counted from 0.
    pub fn event(&self, step: usize) -> Option<usize> {
        self.steps.get(step).map(|event| *event as usize)
    }

    /// How many steps happened before event number `event`, which is also how many have happened
    /// at that cursor.
    pub fn before(&self, event: usize) -> usize {
        let block = event / BLOCK;
        let Some(first) = self.blocks.get(block) else {
            return self.steps.len() - self.after_blocks(event);
        };
        let end = self.blocks.get(block + 1).map(|end| *end as usize);
        let first = *first as usize;
        let near = &self.steps[first..end.unwrap_or(self.steps.len())];
        first + near.partition_point(|step| (*step as usize) < event)
    }

    /// How many steps are at or after an event that lies past all blocks: none, or the last few.
    fn after_blocks(&self, event: usize) -> usize {
        let mut last = self.steps.iter().rev();
        last.position(|step| (*step as usize) < event)
            .unwrap_or(self.steps.len())
    }

    fn push(&mut self, event: u32) {
        self.steps.push(event);
    }

    /// Begins the blocks up to the one that holds `event`, which is not counted yet.
    fn reach(&mut self, event: usize) {
        while self.blocks.len() * BLOCK <= event {
            self.blocks.push(self.steps.len() as u32);
        }
    }

    /// Takes back the steps and blocks from `event` on.
    fn cut(&mut self, event: u32) -> Vec<u32> {
        let from = self.steps.partition_point(|step| *step < event);
        self.blocks.truncate((event as usize).div_ceil(BLOCK));
        self.steps.split_off(from)
    }
}

/// The steps of a program, found as its trace grows.
#[derive(Debug, Default)]
pub struct ProgramSteps {
    table: Rc<StepTable>,
    seen: usize,
    /// The tasks' steps under way, the outermost first.
    open: Vec<Stretch>,
    /// What each suspended task awaits, where that is something shared.
    awaited: HashMap<TaskId, ResourceId>,
}

/// What a task does between two of its suspensions.
#[derive(Debug)]
struct Stretch {
    task: TaskId,
    /// Whether `asyncio.run` made the task, after the program was over.
    is_asyncios_own: bool,
    /// What the task waited for until now, if that is shared: getting it is told when it resumes.
    got: Option<ResourceId>,
    /// The events in which it did something to what is shared.
    acts: Vec<u32>,
}

impl ProgramSteps {
    /// No steps.
    pub fn new() -> Self {
        Self::default()
    }

    /// The steps found so far. What is given out does not change; the next call may give another.
    pub fn table(&self) -> &Rc<StepTable> {
        &self.table
    }

    /// Takes into account what the index has more than last time.
    pub fn catch_up(&mut self, trace: &Trace, index: &Index) {
        for (n, record) in trace.range(self.seen, index.len()) {
            Rc::make_mut(&mut self.table).reach(n);
            // A trace is bounded far below 2^32 events.
            self.add(trace, index, n as u32, record);
        }
        self.seen = self.seen.max(index.len());
    }

    fn add(&mut self, trace: &Trace, index: &Index, n: u32, record: &Record) {
        match &record.event {
            Event::TaskResumed { task, .. } => self.resume(index, *task, n),
            Event::TaskSuspended { task, on, .. } => {
                let resource = on.and_then(|future| shared(trace, index, future));
                if let Some(resource) = resource {
                    self.awaited.insert(*task, resource);
                }
                if self.leave(*task).is_none_or(|left| !left.is_asyncios_own) {
                    self.step(n);
                }
            }
            Event::TaskFinished { task, .. } => self.finish(*task, n),
            Event::Printed { .. } | Event::Logged(_) | Event::Blocking { .. } => {
                self.step_of_program(n);
            }
            Event::Intervened { .. } | Event::Deviated { .. } => self.step(n),
            Event::ResourceChanged {
                resource, change, ..
            } => {
                if !is_asyncios_own_resource(trace, index, *resource) {
                    self.change(index, *resource, *change, n);
                }
            }
            // Who cancels a task cancels what it awaits: that is no act of its own.
            Event::CancelRequested { by, target, .. } => {
                if by.is_some() && index.task(*target).is_some() {
                    self.act(n);
                }
            }
            Event::TaskCreated { parent: task, .. } | Event::JobSubmitted { task, .. } => {
                if task.is_some() {
                    self.act(n);
                }
            }
            Event::LoopStarted
            | Event::LoopStopped
            | Event::TurnStarted { .. }
            | Event::TurnEnded
            | Event::LoopLeft { .. }
            | Event::HandleQueued { .. }
            | Event::TimerSet { .. }
            | Event::TimerDue { .. }
            | Event::HandleCancelled { .. }
            | Event::HandleSkipped { .. }
            | Event::HandleStarted { .. }
            | Event::HandleEnded { .. }
            | Event::TaskRenamed { .. }
            | Event::FrameEntered { .. }
            | Event::FrameExited { .. }
            | Event::FutureCreated { .. }
            | Event::FutureFinished { .. }
            | Event::FutureLinked { .. }
            | Event::Uncancelled { .. }
            | Event::ResourceCreated { .. }
            | Event::ExceptionReported { .. }
            | Event::NeverAwaited { .. }
            | Event::Blocked { .. }
            | Event::PoolCreated { .. }
            | Event::PoolShutDown { .. }
            | Event::JobProgress { .. }
            | Event::JobEnded { .. }
            | Event::WorkerChanged { .. }
            | Event::InterventionRefused { .. }
            | Event::TaskSeen(_)
            | Event::GlobalChanged(_)
            | Event::Deadlocked
            | Event::RunEnded { .. } => {}
        }
    }

    fn resume(&mut self, index: &Index, task: TaskId, n: u32) {
        let facts = index.task(task);
        let is_asyncios_own = facts.is_some_and(is_asyncios_own);
        if !is_asyncios_own {
            self.step(n);
        }
        self.open.push(Stretch {
            task,
            is_asyncios_own,
            got: self.awaited.remove(&task),
            acts: Vec::new(),
        });
    }

    /// The stretch of `task` is over, and with it those that began within it and never ended.
    fn leave(&mut self, task: TaskId) -> Option<Stretch> {
        let place = self.open.iter().rposition(|open| open.task == task)?;
        self.open.drain(place..).next()
    }

    /// A task ends: what it did since it last suspended is told by nobody else.
    fn finish(&mut self, task: TaskId, n: u32) {
        let left = self.leave(task);
        if let Some(left) = &left
            && let Some(first) = left.acts.first()
        {
            let table = Rc::make_mut(&mut self.table);
            let mut steps = table.cut(*first);
            steps.extend(&left.acts);
            steps.sort_unstable();
            for step in steps {
                table.reach(step as usize);
                table.push(step);
            }
            table.reach(n as usize);
        }
        if left.is_none_or(|left| !left.is_asyncios_own) {
            self.step(n);
        }
    }

    fn change(&mut self, index: &Index, resource: ResourceId, change: Change, n: u32) {
        match change {
            Change::Acquired | Change::Got | Change::Put => {
                let open = self.open.last_mut();
                let was_awaited = open.is_some_and(|open| {
                    // Who waited at a condition gets its lock again.
                    let kind = open.got.and_then(|got| index.resource(got));
                    let is_lock_again = matches!(kind, Some((ResourceKind::Condition, _)));
                    let is_same = open.got == Some(resource) || is_lock_again;
                    open.got = open.got.filter(|_| !is_same);
                    is_same
                });
                if !was_awaited {
                    self.act(n);
                }
            }
            Change::Set
            | Change::Cleared
            | Change::Notified(_)
            | Change::TaskDone(_)
            | Change::Shutdown
            | Change::Arrived
            | Change::Broken
            | Change::Reset => self.act(n),
            // A task gives back when it leaves; without a task nothing else tells of it.
            Change::Released if self.open.is_empty() => self.step(n),
            Change::Released
            | Change::Waiting(_)
            | Change::LeftLine(_)
            | Change::Woken(_)
            | Change::Tripped => {}
        }
    }

    /// Something was done to what is shared, by the task at work or by no task.
    fn act(&mut self, n: u32) {
        match self.open.last_mut() {
            Some(open) if open.is_asyncios_own => {}
            Some(open) => open.acts.push(n),
            None => self.step(n),
        }
    }

    fn step_of_program(&mut self, n: u32) {
        if self.open.last().is_none_or(|open| !open.is_asyncios_own) {
            self.step(n);
        }
    }

    fn step(&mut self, n: u32) {
        Rc::make_mut(&mut self.table).push(n);
    }
}

/// The shared thing that somebody waits for who awaits `future`.
fn shared(trace: &Trace, index: &Index, future: FutureId) -> Option<ResourceId> {
    index.awaiting(trace, future)?.resource()
}
