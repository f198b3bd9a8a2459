//! Where the cursor stands, where it goes, and the bookmarks.

use super::Session;
use crate::app::bookmarks::Bookmark;
use crate::events::{Event, Nanos, When};
use crate::view_model::StepLevel;
use crate::view_model::steps::{self, Step};

impl Session {
    /// The moment at a cursor.
    pub fn moment_at(&self, cursor: usize) -> When {
        let moment = self.analysis.index.moment(&self.trace(), cursor);
        When::Moment(moment)
    }

    /// The cursor at a moment; none if the run has not come there, or has no such moment.
    pub fn cursor_at(&self, when: When) -> Option<usize> {
        self.analysis.index.cursor(&self.trace(), when)
    }

    /// Whether there is a bookmark at the cursor.
    pub fn has_bookmark(&self) -> bool {
        self.bookmarks.has(self.moment_at(self.position()))
    }

    /// The bookmarks, each with its cursor, if the run has come there.
    pub fn bookmarked(&self) -> impl Iterator<Item = (&Bookmark, Option<usize>)> {
        let all = self.bookmarks.all().iter();
        all.map(|bookmark| (bookmark, self.cursor_at(bookmark.at)))
    }

    /// The cursor of the next bookmark, or of the one before.
    pub fn next_bookmark(&self, forward: bool) -> Option<usize> {
        let from = self.position();
        let cursors = self.bookmarked().filter_map(|(_, cursor)| cursor);
        match forward {
            true => cursors.filter(|cursor| *cursor > from).min(),
            false => cursors.filter(|cursor| *cursor < from).max(),
        }
    }

    /// Where the cursor stands, in events.
    pub fn position(&self) -> usize {
        let len = self.len();
        self.cursor.unwrap_or(len).min(len)
    }

    /// The loop clock at the cursor.
    pub fn time(&self) -> Nanos {
        self.trace().time_at(self.position())
    }

    /// Puts the cursor somewhere; at the end it follows the live end again.
    pub fn set_cursor(&mut self, cursor: usize) {
        self.cursor = (cursor < self.len()).then_some(cursor);
    }

    /// Whether nothing is known of what a move forward leads to: only the run itself gets there.
    pub fn is_last(&self, step: Step) -> bool {
        let level = StepLevel::Program;
        let is_last_step = || {
            let number = level.number(&self.analysis, self.position());
            number == level.count(&self.analysis)
        };
        self.cursor.is_none() || (step == Step::Program && is_last_step())
    }

    /// Moves the cursor a step forward or back.
    pub fn move_cursor(&mut self, step: Step, forward: bool) {
        let to = {
            let (trace, cursor) = (self.trace(), self.position());
            match forward {
                true => steps::forward(&trace, &self.analysis, cursor, step),
                false => steps::back(&trace, &self.analysis, cursor, step),
            }
        };
        self.set_cursor(to);
    }

    /// Moves the cursor to where the next handle has run.
    pub fn cursor_to_next_handle(&mut self) {
        let from = self.position();
        let to = {
            let trace = self.trace();
            let mut after = trace.range(from, trace.len());
            after
                .find(|(_, record)| matches!(record.event, Event::HandleEnded { .. }))
                .map(|(event, _)| event + 1)
        };
        match to {
            Some(cursor) => self.set_cursor(cursor),
            None => self.cursor = None,
        }
    }
}
