//! The timeline: a lane a task, its life as bars, ready to be painted.

use super::axis::{Axis, Break, Opened, Tick, View};
use super::format::seconds;
use super::inspector::TaskPhase;
use super::{Names, Study, TaskRef};
use crate::runtime::instrument::{Event, TaskId};
use crate::trace::{Index, SpanKind, TaskFacts, Trace};

/// What is seen of a run. All coordinates are pixels in the plot area.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// Maps pixels and events.
    pub axis: Axis,
    /// The lanes in view, from the top.
    pub lanes: Vec<Lane>,
    /// How many lanes there are.
    pub lane_count: usize,
    /// How high all lanes are together.
    pub content_height: f64,
    /// The axis' labels.
    pub ticks: Vec<Tick>,
    /// The instants that are opened.
    pub opened: Vec<Opened>,
    /// The gaps that are shortened.
    pub breaks: Vec<Break>,
    /// Where the cursor stands; may be out of view.
    pub cursor_x: f64,
    /// The time at the cursor: `1.000 s`.
    pub cursor_label: String,
    /// Where the run has got to.
    pub end_x: f64,
}

/// A task's lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// The task.
    pub task: TaskRef,
    /// Which lane it is, from the top, counted from 0.
    pub row: usize,
    /// How deep it stands in the tree of who made whom; 0 for a task that no task made.
    pub depth: usize,
    /// Its top edge; the lane is [`View::lane_height`] high.
    pub y: f64,
    /// Its bars, from the left.
    pub bars: Vec<Bar>,
    /// How it ended, if it did and that is in view.
    pub end: Option<EndMark>,
}

/// A stretch of a task's life.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its left edge, cut off at the plot area's.
    pub x: f64,
    /// Its width.
    pub width: f64,
    /// What the task does.
    pub kind: BarKind,
    /// What it awaits: `sleep(1)`. None for others, and where no text would fit.
    pub label: Option<String>,
    /// The event with which it begins, counted from 0: a click goes to the cursor just after it.
    pub event: usize,
    /// The first event that is no longer in it.
    pub until: usize,
}

/// What a bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BarKind {
    /// Its step is under way: solid.
    Running,
    /// It waits: hatched.
    Awaiting,
    /// Its next step stands in line: dotted.
    Ready,
    /// More stretches than pixels.
    Many,
}

/// The mark at a lane's end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EndMark {
    /// Where.
    pub x: f64,
    /// How it ended.
    pub kind: EndKind,
    /// The event that ended it.
    pub event: usize,
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndKind {
    /// It returned: ✓
    Done,
    /// It ended cancelled: ✕
    Cancelled,
    /// It raised: !
    Failed,
}

/// The least room between two labels of the axis, in pixels.
const TICKS_APART: f64 = 64.0;

/// The least width of a bar that gets its label, in pixels a character.
const CHARACTER: f64 = 6.5;

/// So many narrow stretches in a row are drawn as one bar.
const MANY: usize = 3;

/// What a view sees of a trace. The study must have caught up with it.
pub fn timeline(trace: &Trace, study: &Study, view: &View) -> Timeline {
    let axis = Axis::new(trace, study, view);
    let painter = Painter {
        trace,
        study,
        axis: &axis,
        names: Names::new(trace, &study.index, view.lang),
        pixels: axis.events_by_pixel(trace),
    };
    let rows = study.lanes.rows();
    let height = view.lane_height.max(1.0);
    let first = (view.scroll / height).floor().max(0.0) as usize;
    let last = ((view.scroll + view.height) / height).ceil().max(0.0) as usize;
    let visible = rows.iter().enumerate().take(last).skip(first);
    let lanes = visible
        .filter_map(|(row, place)| {
            let y = row as f64 * height - view.scroll;
            painter.lane(row, *place, y)
        })
        .collect();
    Timeline {
        lanes,
        lane_count: rows.len(),
        content_height: rows.len() as f64 * height,
        ticks: axis.ticks(trace, TICKS_APART),
        opened: axis.opened(trace, study, view.lang),
        breaks: axis.breaks(trace, view.lang),
        cursor_x: axis.x_of_cursor(trace, view.cursor),
        cursor_label: seconds(trace.time_at(view.cursor)),
        end_x: axis.x_of_end(),
        axis,
    }
}

