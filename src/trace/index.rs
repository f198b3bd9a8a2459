//! Where in a trace what is: by task, by instant, by id. Built as the trace grows, apart from it,
//! so that recording stays cheap.

mod build;

use std::collections::HashMap;
use std::rc::Rc;

use super::Trace;
use super::facts::{FutureFacts, HandleFacts, HoldSpan, Instant, JobFacts, TaskFacts, WorkerFacts};
use super::moments::Moments;
use super::numbered::Numbered;
use crate::events::{
    Awaiting, Event, FutureId, HandleId, JobId, Moment, Nanos, PoolId, PoolKind, ResourceId,
    ResourceKind, TaskId, When, Work,
};

/// The index of a trace. All numbers of events count from 0.
#[derive(Debug, Default)]
pub struct Index {
    indexed: usize,
    tasks: Vec<TaskFacts>,
    task_rows: HashMap<TaskId, usize>,
    /// The events with which steps of the program's tasks began.
    steps: Vec<(u32, TaskId)>,
    futures: Numbered<FutureFacts>,
    handles: Numbered<HandleFacts>,
    resources: HashMap<ResourceId, ResourceFacts>,
    kinds: HashMap<ResourceKind, u32>,
    resource_names: HashMap<(ResourceKind, Rc<str>), u32>,
    instants: Vec<Instant>,
    printed: Vec<u32>,
    moments: Moments,
    interventions: Vec<u32>,
    findings: Vec<u32>,
    /// The tasks whose steps are under way, the innermost last.
    in_step: Vec<TaskId>,
    pools: HashMap<PoolId, PoolKind>,
    jobs: HashMap<JobId, JobFacts>,
    workers: Vec<WorkerFacts>,
    worker_rows: HashMap<(PoolId, u32), usize>,
    holds: Vec<HoldSpan>,
}

/// What stays true of a shared thing.
#[derive(Debug)]
struct ResourceFacts {
    kind: ResourceKind,
    /// Which one of its kind it is, counted from 1.
    number: u32,
    /// The variable that it is bound to.
    name: Option<Rc<str>>,
    /// Which one of its kind and name it is, counted from 1.
    namesake: u32,
    limit: Option<u32>,
    created: u32,
}

impl Index {
    /// An index of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes into account what the trace has more than last time.
    pub fn catch_up(&mut self, trace: &Trace) {
        self.catch_up_to(trace, trace.len());
    }

    /// The same, but no further than the first `end` events.
    pub fn catch_up_to(&mut self, trace: &Trace, end: usize) {
        for (n, record) in trace.range(self.indexed, end) {
            // A trace is bounded far below 2^32 events.
            self.add(n as u32, record);
        }
        self.indexed = self.indexed.max(end.min(trace.len()));
    }

    /// How many events are indexed.
    pub fn len(&self) -> usize {
        self.indexed
    }

    /// Whether nothing is indexed.
    pub fn is_empty(&self) -> bool {
        self.indexed == 0
    }

    /// The moment at a cursor; at one that is not indexed yet, the last that is.
    pub fn moment(&self, trace: &Trace, cursor: usize) -> Moment {
        self.moments.at(trace, cursor.min(self.indexed))
    }

    /// The cursor at an address; none if there is no such moment, or it is not indexed yet.
    pub fn cursor(&self, trace: &Trace, when: When) -> Option<usize> {
        let cursor = match when {
            When::Moment(moment) => self.moments.cursor(trace, moment)?,
            When::Events(count) => count,
        };
        (cursor <= self.indexed).then_some(cursor)
    }

    /// All tasks, in order of creation.
    pub fn tasks(&self) -> &[TaskFacts] {
        &self.tasks
    }

    /// A task's facts.
    pub fn task(&self, task: TaskId) -> Option<&TaskFacts> {
        self.task_row(task).map(|row| &self.tasks[row])
    }

    /// A task's place among [`Self::tasks`].
    pub fn task_row(&self, task: TaskId) -> Option<usize> {
        self.task_rows.get(&task).copied()
    }

    /// The program's task whose step began last before a cursor.
    pub fn last_ran(&self, cursor: usize) -> Option<TaskId> {
        let begun = self
            .steps
            .partition_point(|(event, _)| (*event as usize) < cursor);
        self.steps.get(begun.checked_sub(1)?).map(|(_, task)| *task)
    }

