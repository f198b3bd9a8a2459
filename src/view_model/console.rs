//! The console: what was printed up to the cursor.

use std::rc::Rc;

use super::format::decimal;
use super::{Scene, TaskRef};
use crate::events::{Event, Nanos, Place, Stream};

/// The last lines up to the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct Console {
    /// The lines, oldest first.
    pub lines: Vec<ConsoleLine>,
    /// How many lines before them are not shown.
    pub earlier: usize,
    /// Whether the event at the cursor printed the last line.
    pub last_is_new: bool,
}

/// What one `print` put out, or several that stand in one line, or one report of the loop's
/// exception handler; it may hold newlines.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsoleLine {
    /// The cursor just after it was printed: where a click goes.
    pub cursor: usize,
    /// When.
    pub when: Nanos,
    /// When, in seconds, without the unit: `1.000`.
    pub stamp: String,
    /// Where to.
    pub stream: Stream,
    /// What.
    pub text: Rc<str>,
    /// The task that printed it, or that the report is about.
    pub task: Option<TaskRef>,
    /// Where in the Rust source it was printed; a report has no place.
    pub at: Option<Place>,
}

impl ConsoleLine {
    /// Whether what is printed next stands in the same line: the last newline is not printed yet.
    fn goes_on_with(&self, next: &Self) -> bool {
        self.stream == next.stream && !self.text.ends_with('\n')
    }

    fn go_on(&mut self, next: Self) {
        let text = format!("{}{}", self.text, next.text).into();
        *self = Self { text, ..next };
    }
}

/// The last `most` prints that were printed up to the scene's cursor.
pub fn console(scene: &Scene<'_>, most: usize) -> Console {
    let printed = scene.analysis.index.printed();
    let printed = &printed[..scene.state.printed.min(printed.len())];
    let earlier = printed.len().saturating_sub(most);
    let mut lines: Vec<ConsoleLine> = Vec::new();
    for event in &printed[earlier..] {
        let Some(next) = line(scene, *event as usize) else {
            continue;
        };
        match lines.last_mut().filter(|last| last.goes_on_with(&next)) {
            Some(last) => last.go_on(next),
            None => lines.push(next),
        }
    }
    for line in &mut lines {
        if let Some(text) = line.text.strip_suffix('\n') {
            line.text = text.into();
        }
    }
    let last_is_new = lines
        .last()
        .is_some_and(|line| line.cursor == scene.state.cursor);
    Console {
        lines,
        earlier,
        last_is_new,
    }
}

/// All of it as text: a line each, as the program printed it.
pub fn console_text(scene: &Scene<'_>) -> String {
    let mut text = String::new();
    for line in console(scene, usize::MAX).lines {
        text.push_str(&line.text);
        text.push('\n');
    }
    text
}

fn line(scene: &Scene<'_>, event: usize) -> Option<ConsoleLine> {
    let record = scene.trace.get(event)?;
    let Event::Printed {
        stream,
        text,
        task,
        at,
    } = &record.event
    else {
        return None;
    };
    Some(ConsoleLine {
        cursor: event + 1,
        when: record.when,
        stamp: decimal(record.when),
        stream: *stream,
        text: Rc::clone(text),
        task: task.and_then(|task| scene.names().task(task)),
        at: Some(*at),
    })
}
