//! Sums over a run: how long all that was awaited took together, and how many waited at one time.

use std::collections::BTreeMap;

use crate::runtime::clock::Nanos;
use crate::runtime::instrument::{Awaiting, Event, FutureId};
use crate::trace::{Index, Record, Trace};

/// What a summary counts, as the trace grows.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) total: i64,
    waiting: usize,
    pub(crate) peak: usize,
    pub(crate) since: BTreeMap<FutureId, Nanos>,
    awaited: BTreeMap<FutureId, usize>,
}

impl Tally {
    pub(crate) fn catch_up(&mut self, trace: &Trace, index: &Index, from: usize) {
        for (n, record) in trace.range(from, index.len()) {
            self.add(trace, index, n, record);
        }
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
                Some(Awaiting::Sleep(_) | Awaiting::Job(_) | Awaiting::Outside(_)) => {
                    self.since.entry(future).or_insert(record.when);
                    self.wait(future);
                }
                Some(
                    Awaiting::Lock(_)
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
            Event::Blocked { from, .. } => self.take(record.when.since(from)),
            _ => {}
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
