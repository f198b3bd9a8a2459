//! A step of the program in one sentence: who does what, why, and who is next.

use super::super::Scene;
use super::super::format::seconds;
use super::super::interventions;
use super::acts::{self, Act};
use super::loop_events::Teller;
use super::{Sentence, next};
use crate::events::{
    Awaiting, Change, Event, FutureId, Outcome, Raised, ResourceId, ResourceKind, TaskId, Work,
};
use crate::text::{Said, steps as say};

/// How far back from an await or an end what belongs to it is looked for, in events.
const NEAR: usize = 256;

/// What the step of the program that is event number `event` was.
pub(super) fn step(scene: &Scene<'_>, event: usize) -> Sentence {
    let Some(record) = scene.trace.get(event) else {
        return Sentence {
            task: None,
            said: say::not_begun(scene.lang),
        };
    };
    let (task, said) = tell(scene, event, &record.event);
    Sentence {
        task: task.and_then(|task| scene.names().short().task(task)),
        said: said.then(&next(scene, &record.event), scene.lang),
    }
}

/// Who is next, where the step leaves the loop to others.
fn next(scene: &Scene<'_>, event: &Event) -> String {
    match event {
        Event::TaskSuspended { .. } | Event::TaskFinished { .. } => next::who_is_next(scene),
        _ => String::new(),
    }
}

fn tell(scene: &Scene<'_>, event: usize, what: &Event) -> (Option<TaskId>, Said) {
    let (lang, names) = (scene.lang, scene.names().short());
    let name = |task: &TaskId| names.task_name(*task);
    match what {
        Event::TaskResumed { task, thrown, .. } => {
            (Some(*task), resumed(scene, event, *task, thrown.as_deref()))
        }
        Event::TaskSuspended { task, on, .. } => (Some(*task), suspended(scene, event, *task, *on)),
        Event::TaskFinished { task, outcome } => {
            let gives = gives_back(scene, event, *task);
            let said = match outcome {
                Outcome::Returned => say::ends(lang, &name(task), &gives),
                Outcome::Raised(exception) => {
                    say::ends_with(lang, &name(task), &exception.to_string(), &gives)
                }
                Outcome::Cancelled(_) => say::ends_cancelled(lang, &name(task), &gives),
            };
            (Some(*task), said)
        }
        Event::Printed { task, text, .. } => (
            *task,
            say::prints(lang, &names.who(*task), &first_line(text)),
        ),
        Event::Blocking {
            what,
            expected,
            task,
            ..
        } => {
            let expected = expected.map(seconds);
            let said = say::blocks(lang, &names.who(*task), what, expected.as_deref());
            (*task, said)
        }
        Event::ResourceChanged {
            resource,
            change: Change::Released,
            task,
            ..
        } => {
            let act = say::releases(lang, &names.held(*resource));
            (*task, say::acts(lang, &names.who(*task), &act))
        }
        Event::ResourceChanged { task, .. }
        | Event::JobSubmitted { task, .. }
        | Event::TaskCreated { parent: task, .. }
        | Event::CancelRequested { by: task, .. } => match Act::of(what) {
            Some(act) => {
                let act = act.in_words(scene, 1);
                (*task, say::acts(lang, &names.who(*task), &act))
            }
            None => (*task, of_loop(scene, event)),
        },
        Event::Intervened { act } => (None, Said::all(interventions::sentence(&names, act))),
        _ => (None, of_loop(scene, event)),
    }
}

/// What was printed, its first line if there are more.
fn first_line(text: &str) -> String {
    let mut lines = text.trim_end_matches('\n').lines();
    let first = lines.next().unwrap_or_default();
    match lines.next() {
        Some(_) => format!("{first} …"),
        None => first.to_owned(),
    }
}

/// As the loop's own event, for what is no step of the program.
fn of_loop(scene: &Scene<'_>, event: usize) -> Said {
    match scene.trace.get(event) {
        Some(record) => Teller::new(scene).tell(event, record),
        None => say::not_begun(scene.lang),
    }
}

