//! The timeline's horizontal axis.
//!
//! Two coordinate spaces. *Place*: where something is on the whole axis, `place(event) =
//! compressed seconds of its time + steps before it x step width`; so a moment at which many steps
//! happen is opened by as many step widths, and order is visible where time stands. *x*: pixels
//! in the plot area, 0 at its left edge; a [`Window`] of places is stretched over its width.
//!
//! What a step is, the view's [`StepLevel`] says. At the loop's, every event is one. At the
//! program's, few are, so the axis is nearer to true time; the events between two steps stand where
//! the later one begins.
//!
//! A step takes the slot that begins at its place and is one step width wide. A cursor stands at the
//! end of the slot of the last step that has happened.

mod window;

pub use window::Window;

use std::rc::Rc;

use super::Analysis;
use super::format::seconds;
use super::letters::LABEL;
use super::steps::StepLevel;
use super::ticks::{nice_step, step_decimals, tick_label};
use crate::analysis::StepTable;
use crate::analysis::gaps::Gap;
use crate::events::Nanos;
use crate::text::{Lang, panes, steps as words};
use crate::trace::Trace;

/// What part of a run is looked at, and how large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The plot area's width in pixels, without the names of the lanes.
    pub width: f64,
    /// The plot area's height in pixels.
    pub height: f64,
    /// A lane's height in pixels.
    pub lane_height: f64,
    /// How many pixels of lanes are scrolled away at the top.
    pub scroll: f64,
    /// The part of the axis that is seen; all of it if none.
    pub window: Option<Window>,
    /// Whether long gaps in which nothing happens are shortened.
    pub compress_gaps: bool,
    /// What a step is: each instant is opened by as many.
    pub level: StepLevel,
    /// The cursor, in events.
    pub cursor: usize,
    /// The loop clock of a run that is on its way, which may be past the last event.
    pub now: Option<Nanos>,
    /// The language of the labels.
    pub lang: Lang,
}

/// Of the whole axis, how much the steps take when all of it is seen; time takes the rest.
const STEPS_SHARE: f64 = 0.3;

/// The most pixels that a step of the program takes when all of a run is seen: more would only take
/// room from time.
const WIDEST_STEP: f64 = 12.0;

/// The least width of an opened instant that is marked, in pixels.
const OPENED: f64 = 3.0;

/// A map from events and times to pixels, and back.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    width: f64,
    window: Window,
    breaks: Vec<Gap>,
    events: usize,
    /// The steps of the program; none where each event is a step.
    steps: Option<Rc<StepTable>>,
    end: Nanos,
    whole: f64,
}

/// A label on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub x: f64,
    /// Where the label's middle goes: at the tick, unless it would be cut off at an edge.
    pub label_x: f64,
    /// The time there: `1.5 s`.
    pub label: String,
}

/// An instant that is wide enough to see, because events happened at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// Its left edge.
    pub x: f64,
    /// Its width.
    pub width: f64,
    /// `9 steps at 1.000 s`; `9 events at 1.000 s`
    pub label: String,
}

/// A place where a long gap was shortened.
#[derive(Clone, Debug, PartialEq)]
pub struct Break {
    /// Its left edge.
    pub x: f64,
    /// Its width.
    pub width: f64,
    /// `59.000 s left out`
    pub label: String,
}

impl Axis {
    /// The axis of what is known of a trace.
    pub fn new(trace: &Trace, analysis: &Analysis, view: &View) -> Self {
        let end = trace.now().max(view.now.unwrap_or_default());
        let breaks = match view.compress_gaps {
            true => analysis.gaps.breaks(trace, &analysis.index, end),
            false => Vec::new(),
        };
        let mut axis = Self {
            width: view.width.max(1.0),
            window: Window {
                from: 0.0,
                to: 1.0,
                event_width: 1.0,
            },
            breaks,
            events: trace.len(),
            steps: match view.level {
                StepLevel::Program => Some(Rc::clone(analysis.program.table())),
                StepLevel::Loop => None,
            },
            end,
            whole: 1.0,
        };
        axis.window = view.window.filter(Window::is_sound).unwrap_or_else(|| {
            let event_width = axis.natural_event_width();
            Window {
                from: 0.0,
                to: axis.length(event_width),
                event_width,
            }
        });
        axis.whole = axis.length(axis.window.event_width);
        axis
    }

    /// The plot area's width in pixels.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// What is seen.
    pub fn window(&self) -> Window {
        self.window
    }

    /// How wide a step's slot is, in pixels.
    pub fn slot(&self) -> f64 {
        self.window.event_width * self.scale()
    }

    /// Where the slot of event `event` begins. Of an event that has not happened: the live end.
    pub fn x_of_event(&self, trace: &Trace, event: usize) -> f64 {
        match trace.get(event) {
            Some(record) => self.x(self.place(record.when, event)),
            None => self.x_of_end(),
        }
    }

    /// Where a cursor stands.
    pub fn x_of_cursor(&self, trace: &Trace, cursor: usize) -> f64 {
        let cursor = cursor.min(self.events);
        match cursor {
            0 => self.x_of_event(trace, 0),
            _ => self.x(self.place(trace.time_at(cursor), cursor)),
        }
    }

