//! What each event adds to the index.

use std::rc::Rc;

use super::{Index, ResourceFacts};
use crate::events::{Event, FutureId, HandleId, PoolId, PoolKind, TaskId, Work};
use crate::trace::Record;
use crate::trace::facts::{
    FutureFacts, HandleFacts, HoldSpan, Instant, JobFacts, Span, SpanKind, TaskFacts, WorkerFacts,
    WorkerSpan,
};

impl Index {
    pub(super) fn add(&mut self, n: u32, record: &Record) {
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
