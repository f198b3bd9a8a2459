//! A run in three numbers.

use super::Study;
use super::format::seconds;
use crate::runtime::clock::Nanos;
use crate::runtime::instrument::{Awaiting, Event, FutureId};
use crate::text::{Lang, panes};
use crate::trace::{Index, Record, Trace};

/// A run in three numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The loop clock at the last event.
    pub makespan: Nanos,
    /// The sum of all sleeps, jobs and blocking calls: how long the same work takes when nothing
    /// overlaps.
    pub sequential: Nanos,
    /// The most tasks that waited at one time, those that only waited for other tasks aside.
    pub peak: usize,
    /// `makespan 3.000 s`
    pub makespan_label: String,
    /// `6.000 s if sequential`
    pub sequential_label: String,
    /// `peak 3 waiting`
    pub peak_label: String,
}

/// The run so far.
pub fn summary(trace: &Trace, study: &Study, lang: Lang) -> Summary {
    let makespan = trace.now();
    // What is still under way counts up to now.
    let since = &study.tally.since;
    let open: i64 = since.values().map(|from| makespan.since(*from).0).sum();
    let sequential = Nanos(study.tally.total.saturating_add(open));
    let peak = study.tally.peak;
    Summary {
        makespan,
        sequential,
        peak,
        makespan_label: panes::makespan(lang, &seconds(makespan)),
        sequential_label: panes::sequential(lang, &seconds(sequential)),
        peak_label: panes::peak(lang, peak),
    }
}

/// What the summary counts, as the trace grows.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    total: i64,
    waiting: usize,
    peak: usize,
    since: std::collections::BTreeMap<FutureId, Nanos>,
    awaited: std::collections::BTreeMap<FutureId, usize>,
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