    /// Where the run has got to.
    pub fn x_of_end(&self) -> f64 {
        self.x(self.whole)
    }

    /// Where a time begins, before the events at it.
    pub fn x_of_time(&self, trace: &Trace, when: Nanos) -> f64 {
        self.x(self.place(when, trace.cursor_before(when)))
    }

    /// The cursor at a pixel: just after the step in whose slot it lies, or after the last step
    /// before it. Left of everything it is the cursor after the first step.
    pub fn cursor_at(&self, trace: &Trace, x: f64) -> usize {
        let events = self.events_before(trace, x).max(1).min(self.events);
        let Some(steps) = self.steps.as_ref().filter(|_| events < self.events) else {
            return events;
        };
        let last = steps.before(events).saturating_sub(1);
        steps.event(last).map_or(events, |event| event + 1)
    }

    /// The window of this axis that shows what `other`, of the same run at another level of steps,
    /// shows now: switching keeps the moments that are seen.
    pub fn showing_the_same_as(&self, trace: &Trace, other: &Axis) -> Option<Window> {
        if other.shows_all() {
            return None;
        }
        let place = |x: f64| {
            let events = other.events_before(trace, x);
            self.place(other.time_at(trace, x), events)
        };
        let (from, to) = (place(0.0), place(other.width));
        let least = self.window.event_width.max(self.whole * 1e-6);
        let window = Window {
            from,
            to: to.max(from + least),
            event_width: self.window.event_width,
        };
        Some(self.fitted(window))
    }

    /// How many events' slots begin at or before a pixel.
    pub fn events_before(&self, trace: &Trace, x: f64) -> usize {
        let place = self.window.from + x / self.scale();
        self.search(trace, 0, 1, place)
    }

    /// For each whole pixel from 0 up to and including the width: how many events' slots begin
    /// before it.
    pub(crate) fn events_by_pixel(&self, trace: &Trace) -> Vec<usize> {
        let pixels = self.width.ceil() as usize + 1;
        let mut counts = Vec::with_capacity(pixels);
        let (mut from, mut step) = (0, 1);
        for pixel in 0..pixels {
            let place = self.window.from + pixel as f64 / self.scale();
            let here = self.search(trace, from, step, place);
            // The next pixel has about as many as this one.
            (from, step) = (here, (here - from) / 2);
            counts.push(here);
        }
        counts
    }

    /// The loop clock at a pixel; within an opened instant it stands.
    pub fn time_at(&self, trace: &Trace, x: f64) -> Nanos {
        let events = self.events_before(trace, x);
        let before = trace.time_at(events);
        let slot_end = self.x_of_cursor(trace, events);
        let rest = (x - slot_end).max(0.0) / self.scale();
        let next = trace.get(events).map_or(self.end, |record| record.when);
        let place = self.compressed(before) + rest;
        self.expanded(place).clamp(before, next.max(before))
    }

    /// Labels of times, at least `apart` pixels from each other.
    pub fn ticks(&self, trace: &Trace, apart: f64) -> Vec<Tick> {
        let step = nice_step(apart / self.scale());
        let decimals = step_decimals(step);
        let (first, last) = (self.time_at(trace, 0.0), self.time_at(trace, self.width));
        let mut ticks: Vec<Tick> = Vec::new();
        let mut n = first.0 / step;
        // A shortened gap is jumped over, so this ends after as many steps as fit on the axis.
        while let Some(when) = n.checked_mul(step).filter(|when| *when <= last.0) {
            let when = Nanos(when);
            if let Some(gap) = self.gap_at(when) {
                n = gap.to.0 / step + i64::from(gap.to.0 % step != 0);
                continue;
            }
            let x = self.x_of_time(trace, when);
            let is_apart = ticks.last().is_none_or(|tick| x - tick.x >= apart);
            if (-0.5..=self.width + 0.5).contains(&x) && is_apart {
                let label = tick_label(when, decimals);
                let half = label.chars().count() as f64 * LABEL / 2.0;
                let label_x = x.min(self.width - half).max(half);
                ticks.push(Tick { x, label_x, label });
            }
            n += 1;
        }
        ticks
    }

    /// The instants in view that are at least three pixels wide.
    pub fn opened(&self, trace: &Trace, analysis: &Analysis, lang: Lang) -> Vec<Opened> {
        let instants = analysis.index.instants();
        let holding = |event: usize| instants.partition_point(|i| (i.from as usize) <= event) - 1;
        let mut opened = Vec::new();
        if instants.is_empty() {
            return opened;
        }
        let mut place = holding(self.events_before(trace, 0.0).saturating_sub(1));
        while let Some(instant) = instants.get(place) {
            let from = instant.from as usize;
            let next = instants.get(place + 1);
            let next = next.map_or(self.events, |next| next.from as usize);
            let steps = self.steps_before(next) - self.steps_before(from);
            let (x, width) = (self.x_of_event(trace, from), steps as f64 * self.slot());
            if x > self.width {
                break;
            }
            place += 1;
            if width < OPENED {
                // Of many narrow instants in a row only one in so many pixels is looked at.
                let further = self.events_before(trace, x + OPENED).saturating_sub(1);
                place = place.max(holding(further));
            } else if x + width >= 0.0 {
                let when = seconds(instant.when);
                let label = match self.steps {
                    Some(_) => words::opened(lang, steps, &when),
                    None => panes::opened(lang, steps, &when),
                };
                opened.push(Opened { x, width, label });
            }
        }
        opened
    }