fn resumed(scene: &Scene<'_>, event: usize, task: TaskId, thrown: Option<&Raised>) -> Said {
    let (lang, who) = (scene.lang, scene.names().short().task_name(task));
    let is_first = Teller::new(scene).is_first_step(task, event);
    match (thrown, is_first) {
        (Some(exception), true) => say::never_starts(lang, &who, &next::short_exception(exception)),
        (None, true) => starts(scene, task, &who),
        (Some(exception), false) => {
            let at = woken_by(scene, event).map(|future| scene.names().short().future(future));
            let is_cancelled = exception.is_cancelled_error();
            let why = is_cancelled
                .then(|| next::canceller(scene, task, Some(event)))
                .flatten();
            let (at, why) = (at.as_deref(), why.as_deref());
            let exception = next::short_exception(exception);
            say::resumes_with(lang, &who, &exception, at, why)
        }
        (None, false) => {
            let why = match woken_by(scene, event) {
                Some(future) => next::cause(scene, task, future),
                None => say::gave_way(lang),
            };
            say::resumes(lang, &who, &why)
        }
    }
}

fn starts(scene: &Scene<'_>, task: TaskId, who: &str) -> Said {
    let facts = scene.analysis.index.task(task);
    let parent = facts.and_then(|facts| facts.parent);
    let made = facts.and_then(|facts| scene.trace.get(facts.created as usize));
    match (parent, made) {
        (Some(parent), Some(made)) => {
            let parent = scene.names().short().task_name(parent);
            say::starts(scene.lang, who, &parent, &seconds(made.when))
        }
        _ => say::starts_first(scene.lang, who),
    }
}

/// The future whose end resumed a task with event number `event`.
fn woken_by(scene: &Scene<'_>, event: usize) -> Option<FutureId> {
    let started = scene.trace.get(event.checked_sub(1)?)?;
    let Event::HandleStarted { handle } = started.event else {
        return None;
    };
    match scene.analysis.index.work(scene.trace, handle)? {
        Work::Wakeup { future, .. } => Some(future),
        Work::Step(_) | Work::WakeSleeper(_) | Work::Callback { .. } => None,
    }
}

fn suspended(scene: &Scene<'_>, event: usize, task: TaskId, on: Option<FutureId>) -> Said {
    let (lang, names) = (scene.lang, scene.names().short());
    let who = names.task_name(task);
    let acts = acts::before(scene, task, event, on);
    match on {
        Some(future) => {
            let what = names.future(future);
            say::awaits(lang, &who, &acts, &what, &until(scene, event, task, future))
        }
        None => say::gives_way(lang, &who, &acts),
    }
}

/// Until when a task waits, or for what.
fn until(scene: &Scene<'_>, event: usize, task: TaskId, future: FutureId) -> String {
    let (lang, names) = (scene.lang, scene.names().short());
    let state = &scene.state;
    match scene.analysis.index.awaiting(scene.trace, future) {
        Some(Awaiting::Sleep(_)) => timer_of(scene, event, future).unwrap_or_default(),
        Some(Awaiting::Lock(resource)) => {
            let holder = state
                .resources
                .get(&resource)
                .and_then(|r| r.holders.first());
            match holder {
                Some(holder) => say::which_holds(lang, &names.task_name(*holder)),
                None => String::new(),
            }
        }
        Some(Awaiting::Semaphore(resource)) => match before_in_line(scene, resource, future) {
            0 => say::none_is_free(lang),
            before => say::behind(lang, before),
        },
        Some(Awaiting::Event(_)) => say::not_set(lang),
        Some(Awaiting::Condition(_)) => say::gives_lock_back(lang),
        Some(Awaiting::Barrier(resource)) => {
            let there = state.resources.get(&resource).map_or(1, |r| r.value);
            say::are_there(lang, there)
        }
        Some(Awaiting::QueueGet(resource)) if names.is_asyncios_own(resource) => String::new(),
        Some(Awaiting::QueueGet(_)) => say::is_empty(lang),
        Some(Awaiting::QueuePut(resource)) => {
            let items = state.resources.get(&resource).map_or(0, |r| r.value);
            say::is_full(lang, items)
        }
        Some(Awaiting::Gather(_) | Awaiting::Wait(_)) => {
            let inner = state.futures.get(&future).map_or(&[][..], |f| &f.inner);
            say::are_not_done(lang, pending(scene, inner))
        }
        Some(Awaiting::TaskGroup) => {
            let children = state.tasks.iter();
            let open = children.filter(|child| child.parent == Some(task) && !child.is_finished());
            say::are_not_done(lang, open.count())
        }
        Some(Awaiting::Job(job)) => {
            let facts = scene.analysis.index.job(crate::events::JobId(job));
            facts.map_or_else(String::new, |facts| {
                say::runs_in(lang, &names.pool(facts.pool))
            })
        }
        Some(
            Awaiting::Future
            | Awaiting::Task
            | Awaiting::Shield(_)
            | Awaiting::CancelAndWait(_)
            | Awaiting::QueueJoin(_)
            | Awaiting::Outside(_),
        )
        | None => String::new(),
    }
}