impl Timeline {
    /// The lane at a height in the plot area.
    pub fn lane_at(&self, y: f64) -> Option<&Lane> {
        self.lanes.iter().rev().find(|lane| lane.y <= y)
    }

    /// The row of a task's lane, whether or not it is in view.
    pub fn row_of(study: &Study, task: TaskId) -> Option<usize> {
        let place = study.index.task_row(task)?;
        let mut rows = study.lanes.rows().iter();
        rows.position(|lane| lane.task == place)
    }
}

struct Painter<'a> {
    trace: &'a Trace,
    study: &'a Study,
    axis: &'a Axis,
    names: Names<'a>,
    /// How many events begin before each pixel.
    pixels: Vec<usize>,
}

impl Painter<'_> {
    fn lane(&self, row: usize, place: LanePlace, y: f64) -> Option<Lane> {
        let facts = self.study.index.tasks().get(place.task)?;
        Some(Lane {
            task: self.names.task(facts.id)?,
            row,
            depth: place.depth,
            y,
            bars: self.bars(facts),
            end: self.end(facts),
        })
    }

    fn bars(&self, facts: &TaskFacts) -> Vec<Bar> {
        let spans = &facts.spans;
        let seen_from = self.pixels.first().copied().unwrap_or(0);
        let seen_to = self.pixels.last().copied().unwrap_or(0);
        let mut bars = Vec::new();
        // The last span that begins before the left edge reaches into view.
        let mut n = spans
            .partition_point(|span| (span.from as usize) < seen_from)
            .saturating_sub(1);
        let mut pixel = 0;
        while n < spans.len() && (spans[n].from as usize) < seen_to.max(1) {
            let narrow_to = self.narrow_to(facts, n, &mut pixel);
            if narrow_to - n >= MANY {
                bars.push(self.bar(facts, n, narrow_to, BarKind::Many));
                n = narrow_to;
                continue;
            }
            // The one after the narrow ones is wide.
            let wide_to = (narrow_to + 1).min(spans.len());
            while n < wide_to {
                let kind = match spans[n].kind {
                    SpanKind::Running => BarKind::Running,
                    SpanKind::Awaiting => BarKind::Awaiting,
                    SpanKind::Ready => BarKind::Ready,
                };
                bars.push(self.bar(facts, n, n + 1, kind));
                n += 1;
            }
        }
        bars.retain(|bar| bar.x + bar.width >= 0.0);
        bars
    }

    /// The first span from `n` on that is not narrow: narrow is what ends in the pixel in which
    /// it begins, or in the next one. Takes a few steps a pixel, however many spans there are.
    fn narrow_to(&self, facts: &TaskFacts, mut n: usize, pixel: &mut usize) -> usize {
        let spans = &facts.spans;
        loop {
            let Some(span) = spans.get(n) else {
                return n;
            };
            let from = span.from as usize;
            while self.begin(*pixel + 1) <= from && *pixel < self.pixels.len() {
                *pixel += 1;
            }
            // How many begin in this pixel.
            let here = self.begin(*pixel + 1);
            let rest = &spans[n + 1..];
            let mut reach = 1;
            while reach < rest.len() && (rest[reach].from as usize) < here {
                reach *= 2;
            }
            let near = &rest[..(reach + 1).min(rest.len())];
            let last = n + near.partition_point(|span| (span.from as usize) < here);
            // All but the last end in it.
            if *pixel >= self.pixels.len() || self.until(facts, last + 1) >= self.begin(*pixel + 2)
            {
                return last;
            }
            n = last + 1;
        }
    }

    /// The first event that begins right of a pixel's left edge.
    fn begin(&self, pixel: usize) -> usize {
        self.pixels.get(pixel).copied().unwrap_or(usize::MAX)
    }

    fn bar(&self, facts: &TaskFacts, n: usize, next: usize, kind: BarKind) -> Bar {
        let event = facts.spans[n].from as usize;
        let until = self.until(facts, next);
        let left = self.axis.x_of_event(self.trace, event).max(-2.0);
        let right = self.right(facts, next).min(self.axis.width() + 2.0);
        let width = (right - left).max(0.0);
        let label = match kind {
            BarKind::Awaiting => self.label(event, width),
            _ => None,
        };
        Bar {
            x: left,
            width,
            kind,
            label,
            event,
            until,
        }
    }

    /// The first event after the span before span `next`.
    fn until(&self, facts: &TaskFacts, next: usize) -> usize {
        match (facts.spans.get(next), facts.finished) {
            (Some(span), _) => span.from as usize,
            (None, Some(finished)) => finished as usize + 1,
            (None, None) => self.trace.len(),
        }
    }

    fn right(&self, facts: &TaskFacts, next: usize) -> f64 {
        match (facts.spans.get(next), facts.finished) {
            (Some(span), _) => self.axis.x_of_event(self.trace, span.from as usize),
            (None, Some(finished)) => self.axis.x_of_cursor(self.trace, finished as usize + 1),
            (None, None) => self.axis.x_of_end(),
        }
    }

    fn label(&self, event: usize, width: f64) -> Option<String> {
        if width < 3.0 * CHARACTER {
            return None;
        }
        let Event::TaskSuspended { on, .. } = &self.trace.get(event)?.event else {
            return None;
        };
        let label = self.names.future((*on)?);
        (label.chars().count() as f64 * CHARACTER <= width).then_some(label)
    }

    fn end(&self, facts: &TaskFacts) -> Option<EndMark> {
        let event = facts.finished? as usize;
        let Event::TaskFinished { outcome, .. } = &self.trace.get(event)?.event else {
            return None;
        };
        let x = self.axis.x_of_cursor(self.trace, event + 1);
        let is_seen = (0.0..=self.axis.width()).contains(&x);
        is_seen.then_some(EndMark {
            x,
            kind: match TaskPhase::of(&crate::trace::Phase::Finished(outcome.clone())) {
                TaskPhase::Failed => EndKind::Failed,
                TaskPhase::Cancelled => EndKind::Cancelled,
                _ => EndKind::Done,
            },
            event,
        })
    }
}

