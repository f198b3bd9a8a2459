//! Where in a trace what is: by task, by instant, by id. Built as the trace grows, apart from it,
//! so that recording stays cheap.

use std::collections::HashMap;
use std::rc::Rc;

use super::facts::{
    FutureFacts, HandleFacts, HoldSpan, Instant, JobFacts, Span, SpanKind, TaskFacts, WorkerFacts,
    WorkerSpan,
};
use super::moments::Moments;
use super::numbered::Numbered;
use super::{Record, Trace};
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

    fn add(&mut self, n: u32, record: &Record) {
        if self
            .instants
            .last()
            .is_none_or(|last| last.when < record.when)
        {
            let when = record.when;
            self.instants.push(Instant { when, from: n });
        }
        match &record.event {
            Event::Printed { .. } => self.printed.push(n),
            Event::Intervened { .. } => self.interventions.push(n),
            Event::Blocking { .. } => self.hold(n, true),
            Event::Deadlocked | Event::ExceptionReported { .. } | Event::NeverAwaited { .. } => {
                self.findings.push(n);
            }
            Event::Blocked { .. } => {
                self.hold(n, false);
                self.findings.push(n);
            }
            Event::ResourceCreated {
                resource,
                kind,
                name,
                limit,
                ..
            } => {
                let count = self.kinds.entry(*kind).or_default();
                *count += 1;
                let namesakes = name.clone().map(|name| {
                    let namesakes = self.resource_names.entry((*kind, name)).or_default();
                    *namesakes += 1;
                    *namesakes
                });
                let facts = ResourceFacts {
                    kind: *kind,
                    name: name.clone(),
                    namesake: namesakes.unwrap_or(1),
                    limit: *limit,
                    number: *count,
                    created: n,
                };
                self.resources.insert(*resource, facts);
            }
            _ => {}
        }
        self.moments.add(n, &record.event);
        self.add_handle(n, &record.event);
        self.add_future(n, &record.event);
        self.add_task(n, &record.event);
        self.add_worker(n, &record.event);
        for task in self.tasks_of(&record.event).into_iter().flatten() {
            if let Some(row) = self.task_row(task) {
                self.tasks[row].events.push(n);
            }
        }
    }

    fn hold(&mut self, from: u32, is_held: bool) {
        if self.holds.is_empty() {
            self.holds.push(HoldSpan {
                from: 0,
                is_held: false,
            });
        }
        self.holds.push(HoldSpan { from, is_held });
    }

    fn add_handle(&mut self, n: u32, event: &Event) {
        match *event {
            Event::HandleQueued { handle, work } => {
                self.handle_facts(handle).made = Some(n);
                if let Work::Step(task) | Work::Wakeup { task, .. } = work {
                    self.span_while_waiting(task, n);
                }
            }
            Event::TimerSet { handle, .. } => self.handle_facts(handle).made = Some(n),
            Event::TimerDue { handle } => self.handle_facts(handle).due = Some(n),
            Event::HandleStarted { handle } => {
                self.handle_facts(handle).started = Some(n);
            }
            _ => {}
        }
    }

    fn add_future(&mut self, n: u32, event: &Event) {
        match *event {
            Event::FutureCreated { future, .. } => {
                let maker = self.in_step.last().copied();
                let facts = self.future_facts(future);
                (facts.created, facts.maker) = (Some(n), maker);
            }
            Event::TaskCreated { task, .. } => self.future_facts(task).created = Some(n),
            Event::TaskSeen(ref seen) => self.future_facts(seen.task).created = Some(n),
            Event::FutureFinished { future, .. } => {
                self.future_facts(future).finished = Some(n);
            }
            Event::TaskFinished { task, .. } => self.future_facts(task).finished = Some(n),
            _ => {}
        }
    }

    fn add_task(&mut self, n: u32, event: &Event) {
        match event {
            Event::TaskCreated {
                task,
                name,
                call,
                parent,
                internal,
                ..
            } => self.add_task_row(TaskFacts {
                id: *task,
                name: Rc::clone(name),
                call: Rc::clone(call),
                parent: *parent,
                internal: *internal,
                created: n,
                finished: None,
                spans: Vec::new(),
                events: Vec::new(),
            }),
            Event::TaskSeen(seen) => {
                let kind = match seen.on {
                    Some(_) => SpanKind::Awaiting,
                    None => SpanKind::Ready,
                };
                self.add_task_row(TaskFacts {
                    id: seen.task,
                    name: Rc::clone(&seen.name),
                    call: Rc::clone(&seen.call),
                    parent: seen.parent,
                    internal: false,
                    created: n,
                    finished: None,
                    spans: vec![Span { from: n, kind }],
                    events: Vec::new(),
                });
            }
            Event::TaskResumed { task, .. } => {
                self.in_step.push(*task);
                if self.task(*task).is_some_and(|facts| !facts.internal) {
                    self.steps.push((n, *task));
                }
                self.span(*task, n, SpanKind::Running);
            }
            Event::TaskSuspended { task, on, .. } => {
                self.in_step.pop();
                // A step that is already queued again at its end makes the task ready at once.
                let kind = match on {
                    Some(future) if self.future(*future).finished.is_none() => SpanKind::Awaiting,
                    _ => SpanKind::Ready,
                };
                self.span(*task, n, kind);
            }
            Event::TaskFinished { task, .. } => {
                self.in_step.pop();
                if let Some(row) = self.task_row(*task) {
                    self.tasks[row].finished = Some(n);
                }
            }
            _ => {}
        }
    }

    fn add_task_row(&mut self, facts: TaskFacts) {
        self.task_rows.insert(facts.id, self.tasks.len());
        self.tasks.push(facts);
    }

    fn add_worker(&mut self, n: u32, event: &Event) {
        match event {
            Event::PoolCreated { pool, kind, .. } => {
                self.pools.insert(*pool, *kind);
            }
            Event::JobSubmitted {
                job,
                pool,
                shown,
                task,
                ..
            } => {
                let facts = JobFacts {
                    pool: *pool,
                    shown: Rc::clone(shown),
                    task: *task,
                    submitted: n,
                    ended: None,
                };
                self.jobs.insert(*job, facts);
            }
            Event::JobEnded { job, .. } => {
                if let Some(facts) = self.jobs.get_mut(job) {
                    facts.ended = Some(n);
                }
            }
            Event::WorkerChanged {
                pool,
                worker,
                pid,
                state,
            } => {
                let row = match self.worker_rows.get(&(*pool, *worker)) {
                    Some(row) => *row,
                    None => self.add_worker_row(*pool, *worker, *pid),
                };
                let (from, state) = (n, *state);
                self.workers[row].spans.push(WorkerSpan { from, state });
            }
            _ => {}
        }
    }

    fn add_worker_row(&mut self, pool: PoolId, worker: u32, pid: u32) -> usize {
        let row = self.workers.len();
        self.worker_rows.insert((pool, worker), row);
        self.workers.push(WorkerFacts {
            pool,
            kind: self.pool(pool).unwrap_or(PoolKind::Threads),
            worker,
            pid,
            spans: Vec::new(),
        });
        row
    }

    fn span(&mut self, task: TaskId, from: u32, kind: SpanKind) {
        if let Some(row) = self.task_row(task) {
            let spans = &mut self.tasks[row].spans;
            if spans.last().is_none_or(|last| last.kind != kind) {
                spans.push(Span { from, kind });
            }
        }
    }

    /// A handle of the task was queued: it is ready, unless its step is still under way.
    fn span_while_waiting(&mut self, task: TaskId, from: u32) {
        let last = self.task(task).and_then(|task| task.spans.last());
        if last.is_none_or(|last| last.kind != SpanKind::Running) {
            self.span(task, from, SpanKind::Ready);
        }
    }

    /// The tasks that an event is about.
    fn tasks_of(&self, event: &Event) -> [Option<TaskId>; 2] {
        match event {
            Event::TaskCreated { task, parent, .. } => [Some(*task), *parent],
            Event::TaskRenamed { task, .. }
            | Event::TaskResumed { task, .. }
            | Event::TaskSuspended { task, .. }
            | Event::TaskFinished { task, .. }
            | Event::FrameEntered { task, .. }
            | Event::FrameExited { task }
            | Event::Uncancelled { task, .. } => [Some(*task), None],
            Event::CancelRequested { target, by, .. } => [Some(*target), *by],
            Event::Printed { task, .. }
            | Event::JobSubmitted { task, .. }
            | Event::Blocking { task, .. }
            | Event::Blocked { task, .. }
            | Event::ResourceChanged { task, .. } => [*task, None],
            Event::TaskSeen(seen) => [Some(seen.task), seen.parent],
            Event::GlobalChanged(change) => [change.task, None],
            Event::Logged(record) => [record.task, None],
            Event::HandleQueued { work, .. } => match work {
                Work::Step(task) | Work::Wakeup { task, .. } => [Some(*task), None],
                Work::WakeSleeper(_) | Work::Callback { .. } => [None, None],
            },
            _ => [None, None],
        }
    }

    fn future_facts(&mut self, future: FutureId) -> &mut FutureFacts {
        self.futures.at(future.0)
    }

    fn handle_facts(&mut self, handle: HandleId) -> &mut HandleFacts {
        self.handles.at(handle.0)
    }
}
