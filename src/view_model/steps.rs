//! Where the cursor goes: by step of the program or of the loop, by turn, by line of a task, by line
//! of the console.

use super::Analysis;
use crate::events::{Event, TaskId};
use crate::text::{Lang, steps as say};
use crate::trace::Trace;

/// What one step is. Switching keeps the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StepLevel {
    /// What the program does: start, print, await, resume, end.
    #[default]
    Program,
    /// Every event of the loop.
    Loop,
}

impl StepLevel {
    /// Both, in the order in which a switch offers them.
    pub const ALL: [Self; 2] = [Self::Program, Self::Loop];

    /// Its name in a link and in the storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Loop => "loop",
        }
    }

    /// The move of one step.
    pub fn step(self) -> Step {
        match self {
            Self::Program => Step::Program,
            Self::Loop => Step::Event,
        }
    }

    /// How many steps are known.
    pub fn count(self, analysis: &Analysis) -> usize {
        match self {
            Self::Program => analysis.program.table().len(),
            Self::Loop => analysis.index.len(),
        }
    }

    /// How many steps have happened at a cursor: the number of the step that is shown there,
    /// counted from 1; 0 before the first.
    pub fn number(self, analysis: &Analysis, cursor: usize) -> usize {
        match self {
            Self::Program => analysis.program.table().before(cursor),
            Self::Loop => cursor.min(analysis.index.len()),
        }
    }

    /// The cursor just after step `number`, counted from 1; 0 for none, and the end of what is
    /// known for more than there are.
    pub fn cursor(self, analysis: &Analysis, number: usize) -> usize {
        let end = analysis.index.len();
        match (self, number.checked_sub(1)) {
            (_, None) => 0,
            (Self::Program, Some(step)) => {
                let event = analysis.program.table().event(step);
                event.map_or(end, |event| event + 1)
            }
            (Self::Loop, Some(_)) => number.min(end),
        }
    }

    /// Where a cursor stands: `step 36 of 63`.
    pub fn label(self, analysis: &Analysis, cursor: usize, lang: Lang) -> String {
        say::step_of(lang, self.number(analysis, cursor), self.count(analysis))
    }

    /// How far a run is that goes on: `26 steps so far`.
    pub fn label_so_far(self, analysis: &Analysis, lang: Lang) -> String {
        say::so_far(lang, self.count(analysis))
    }
}

/// A move of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// One step of the program.
    Program,
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
        Step::Program => {
            let level = StepLevel::Program;
            level.cursor(analysis, level.number(analysis, cursor) + 1)
        }
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

/// The cursor after a step back; the start if there is no such place before. What the loop does
/// after a step of the program belongs to that step: from there, too, it goes to the one before.
pub fn back(trace: &Trace, analysis: &Analysis, cursor: usize, step: Step) -> usize {
    let cursor = cursor.min(trace.len());
    match step {
        Step::Program => {
            let level = StepLevel::Program;
            let number = level.number(analysis, cursor);
            level.cursor(analysis, number.saturating_sub(1))
        }
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

/// The task at the cursor: the one that took the last step of the program there. The same for the
/// same cursor, however one got there.
pub fn task_at(trace: &Trace, analysis: &Analysis, cursor: usize) -> Option<TaskId> {
    let table = analysis.program.table();
    let last = table.before(cursor).checked_sub(1)?;
    match trace.get(table.event(last)?)?.event {
        Event::TaskResumed { task, .. }
        | Event::TaskSuspended { task, .. }
        | Event::TaskFinished { task, .. } => Some(task),
        Event::Printed { task, .. }
        | Event::Blocking { task, .. }
        | Event::ResourceChanged { task, .. }
        | Event::JobSubmitted { task, .. }
        | Event::TaskCreated { parent: task, .. }
        | Event::CancelRequested { by: task, .. } => task,
        _ => None,
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
