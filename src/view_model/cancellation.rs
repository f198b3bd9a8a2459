//! Cancellation as a picture: arrows between lanes from the request to the end.

use std::collections::{HashMap, HashSet};

use super::format::seconds;
use super::timeline::{Timeline, is_in_view};
use super::{Scene, View};
use crate::analysis::cancellation::ArrowKind;
use crate::analysis::lanes::LanePlace;
use crate::events::TaskId;
use crate::text::cancellation as say;

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

/// The arrows of which an end is in view, in the order in which they happened; at most `most`.
pub fn arrows(scene: &Scene<'_>, seen: &Timeline, view: &View, most: usize) -> Vec<Arrow> {
    arrows_among(scene, seen, view, scene.analysis.lanes.rows(), most)
}

/// The same where only these lanes are shown.
pub(crate) fn arrows_among(
    scene: &Scene<'_>,
    seen: &Timeline,
    view: &View,
    rows: &[LanePlace],
    most: usize,
) -> Vec<Arrow> {
    let steps = &scene.analysis.cancels.steps;
    let ends = steps
        .iter()
        .flat_map(|step| step.from.iter().chain([&step.to]));
    let wanted: HashSet<TaskId> = ends.map(|(task, _)| *task).collect();
    let rows = rows.iter().enumerate();
    // Few tasks of very many are cancelled, and this is asked before every frame.
    let lane_of: HashMap<TaskId, usize> = rows
        .take(if wanted.is_empty() { 0 } else { usize::MAX })
        .filter_map(|(row, lane)| Some((scene.analysis.index.tasks().get(lane.task)?.id, row)))
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
    let steps = &scene.analysis.cancels.steps;
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