    /// The shortened gaps in view.
    pub fn breaks(&self, trace: &Trace, lang: Lang) -> Vec<Break> {
        let mut seen = Vec::new();
        for gap in &self.breaks {
            let x = self.x(self.place(gap.from, trace.cursor_at(gap.from)));
            let width = gap.shown * self.scale();
            if x <= self.width && x + width >= 0.0 {
                let hidden = gap.to.since(gap.from).as_secs() - gap.shown;
                let hidden = seconds(Nanos::from_secs((hidden * 1e3).round() / 1e3));
                let label = panes::left_out(lang, &hidden);
                seen.push(Break { x, width, label });
            }
        }
        seen
    }

    fn natural_event_width(&self) -> f64 {
        let time = self.compressed(self.end);
        let steps = self.steps_before(self.events) as f64;
        if steps < 1.0 || time <= 0.0 {
            return 1.0;
        }
        let natural = time * STEPS_SHARE / (1.0 - STEPS_SHARE) / steps;
        let rest = self.width - WIDEST_STEP * steps;
        match self.steps {
            Some(_) if rest > 0.0 => natural.min(WIDEST_STEP * time / rest),
            _ => natural,
        }
    }

    /// How many steps happened before an event, which is also how many have happened at that cursor.
    fn steps_before(&self, event: usize) -> usize {
        match &self.steps {
            Some(steps) => steps.before(event),
            None => event,
        }
    }

    /// How long the whole axis is, in places.
    fn length(&self, event_width: f64) -> f64 {
        let steps = self.steps_before(self.events) as f64;
        let length = self.compressed(self.end) + steps * event_width;
        if length > 0.0 { length } else { 1.0 }
    }

    /// Pixels a place.
    fn scale(&self) -> f64 {
        self.width / (self.window.to - self.window.from)
    }

    fn x(&self, place: f64) -> f64 {
        (place - self.window.from) * self.scale()
    }

    fn place(&self, when: Nanos, event: usize) -> f64 {
        self.compressed(when) + self.steps_before(event) as f64 * self.window.event_width
    }

    /// How many events have a place at most `place`, when the first `from` have; `leap` is the
    /// first guess of how many more.
    fn search(&self, trace: &Trace, mut from: usize, leap: usize, place: f64) -> usize {
        // Gallop: the answers for neighbouring pixels are close to each other.
        let mut leap = leap.max(1);
        let mut to = self.events;
        while from + leap < to && self.is_before(trace, from + leap, place) {
            from += leap;
            leap *= 2;
        }
        to = to.min(from + leap);
        while from < to {
            let middle = from + (to - from) / 2;
            match self.is_before(trace, middle, place) {
                true => from = middle + 1,
                false => to = middle,
            }
        }
        from
    }

    fn is_before(&self, trace: &Trace, event: usize, place: f64) -> bool {
        let record = trace.get(event);
        record.is_some_and(|record| self.place(record.when, event) <= place)
    }

    /// Seconds on the axis up to a time, less what was left out.
    fn compressed(&self, when: Nanos) -> f64 {
        let after = self.breaks.partition_point(|gap| gap.from < when);
        let Some(last) = after.checked_sub(1) else {
            return when.as_secs();
        };
        let gap = &self.breaks[last];
        if when >= gap.to {
            return when.as_secs() - gap.left_out;
        }
        let span = gap.to.since(gap.from).as_secs();
        let before = gap.left_out - (span - gap.shown);
        let part = when.since(gap.from).as_secs() / span;
        gap.from.as_secs() - before + part * gap.shown
    }

    /// The time that [`Self::compressed`] takes there.
    fn expanded(&self, place: f64) -> Nanos {
        let after = self
            .breaks
            .partition_point(|gap| self.compressed(gap.from) < place);
        let Some(last) = after.checked_sub(1) else {
            return Nanos::from_secs(place).max(Nanos::ZERO);
        };
        let gap = &self.breaks[last];
        let into = place - self.compressed(gap.from);
        let span = gap.to.since(gap.from).as_secs();
        Nanos::from_secs(match into < gap.shown {
            true => gap.from.as_secs() + into / gap.shown * span,
            false => place + gap.left_out,
        })
    }

    /// The shortened gap in which a time lies, its ends aside.
    fn gap_at(&self, when: Nanos) -> Option<&Gap> {
        let after = self.breaks.partition_point(|gap| gap.from < when);
        let gap = self.breaks.get(after.checked_sub(1)?)?;
        (when < gap.to).then_some(gap)
    }
}
