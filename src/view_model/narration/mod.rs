//! What happened, and why, in one sentence: for each step of the program, and for each event of
//! the loop.

mod acts;
mod loop_events;
mod next;
mod program;

use super::format::seconds;
use super::steps::StepLevel;
use super::{Scene, TaskRef};
use crate::events::Nanos;
use crate::events::{Event, FutureId, TaskId, Work};
use crate::text::{Lang, Said, narration as say, steps};
use loop_events::Teller;

/// What the screen says of a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// The task that it is about, for its colour.
    pub task: Option<TaskRef>,
    /// Who and what in bold; then why; then who is next.
    pub said: Said,
}

/// The step at the scene's cursor in one sentence, at one level of steps.
pub fn told(scene: &Scene<'_>, level: StepLevel) -> Sentence {
    match level {
        StepLevel::Program => told_of_program(scene),
        StepLevel::Loop => told_of_loop(scene),
    }
}

/// What holds at the live end of a run that is on its way, when the loop's clock says `now`;
/// nothing if the last step is what there is to tell.
pub fn waiting(scene: &Scene<'_>, now: Nanos) -> Option<Sentence> {
    let state = &scene.state;
    if let Some(hold) = state.hold.as_deref().filter(|hold| hold.took.is_none()) {
        let who = scene.names().short().who(hold.task);
        let said = steps::has_held(scene.lang, &who, &hold.what, &seconds(hold.since));
        let task = hold.task.and_then(|task| scene.names().task(task));
        return Some(Sentence { task, said });
    }
    let rests = state.is_running && state.running.is_none() && state.ready.is_empty();
    (rests && now > state.when && state.cursor > 0)
        .then(|| next::loop_rests(scene))
        .flatten()
        .map(|said| Sentence { task: None, said })
}

/// Why a task can go on whose awaited future is done: `visitor(3) left it a place`.
pub(super) fn cause(scene: &Scene<'_>, task: TaskId, future: FutureId) -> String {
    next::cause(scene, task, future)
}

/// What event number `event` was, in one sentence; nothing if there is no such event.
pub fn sentence(scene: &Scene<'_>, event: usize) -> Option<String> {
    let record = scene.trace.get(event)?;
    Some(Teller::new(scene).tell(event, record).text())
}

/// Why what runs at the cursor runs now; if nothing runs, what is next, and why.
pub fn why(scene: &Scene<'_>) -> String {
    let teller = Teller::new(scene);
    let state = &scene.state;
    let Some(running) = state.running else {
        return teller.at_rest(state);
    };
    let mut why = teller.runs(running.handle).text();
    let next = state.ready.iter().find(|queued| !queued.is_cancelled);
    if let Some(next) = next {
        if scene.lang == Lang::En {
            why.push(' ');
        }
        let next = teller.names.work(next.work);
        why.push_str(&say::waits_its_turn(scene.lang, &next));
    }
    why
}

fn told_of_program(scene: &Scene<'_>) -> Sentence {
    let table = scene.analysis.program.table();
    let last = table.before(scene.state.cursor).checked_sub(1);
    match last.and_then(|step| table.event(step)) {
        Some(event) => program::step(scene, event),
        None => Sentence {
            task: None,
            said: steps::not_begun(scene.lang),
        },
    }
}

fn told_of_loop(scene: &Scene<'_>) -> Sentence {
    let last = scene.state.cursor.checked_sub(1);
    let record = last.and_then(|event| scene.trace.get(event));
    let (Some(event), Some(record)) = (last, record) else {
        return Sentence {
            task: None,
            said: steps::not_begun(scene.lang),
        };
    };
    let said = Teller::new(scene).tell(event, record);
    let task = task_of(scene, &record.event);
    // Within a handle the same one goes on.
    let next = match (scene.state.running, &record.event) {
        (Some(_), _) | (None, Event::Deadlocked) => String::new(),
        (None, _) => next::who_is_next(scene),
    };
    Sentence {
        task: task.and_then(|task| scene.names().task(task)),
        said: said.then(&next, scene.lang),
    }
}

/// The task that an event is about.
fn task_of(scene: &Scene<'_>, event: &Event) -> Option<TaskId> {
    let index = &scene.analysis.index;
    let of_work = |work: Work| match work {
        Work::Step(task) | Work::Wakeup { task, .. } => Some(task),
        Work::WakeSleeper(future) => scene.names().maker(future),
        Work::Callback { .. } => None,
    };
    let of_handle = |handle| index.work(scene.trace, handle).and_then(of_work);
    match event {
        Event::HandleQueued { work, .. } | Event::TimerSet { work, .. } => of_work(*work),
        Event::TimerDue { handle }
        | Event::HandleCancelled { handle }
        | Event::HandleSkipped { handle }
        | Event::HandleStarted { handle }
        | Event::HandleEnded { handle } => of_handle(*handle),
        Event::TaskCreated { task, .. }
        | Event::TaskRenamed { task, .. }
        | Event::TaskResumed { task, .. }
        | Event::TaskSuspended { task, .. }
        | Event::TaskFinished { task, .. }
        | Event::FrameEntered { task, .. }
        | Event::FrameExited { task }
        | Event::Uncancelled { task, .. } => Some(*task),
        Event::FutureCreated { future, .. } | Event::FutureFinished { future, .. } => {
            scene.names().maker(*future)
        }
        Event::FutureLinked { outer, .. } => scene.names().maker(*outer),
        Event::CancelRequested { by: task, .. }
        | Event::ResourceChanged { task, .. }
        | Event::Printed { task, .. }
        | Event::Blocking { task, .. }
        | Event::Blocked { task, .. }
        | Event::JobSubmitted { task, .. } => *task,
        Event::TaskSeen(seen) => Some(seen.task),
        Event::GlobalChanged(change) => change.task,
        Event::Logged(record) => record.task,
        Event::JobProgress { job, .. } | Event::JobEnded { job, .. } => {
            index.job(*job).and_then(|facts| facts.task)
        }
        Event::WorkerChanged { state, .. } => {
            let job = state.job().and_then(|job| index.job(job));
            job.and_then(|facts| facts.task)
        }
        Event::ExceptionReported { future, .. } => {
            future.filter(|future| index.task(*future).is_some())
        }
        Event::LoopStarted
        | Event::LoopStopped
        | Event::TurnStarted { .. }
        | Event::TurnEnded
        | Event::LoopLeft { .. }
        | Event::ResourceCreated { .. }
        | Event::NeverAwaited { .. }
        | Event::PoolCreated { .. }
        | Event::PoolShutDown { .. }
        | Event::Intervened { .. }
        | Event::InterventionRefused { .. }
        | Event::Deviated { .. }
        | Event::Deadlocked
        | Event::RunEnded { .. } => None,
    }
}
