//! Stretches of time: who has it, who waits, what it is.

use super::{Drawer, TrackLook, TrackSpan};
use crate::analysis::{Counts, GlobalLife, Rows, SharedSpan};
use crate::events::TaskId;
use crate::view_model::letters::LABEL;

/// The width of what is around a label.
const AROUND: f64 = 10.0;

impl Drawer<'_> {
    pub(super) fn values(&self, life: &GlobalLife) -> Vec<TrackSpan> {
        let trace = self.scene.trace;
        let len = life.values.len() + usize::from(life.first.is_some());
        let left = self.axis.events_before(trace, 0.0);
        let begins = |n: usize| {
            life.value(n)
                .map_or(usize::MAX, |(from, _, _)| from as usize)
        };
        let mut n = first_where(len, |n| begins(n) >= left).saturating_sub(1);
        let mut drawn = Vec::new();
        while let Some((from, value, task)) = life.value(n) {
            let x = self.axis.x_of_event(trace, from as usize);
            if x > self.axis.width() + 2.0 {
                break;
            }
            let is_last = n + 1 >= len;
            let until = if is_last { trace.len() } else { begins(n + 1) };
            if let Some(value) = value {
                let span = self.span(task, from as usize, until, TrackLook::Value, is_last);
                let label = self.written(value, task);
                let fits = label.chars().count() as f64 * LABEL + AROUND <= span.width;
                drawn.push(TrackSpan {
                    label: fits.then_some(label),
                    is_torn: false,
                    ..span
                });
            }
            let further = self.axis.events_before(trace, x + 1.0);
            let jump = first_where(len, |n| begins(n) >= further);
            // The last change in this pixel says what holds after it.
            n = (n + 1).max(jump.saturating_sub(1));
        }
        drawn
    }

    /// The stretches of one row in view, those narrower than a pixel drawn together: a few steps a
    /// pixel, however many there are.
    pub(super) fn spans(&self, rows: &Rows, row: usize, labelled: Option<f64>) -> Vec<TrackSpan> {
        let trace = self.scene.trace;
        let len = rows.len(row);
        let span = |n: usize| rows.span(row, n);
        let mut drawn: Vec<TrackSpan> = Vec::new();
        let left = self.axis.events_before(trace, -2.0);
        let mut n = first_where(len, |n| {
            span(n).is_none_or(|span| span.until.is_none_or(|until| until as usize >= left))
        });
        while let Some(here) = span(n) {
            let x = self.axis.x_of_event(trace, here.from as usize);
            if x > self.axis.width() + 2.0 {
                break;
            }
            let end = self.x_of_end(&here);
            if end - x >= 1.0 {
                self.draw(&here, labelled.is_some(), &mut drawn);
                n += 1;
                continue;
            }
            // All that begin in this pixel are one.
            let next = self.axis.events_before(trace, x + 1.0);
            let after = first_where(len, |n| {
                span(n).is_none_or(|span| span.from as usize >= next)
            });
            let after = after.max(n + 1);
            let last = span(after - 1).unwrap_or(here);
            match after - n {
                1 => self.draw(&here, labelled.is_some(), &mut drawn),
                _ => drawn.push(self.many(&here, &last)),
            }
            n = after;
        }
        drawn
    }

    /// One stretch: while it is handed over, then while it is held; or in line.
    pub(super) fn draw(&self, span: &SharedSpan, is_held: bool, drawn: &mut Vec<TrackSpan>) {
        let until = self.until(span);
        let parts = match (is_held, span.taken) {
            (false, _) => [Some((span.from, until, TrackLook::Waiting)), None],
            (true, None) => [Some((span.from, until, TrackLook::HandedOver)), None],
            (true, Some(taken)) if taken == span.from => {
                [Some((taken, until, TrackLook::Held)), None]
            }
            (true, Some(taken)) => [
                Some((span.from, taken as usize, TrackLook::HandedOver)),
                Some((taken, until, TrackLook::Held)),
            ],
        };
        for (from, until, look) in parts.into_iter().flatten() {
            let is_last = until == self.until(span);
            drawn.push(self.span(
                span.task,
                from as usize,
                until,
                look,
                is_last && span.until.is_none(),
            ));
        }
    }

    pub(super) fn span(
        &self,
        task: Option<TaskId>,
        from: usize,
        until: usize,
        look: TrackLook,
        is_open: bool,
    ) -> TrackSpan {
        let trace = self.scene.trace;
        let x = self.axis.x_of_event(trace, from).max(-2.0);
        let right = match is_open {
            true => self.axis.x_of_end(),
            false => self.axis.x_of_event(trace, until),
        };
        let width = (right.min(self.axis.width() + 2.0) - x).max(0.0);
        let task = task.and_then(|task| self.names.task(task));
        let name = task.as_ref().map(|task| self.names.task_name(task.id));
        TrackSpan {
            x,
            width,
            look,
            label: name
                .filter(|_| look == TrackLook::Held)
                .filter(|name| name.chars().count() as f64 * LABEL + AROUND <= width),
            task,
            event: from,
            until,
            is_torn: is_open && self.is_over_for_ever,
        }
    }

    pub(super) fn many(&self, first: &SharedSpan, last: &SharedSpan) -> TrackSpan {
        TrackSpan {
            task: None,
            label: None,
            ..self.span(
                None,
                first.from as usize,
                self.until(last),
                TrackLook::Many,
                false,
            )
        }
    }

    pub(super) fn until(&self, span: &SharedSpan) -> usize {
        match span.until {
            Some(until) => until as usize,
            None => self.scene.trace.len(),
        }
    }

    pub(super) fn x_of_end(&self, span: &SharedSpan) -> f64 {
        match span.until {
            Some(until) => self.axis.x_of_event(self.scene.trace, until as usize),
            None => self.axis.x_of_end(),
        }
    }

    /// The stretches in which an event is set.
    pub(super) fn set(&self, values: &Counts) -> Vec<TrackSpan> {
        let points = values.points();
        let mut drawn = Vec::new();
        let mut n = self.first_in_view(points);
        while let Some((from, value)) = points.get(n) {
            let next = points.get(n + 1);
            let until = next.map_or(self.scene.trace.len(), |(event, _)| *event as usize);
            let x = self.axis.x_of_event(self.scene.trace, *from as usize);
            if x > self.axis.width() + 2.0 {
                break;
            }
            if *value > 0 {
                let look = TrackLook::Set;
                let span = self.span(None, *from as usize, until, look, next.is_none());
                drawn.push(TrackSpan {
                    // An event that stays set waits for nothing.
                    is_torn: false,
                    ..span
                });
            }
            let further = self.axis.events_before(self.scene.trace, x + 1.0);
            let jump = points.partition_point(|(event, _)| (*event as usize) < further);
            // The last change in this pixel says what holds after it.
            n = (n + 1).max(jump.saturating_sub(1));
        }
        drawn
    }
}

/// The first of `0 .. len` from which on a condition holds.
fn first_where(len: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (0, len);
    while from < to {
        let middle = from + (to - from) / 2;
        match holds(middle) {
            true => to = middle,
            false => from = middle + 1,
        }
    }
    from
}
