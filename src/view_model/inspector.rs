//! One task at the cursor: its state, its stack, what it awaits and who awaits it.

use super::format::seconds;
use std::rc::Rc;

use super::{Scene, TaskRef, names};
use crate::events::{FutureId, Nanos, Outcome, ResourceKind, TaskId};
use crate::text::panes;
use crate::trace::{Phase, TaskState};

/// A task at the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskPane {
    /// The task.
    pub task: TaskRef,
    /// Its asyncio name at the cursor.
    pub asyncio_name: String,
    /// What it does: `running, resumed 2 times`.
    pub state: String,
    /// What it does, for a mark or a colour.
    pub phase: TaskPhase,
    /// The exception it failed with.
    pub exception: Option<String>,
    /// Its coroutines, innermost first.
    pub stack: Vec<StackRow>,
    /// What it awaits, from near to far: `gather(3)`, then what that waits for.
    pub awaits: Vec<String>,
    /// What it holds: `Lock a`, `a place in sem`.
    pub holds: Vec<String>,
    /// Who awaits it, from near to far: `gather → main()`; empty if nobody does.
    pub awaited_by: String,
    /// How long it waited and ran: `1.000 s; ran 0.000 s`.
    pub time: String,
    /// How long its steps took, up to the cursor.
    pub ran: Nanos,
    /// How long it awaited something, up to the cursor.
    pub waited: Nanos,
    /// How long it was ready and stood in line, up to the cursor.
    pub stood: Nanos,
    /// The task that made it.
    pub parent: Option<TaskRef>,
    /// How many requests to cancel it were not taken back.
    pub cancelling: u32,
    /// Whether it can still be cancelled.
    pub is_finished: bool,
}

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskPhase {
    /// It exists.
    Created,
    /// Its next step stands in line.
    Ready,
    /// Its step is under way.
    Running,
    /// It waits.
    Awaiting,
    /// It returned.
    Done,
    /// It ended cancelled.
    Cancelled,
    /// It raised.
    Failed,
}

/// A coroutine on a task's stack.
#[derive(Clone, Debug, PartialEq)]
pub struct StackRow {
    /// As its source would say it: `factorial('B', 3)`.
    pub call: String,
    /// The function's name alone.
    pub function: &'static str,
    /// Where it stands: the file.
    pub file: Rc<str>,
    /// Where it stands: the Rust line, counted from 1.
    pub line: u32,
    /// `factorial, line 6`, of the Rust file.
    pub label: String,
}

/// A task at the scene's cursor; nothing if it does not exist there.
pub fn task_pane(scene: &Scene<'_>, task: TaskId) -> Option<TaskPane> {
    let state = scene.state.task(task)?;
    let names = scene.names();
    let phase = TaskPhase::of(&state.phase);
    let (ran, waited, stood) = times(state, scene.clock);
    Some(TaskPane {
        task: names.task(task)?,
        asyncio_name: state.name.to_string(),
        state: panes::state(scene.lang, phase.text().get(scene.lang), state.resumes),
        phase,
        exception: match &state.phase {
            Phase::Finished(Outcome::Raised(exception)) => Some(exception.to_string()),
            _ => None,
        },
        stack: stack(scene, state),
        awaits: awaits(scene, state),
        holds: holds(scene, task),
        awaited_by: awaited_by(scene, task).join(" → "),
        time: panes::waited(scene.lang, &seconds(waited), &seconds(ran)),
        ran,
        waited,
        stood,
        parent: state.parent.and_then(|parent| names.task(parent)),
        cancelling: state.cancelling,
        is_finished: state.is_finished(),
    })
}

impl TaskPhase {
    pub(crate) fn of(phase: &Phase) -> Self {
        match phase {
            Phase::Created => Self::Created,
            Phase::Ready => Self::Ready,
            Phase::Running => Self::Running,
            Phase::Awaiting(_) => Self::Awaiting,
            Phase::Finished(Outcome::Returned) => Self::Done,
            Phase::Finished(Outcome::Raised(_)) => Self::Failed,
            Phase::Finished(Outcome::Cancelled(_)) => Self::Cancelled,
        }
    }

