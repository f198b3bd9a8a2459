//! Coming to a moment that a link, a step or an intervention names.

use super::Session;
use crate::app::run::{Slice, Status};
use crate::events::{Nanos, When};
use crate::view_model::{StepLevel, interventions};

/// A moment that a run is to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// This one has come.
    Moment(When),
    /// So many interventions of the plan were done.
    Intervention(usize),
    /// The clock is past this time.
    Time(Nanos),
    /// So many steps of a level have happened. The run takes one handle after the other until then,
    /// and stays paused.
    Step(StepLevel, usize),
}

/// Whether a run has come to where it is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It is awaited nowhere, or is on its way.
    None,
    /// Just now.
    Now,
    /// It is over and never came.
    Never,
}

impl Session {
    /// The cursor goes there as soon as the run has come to it, and the run halts.
    pub fn await_moment(&mut self, moment: Awaited) {
        self.awaited = Some(moment);
    }

    /// The same, and tells whether the run has come to where it is awaited.
    pub fn catch_up(&mut self, slice: &Slice<'_>) -> Arrival {
        self.advance(slice);
        self.settle();
        let Some(awaited) = self.awaited else {
            return Arrival::None;
        };
        let cursor = match awaited {
            Awaited::Step(level, number) => {
                self.catch_up_step(level, number, slice);
                return Arrival::None;
            }
            Awaited::Moment(when) => self.cursor_at(when),
            Awaited::Intervention(number) => interventions::cursor_after(&self.analysis, number),
            Awaited::Time(when) => self.cursor_after(when),
        };
        if let Some(cursor) = cursor {
            self.awaited = None;
            if !self.goes_on {
                self.pause();
            }
            self.cursor = Some(cursor);
            return Arrival::Now;
        }
        if self.status() == Status::Finished {
            self.awaited = None;
            return Arrival::Never;
        }
        Arrival::None
    }

    /// Takes handles until the step is there, as far as the slice goes.
    fn catch_up_step(&mut self, level: StepLevel, number: usize, slice: &Slice<'_>) {
        while level.count(&self.analysis) < number {
            match self.run.status() {
                Status::Paused => self.run.step(),
                Status::Running => return,
                Status::Finished if !self.is_known() => return,
                Status::Finished => {
                    (self.awaited, self.cursor) = (None, None);
                    return;
                }
            }
            self.advance(slice);
            if slice.is_over() {
                return self.frames.ask();
            }
        }
        self.awaited = None;
        self.set_cursor(level.cursor(&self.analysis, number));
    }

    /// What a link of 0.1 counts in events gets the address of its moment, once the run has come
    /// there.
    fn settle(&mut self) {
        let (index, trace) = (&self.analysis.index, self.run.trace());
        let lasting = |when| match when {
            When::Moment(_) => when,
            When::Events(_) => index
                .cursor(&trace, when)
                .map_or(when, |cursor| index.moment(&trace, cursor).into()),
        };
        for intervention in &mut self.plan {
            intervention.at = lasting(intervention.at);
        }
        self.bookmarks.settle(lasting);
    }

    /// The cursor behind all that happens up to a time, once that is known.
    fn cursor_after(&self, when: Nanos) -> Option<usize> {
        let (trace, len) = (self.trace(), self.len());
        let is_past = self.status() == Status::Finished || trace.time_at(len) > when;
        is_past.then(|| trace.cursor_at(when).min(len))
    }
}
