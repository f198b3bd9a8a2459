//! Which part of the axis is looked at: zooming, panning, and a window that comes from elsewhere.

use super::Axis;
use crate::events::Nanos;
use crate::trace::Trace;

/// A part of the axis: places from and to, and the event width for which they hold. It keeps its
/// meaning while the run grows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The place at the left edge.
    pub from: f64,
    /// The place at the right edge.
    pub to: f64,
    /// How wide an event is, in places.
    pub event_width: f64,
}

impl Axis {
    /// The window after zooming by `factor` (above 1: closer) so that what is at pixel `x` stays
    /// there. Nothing past the run's ends comes into view; closest is four events, or a
    /// millionth of the run.
    pub fn zoomed(&self, x: f64, factor: f64) -> Window {
        let span = self.window.to - self.window.from;
        let least = (4.0 * self.window.event_width)
            .min(self.whole)
            .max(self.whole * 1e-6);
        let wanted = (span / factor.max(1e-6)).clamp(least, self.whole.max(least));
        let place = self.window.from + x / self.scale();
        let from = place - (place - self.window.from) * wanted / span;
        self.within(from, wanted)
    }

    /// The window after zooming by `factor` so that what is at pixel `from` goes to pixel `to`.
    pub fn pinched(&self, from: f64, factor: f64, to: f64) -> Window {
        let zoomed = self.zoomed(from, factor);
        let span = zoomed.to - zoomed.from;
        self.within(zoomed.from + (from - to) / self.width * span, span)
    }

    /// The window after moving the picture by so many pixels to the left.
    pub fn panned(&self, pixels: f64) -> Window {
        let span = self.window.to - self.window.from;
        self.within(self.window.from + pixels / self.scale(), span)
    }

    /// The window that has a cursor in view: this one if it has, else one as wide around it.
    pub fn revealing(&self, trace: &Trace, cursor: usize) -> Window {
        let x = self.x_of_cursor(trace, cursor);
        if (0.0..=self.width).contains(&x) {
            return self.window;
        }
        self.panned(x - self.width / 2.0)
    }

    /// Which part of the whole run is in view: where it begins and where it ends, from 0 to 1.
    pub fn part_seen(&self) -> (f64, f64) {
        let part = |place: f64| (place / self.whole).clamp(0.0, 1.0);
        (part(self.window.from), part(self.window.to))
    }

    /// The window as wide as this one whose middle is at a part of the whole run, from 0 to 1.
    pub fn centred(&self, part: f64) -> Window {
        let span = self.window.to - self.window.from;
        self.within(part * self.whole - span / 2.0, span)
    }

    /// A window from elsewhere, as far as this run has it; all of the run if it has none of it.
    pub fn fitted(&self, window: Window) -> Window {
        let whole = self.length(window.event_width);
        if !window.is_sound() || !whole.is_finite() || window.from >= whole {
            return Window {
                from: 0.0,
                to: self.whole,
                ..self.window
            };
        }
        let span = (window.to - window.from).clamp(whole * 1e-6, whole);
        let from = window.from.min(whole - span).max(0.0);
        Window {
            from,
            to: from + span,
            ..window
        }
    }

    /// Whether all of the run is in view.
    pub fn shows_all(&self) -> bool {
        self.window.from <= 0.0 && self.window.to >= self.whole
    }

    fn within(&self, from: f64, span: f64) -> Window {
        let from = from.min(self.whole - span).max(0.0);
        Window {
            from,
            to: from + span,
            event_width: self.window.event_width,
        }
    }
}

impl Window {
    /// A window from the start to `end` in which events take no room to speak of: the same times
    /// stand at the same pixels, whatever the run.
    pub fn of_time(end: Nanos) -> Self {
        let to = if end > Nanos::ZERO {
            end.as_secs()
        } else {
            1.0
        };
        Self {
            from: 0.0,
            to,
            event_width: to * 1e-12,
        }
    }

    pub(super) fn is_sound(&self) -> bool {
        let all = [self.from, self.to, self.event_width];
        all.iter().all(|n| n.is_finite()) && self.to > self.from && self.event_width > 0.0
    }
}
