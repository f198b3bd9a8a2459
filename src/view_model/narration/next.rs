//! Who goes on next, and why it can.

use super::super::Scene;
use super::super::format::seconds;
use super::loop_events::LATE;
use crate::analysis::is_asyncios_own;
use crate::events::{
    Awaiting, CancelOrigin, Change, Event, FutureId, Outcome, Raised, ResourceId, TaskId, Work,
};
use crate::text::{Said, steps as say};
use crate::trace::{LoopState, Phase, QueuedHandle};

/// How far back from the end of a wait its cause is looked for, in events.
const NEAR: usize = 64;

/// How far the loop is followed until it is clear which task goes on, in events.
const AHEAD: usize = 4096;

/// Who goes on next at the scene's moment, in a sentence of its own. What the loop does until a
/// task of the program is ready is followed in the trace, as far as it happened.
pub(super) fn who_is_next(scene: &Scene<'_>) -> String {
    let from = scene.state.cursor;
    let mut after = scene.clone();
    let mut records = scene.trace.range(from, from + AHEAD);
    loop {
        let state = &after.state;
        if state.running.is_none() {
            if let Some(next) = first_ready(&after) {
                return next;
            }
            if !state.ready.iter().any(|queued| !queued.is_cancelled) {
                return nobody_is_ready(&after);
            }
        } else if stops_the_run(state) {
            return match unfinished(&after) {
                0 => say::all_are_done(scene.lang),
                left => say::run_cancels(scene.lang, left),
            };
        }
        match records.next() {
            Some((_, record)) => after.state.fold(record),
            None => return not_known_yet(&after),
        }
    }
}

/// The first task of the program in the ready queue, and why it is there.
fn first_ready(scene: &Scene<'_>) -> Option<String> {
    let mut ready = scene
        .state
        .ready
        .iter()
        .filter(|queued| !queued.is_cancelled);
    let (task, why) = ready.find_map(|queued| resumes(scene, queued))?;
    Some(say::is_next(
        scene.lang,
        &scene.names().short().task_name(task),
        &why,
    ))
}

fn nobody_is_ready(scene: &Scene<'_>) -> String {
    let (lang, state) = (scene.lang, &scene.state);
    if unfinished(scene) == 0 {
        return say::all_are_done(lang);
    }
    if !state.is_running {
        return String::new();
    }
    // The loop has not looked at its timers yet.
    let due = state.timers.first_key_value();
    if let Some((_, work)) = due.filter(|((when, _), _)| *when <= state.when) {
        return match work_of(scene, *work) {
            Some((task, why)) => say::is_next(lang, &scene.names().short().task_name(task), &why),
            None => say::is_next(lang, &scene.names().short().work(*work), ""),
        };
    }
    loop_rests(scene).map_or_else(|| say::nobody_can(lang), |said| said.text())
}

/// At the live end of a run, between two handles: what stands in line.
fn not_known_yet(scene: &Scene<'_>) -> String {
    let (lang, names) = (scene.lang, scene.names().short());
    let mut ready = scene.state.ready.iter().filter(|q| !q.is_cancelled);
    let first = ready.next();
    match first.map(|queued| (queued.work, work_of(scene, queued.work))) {
        Some((_, Some((task, why)))) => say::is_next(lang, &names.task_name(task), &why),
        Some((work, None)) => say::is_next(lang, &names.work(work), ""),
        None => String::new(),
    }
}

/// The task whose sleep a handle ends, and that it does.
fn work_of(scene: &Scene<'_>, work: Work) -> Option<(TaskId, String)> {
    let Work::WakeSleeper(future) = work else {
        return None;
    };
    let why = say::is_over(scene.lang, &scene.names().short().future(future));
    Some((scene.names().short().maker(future)?, why))
}

/// What the loop does where nothing is ready; nothing if it can never go on.
pub(super) fn loop_rests(scene: &Scene<'_>) -> Option<Said> {
    let (lang, state) = (scene.lang, &scene.state);
    if let Some(((when, _), _)) = state.timers.first_key_value() {
        return Some(say::loop_sleeps(lang, &seconds(*when)));
    }
    if let Some((job, _)) = state.jobs.first_key_value() {
        return Some(say::loop_waits(lang, &scene.names().short().job(*job)));
    }
    let outside = |future: &FutureId| {
        let state = state.futures.get(future)?;
        let is_open = state.outcome.is_none();
        match state.awaiting {
            Awaiting::Outside(what) if is_open => Some(what),
            _ => None,
        }
    };
    let what = state.futures.keys().find_map(outside)?;
    Some(say::loop_waits(lang, &what))
}