    /// Its word.
    pub fn text(self) -> crate::text::Text {
        match self {
            Self::Created => panes::CREATED,
            Self::Ready => panes::READY,
            Self::Running => panes::RUNNING,
            Self::Awaiting => panes::AWAITING,
            Self::Done => panes::DONE,
            Self::Cancelled => panes::CANCELLED,
            Self::Failed => panes::FAILED,
        }
    }
}

/// How long it ran, waited and stood in line, the present stretch included.
fn times(task: &TaskState, now: Nanos) -> (Nanos, Nanos, Nanos) {
    let present = now.since(task.since).0;
    let plus = |nanos: Nanos, holds: bool| Nanos(nanos.0 + if holds { present } else { 0 });
    (
        plus(task.ran, task.phase == Phase::Running),
        plus(task.waited, matches!(task.phase, Phase::Awaiting(_))),
        plus(
            task.stood,
            matches!(task.phase, Phase::Ready | Phase::Created),
        ),
    )
}

pub(super) fn stack(scene: &Scene<'_>, task: &TaskState) -> Vec<StackRow> {
    let frames = task.frames.iter().rev();
    frames
        .map(|frame| StackRow {
            call: names::call(&frame.call),
            function: frame.call.name.as_str(),
            file: scene.trace.sources().shared_path(frame.line),
            line: frame.line.line(),
            label: panes::frame(scene.lang, &frame.call.name, frame.line.line()),
        })
        .collect()
}

/// How far a chain is followed: further than any person reads, and an end to a circle.
const CHAIN: usize = 16;

/// What a task awaits, then what that awaits, as long as there is one answer.
fn awaits(scene: &Scene<'_>, task: &TaskState) -> Vec<String> {
    let mut chain = Vec::new();
    let mut seen = vec![task.id];
    let mut next = match task.phase {
        Phase::Awaiting(on) => on,
        _ => None,
    };
    while let Some(future) = next.filter(|future| !seen.contains(future) && chain.len() < CHAIN) {
        seen.push(future);
        chain.push(scene.names().future(future));
        next = awaited_alone(scene, future);
    }
    chain
}

/// The one thing that a future waits for.
fn awaited_alone(scene: &Scene<'_>, future: FutureId) -> Option<FutureId> {
    if let Some(task) = scene.state.task(future) {
        return match task.phase {
            Phase::Awaiting(on) => on,
            _ => None,
        };
    }
    match &scene.state.futures.get(&future)?.inner[..] {
        [only] => Some(*only),
        _ => None,
    }
}

/// The locks that a task holds, and the semaphores of whose permits it has one.
fn holds(scene: &Scene<'_>, task: TaskId) -> Vec<String> {
    let names = scene.names();
    let held = scene.state.resources.iter();
    let held = held.filter(|(_, resource)| resource.holders.contains(&task));
    held.map(|(id, resource)| match resource.kind {
        ResourceKind::Semaphore => panes::a_place_in(scene.lang, &names.resource(*id)),
        _ => names.resource(*id),
    })
    .collect()
}

/// Who awaits a task, then who awaits that one, and so on; the first of several.
fn awaited_by(scene: &Scene<'_>, task: TaskId) -> Vec<String> {
    let mut chain = Vec::new();
    let mut seen = vec![task];
    let mut next = awaiter(scene, task);
    while let Some(future) = next.filter(|future| !seen.contains(future) && chain.len() < CHAIN) {
        seen.push(future);
        chain.push(scene.names().future(future));
        next = awaiter(scene, future);
    }
    chain
}

fn awaiter(scene: &Scene<'_>, future: FutureId) -> Option<FutureId> {
    let state = &scene.state;
    let (tasks, outer) = match state.task(future) {
        Some(task) => (&task.awaited_by, &task.outer),
        None => {
            let state = state.futures.get(&future)?;
            (&state.awaited_by, &state.outer)
        }
    };
    let pending = |outer: &&FutureId| {
        let outer = state.futures.get(outer);
        outer.is_some_and(|outer| outer.outcome.is_none())
    };
    tasks
        .first()
        .or_else(|| outer.iter().find(pending))
        .copied()
}
