//! What a person should know about the program. One file a finding: when it holds, what it says in
//! every language, what to do.
//!
//! A check is told of each event once, with the state after it, and adds what it is certain of. It
//! costs a small, constant time an event.

mod blocked_loop;
mod bottleneck;
mod deadlock;
mod hidden_error;
mod leaked_permit;
mod leaked_tasks;
mod lock_order;
mod lost_task;
mod never_awaited;
mod reported;
mod slow_cleanup;
mod starvation;
mod starved_task;
mod swallowed_cancel;

pub(crate) use blocked_loop::SLOW;
pub(crate) use deadlock::closed_ring;
pub use deadlock::{Deadlock, deadlock};

use std::fmt::Debug;

use super::deadlock::Known;
pub(crate) use super::deadlock::Words;
use super::{Analysis, Names, TaskRef};
use crate::events::Nanos;
use crate::events::{Event, Place, TaskId};
use crate::text::Lang;
use crate::trace::{Index, Record, Trace};

/// Something that a person should know about the program.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// How grave it is.
    pub gravity: Gravity,
    /// Its heading: `A ring of two locks`.
    pub title: String,
    /// What happened.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub advice: String,
    /// The cursor of the moment at which it happened: where a click goes.
    pub cursor: usize,
    /// When.
    pub when: Nanos,
    /// The tasks it is about.
    pub tasks: Vec<TaskRef>,
    /// The moments that show it, in order.
    pub evidence: Vec<Evidence>,
}

/// A moment that shows what a finding says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// The cursor just after the event.
    pub cursor: usize,
    /// When.
    pub when: Nanos,
    /// The task in whose step it happened.
    pub task: Option<TaskId>,
    /// The line, where the event knows one.
    pub place: Option<Place>,
}

/// The kinds of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// Tasks wait for each other, or for what nobody is left to do.
    Deadlock,
    /// A lock or permit whose holder ended without giving it back.
    LeakedPermit,
    /// The loop's exception handler was called, for another reason than the next.
    Reported,
    /// A task failed and nobody looked.
    NeverRetrieved,
    /// A child of a gather failed after the gather had.
    HiddenError,
    /// A coroutine was made and dropped.
    NeverAwaited,
    /// `asyncio.run` cut a task off that nobody awaited.
    LostTask,
    /// A cancelled task went on, or ended as if it had not been cancelled.
    SwallowedCancel,
    /// Cleaning up after a timeout took long.
    SlowCleanup,
    /// A call, or a step of a task, held the loop.
    BlockedLoop,
    /// A waiter is overtaken again and again.
    Starvation,
    /// A task was ready for long before it ran.
    StarvedTask,
    /// Tasks that wait for ever become more and more.
    LeakedTasks,
    /// Locks are taken in more than one order.
    LockOrder,
    /// Most of the time is spent in line for one semaphore or pool.
    Bottleneck,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravity {
    /// The program cannot do what it should.
    Error,
    /// It does something that its author hardly meant.
    Warning,
    /// It works, and something about it is worth knowing.
    Hint,
}

impl FindingKind {
    /// How grave findings of the kind are.
    pub const fn gravity(self) -> Gravity {
        match self {
            Self::Deadlock
            | Self::LeakedPermit
            | Self::Reported
            | Self::NeverRetrieved
            | Self::HiddenError => Gravity::Error,
            Self::NeverAwaited
            | Self::LostTask
            | Self::SwallowedCancel
            | Self::SlowCleanup
            | Self::BlockedLoop
            | Self::Starvation
            | Self::StarvedTask
            | Self::LeakedTasks => Gravity::Warning,
            Self::LockOrder | Self::Bottleneck => Gravity::Hint,
        }
    }
}

/// The findings of the first `cursor` events: the gravest first, then in the order in which they
/// were found.
pub fn findings(trace: &Trace, analysis: &Analysis, cursor: usize, lang: Lang) -> Vec<Finding> {
    let names = analysis.names(trace, lang);
    let facts = analysis.checks.found.until(cursor);
    let mut findings: Vec<Finding> = facts
        .filter_map(|fact| fact.in_words(&names, cursor))
        .collect();
    findings.sort_by_key(|finding| finding.kind.gravity());
    findings
}

/// How many findings are kept of each kind; a program that goes wrong in a loop does so alike each
/// time.
const MOST: usize = 100;

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Found {
    facts: Vec<Fact>,
}

/// Something found.
#[derive(Debug)]
struct Fact {
    /// The event with which it was certain.
    found: usize,
    /// The event from which on it is no longer so, or is said in another way.
    until: Option<usize>,
    /// The event to look at.
    event: usize,
    what: Box<dyn Describe>,
}

/// What a check is certain of.
pub(crate) trait Describe: Debug {
    fn kind(&self) -> FindingKind;

    /// What is said of it, as it is known at `cursor`.
    fn words(&self, names: &Names<'_>, cursor: usize) -> Words;

    fn tasks(&self) -> Vec<TaskId> {
        Vec::new()
    }

    /// The events that show it, beside the one to look at.
    fn events(&self) -> Vec<usize> {
        Vec::new()
    }

    /// The line to look at for one of the events, where the event does not say it.
    fn place_of(&self, _event: usize) -> Option<Place> {
        None
    }
}

impl Found {
    /// Adds what is certain since event `found`; `event` is the one to look at.
    fn add(&mut self, found: usize, event: usize, what: impl Describe + 'static) -> Option<usize> {
        let kind = what.kind();
        let alike = self
            .facts
            .iter()
            .rev()
            .filter(|fact| fact.what.kind() == kind);
        if alike.take(MOST).count() == MOST {
            return None;
        }
        self.facts.push(Fact {
            found,
            until: None,
            event,
            what: Box::new(what),
        });
        Some(self.facts.len() - 1)
    }

