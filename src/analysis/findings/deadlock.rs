//! Tasks that wait for each other, or for what nobody is left to do.

use std::collections::HashMap;

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::deadlock::{Cause, CauseKind, Known, causes, headline, ring_cause, words};
use crate::analysis::waits::{Waitable, awaited, circle_through};
use crate::analysis::{Analysis, Names};
use crate::events::Nanos;
use crate::events::{Event, FutureId, TaskId};
use crate::text::Lang;
use crate::trace::{Record, Trace};

/// A program that can never go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Deadlock {
    /// Since when.
    pub when: Nanos,
    /// The event with which it was certain.
    pub event: usize,
    /// Its main cause in one sentence.
    pub headline: String,
    /// All its causes, the most telling first.
    pub causes: Vec<Cause>,
}

/// The deadlock in which the program is after `cursor` events, if it is in one.
pub fn deadlock(trace: &Trace, analysis: &Analysis, cursor: usize, lang: Lang) -> Option<Deadlock> {
    let check = &analysis.checks.deadlock;
    let stuck = check.stuck.iter().rev();
    let (event, causes) = stuck.clone().find(|(event, _)| *event < cursor)?;
    let went_on = check.went_on.iter().any(|n| n > event && *n < cursor);
    let first = causes.first().filter(|_| !went_on)?;
    Some(Deadlock {
        when: trace.time_at(event + 1),
        event: *event,
        headline: headline(first, &analysis.names(trace, lang)),
        causes: causes.clone(),
    })
}

/// Watches for rings as they close, and for a program that stands still.
#[derive(Debug, Default)]
pub(crate) struct Check {
    /// The rings that closed while the program went on, in order.
    rings: Vec<ClosedRing>,
    /// Those that are closed now, by each of their tasks.
    closed: HashMap<TaskId, usize>,
    /// The events with which the program stood still, and why.
    stuck: Vec<(usize, Vec<Cause>)>,
    /// The events with which it went on all the same: somebody stepped in.
    went_on: Vec<usize>,
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        match &record.event {
            Event::TaskSuspended {
                task, on: Some(on), ..
            } => self.suspended(*task, *on, known, found),
            Event::TaskResumed { task, .. } => self.open(*task, known, found),
            Event::HandleStarted { .. } if self.is_stuck() => self.went_on.push(known.now()),
            Event::Deadlocked => self.stand_still(known, found),
            _ => {}
        }
    }

    fn is_stuck(&self) -> bool {
        let stuck = self.stuck.last().map(|(event, _)| *event);
        stuck.is_some_and(|event| self.went_on.last().is_none_or(|went_on| *went_on < event))
    }

    fn suspended(&mut self, task: TaskId, on: FutureId, known: Known<'_>, found: &mut Found) {
        let start = Waitable::Task(task);
        // Most awaits are of something that itself waits for nothing.
        if matches!(awaited(known.state, on), Waitable::Future(future)
            if known.state.futures.get(&future).is_none_or(|future| future.inner.is_empty()))
        {
            return;
        }
        if self.closed.contains_key(&task) {
            return;
        }
        let Some(ring) = circle_through(known.state, start) else {
            return;
        };
        let n = known.now();
        let cause = ring_cause(known, ring);
        for task in &cause.tasks {
            self.closed.insert(*task, self.rings.len());
        }
        let reason = Reason {
            cause: cause.clone(),
            is_over: false,
        };
        self.rings.push(ClosedRing {
            closed: n,
            opened: None,
            fact: found.add(n, n, reason),
            cause,
        });
    }

    /// A task goes on: the ring that it was in is open.
    fn open(&mut self, task: TaskId, known: Known<'_>, found: &mut Found) {
        let Some(place) = self.closed.get(&task).copied() else {
            return;
        };
        self.closed.retain(|_, other| *other != place);
        if let Some(ring) = self.rings.get_mut(place) {
            ring.opened = Some(known.now());
            if let Some(fact) = ring.fact {
                found.withdraw(fact, known.now());
            }
        }
    }

    fn stand_still(&mut self, known: Known<'_>, found: &mut Found) {
        let n = known.now();
        let causes = causes(known);
        for cause in &causes {
            let mut tasks = cause.tasks.iter();
            let closed = tasks.find_map(|task| self.rings.get(*self.closed.get(task)?));
            // What was found when the ring closed is said anew, and for certain.
            let event = match (closed, &cause.kind) {
                (Some(ring), CauseKind::Ring(..)) => {
                    if let Some(fact) = ring.fact {
                        found.withdraw(fact, n);
                    }
                    ring.closed
                }
                _ => cause.events.iter().copied().max().unwrap_or(n),
            };
            let cause = cause.clone();
            let is_over = true;
            found.add(n, event, Reason { cause, is_over });
        }
        self.stuck.push((n, causes));
    }
}

/// The ring that is closed after `cursor` events while the program goes on around it: the one that
/// closed last.
pub(crate) fn closed_ring(analysis: &Analysis, cursor: usize) -> Option<&Cause> {
    let rings = &analysis.checks.deadlock.rings;
    let end = rings.partition_point(|ring| ring.closed < cursor);
    let is_closed = |ring: &&ClosedRing| ring.opened.is_none_or(|opened| opened >= cursor);
    let last = rings[..end].iter().rev().take(64).find(is_closed);
    last.map(|ring| &ring.cause)
}

/// A ring that closed while the program went on.
#[derive(Debug)]
struct ClosedRing {
    closed: usize,
    opened: Option<usize>,
    fact: Option<usize>,
    cause: Cause,
}

/// A cause, and whether nothing can happen any more.
#[derive(Debug)]
struct Reason {
    cause: Cause,
    is_over: bool,
}

impl Describe for Reason {
    fn kind(&self) -> FindingKind {
        FindingKind::Deadlock
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        words(&self.cause, self.is_over, names)
    }

    fn tasks(&self) -> Vec<TaskId> {
        self.cause.tasks.clone()
    }

    fn events(&self) -> Vec<usize> {
        self.cause.events.clone()
    }
}
