//! The card of a bar: what it is, from when to when, at which line, and why it ended.

use super::format::seconds;
use super::resource_lanes::{ResourceLane, Subject, TrackLook, TrackSpan};
use super::{Scene, TaskRef, narration};
use crate::events::{Event, FutureId, Nanos, Place, TaskId, Work};
use crate::text::{Said, bar_card as say};
use crate::trace::{Span, SpanKind};

/// What is said of a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct BarCard {
    /// The task that it is about.
    pub task: Option<TaskRef>,
    /// What it is: `visitor(4) awaits sleep(1)`.
    pub title: Said,
    /// From when to when, and how long.
    pub when: String,
    /// The line at which the task stood.
    pub line: Option<Place>,
    /// Why it ended, or what came then.
    pub why: Option<String>,
}

/// The card of a task's bar that begins with event number `event` and ends before `until`; nothing
/// if the task has no such bar.
pub fn bar_card(scene: &Scene<'_>, task: TaskId, event: usize, until: usize) -> Option<BarCard> {
    let facts = scene.analysis.index.task(task)?;
    let place = facts
        .spans
        .binary_search_by_key(&event, |span| span.from as usize)
        .ok()?;
    let (span, next) = (facts.spans[place], facts.spans.get(place + 1));
    let own_end = match (next, facts.finished) {
        (Some(next), _) => Some(next.from as usize),
        (None, Some(finished)) => Some(finished as usize),
        (None, None) => None,
    };
    let names = scene.names().short();
    let who = names.task_name(task);
    let is_many = own_end.is_some_and(|end| end + 1 < until);
    let end = match is_many {
        true => Some(until),
        false => own_end,
    };
    let future = awaited(scene, &span);
    let title = match (is_many, span.kind, future) {
        (true, _, _) => say::many(scene.lang, &who),
        (false, SpanKind::Running, _) => say::runs(scene.lang, &who),
        (false, SpanKind::Awaiting, Some(future)) => {
            say::awaits(scene.lang, &who, &names.future(future))
        }
        (false, SpanKind::Awaiting, None) | (false, SpanKind::Ready, _) => {
            say::is_ready(scene.lang, &who)
        }
    };
    Some(BarCard {
        task: names.task(task),
        title,
        when: when(scene, event, end),
        line: line(scene, &span, end),
        why: (!is_many)
            .then(|| why(scene, task, &span, end, future))
            .flatten(),
    })
}

/// The card of a stretch in the lane of something shared.
pub fn track_card(scene: &Scene<'_>, lane: &ResourceLane, span: &TrackSpan) -> BarCard {
    let (lang, names) = (scene.lang, scene.names().short());
    let held = match &lane.subject {
        Subject::Resource(resource, _) => names.held(*resource),
        Subject::Global { name, .. } => name.to_string(),
    };
    let who = match &span.task {
        Some(task) => names.task_name(task.id),
        None => lane.name.clone(),
    };
    let record = scene.trace.get(span.event);
    let is_open = span.until >= scene.trace.len();
    BarCard {
        task: span.task.clone(),
        title: match span.look {
            TrackLook::Held => say::holds(lang, &who, &held),
            TrackLook::HandedOver => say::is_kept_for(lang, &who, &held),
            TrackLook::Waiting => say::awaits(lang, &who, &held),
            TrackLook::Set => say::is_set(lang, &held),
            TrackLook::Value => match record.map(|record| &record.event) {
                Some(Event::GlobalChanged(change)) => {
                    let value = change.to.as_deref().unwrap_or_default();
                    say::wrote(lang, &who, &held, value)
                }
                _ => say::is_unchanged(lang, &held),
            },
            TrackLook::Many => say::many(lang, &held),
        },
        when: when(scene, span.event, (!is_open).then_some(span.until)),
        line: record.and_then(|record| match &record.event {
            Event::ResourceChanged { at, .. } => *at,
            Event::GlobalChanged(change) => change.at,
            _ => None,
        }),
        why: None,
    }
}

fn when(scene: &Scene<'_>, event: usize, end: Option<usize>) -> String {
    let lang = scene.lang;
    let time = |event: usize| scene.trace.get(event).map_or(scene.trace.now(), |r| r.when);
    let from = time(event);
    match end.map(time) {
        Some(to) if to == from => say::at(lang, &seconds(from)),
        Some(to) => say::from_to(lang, &seconds(from), &seconds(to), &seconds(to.since(from))),
        None if scene.analysis.history.live().is_deadlocked => say::for_ever(lang, &seconds(from)),
        None => {
            let so_far: Nanos = scene.trace.now().since(from);
            say::since(lang, &seconds(from), &seconds(so_far))
        }
    }
}

fn awaited(scene: &Scene<'_>, span: &Span) -> Option<FutureId> {
    match scene.trace.get(span.from as usize)?.event {
        Event::TaskSuspended { on, .. } => on,
        _ => None,
    }
}

/// Where the task stood: at the await with which a wait begins, or a step ends.
fn line(scene: &Scene<'_>, span: &Span, end: Option<usize>) -> Option<Place> {
    let event = match span.kind {
        SpanKind::Awaiting => Some(span.from as usize),
        SpanKind::Running => end,
        SpanKind::Ready => None,
    };
    match scene.trace.get(event?)?.event {
        Event::TaskSuspended { at, .. } => Some(at),
        _ => None,
    }
}

fn why(
    scene: &Scene<'_>,
    task: TaskId,
    span: &Span,
    end: Option<usize>,
    future: Option<FutureId>,
) -> Option<String> {
    let (lang, end) = (scene.lang, end?);
    match span.kind {
        SpanKind::Running => match scene.trace.get(end)?.event {
            Event::TaskSuspended {
                on: Some(future), ..
            } => Some(say::until_await(
                lang,
                &scene.names().short().future(future),
            )),
            Event::TaskSuspended { on: None, .. } => Some(say::until_yield(lang)),
            Event::TaskFinished { .. } => Some(say::until_end(lang)),
            _ => None,
        },
        SpanKind::Awaiting => {
            let why = narration::cause(scene, task, future?);
            Some(say::ended_because(lang, &why))
        }
        SpanKind::Ready => {
            let state = scene
                .analysis
                .history
                .at(scene.trace, span.from as usize + 1);
            let resumes = |work: Work| match work {
                Work::Step(own) | Work::Wakeup { task: own, .. } => own == task,
                Work::WakeSleeper(_) | Work::Callback { .. } => false,
            };
            let mut ready = state.ready.iter().filter(|queued| !queued.is_cancelled);
            let before = ready.position(|queued| resumes(queued.work))?;
            Some(say::its_turn_came(lang, before))
        }
    }
}