/// Whether the runner's callback runs, which stops the loop since the main task is done.
fn stops_the_run(state: &LoopState) -> bool {
    let runner = "_run_until_complete_cb";
    state.running.is_some_and(
        |running| matches!(running.work, Work::Callback { name, .. } if name == runner),
    )
}

/// Why a task can go on whose awaited future is done: `visitor(3) left it a place`.
pub(super) fn cause(scene: &Scene<'_>, task: TaskId, future: FutureId) -> String {
    let (lang, names) = (scene.lang, scene.names().short());
    let index = &scene.analysis.index;
    let what = names.future(future);
    let finished = index.future(future).finished.map(|event| event as usize);
    let record = finished.and_then(|event| scene.trace.get(event));
    let outcome = record.map(|record| &record.event);
    match outcome {
        Some(Event::TaskFinished { outcome, .. }) => match outcome {
            Outcome::Returned => say::has_ended(lang, &what),
            Outcome::Raised(exception) => {
                say::has_ended_with(lang, &what, &short_exception(exception))
            }
            Outcome::Cancelled(_) => say::has_ended_cancelled(lang, &what),
        },
        Some(Event::FutureFinished {
            outcome: Outcome::Raised(exception),
            ..
        }) => say::has_failed(lang, &what, &short_exception(exception)),
        Some(Event::FutureFinished {
            outcome: Outcome::Cancelled(_),
            ..
        }) => match canceller(scene, task, finished) {
            Some(why) => why,
            None => say::was_cancelled(lang, &what),
        },
        _ => returned(scene, future, finished),
    }
}

/// The same for a future that has its result.
fn returned(scene: &Scene<'_>, future: FutureId, finished: Option<usize>) -> String {
    let (lang, names) = (scene.lang, scene.names().short());
    let what = names.future(future);
    let by = |resource| doer(scene, resource, finished);
    let name = |resource| names.resource(resource);
    match scene.analysis.index.awaiting(scene.trace, future) {
        Some(Awaiting::Lock(resource)) => say::was_released(lang, &by(resource), &name(resource)),
        Some(Awaiting::Semaphore(resource)) => say::left_a_place(lang, &by(resource)),
        Some(Awaiting::Event(resource)) => say::was_set(lang, &by(resource), &name(resource)),
        Some(Awaiting::Condition(resource)) => {
            say::was_notified(lang, &by(resource), &name(resource))
        }
        Some(Awaiting::Barrier(resource)) => say::came_last(lang, &by(resource), &name(resource)),
        Some(Awaiting::QueueGet(resource)) if names.is_asyncios_own(resource) => {
            say::is_there(lang, &what)
        }
        Some(Awaiting::QueueGet(resource)) => say::was_put(lang, &by(resource), &name(resource)),
        Some(Awaiting::QueuePut(resource)) => say::made_room(lang, &by(resource), &name(resource)),
        Some(Awaiting::QueueJoin(resource)) => {
            say::finished_last(lang, &by(resource), &name(resource))
        }
        Some(Awaiting::Gather(2..)) => say::last_is_done(lang, &what),
        Some(Awaiting::Sleep(_)) => late(scene, future, finished),
        _ => say::is_over(lang, &what),
    }
}

/// A sleep is over, perhaps later than it was to be.
fn late(scene: &Scene<'_>, future: FutureId, finished: Option<usize>) -> String {
    let what = scene.names().short().future(future);
    let ended = finished.and_then(|event| scene.trace.get(event));
    let handle = finished.and_then(|event| {
        let started = scene.trace.get(event.checked_sub(1)?)?;
        match started.event {
            Event::HandleStarted { handle } => Some(handle),
            _ => None,
        }
    });
    let due = handle.and_then(|handle| scene.analysis.index.deadline(scene.trace, handle));
    match (ended, due) {
        (Some(ended), Some(due)) if ended.when.since(due) >= LATE => {
            say::is_over_late(scene.lang, &what, &seconds(ended.when.since(due)))
        }
        _ => say::is_over(scene.lang, &what),
    }
}

