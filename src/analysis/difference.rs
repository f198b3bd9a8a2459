//! The difference of two runs.

use super::Analysis;
use crate::events::{Event, Nanos};
use crate::trace::{Record, SpanKind, Trace};

/// The first event at which two runs differ; past the end of the shorter one if it is the other's
/// beginning. None if they are the same.
pub fn first_difference(traces: [&Trace; 2]) -> Option<usize> {
    let [one, other] = traces;
    let most = one.len().max(other.len());
    let alike = |n: usize| match (one.get(n), other.get(n)) {
        (Some(one), Some(other)) => are_alike(one, other),
        _ => false,
    };
    (0..most).find(|n| !alike(*n))
}

/// Whether two events tell the same. What machines differ in, and programs do not see, is left out:
/// process ids, and what a job gave.
fn are_alike(one: &Record, other: &Record) -> bool {
    if one.when != other.when {
        return false;
    }
    match (&one.event, &other.event) {
        (
            Event::WorkerChanged {
                pool,
                worker,
                state,
                ..
            },
            Event::WorkerChanged {
                pool: other_pool,
                worker: other_worker,
                state: other_state,
                ..
            },
        ) => (pool, worker, state) == (other_pool, other_worker, other_state),
        (
            Event::JobEnded { job, outcome, .. },
            Event::JobEnded {
                job: other_job,
                outcome: other_outcome,
                ..
            },
        ) => (job, outcome) == (other_job, other_outcome),
        (one, other) => one == other,
    }
}

/// How long all tasks awaited something, together.
pub fn waited(trace: &Trace, analysis: &Analysis) -> Nanos {
    let when = |event: u32| {
        let record = trace.get(event as usize);
        record.map_or(trace.now(), |record| record.when)
    };
    let mut total = 0i64;
    for task in analysis.index.tasks() {
        for (n, span) in task.spans.iter().enumerate() {
            if span.kind == SpanKind::Awaiting {
                let next = task.spans.get(n + 1).map(|next| next.from);
                let end = next.or(task.finished).map_or(trace.now(), when);
                total = total.saturating_add(end.since(when(span.from)).0);
            }
        }
    }
    Nanos(total)
}
