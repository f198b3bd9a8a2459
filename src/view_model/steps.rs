//! Where the cursor goes: by event, by turn, by line of a task, by line of the console.

use super::Analysis;
use crate::runtime::instrument::{Event, TaskId};
use crate::trace::Trace;

/// A move of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// One event.
    Event,
    /// To the beginning of a turn: its snapshot is taken, and nothing of it has run.
    Turn,
    /// To the next thing that a task does in its source: a print, an await, a spawn, a lock.
    Line(TaskId),
    /// To where the next line is printed.
    Printed,
}

/// The cursor after a step forward; the end if there is no such place any more.
pub fn forward(trace: &Trace, analysis: &Analysis, cursor: usize, step: Step) -> usize {
    let next = match step {
        Step::Event => cursor + 1,
        Step::Turn => trace.turn_start(trace.turn_at(cursor).saturating_add(1)) + 1,
        Step::Line(task) => {
            let mut events = events_of(analysis, task).iter();
            let next = events.find(|n| **n as usize >= cursor && is_line(trace, **n, task));
            next.map_or(trace.len(), |n| *n as usize + 1)
        }
        Step::Printed => {
            let printed = analysis.index.printed();
            let next = printed.partition_point(|n| (*n as usize) < cursor);
            printed.get(next).map_or(trace.len(), |n| *n as usize + 1)
        }
    };
    next.min(trace.len())
}

/// The cursor after a step back; the start if there is no such place before.
pub fn back(trace: &Trace, analysis: &Analysis, cursor: usize, step: Step) -> usize {
    let cursor = cursor.min(trace.len());
    match step {
        Step::Event => cursor.saturating_sub(1),
        Step::Turn => {
            let turn = trace.turn_at(cursor);
            let starts = |turn: u32| match turn {
                0 => 0,
                _ => trace.turn_start(turn) + 1,
            };
            match starts(turn) < cursor {
                true => starts(turn),
                false => starts(turn.saturating_sub(1)),
            }
        }
        Step::Line(task) => {
            let mut events = events_of(analysis, task).iter().rev();
            let last = events.find(|n| (**n as usize) + 1 < cursor && is_line(trace, **n, task));
            last.map_or(0, |n| *n as usize + 1)
        }
        Step::Printed => {
            let printed = analysis.index.printed();
            let before = printed.partition_point(|n| (*n as usize) + 1 < cursor);
            before.checked_sub(1).map_or(0, |n| printed[n] as usize + 1)
        }
    }
}

fn events_of(analysis: &Analysis, task: TaskId) -> &[u32] {
    let facts = analysis.index.task(task);
    facts.map_or(&[], |facts| &facts.events)
}

/// Whether an event is something that the task does at a line of its source.
fn is_line(trace: &Trace, event: u32, task: TaskId) -> bool {
    match trace.get(event as usize).map(|record| &record.event) {
        Some(Event::TaskCreated { parent, .. }) => *parent == Some(task),
        Some(Event::ResourceChanged { at, .. }) => at.is_some(),
        Some(Event::CancelRequested { by, .. }) => *by == Some(task),
        Some(
            Event::FrameEntered { .. }
            | Event::TaskSuspended { .. }
            | Event::Printed { .. }
            | Event::Blocking { .. },
        ) => true,
        _ => false,
    }
}