    /// How many tasks the program, not asyncio itself, has made before a cursor: the first of
    /// [`Self::tasks`].
    pub fn tasks_before(&self, cursor: usize) -> usize {
        let made = self
            .tasks
            .partition_point(|facts| (facts.created as usize) < cursor);
        let own = self.tasks[..made]
            .iter()
            .rev()
            .take_while(|facts| facts.internal);
        made - own.count()
    }

    /// Where a future's life is told.
    pub fn future(&self, future: FutureId) -> FutureFacts {
        self.futures.get(future.0).copied().unwrap_or_default()
    }

    /// What a future stands for.
    pub fn awaiting(&self, trace: &Trace, future: FutureId) -> Option<Awaiting> {
        if self.task_rows.contains_key(&future) {
            return Some(Awaiting::Task);
        }
        match trace.get(self.future(future).created? as usize)?.event {
            Event::FutureCreated { awaiting, .. } => Some(awaiting),
            _ => None,
        }
    }

    /// Where a handle's life is told.
    pub fn handle(&self, handle: HandleId) -> HandleFacts {
        self.handles.get(handle.0).copied().unwrap_or_default()
    }

    /// What a handle does when it runs.
    pub fn work(&self, trace: &Trace, handle: HandleId) -> Option<Work> {
        match trace.get(self.handle(handle).made? as usize)?.event {
            Event::HandleQueued { work, .. } | Event::TimerSet { work, .. } => Some(work),
            _ => None,
        }
    }

    /// A shared thing's kind, and which one of its kind it is, counted from 1.
    pub fn resource(&self, resource: ResourceId) -> Option<(ResourceKind, u32)> {
        let facts = self.resources.get(&resource)?;
        Some((facts.kind, facts.number))
    }

    /// The variable that a shared thing is bound to, and which one of that name it is, counted from 1.
    pub fn resource_name(&self, resource: ResourceId) -> Option<(&Rc<str>, u32)> {
        let facts = self.resources.get(&resource)?;
        Some((facts.name.as_ref()?, facts.namesake))
    }

    /// A queue's bound, a semaphore's first value, a barrier's parties, where that is known.
    pub fn resource_limit(&self, resource: ResourceId) -> Option<u32> {
        self.resources.get(&resource)?.limit
    }

    /// The event with which a shared thing was first heard of.
    pub fn resource_created(&self, resource: ResourceId) -> Option<u32> {
        let facts = self.resources.get(&resource)?;
        Some(facts.created)
    }

    /// How many shared things of a kind there are.
    pub fn resources_of(&self, kind: ResourceKind) -> u32 {
        self.kinds.get(&kind).copied().unwrap_or(0)
    }

    /// The instants, in order.
    pub fn instants(&self) -> &[Instant] {
        &self.instants
    }

    /// The events that put something on the console, in order: prints, and what the loop's
    /// exception handler says.
    pub fn printed(&self) -> &[u32] {
        &self.printed
    }

    /// Whether any job was handed to a pool.
    pub fn has_jobs(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// The events with which somebody outside the program did something to it.
    pub fn interventions(&self) -> &[u32] {
        &self.interventions
    }

    /// The events that tell of something wrong, in order: deadlock, never awaited, blocked loop,
    /// an exception that nobody handled.
    pub fn findings(&self) -> &[u32] {
        &self.findings
    }

    /// All workers of all pools, in order of starting.
    pub fn workers(&self) -> &[WorkerFacts] {
        &self.workers
    }

    /// How the loop's life went, by what held it; empty if nothing did.
    pub fn holds(&self) -> &[HoldSpan] {
        &self.holds
    }

    /// When a timer was to be due; none for what is no timer.
    pub fn deadline(&self, trace: &Trace, handle: HandleId) -> Option<Nanos> {
        match trace.get(self.handle(handle).made? as usize)?.event {
            Event::TimerSet { when, .. } => Some(when),
            _ => None,
        }
    }

    /// A job's facts.
    pub fn job(&self, job: JobId) -> Option<&JobFacts> {
        self.jobs.get(&job)
    }

    /// What a pool's workers share.
    pub fn pool(&self, pool: PoolId) -> Option<PoolKind> {
        self.pools.get(&pool).copied()
    }
}
