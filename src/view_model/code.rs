//! Where in the source the tasks stand.

use std::collections::HashMap;

use super::inspector::{StackRow, TaskPhase, stack};
use super::{Colour, Scene, TaskRef};
use crate::events::{Event, Place};
use crate::trace::Trace;

/// A task that stands at a line.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeMark {
    /// The task.
    pub task: TaskRef,
    /// The Rust line, counted from 1.
    pub line: u32,
    /// What it does there.
    pub phase: TaskPhase,
    /// Its stack, innermost first. Of the tasks at one line only the first few have one here.
    pub stack: Vec<StackRow>,
}

/// How many stacks are told of one line; thousands may stand at it.
const STACKS: usize = 8;

/// At which lines of `file` (as the compiler names it) the unfinished tasks stand at the cursor:
/// for each its innermost coroutine in that file, in order of creation.
pub fn code_marks(scene: &Scene<'_>, file: &str) -> Vec<CodeMark> {
    let names = scene.names();
    let mut at_line: HashMap<u32, usize> = HashMap::new();
    scene
        .state
        .unfinished()
        .filter_map(|task| {
            let mut frames = task.frames.iter().rev();
            let frame = frames.find(|frame| scene.trace.sources().path(frame.line) == file)?;
            let count = at_line.entry(frame.line.line()).or_default();
            let here = std::mem::replace(count, *count + 1);
            Some(CodeMark {
                task: names.task(task.id)?,
                line: frame.line.line(),
                phase: TaskPhase::of(&task.phase),
                stack: match here {
                    0..STACKS => stack(scene, task),
                    _ => Vec::new(),
                },
            })
        })
        .collect()
}

/// Who holds a lock or a permit of a semaphore that was made at a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    /// The line where it was made.
    pub line: u32,
    /// The calls of the tasks that hold it, in the order in which they got it.
    pub by: Vec<String>,
    /// The colour of the first of them.
    pub colour: Colour,
}

/// What is held at the cursor of all that was made in `file`, in order of its lines.
pub fn holdings(scene: &Scene<'_>, file: &str) -> Vec<Holding> {
    let names = scene.names().short();
    let held = scene.state.resources.values().filter_map(|resource| {
        let at = resource.made_at;
        if scene.trace.sources().path(at) != file {
            return None;
        }
        let first = names.task(*resource.holders.first()?)?;
        let by = resource.holders.iter().map(|task| names.task_name(*task));
        Some(Holding {
            line: at.line(),
            colour: first.colour,
            by: by.collect(),
        })
    });
    let mut held: Vec<Holding> = held.collect();
    held.sort_by_key(|holding| holding.line);
    held
}

/// The cursor just after the next event at a line that `is_there` says yes to; after the last one
/// the first. None if nothing ever happens there.
pub fn next_at(trace: &Trace, cursor: usize, is_there: impl Fn(Place) -> bool) -> Option<usize> {
    let find = |from: usize, to: usize| {
        let mut events = trace.range(from, to);
        events
            .find(|(_, record)| place(&record.event).is_some_and(&is_there))
            .map(|(event, _)| event + 1)
    };
    find(cursor, trace.len()).or_else(|| find(0, cursor))
}

/// The line of the program that runs with an event.
fn place(event: &Event) -> Option<Place> {
    match event {
        Event::TaskCreated { at, .. }
        | Event::TaskSuspended { at, .. }
        | Event::FrameEntered { at, .. }
        | Event::Printed { at, .. }
        | Event::ResourceCreated { at, .. }
        | Event::Blocked { at, .. } => Some(*at),
        _ => None,
    }
}
