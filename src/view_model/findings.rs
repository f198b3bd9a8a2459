//! What went wrong in a run up to a moment, in words; the detector finds it as it happens.

use super::format::seconds;
use super::wait_graph::{circle_in_words, label};
use super::{Scene, TaskRef, Waitable, names};
use crate::analysis::detector::{Fact, What};
use crate::runtime::clock::Nanos;
use crate::runtime::instrument::TaskId;
use crate::text::{Text, findings as say};

/// Something that a person should know about the program.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// Its heading: `Deadlock`.
    pub title: &'static str,
    /// What happened.
    pub what: String,
    /// Why it matters.
    pub why: &'static str,
    /// What to try.
    pub advice: &'static str,
    /// The cursor of the moment at which it happened: where a click goes.
    pub cursor: usize,
    /// When.
    pub when: Nanos,
    /// The tasks it is about.
    pub tasks: Vec<TaskRef>,
}

/// The kinds of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// Tasks wait for each other, or for nothing that can happen.
    Deadlock,
    /// A waiter is overtaken again and again.
    Starvation,
    /// A coroutine was made and dropped.
    NeverAwaited,
    /// A task failed and nobody looked.
    NeverRetrieved,
    /// The loop's exception handler was called for another reason.
    Reported,
    /// A cancelled task ended as if it had not been.
    SwallowedCancel,
    /// A call held the loop.
    BlockedLoop,
    /// A task awaits while it holds a lock that others wait for.
    LockAcrossAwait,
}

/// The findings up to the scene's cursor, in the order in which they were found.
pub fn findings(scene: &Scene<'_>) -> Vec<Finding> {
    let found = &scene.analysis.detector.found;
    let end = found.partition_point(|fact| fact.found < scene.state.cursor);
    let facts = found[..end].iter();
    facts.filter_map(|fact| fact.in_words(scene)).collect()
}

impl Fact {
    fn in_words(&self, scene: &Scene<'_>) -> Option<Finding> {
        let names = scene.names();
        let record = scene.trace.get(self.event)?;
        let (kind, tasks) = self.what.kind_and_tasks();
        let (title, why, advice) = kind.words();
        let tasks = tasks.into_iter().filter_map(|task| names.task(task));
        Some(Finding {
            kind,
            title: title.get(scene.lang),
            what: self.what.in_words(scene),
            why: why.get(scene.lang),
            advice: advice.get(scene.lang),
            cursor: self.event + 1,
            when: record.when,
            tasks: tasks.collect(),
        })
    }
}

impl What {
    fn kind_and_tasks(&self) -> (FindingKind, Vec<TaskId>) {
        match self {
            Self::Circle(circle) => {
                let tasks = circle.iter().filter_map(|what| match what {
                    Waitable::Task(task) => Some(*task),
                    _ => None,
                });
                (FindingKind::Deadlock, tasks.collect())
            }
            Self::Stuck(tasks) => (FindingKind::Deadlock, tasks.clone()),
            Self::Starved(task, ..) => (FindingKind::Starvation, vec![*task]),
            Self::NeverAwaited(_) => (FindingKind::NeverAwaited, Vec::new()),
            Self::Reported {
                message, future, ..
            } => {
                let kind = match message.contains("never retrieved") {
                    true => FindingKind::NeverRetrieved,
                    false => FindingKind::Reported,
                };
                (kind, future.iter().copied().collect())
            }
            Self::Swallowed(task) => (FindingKind::SwallowedCancel, vec![*task]),
            Self::Blocked { task, .. } => {
                (FindingKind::BlockedLoop, task.iter().copied().collect())
            }
            Self::LockAcrossAwait { waiter, holder, .. } => {
                (FindingKind::LockAcrossAwait, vec![*waiter, *holder])
            }
        }
    }

    fn in_words(&self, scene: &Scene<'_>) -> String {
        let (lang, names) = (scene.lang, scene.names());
        match self {
            Self::Circle(circle) => circle_in_words(scene, circle),
            Self::Stuck(tasks) => {
                let tasks: Vec<_> = tasks.iter().map(|task| names.task_name(*task)).collect();
                say::stuck(lang, &tasks.join(", "))
            }
            Self::Starved(task, resource, times) => say::starved(
                lang,
                &names.task_name(*task),
                &label(scene, Waitable::Resource(*resource)),
                *times,
            ),
            Self::NeverAwaited(call) => say::never_awaited(lang, &names::call(call)),
            Self::Reported {
                message,
                exception,
                future,
            } => {
                let who = future.map_or_else(String::new, |future| names.future(future));
                let message = match exception {
                    Some(exception) => format!("{message} ({exception})"),
                    None => message.to_string(),
                };
                say::reported(lang, &who, &message)
            }
            Self::Swallowed(task) => say::swallowed(lang, &names.task_name(*task)),
            Self::Blocked { what, span, task } => {
                say::blocked(lang, &names.who(*task), what, &seconds(*span))
            }
            Self::LockAcrossAwait {
                waiter,
                lock,
                holder,
                on,
            } => say::lock_across_await(
                lang,
                &names.task_name(*waiter),
                &names.resource(*lock),
                &names.task_name(*holder),
                &names.future(*on),
            ),
        }
    }
}

impl FindingKind {
    /// Heading, why it matters, what to try.
    fn words(self) -> (Text, Text, Text) {
        match self {
            Self::Deadlock => (say::DEADLOCK, say::DEADLOCK_WHY, say::DEADLOCK_TRY),
            Self::Starvation => (say::STARVATION, say::STARVATION_WHY, say::STARVATION_TRY),
            Self::NeverAwaited => (
                say::NEVER_AWAITED,
                say::NEVER_AWAITED_WHY,
                say::NEVER_AWAITED_TRY,
            ),
            Self::NeverRetrieved => (
                say::NEVER_RETRIEVED,
                say::NEVER_RETRIEVED_WHY,
                say::NEVER_RETRIEVED_TRY,
            ),
            Self::Reported => (say::REPORTED, say::REPORTED_WHY, say::REPORTED_TRY),
            Self::SwallowedCancel => (
                say::SWALLOWED_CANCEL,
                say::SWALLOWED_CANCEL_WHY,
                say::SWALLOWED_CANCEL_TRY,
            ),
            Self::BlockedLoop => (
                say::BLOCKED_LOOP,
                say::BLOCKED_LOOP_WHY,
                say::BLOCKED_LOOP_TRY,
            ),
            Self::LockAcrossAwait => (
                say::LOCK_ACROSS_AWAIT,
                say::LOCK_ACROSS_AWAIT_WHY,
                say::LOCK_ACROSS_AWAIT_TRY,
            ),
        }
    }
}