    /// What was found is no longer so from event `from` on.
    fn withdraw(&mut self, fact: usize, from: usize) {
        if let Some(fact) = self.facts.get_mut(fact) {
            fact.until.get_or_insert(from);
        }
    }

    fn until(&self, cursor: usize) -> impl Iterator<Item = &Fact> {
        let end = self.facts.partition_point(|fact| fact.found < cursor);
        let facts = self.facts[..end].iter();
        facts.filter(move |fact| fact.until.is_none_or(|until| until >= cursor))
    }
}

impl Fact {
    fn in_words(&self, names: &Names<'_>, cursor: usize) -> Option<Finding> {
        let record = names.trace.get(self.event)?;
        let words = self.what.words(names, cursor);
        let kind = self.what.kind();
        let tasks = self.what.tasks();
        let mut events = self.what.events();
        events.push(self.event);
        events.sort_unstable();
        events.dedup();
        let evidence = events.into_iter().filter(|event| *event < cursor);
        Some(Finding {
            kind,
            gravity: kind.gravity(),
            title: words.title,
            what: words.what,
            why: words.why,
            advice: words.advice,
            cursor: self.event + 1,
            when: record.when,
            tasks: tasks
                .into_iter()
                .filter_map(|task| names.task(task))
                .collect(),
            evidence: evidence
                .filter_map(|event| {
                    let mut at = Evidence::at(names.trace, names.index, event)?;
                    at.place = self.what.place_of(event).or(at.place);
                    Some(at)
                })
                .collect(),
        })
    }
}

impl Evidence {
    fn at(trace: &Trace, index: &Index, event: usize) -> Option<Self> {
        let record = trace.get(event)?;
        let (task, place) = task_and_place(&record.event);
        // A step goes on where the last one ended.
        let place = place.or_else(|| last_place(trace, index, task?, event));
        Some(Self {
            cursor: event + 1,
            when: record.when,
            task,
            place,
        })
    }
}

fn last_place(trace: &Trace, index: &Index, task: TaskId, event: usize) -> Option<Place> {
    let events = &index.task(task)?.events;
    let before = events.partition_point(|own| (*own as usize) < event);
    let earlier = events[..before].iter().rev().take(64);
    let mut places = earlier.filter_map(|own| {
        let (of, place) = task_and_place(&trace.get(*own as usize)?.event);
        place.filter(|_| of == Some(task))
    });
    places.next()
}

/// The task in whose step something happened, and the line.
fn task_and_place(event: &Event) -> (Option<TaskId>, Option<Place>) {
    match event {
        Event::TaskCreated { parent, at, .. } => (*parent, Some(*at)),
        Event::TaskSuspended { task, at, .. } | Event::FrameEntered { task, at, .. } => {
            (Some(*task), Some(*at))
        }
        Event::Printed { task, at, .. }
        | Event::Blocking { task, at, .. }
        | Event::Blocked { task, at, .. } => (*task, Some(*at)),
        Event::ResourceChanged { task, at, .. } => (*task, *at),
        Event::ResourceCreated { at, .. } | Event::PoolCreated { at, .. } => (None, Some(*at)),
        Event::TaskResumed { task, .. }
        | Event::TaskFinished { task, .. }
        | Event::FrameExited { task }
        | Event::TaskRenamed { task, .. }
        | Event::Uncancelled { task, .. } => (Some(*task), None),
        Event::CancelRequested { target, by, .. } => (by.or(Some(*target)), None),
        Event::JobSubmitted { task, .. } => (*task, None),
        _ => (None, None),
    }
}

/// All checks, and what they found.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    found: Found,
    blocked_loop: blocked_loop::Check,
    bottleneck: bottleneck::Check,
    deadlock: deadlock::Check,
    hidden_error: hidden_error::Check,
    leaked_permit: leaked_permit::Check,
    leaked_tasks: leaked_tasks::Check,
    lock_order: lock_order::Check,
    lost_task: lost_task::Check,
    slow_cleanup: slow_cleanup::Check,
    starvation: starvation::Check,
    starved_task: starved_task::Check,
    swallowed_cancel: swallowed_cancel::Check,
}

impl Checks {
    /// Takes one more event into account; what is known is so after it.
    pub(crate) fn see(&mut self, record: &Record, known: Known<'_>) {
        let found = &mut self.found;
        self.deadlock.see(record, known, found);
        never_awaited::see(record, known, found);
        reported::see(record, known, found);
        self.blocked_loop.see(record, known, found);
        self.bottleneck.see(record, known, found);
        self.hidden_error.see(record, known, found);
        self.leaked_permit.see(record, known, found);
        self.leaked_tasks.see(record, known, found);
        self.lock_order.see(record, known, found);
        self.lost_task.see(record, known, found);
        self.slow_cleanup.see(record, known, found);
        self.starvation.see(record, known, found);
        self.starved_task.see(record, known, found);
        self.swallowed_cancel.see(record, known, found);
    }
}
