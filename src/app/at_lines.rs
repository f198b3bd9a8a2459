//! What the editor shows at the lines of a program: the tasks that stand there, what is wrong, who
//! holds what was made there.

use std::rc::Rc;

use super::listed::Listed;
use super::markers::{Marker, waits_lines};
use super::state::State;
use crate::text::program as say;
use crate::view_model::{Colour, Holding};

/// What stands at lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AtLines {
    /// The tasks.
    pub tasks: Rc<Vec<Marker>>,
    /// The lines that stand out.
    pub marks: Vec<(u32, Mark)>,
    /// What is said behind lines.
    pub notes: Vec<Note>,
}

/// Why a line stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It runs at the cursor.
    Here,
    /// Nothing goes on there, or an exception left it.
    Wrong,
}

/// Who holds what was made at a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The line.
    pub line: u32,
    /// `held by worker('one')`.
    pub text: String,
    /// The colour of the first of them.
    pub colour: Colour,
}

impl State {
    /// What stands at the lines of the program in the editor at the cursor. Nothing does while the
    /// text is another one than the run's: its lines are others.
    pub fn at_lines(&self) -> AtLines {
        let (Some(session), Some(panes)) = (&self.session, self.snapshot.panes()) else {
            return AtLines::default();
        };
        if self.draft().is_none() || !self.is_of_the_form() {
            return AtLines::default();
        }
        let lang = self.preferences.lang;
        let listed = Listed::main_file(session);
        let tasks = self.snapshot.markers(&listed, lang);
        let running = tasks.iter().filter(|marker| marker.is_running);
        let mut marks: Vec<_> = running.map(|marker| (marker.line, Mark::Here)).collect();
        let waits = &panes.event_loop.waits;
        if waits.stuck_since.is_some() {
            let lines = waits_lines(waits, &listed);
            let in_ring = waits.parts.iter().zip(lines).enumerate();
            let stuck = in_ring.filter(|(number, (part, _))| {
                part.is_task() && (waits.ring.is_empty() || waits.ring.contains(number))
            });
            marks.extend(stuck.filter_map(|(_, (_, line))| Some((line?, Mark::Wrong))));
        }
        let failed = session.left().and_then(|left| left.line);
        let is_at_end = session.position() == session.len();
        marks.extend(failed.filter(|_| is_at_end).map(|line| (line, Mark::Wrong)));
        let note = |holding: &Holding| Note {
            line: holding.line,
            text: say::held_by(lang, &holding.by),
            colour: holding.colour,
        };
        AtLines {
            marks,
            notes: panes.holdings.iter().map(note).collect(),
            tasks,
        }
    }
}