fn pending(scene: &Scene<'_>, futures: &[FutureId]) -> usize {
    let is_pending = |future: &&FutureId| match scene.state.task(**future) {
        Some(task) => !task.is_finished(),
        None => {
            let future = scene.state.futures.get(*future);
            future.is_some_and(|future| future.outcome.is_none())
        }
    };
    futures.iter().filter(is_pending).count()
}

fn before_in_line(scene: &Scene<'_>, resource: ResourceId, future: FutureId) -> usize {
    let state = scene.state.resources.get(&resource);
    let mut line = state.map_or(&[][..], |state| &state.waiters).iter();
    line.position(|waiter| *waiter == future).unwrap_or(0)
}

/// When the timer of a sleep is due that was set just before event number `event`.
fn timer_of(scene: &Scene<'_>, event: usize, future: FutureId) -> Option<String> {
    let near = (event.saturating_sub(NEAR)..event).rev();
    let mut timers = near.filter_map(|n| match scene.trace.get(n)?.event {
        Event::TimerSet { when, work, .. } => Some((when, work)),
        _ => None,
    });
    let (when, _) = timers.find(|(_, work)| *work == Work::WakeSleeper(future))?;
    Some(say::until(scene.lang, &seconds(when)))
}

/// What a task gives back in the step that ends it: ` and leaves a place in sem to visitor(4)`.
fn gives_back(scene: &Scene<'_>, event: usize, task: TaskId) -> String {
    let (lang, names) = (scene.lang, scene.names().short());
    let (mut woken, mut told) = (None, String::new());
    for n in (event.saturating_sub(NEAR)..event).rev() {
        match scene.trace.get(n).map(|record| &record.event) {
            Some(Event::TaskResumed { task: own, .. }) if *own == task => break,
            Some(Event::ResourceChanged {
                resource,
                change: Change::Woken(waiter),
                ..
            }) => woken = Some((*resource, *waiter)),
            Some(Event::ResourceChanged {
                resource,
                change: Change::Released,
                ..
            }) => {
                let held = names.held(*resource);
                let next = woken.filter(|(own, _)| own == resource);
                let next = next.and_then(|(_, waiter)| names.maker(waiter));
                told = match next {
                    Some(next) => say::leaves_to(lang, &held, &names.task_name(next)),
                    None if is_a_lock(scene, *resource) => say::and_releases(lang, &held),
                    None => String::new(),
                };
            }
            Some(_) => {}
            None => break,
        }
    }
    told
}

fn is_a_lock(scene: &Scene<'_>, resource: ResourceId) -> bool {
    let kind = scene
        .analysis
        .index
        .resource(resource)
        .map(|(kind, _)| kind);
    kind == Some(ResourceKind::Lock)
}
