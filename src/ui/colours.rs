//! The colours of the timeline's picture.

use super::dom;
use crate::view_model::{Colour, TaskRef};

/// The colours of a theme, as the style sheets define them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    pub(super) ink: String,
    pub(super) muted: String,
    pub(super) card: String,
    pub(super) grid: String,
    pub(super) opened: String,
    pub(super) line: String,
    pub(super) wrong: String,
    pub(super) amber: String,
    pub(super) on_amber: String,
    pub(super) cursor: String,
    pub(super) on_cursor: String,
    pub(super) accent: String,
    pub(super) on_accent: String,
    pub(super) main: String,
    pub(super) tasks: Vec<String>,
}

impl Palette {
    /// Reads them off the document.
    pub fn read() -> Self {
        let style = dom::root().and_then(|root| dom::window()?.get_computed_style(&root).ok()?);
        let read = |name: &str| {
            let value = style
                .as_ref()
                .and_then(|style| style.get_property_value(name).ok());
            value.unwrap_or_default().trim().to_owned()
        };
        Self {
            ink: read("--ink"),
            muted: read("--muted"),
            card: read("--card"),
            grid: read("--grid-line"),
            opened: read("--opened"),
            line: read("--line"),
            wrong: read("--wrong"),
            amber: read("--stale-ground"),
            on_amber: read("--stale"),
            cursor: read("--cursor"),
            on_cursor: read("--on-cursor"),
            accent: read("--accent"),
            on_accent: read("--on-accent"),
            main: read("--task-main"),
            tasks: (0..8).map(|n| read(&format!("--task-{n}"))).collect(),
        }
    }

    /// A task's colour.
    pub(super) fn task(&self, task: &TaskRef) -> &str {
        match task.colour {
            Colour::Main => &self.main,
            Colour::Task(n) => self.tasks.get(usize::from(n)).unwrap_or(&self.main),
        }
    }
}