/// Who did to a shared thing what ended a wait for it just before event `finished`.
fn doer(scene: &Scene<'_>, resource: ResourceId, finished: Option<usize>) -> String {
    let end = finished.unwrap_or(0);
    let near = (end.saturating_sub(NEAR)..end).rev();
    let who = near.filter_map(|event| match scene.trace.get(event)?.event {
        Event::ResourceChanged {
            resource: own,
            task,
            change,
            ..
        } if own == resource && !matches!(change, Change::Waiting(_) | Change::LeftLine(_)) => {
            Some(task)
        }
        _ => None,
    });
    match who.into_iter().next().flatten() {
        Some(task) => scene.names().short().task_name(task),
        None => say::the_program(scene.lang),
    }
}

/// Why a task is cancelled: who asked for it before event `finished`; nothing if nobody did.
pub(super) fn canceller(
    scene: &Scene<'_>,
    task: TaskId,
    finished: Option<usize>,
) -> Option<String> {
    let facts = scene.analysis.index.task(task)?;
    let end = finished.map_or(facts.events.len(), |finished| {
        facts
            .events
            .partition_point(|event| (*event as usize) <= finished)
    });
    let before = facts.events[..end].iter().rev();
    let request =
        before
            .take(NEAR)
            .find_map(|event| match scene.trace.get(*event as usize)?.event {
                Event::CancelRequested {
                    target, by, origin, ..
                } if target == task => Some((origin, by)),
                _ => None,
            });
    let (origin, by) = request?;
    Some(asked(scene, origin, by))
}

/// Who asked for a cancellation.
fn asked(scene: &Scene<'_>, origin: CancelOrigin, by: Option<TaskId>) -> String {
    let (lang, names) = (scene.lang, scene.names().short());
    match origin {
        CancelOrigin::Program | CancelOrigin::Library => match by {
            Some(by) => say::asked_to_cancel(lang, &names.task_name(by)),
            None => say::was_asked_to_cancel(lang),
        },
        CancelOrigin::Task(from) => say::passed_on(lang, &names.task_name(from)),
        CancelOrigin::Gather(from) => say::passed_on(lang, &names.future(from)),
        CancelOrigin::Timeout | CancelOrigin::WaitFor => say::timed_out(lang),
        CancelOrigin::TaskGroup => say::group_aborts(lang),
        CancelOrigin::Runner => say::run_ends(lang),
        CancelOrigin::Interrupt => say::interrupted(lang),
        CancelOrigin::Intervention => say::you_cancelled(lang),
        CancelOrigin::Explorer => say::explorer_cancelled(lang),
    }
}

/// An exception without the module of its class: `CancelledError`, `ValueError: no`.
pub(super) fn short_exception(exception: &Raised) -> String {
    let class = exception.class.as_str();
    let name = class.rsplit('.').next().unwrap_or(class);
    match &*exception.message {
        "" => name.to_owned(),
        message => format!("{name}: {message}"),
    }
}

/// The task that a ready handle resumes, and why.
fn resumes(scene: &Scene<'_>, queued: &QueuedHandle) -> Option<(TaskId, String)> {
    match queued.work {
        Work::Wakeup { task, future } => Some((task, cause(scene, task, future))),
        Work::Step(task) => {
            let has_begun = scene.state.task(task).is_some_and(|task| task.resumes > 0);
            let why = match has_begun {
                true => say::gave_way(scene.lang),
                false => say::stands_first(scene.lang),
            };
            Some((task, why))
        }
        Work::WakeSleeper(_) | Work::Callback { .. } => None,
    }
    .filter(|(task, _)| is_of_program(scene, *task))
}

fn is_of_program(scene: &Scene<'_>, task: TaskId) -> bool {
    let facts = scene.analysis.index.task(task);
    facts.is_some_and(|facts| !is_asyncios_own(facts))
}

/// How many of the program's tasks have not ended.
fn unfinished(scene: &Scene<'_>) -> usize {
    let tasks = scene.state.tasks.iter();
    tasks
        .filter(|task| !matches!(task.phase, Phase::Finished(_)) && is_of_program(scene, task.id))
        .count()
}
