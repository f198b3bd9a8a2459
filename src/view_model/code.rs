//! Where in the source the tasks stand.

use super::inspector::{StackRow, TaskPhase, stack};
use super::{Scene, TaskRef};

/// A task that stands at a line.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeMark {
    /// The task.
    pub task: TaskRef,
    /// The Rust line, counted from 1.
    pub line: u32,
    /// What it does there.
    pub phase: TaskPhase,
    /// Its stack, innermost first.
    pub stack: Vec<StackRow>,
}

/// At which lines of `file` (as the compiler names it) the unfinished tasks stand at the cursor:
/// for each its innermost coroutine in that file, in order of creation.
pub fn code_marks(scene: &Scene<'_>, file: &str) -> Vec<CodeMark> {
    let names = scene.names();
    scene
        .state
        .unfinished()
        .filter_map(|task| {
            let mut frames = task.frames.iter().rev();
            let frame = frames.find(|frame| frame.line.file() == file)?;
            Some(CodeMark {
                task: names.task(task.id)?,
                line: frame.line.line(),
                phase: TaskPhase::of(&task.phase),
                stack: stack(scene, task),
            })
        })
        .collect()
}
