//! Sums over a run: how long all that was awaited took together, and how many waited at one time.

use std::collections::BTreeMap;

use crate::events::Nanos;
use crate::events::{Awaiting, Blocks, Event, FutureId, JobId, PoolId, WorkerState};
use crate::trace::{Index, Record, Trace};

/// What a summary counts, as the trace grows.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    total: i64,
    waiting: usize,
    pub(crate) peak: usize,
    since: BTreeMap<FutureId, Nanos>,
    awaited: BTreeMap<FutureId, usize>,
    /// Since when each worker is busy with a job.
    busy: BTreeMap<(PoolId, u32), Nanos>,
    /// The jobs in flight that no worker is known to have, and since when.
    handed_in: BTreeMap<JobId, Nanos>,
    /// Whether the call that holds the loop waits for jobs, which are counted themselves.
    joins: bool,
}

impl Tally {
    pub(crate) fn catch_up(&mut self, trace: &Trace, index: &Index, from: usize) {
        for (n, record) in trace.range(from, index.len()) {
            self.add(trace, index, n, record);
        }
    }

    /// How long all sleeps, jobs and blocking calls would take if each waited for the last: what is
    /// still under way counts up to now. A job takes as long as a worker is busy with it, wherever
    /// that is known: standing in a pool's line is no work.
    pub(crate) fn one_after_the_other(&self, now: Nanos) -> Nanos {
        let open = self.since.values().chain(self.busy.values());
        let open: i64 = open.map(|from| now.since(*from).0).sum();
        Nanos(self.total.saturating_add(open))
    }

    fn add(&mut self, trace: &Trace, index: &Index, n: usize, record: &Record) {
        let is_done = |future| {
            let finished = index.future(future).finished;
            finished.is_some_and(|event| (event as usize) < n)
        };
        match record.event {
            Event::TaskSuspended {
                on: Some(future), ..
            } if !is_done(future) => match index.awaiting(trace, future) {
                Some(Awaiting::Sleep(_) | Awaiting::Outside(_)) => {
                    self.since.entry(future).or_insert(record.when);
                    self.wait(future);
                }
                Some(
                    Awaiting::Job(_)
                    | Awaiting::Lock(_)
                    | Awaiting::Event(_)
                    | Awaiting::Condition(_)
                    | Awaiting::Semaphore(_)
                    | Awaiting::Barrier(_)
                    | Awaiting::QueueGet(_)
                    | Awaiting::QueuePut(_)
                    | Awaiting::QueueJoin(_)
                    | Awaiting::Future,
                ) => self.wait(future),
                // These wait for tasks, which are counted themselves.
                Some(
                    Awaiting::Task
                    | Awaiting::Gather(_)
                    | Awaiting::Wait(_)
                    | Awaiting::Shield(_)
                    | Awaiting::TaskGroup
                    | Awaiting::CancelAndWait(_),
                )
                | None => {}
            },
            Event::FutureFinished { future, .. } => {
                if let Some(from) = self.since.remove(&future) {
                    self.take(record.when.since(from));
                }
                let tasks = self.awaited.remove(&future).unwrap_or(0);
                self.waiting -= tasks;
            }
            Event::Blocking { how, .. } => self.joins = how == Blocks::Joining,
            Event::Blocked { from, .. } if !std::mem::take(&mut self.joins) => {
                self.take(record.when.since(from));
            }
            Event::JobSubmitted { job, .. } => {
                self.handed_in.insert(job, record.when);
            }
            Event::JobEnded { job, .. } => {
                if let Some(from) = self.handed_in.remove(&job) {
                    self.take(record.when.since(from));
                }
            }
            Event::WorkerChanged {
                pool,
                worker,
                state,
                ..
            } => self.change_worker((pool, worker), state, record.when),
            _ => {}
        }
    }

    fn change_worker(&mut self, worker: (PoolId, u32), state: WorkerState, now: Nanos) {
        if let Some(job) = state.job() {
            self.handed_in.remove(&job);
        }
        if let Some(from) = self.busy.remove(&worker) {
            self.take(now.since(from));
        }
        let is_busy = matches!(
            state,
            WorkerState::Running(_) | WorkerState::Blocking(_) | WorkerState::Transferring(_)
        );
        if is_busy {
            self.busy.insert(worker, now);
        }
    }

    fn wait(&mut self, future: FutureId) {
        *self.awaited.entry(future).or_default() += 1;
        self.waiting += 1;
        self.peak = self.peak.max(self.waiting);
    }

    fn take(&mut self, span: Nanos) {
        self.total = self.total.saturating_add(span.0);
    }
}
