//! Cancellation as a picture: arrows between lanes from the request to the end.

use std::collections::{HashMap, HashSet};

use super::format::seconds;
use super::timeline::{Timeline, is_in_view};
use super::{Scene, View};
use crate::runtime::instrument::{Event, FutureId, Outcome, TaskId};
use crate::text::cancellation as say;
use crate::trace::{LoopState, Record};

/// A step of a cancellation's way.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// Which step.
    pub kind: ArrowKind,
    /// Where it begins; none if it came from outside all tasks, a timeout's timer for example.
    pub from: Option<ArrowEnd>,
    /// Where it points.
    pub to: ArrowEnd,
}

/// An end of an arrow, in pixels of the plot area; its lane may be out of view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArrowEnd {
    /// The task.
    pub task: TaskId,
    /// The event, counted from 0.
    pub event: usize,
    /// Where.
    pub x: f64,
    /// The middle of the task's lane.
    pub y: f64,
}

/// The steps of a cancellation's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArrowKind {
    /// `cancel()` was called: from the caller's lane to the target's.
    Request,
    /// It went on to what the target awaits: through a task, `gather`, a group.
    Propagation,
    /// CancelledError was raised at the await: along the lane, from request to delivery.
    Delivery,
    /// What the task did between delivery and its end: along the lane.
    Cleanup,
    /// The task's end was raised at whoever awaited it.
    Return,
}

/// The arrows of which an end is in view, in the order in which they happened; at most `most`.
pub fn arrows(scene: &Scene<'_>, seen: &Timeline, view: &View, most: usize) -> Vec<Arrow> {
    let steps = &scene.study.cancels.steps;
    let ends = steps
        .iter()
        .flat_map(|step| step.from.iter().chain([&step.to]));
    let wanted: HashSet<TaskId> = ends.map(|(task, _)| *task).collect();
    let rows = scene.study.lanes.rows().iter().enumerate();
    // Few tasks of very many are cancelled, and this is asked before every frame.
    let lane_of: HashMap<TaskId, usize> = rows
        .take(if wanted.is_empty() { 0 } else { usize::MAX })
        .filter_map(|(row, lane)| Some((scene.study.index.tasks().get(lane.task)?.id, row)))
        .filter(|(task, _)| wanted.contains(task))
        .collect();
    let end = |(task, event): (TaskId, usize)| {
        let row = *lane_of.get(&task)?;
        Some(ArrowEnd {
            task,
            event,
            x: seen.axis.x_of_event(scene.trace, event) + seen.axis.slot() / 2.0,
            y: (row as f64 + 0.5) * view.lane_height - view.scroll,
        })
    };
    let arrows = steps.iter().filter_map(|step| {
        let (from, to) = (step.from.and_then(end), end(step.to)?);
        let in_view = |end: &ArrowEnd| is_in_view(view, end.x, end.y);
        let is_seen = in_view(&to) || from.as_ref().is_some_and(in_view);
        let kind = step.kind;
        is_seen.then_some(Arrow { kind, from, to })
    });
    arrows.take(most).collect()
}

/// The steps up to the scene's cursor in words, in the order in which they happened: for who does
/// not see the arrows, and for who wants to go there. The newest `most` of them.
pub fn cancellations(scene: &Scene<'_>, most: usize) -> Vec<Told> {
    let names = scene.names();
    let steps = &scene.study.cancels.steps;
    let end = steps.partition_point(|step| step.to.1 < scene.state.cursor);
    let told = steps[end.saturating_sub(most)..end].iter().map(|step| {
        let (task, event) = step.to;
        let from = step.from.map(|(task, _)| names.task_name(task));
        let when = seconds(scene.trace.time_at(event + 1));
        Told {
            sentence: say::step(
                scene.lang,
                step.kind.words(),
                from.as_deref(),
                &names.task_name(task),
                &when,
            ),
            cursor: event + 1,
        }
    });
    told.collect()
}

/// A step of a cancellation's way in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// `1.000 s: main() asks factorial('B', 3) to cancel.`
    pub sentence: String,
    /// The cursor just after it.
    pub cursor: usize,
}

impl ArrowKind {
    const fn words(self) -> say::Step {
        match self {
            Self::Request => say::Step::Request,
            Self::Propagation => say::Step::Propagation,
            Self::Delivery => say::Step::Delivery,
            Self::Cleanup => say::Step::Cleanup,
            Self::Return => say::Step::Return,
        }
    }
}

