//! Where tasks stand in a program: the markers beside its lines.

use super::listed::Listed;
use super::viewport::Card;
use crate::events::TaskId;
use crate::text::{Lang, panes};
use crate::view_model::inspector::TaskPhase;
use crate::view_model::{CodeMark, Colour, Part, StackRow, Waits};

/// A task at a line of a program.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// The line, counted from 1.
    pub line: u32,
    /// The task's id.
    pub id: TaskId,
    /// The task's call, as its source says it.
    pub task: String,
    /// What it does, in a word.
    pub state: &'static str,
    /// Its stack, innermost first, in the lines of this program.
    pub stack: Vec<String>,
    /// A letter for it.
    pub letter: String,
    /// Its colour.
    pub colour: Colour,
    /// Whether a step of it is under way.
    pub is_running: bool,
}

/// The markers of a program, for tasks at lines of its file.
pub fn markers(marks: &[CodeMark], listed: &Listed<'_>, lang: Lang) -> Vec<Marker> {
    let marker = |mark: &CodeMark| {
        Some(Marker {
            line: listed.shown(mark.line)?,
            id: mark.task.id,
            task: mark.task.name.clone(),
            state: mark.phase.text().get(lang),
            stack: stack(&mark.stack, listed, lang),
            letter: mark.task.badge.clone(),
            colour: mark.task.colour,
            is_running: mark.phase == TaskPhase::Running,
        })
    };
    marks.iter().filter_map(marker).collect()
}

/// The lines of those that wait, and of what they wait for, in a program.
pub fn waits_lines(waits: &Waits, listed: &Listed<'_>) -> Vec<Option<u32>> {
    let line = |part: &Part| listed.line(&part.file, part.place?.line());
    waits.parts.iter().map(line).collect()
}

/// The line of a bar's card in a program.
pub fn card_line(card: &Card, listed: &Listed<'_>) -> Option<u32> {
    listed.line(card.file.as_deref()?, card.said.line?.line())
}

/// A task's stack in the lines of a program, innermost first.
pub fn stack(stack: &[StackRow], listed: &Listed<'_>, lang: Lang) -> Vec<String> {
    let rows = stack.iter().map(|row| {
        let line = listed.line(&row.file, row.line);
        match line {
            Some(line) => panes::frame(lang, row.function, line),
            None => row.call.clone(),
        }
    });
    rows.collect()
}
