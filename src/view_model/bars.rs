//! Stretches of a life as rectangles, merged where they are narrower than a pixel.

use super::axis::Axis;
use super::timeline::{Bar, BarKind};
use crate::trace::{HoldSpan, Span, Trace, WorkerSpan};

/// Something that lasts from its first event until the next of its kind begins.
pub(super) trait Stretch {
    /// Its first event.
    fn from(&self) -> usize;
}

impl Stretch for Span {
    fn from(&self) -> usize {
        self.from as usize
    }
}

impl Stretch for WorkerSpan {
    fn from(&self) -> usize {
        self.from as usize
    }
}

impl Stretch for HoldSpan {
    fn from(&self) -> usize {
        self.from as usize
    }
}

/// So many narrow stretches in a row are drawn as one bar.
const MANY: usize = 3;

/// Makes bars.
pub(super) struct Bars<'a> {
    trace: &'a Trace,
    axis: &'a Axis,
    /// How many events begin before each pixel.
    pixels: Vec<usize>,
}

/// A life: its stretches, and the event that ended it.
struct Life<'a, S> {
    spans: &'a [S],
    finished: Option<u32>,
}

impl<'a> Bars<'a> {
    pub(super) fn new(trace: &'a Trace, axis: &'a Axis) -> Self {
        let pixels = axis.events_by_pixel(trace);
        Self {
            trace,
            axis,
            pixels,
        }
    }

    /// The bars in view. `look` says what one of a given width shows, or that there is none.
    pub(super) fn of<S: Stretch>(
        &self,
        spans: &[S],
        finished: Option<u32>,
        look: impl Fn(&S, f64) -> Option<(BarKind, Option<String>)>,
    ) -> Vec<Bar> {
        let life = Life { spans, finished };
        let seen_from = self.pixels.first().copied().unwrap_or(0);
        let seen_to = self.pixels.last().copied().unwrap_or(0);
        let mut bars = Vec::new();
        // The last stretch that begins before the left edge reaches into view.
        let mut n = spans
            .partition_point(|span| span.from() < seen_from)
            .saturating_sub(1);
        let mut pixel = 0;
        while n < spans.len() && spans[n].from() < seen_to.max(1) {
            let narrow_to = self.narrow_to(&life, n, &mut pixel);
            if narrow_to - n >= MANY {
                bars.push(self.bar(&life, n, narrow_to));
                n = narrow_to;
                continue;
            }
            // The one after the narrow ones is wide.
            let wide_to = (narrow_to + 1).min(spans.len());
            while n < wide_to {
                let bar = self.bar(&life, n, n + 1);
                let shown = look(&spans[n], bar.width);
                bars.extend(shown.map(|(kind, label)| Bar { kind, label, ..bar }));
                n += 1;
            }
        }
        bars.retain(|bar| bar.x + bar.width >= 0.0);
        bars
    }

    /// The first stretch from `n` on that is not narrow: narrow is what ends in the pixel in
    /// which it begins, or in the next one. Takes a few steps a pixel, however many there are.
    fn narrow_to<S: Stretch>(&self, life: &Life<'_, S>, mut n: usize, pixel: &mut usize) -> usize {
        loop {
            let Some(span) = life.spans.get(n) else {
                return n;
            };
            while self.begin(*pixel + 1) <= span.from() && *pixel < self.pixels.len() {
                *pixel += 1;
            }
            // How many begin in this pixel.
            let here = self.begin(*pixel + 1);
            let rest = &life.spans[n + 1..];
            let mut reach = 1;
            while reach < rest.len() && rest[reach].from() < here {
                reach *= 2;
            }
            let near = &rest[..(reach + 1).min(rest.len())];
            let last = n + near.partition_point(|span| span.from() < here);
            // All but the last end in it.
            if *pixel >= self.pixels.len() || self.until(life, last + 1) >= self.begin(*pixel + 2) {
                return last;
            }
            n = last + 1;
        }
    }

    /// The first event that begins right of a pixel's left edge.
    fn begin(&self, pixel: usize) -> usize {
        self.pixels.get(pixel).copied().unwrap_or(usize::MAX)
    }

    /// The stretches from `n` up to before `next`, as one bar.
    fn bar<S: Stretch>(&self, life: &Life<'_, S>, n: usize, next: usize) -> Bar {
        let event = life.spans[n].from();
        let left = self.axis.x_of_event(self.trace, event).max(-2.0);
        let right = self.right(life, next).min(self.axis.width() + 2.0);
        Bar {
            x: left,
            width: (right - left).max(0.0),
            kind: BarKind::Many,
            label: None,
            event,
            until: self.until(life, next),
            is_blocking: false,
            is_torn: false,
        }
    }

    /// The first event after the stretch before `next`.
    fn until<S: Stretch>(&self, life: &Life<'_, S>, next: usize) -> usize {
        match (life.spans.get(next), life.finished) {
            (Some(span), _) => span.from(),
            (None, Some(finished)) => finished as usize + 1,
            (None, None) => self.trace.len(),
        }
    }

    fn right<S: Stretch>(&self, life: &Life<'_, S>, next: usize) -> f64 {
        match (life.spans.get(next), life.finished) {
            (Some(span), _) => self.axis.x_of_event(self.trace, span.from()),
            (None, Some(finished)) => self.axis.x_of_cursor(self.trace, finished as usize + 1),
            (None, None) => self.axis.x_of_end(),
        }
    }
}