/// How many steps are kept.
const MOST: usize = 20_000;

/// Watches the events for cancellations.
#[derive(Debug, Default)]
pub(crate) struct Cancels {
    steps: Vec<Step>,
    /// Tasks that were asked to cancel, with the event, until CancelledError is raised in them.
    requested: HashMap<TaskId, usize>,
    /// Tasks in which it was raised, with the event, until they end.
    delivered: HashMap<TaskId, usize>,
    /// Tasks that ended cancelled, with the event, for whoever awaits them.
    ended: HashMap<FutureId, (TaskId, usize)>,
    /// The targets of one `cancel()`, which travels inward at once.
    wave: Vec<FutureId>,
}

#[derive(Debug)]
struct Step {
    kind: ArrowKind,
    from: Option<(TaskId, usize)>,
    to: (TaskId, usize),
}

impl Cancels {
    /// Takes one more event into account; `state` is the one after it.
    pub(crate) fn see(&mut self, n: usize, record: &Record, state: &LoopState) {
        match &record.event {
            Event::CancelRequested { target, by, .. } => self.requested(n, *target, *by, state),
            Event::FutureFinished { .. } | Event::HandleQueued { .. } => {}
            Event::TaskResumed { task, thrown } => {
                self.wave.clear();
                if thrown.as_deref().is_some_and(is_cancelled_error) {
                    self.deliver(n, *task);
                }
            }
            Event::TaskFinished { task, outcome } => {
                self.wave.clear();
                self.requested.remove(task);
                if let Some(from) = self.delivered.remove(task) {
                    self.add(ArrowKind::Cleanup, Some((*task, from)), (*task, n));
                }
                if let Outcome::Cancelled(_) = outcome {
                    self.ends(n, *task, state);
                }
            }
            _ => self.wave.clear(),
        }
    }

    fn requested(&mut self, n: usize, target: FutureId, by: Option<TaskId>, state: &LoopState) {
        let Some(task) = state.task(target) else {
            self.wave.push(target);
            return;
        };
        let through = self.passed_on_by(task.id, &task.outer, state);
        let (kind, from) = match through {
            Some(from) => (ArrowKind::Propagation, Some(from)),
            None => {
                self.wave.clear();
                (ArrowKind::Request, by)
            }
        };
        self.wave.push(target);
        if from != Some(target) {
            self.add(kind, from.map(|from| (from, n)), (target, n));
        }
        self.requested.entry(target).or_insert(n);
    }

    /// The task whose cancellation goes on to `task` in the same wave: one that awaits it, or
    /// that awaits a group of which it is a member.
    fn passed_on_by(&self, task: TaskId, outer: &[FutureId], state: &LoopState) -> Option<TaskId> {
        let groups: Vec<_> = outer.iter().filter(|o| self.wave.contains(o)).collect();
        let awaits = |waiter: &&FutureId| {
            let on = state.task(**waiter).and_then(|waiter| waiter.awaits);
            on.is_some_and(|on| on == task || groups.contains(&&on))
        };
        self.wave.iter().rev().find(awaits).copied()
    }

    fn deliver(&mut self, n: usize, task: TaskId) {
        if let Some(from) = self.requested.remove(&task) {
            self.add(ArrowKind::Delivery, Some((task, from)), (task, n));
        } else if let Some(from) = self.ended.remove(&task) {
            self.add(ArrowKind::Return, Some(from), (task, n));
        }
        self.delivered.insert(task, n);
    }

    /// Whoever awaits the task, or a group with it, will have CancelledError raised.
    fn ends(&mut self, n: usize, task: TaskId, state: &LoopState) {
        let Some(ended) = state.task(task) else {
            return;
        };
        let groups = ended.outer.iter().filter_map(|o| state.futures.get(o));
        let through = groups.flat_map(|group| &group.awaited_by);
        for waiter in ended.awaited_by.iter().chain(through) {
            self.ended.entry(*waiter).or_insert((task, n));
        }
    }

    fn add(&mut self, kind: ArrowKind, from: Option<(TaskId, usize)>, to: (TaskId, usize)) {
        if self.steps.len() < MOST {
            self.steps.push(Step { kind, from, to });
        }
    }
}

/// Whether a traceback's last line is CancelledError's, with or without a message.
fn is_cancelled_error(line: &str) -> bool {
    let class = line.split(':').next().unwrap_or_default();
    class.rsplit('.').next() == Some("CancelledError")
}
