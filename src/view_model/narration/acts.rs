//! What a task does to what is shared, between two of its suspensions.

use std::mem::discriminant;

use super::super::Scene;
use crate::events::{Awaiting, Change, Event, FutureId, JobId, ResourceId, ResourceKind, TaskId};
use crate::text::steps as say;

/// How far back a task's acts are looked for, in events.
const NEAR: usize = 4096;

/// Something that a task did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Act {
    /// To something shared.
    Change(ResourceId, Change),
    /// It made a task.
    Create(TaskId),
    /// It asked a task or future to cancel.
    Cancel(FutureId),
    /// It handed in a job.
    Submit(JobId),
}

impl Act {
    /// What an event says that a task did; nothing for other events.
    pub(super) fn of(event: &Event) -> Option<Self> {
        match *event {
            Event::ResourceChanged {
                resource, change, ..
            } => is_told(change).then_some(Self::Change(resource, change)),
            Event::TaskCreated { task, .. } => Some(Self::Create(task)),
            Event::CancelRequested { target, .. } => Some(Self::Cancel(target)),
            Event::JobSubmitted { job, .. } => Some(Self::Submit(job)),
            _ => None,
        }
    }

    /// Whether both can be told as one that was done twice.
    fn is_alike(self, other: Self) -> bool {
        match (self, other) {
            (Self::Change(this, change), Self::Change(that, other)) => {
                this == that && discriminant(&change) == discriminant(&other)
            }
            _ => discriminant(&self) == discriminant(&other),
        }
    }

    /// In words: `sets ready`, `puts 20 items into log`.
    pub(super) fn in_words(self, scene: &Scene<'_>, count: usize) -> String {
        let (lang, names) = (scene.lang, scene.names().short());
        match self {
            Self::Change(resource, change) => changes(scene, resource, change, count),
            Self::Create(task) if count == 1 => say::makes_task(lang, &names.task_name(task)),
            Self::Create(_) => say::makes_tasks(lang, count),
            Self::Cancel(target) if count == 1 => say::asks_to_cancel(lang, &names.future(target)),
            Self::Cancel(_) => say::asks_many_to_cancel(lang, count),
            Self::Submit(job) => say::hands_in(lang, &names.job(job), count),
        }
    }
}

/// What the task did between its last resumption and event number `event`, at which it awaits
/// `on`: `sets ready and puts 3 items into log`; empty if it did nothing.
pub(super) fn before(
    scene: &Scene<'_>,
    task: TaskId,
    event: usize,
    on: Option<FutureId>,
) -> String {
    let mut acts: Vec<(Act, usize)> = Vec::new();
    let mut waited_for = None;
    for n in (event.saturating_sub(NEAR)..event).rev() {
        let Some(record) = scene.trace.get(n) else {
            break;
        };
        if matches!(record.event, Event::TaskResumed { task: own, .. } if own == task) {
            waited_for = waited(scene, task, n);
            break;
        }
        let act = Act::of(&record.event).filter(|act| !is_part_of(scene, *act, on));
        let Some(act) = act else {
            continue;
        };
        match acts.last_mut() {
            Some((last, count)) if last.is_alike(act) => *count += 1,
            _ => acts.push((act, 1)),
        }
    }
    // Getting what it waited for is told when it resumes.
    if let (Some(waited), Some((first, count))) = (waited_for, acts.last_mut())
        && gets(scene, *first, waited)
    {
        *count -= 1;
    }
    let told = acts.iter().rev().filter(|(_, count)| *count > 0);
    let told: Vec<_> = told
        .map(|(act, count)| act.in_words(scene, *count))
        .collect();
    say::list(scene.lang, &told)
}

/// Whether an act is told by something else: by the await itself (`gather(3)` makes tasks, a job is
/// awaited, a party that waits at a barrier has come to it), or as part of another act (who cancels
/// a task cancels what it awaits).
fn is_part_of(scene: &Scene<'_>, act: Act, on: Option<FutureId>) -> bool {
    let awaiting = on.and_then(|on| scene.analysis.index.awaiting(scene.trace, on));
    match act {
        Act::Create(child) => {
            let on = on.and_then(|on| scene.state.futures.get(&on));
            on.is_some_and(|on| on.inner.contains(&child))
        }
        Act::Submit(job) => awaiting == Some(Awaiting::Job(job.0)),
        Act::Change(resource, Change::Arrived) => awaiting == Some(Awaiting::Barrier(resource)),
        Act::Change(resource, _) => scene.names().short().is_asyncios_own(resource),
        Act::Cancel(target) => scene.analysis.index.task(target).is_none(),
    }
}

/// What a task waited for that was resumed with event number `event`, if that is shared.
fn waited(scene: &Scene<'_>, task: TaskId, event: usize) -> Option<ResourceId> {
    let facts = scene.analysis.index.task(task)?;
    let before = facts.events.partition_point(|own| (*own as usize) < event);
    let suspended = facts.events[..before].iter().rev().find_map(|own| {
        match scene.trace.get(*own as usize)?.event {
            Event::TaskSuspended { on, .. } => Some(on),
            _ => None,
        }
    })?;
    match scene.analysis.index.awaiting(scene.trace, suspended?)? {
        Awaiting::Lock(resource)
        | Awaiting::Condition(resource)
        | Awaiting::Semaphore(resource)
        | Awaiting::QueueGet(resource)
        | Awaiting::QueuePut(resource) => Some(resource),
        _ => None,
    }
}

/// Whether an act gets a task what it waited for: the thing itself, or the lock of a condition.
fn gets(scene: &Scene<'_>, act: Act, waited: ResourceId) -> bool {
    let kind = scene.analysis.index.resource(waited).map(|(kind, _)| kind);
    match act {
        Act::Change(resource, Change::Acquired) => {
            resource == waited || kind == Some(ResourceKind::Condition)
        }
        Act::Change(resource, Change::Got | Change::Put) => resource == waited,
        _ => false,
    }
}

/// Giving back, standing in line and being woken are told with the await, the end or the
/// resumption.
fn is_told(change: Change) -> bool {
    match change {
        Change::Acquired
        | Change::Set
        | Change::Cleared
        | Change::Notified(_)
        | Change::Put
        | Change::Got
        | Change::TaskDone(_)
        | Change::Shutdown
        | Change::Arrived
        | Change::Broken
        | Change::Reset => true,
        Change::Released
        | Change::Waiting(_)
        | Change::LeftLine(_)
        | Change::Woken(_)
        | Change::Tripped => false,
    }
}

fn changes(scene: &Scene<'_>, resource: ResourceId, change: Change, count: usize) -> String {
    let lang = scene.lang;
    let names = scene.names().short();
    let name = &names.resource(resource);
    match change {
        Change::Acquired => say::takes(lang, &names.held(resource)),
        Change::Set => say::sets(lang, name),
        Change::Cleared => say::clears(lang, name),
        Change::Notified(waiters) => say::notifies(lang, name, waiters),
        Change::Put => say::puts(lang, name, count),
        Change::Got => say::gets(lang, name, count),
        Change::TaskDone(left) => say::reports_done(lang, name, left),
        Change::Shutdown => say::shuts_down(lang, name),
        Change::Arrived | Change::Tripped => say::arrives(lang, name),
        Change::Broken => say::breaks(lang, name),
        Change::Reset => say::resets(lang, name),
        Change::Released | Change::Waiting(_) | Change::LeftLine(_) | Change::Woken(_) => {
            say::releases(lang, &names.held(resource))
        }
    }
}
