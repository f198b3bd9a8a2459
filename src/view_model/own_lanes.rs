//! What stands in the lanes that are no task's: the loop's own, and those of the pools' workers.

use super::{BarKind, Names};
use crate::events::{Event, PoolKind, WorkerState};
use crate::text::{Text, pools};
use crate::trace::{HoldSpan, Trace, WorkerFacts};

/// What a stretch of the loop's life looks like and says.
pub(super) fn hold(names: &Names<'_>, trace: &Trace, span: &HoldSpan) -> (BarKind, Option<String>) {
    let lang = names.lang();
    if !span.is_held {
        return (BarKind::Running, Some(pools::GOES_ON.get(lang).to_owned()));
    }
    let holder = match trace.get(span.from as usize).map(|record| &record.event) {
        Some(Event::Blocking { what, .. }) => Some(pools::held_by(lang, what)),
        _ => None,
    };
    (BarKind::Awaiting, holder)
}

/// What a stretch of a worker's life looks like and says; nothing where it is idle, or no more.
pub(super) fn work(names: &Names<'_>, state: WorkerState) -> Option<(BarKind, String)> {
    let lang = names.lang();
    let with = |word: Text, job| format!("{} {}", word.get(lang), names.job(job));
    Some(match state {
        WorkerState::Running(job) => (BarKind::Running, names.job(job)),
        WorkerState::Blocking(job) => (BarKind::Awaiting, with(pools::BLOCKING, job)),
        WorkerState::Transferring(job) => (BarKind::Awaiting, with(pools::TRANSFERRING, job)),
        WorkerState::WaitingForGil(_) => {
            (BarKind::Ready, pools::WAITING_FOR_GIL.get(lang).to_owned())
        }
        WorkerState::Starting => (BarKind::Ready, pools::STARTING.get(lang).to_owned()),
        WorkerState::Idle | WorkerState::Gone => return None,
    })
}

/// A worker for a narrow column: `thread 2`; a process with its id, `process 1, pid 4243`.
pub(super) fn short_name(names: &Names<'_>, worker: &WorkerFacts) -> String {
    let own = names.worker_alone(worker.pool, worker.worker);
    match worker.kind {
        PoolKind::Threads => own,
        PoolKind::Processes => format!("{own}, pid {}", worker.pid),
    }
}