/// The order of the lanes: a task below the one that made it, in order of creation.
#[derive(Debug, Default)]
pub(crate) struct LaneOrder {
    rows: Vec<LanePlace>,
    tasks: usize,
}

/// A lane: the task's place in the index, and how deep it stands in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LanePlace {
    pub(crate) task: usize,
    pub(crate) depth: usize,
}

/// The tasks in which `asyncio.run` closes the loop, after the program is over: they happen, but
/// no program has written them, so they get no lane.
pub fn is_asyncios_own(task: &TaskFacts) -> bool {
    let own = ["shutdown_asyncgens", "shutdown_default_executor"];
    task.parent.is_none() && own.contains(&task.call.name)
}

impl LaneOrder {
    pub(crate) fn rows(&self) -> &[LanePlace] {
        &self.rows
    }

    pub(crate) fn catch_up(&mut self, index: &Index) {
        let tasks = index.tasks();
        if tasks.len() == self.tasks {
            return;
        }
        self.tasks = tasks.len();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); tasks.len()];
        let mut roots = Vec::new();
        for (place, task) in tasks.iter().enumerate() {
            if is_asyncios_own(task) {
                continue;
            }
            let parent = task.parent.and_then(|parent| index.task_row(parent));
            match parent.filter(|parent| *parent < place) {
                Some(parent) => children[parent].push(place),
                None => roots.push(place),
            }
        }
        self.rows.clear();
        let place = |task, depth| LanePlace { task, depth };
        let mut next: Vec<_> = roots.into_iter().rev().map(|root| place(root, 0)).collect();
        while let Some(lane) = next.pop() {
            self.rows.push(lane);
            let below = children[lane.task].iter().rev();
            next.extend(below.map(|child| place(*child, lane.depth + 1)));
        }
    }
}

/// Whether a point is in the plot area.
pub(crate) fn is_in_view(view: &View, x: f64, y: f64) -> bool {
    (0.0..=view.width).contains(&x) && (0.0..=view.height).contains(&y)
}
