//! The lanes of what tasks share, below the tasks' own: who has it, who stands in line, how full it
//! is. Every lane has the same shape, a stack of strips, whatever it shows.

mod charts;
mod tracks;
mod words;

use std::rc::Rc;

use super::axis::Axis;
use super::{Names, Scene, TaskRef};
use crate::analysis::{GlobalLife, GlobalValue, Rows, SharedLife};
use crate::events::{ResourceId, ResourceKind};

/// Something that tasks share, over time.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceLane {
    /// What it is.
    pub subject: Subject,
    /// As its source calls it: `Lock a`.
    pub name: String,
    /// The call that makes it: `Semaphore(3)`.
    pub call: String,
    /// What holds at the cursor: `3 taken, 2 in line`.
    pub status: String,
    /// How high it is, in pixels.
    pub height: f64,
    /// What it shows, from its top.
    pub strips: Vec<Strip>,
}

/// What a lane is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A lock, queue, …
    Resource(ResourceId, ResourceKind),
    /// A module's global that two tasks wrote.
    Global {
        /// The module's name.
        module: Rc<str>,
        /// The global's name.
        name: Rc<str>,
    },
}

/// A part of a lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// Its top edge, from the lane's.
    pub y: f64,
    /// How high it is.
    pub height: f64,
    /// What is in it.
    pub content: StripContent,
}

/// What a strip shows.
#[derive(Clone, Debug, PartialEq)]
pub enum StripContent {
    /// Stretches beside each other, from the left.
    Spans(Vec<TrackSpan>),
    /// A count that changes in steps.
    Chart(Chart),
}

/// A stretch of time in a strip.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackSpan {
    /// Its left edge.
    pub x: f64,
    /// Its width.
    pub width: f64,
    /// What it looks like.
    pub look: TrackLook,
    /// The task that it is about.
    pub task: Option<TaskRef>,
    /// What it says, where that fits: who has it.
    pub label: Option<String>,
    /// The event with which it begins, counted from 0.
    pub event: usize,
    /// The first event that is no longer in it.
    pub until: usize,
    /// It would go on for ever: drawn torn at its right end.
    pub is_torn: bool,
}

/// What a stretch looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrackLook {
    /// A task has it: tinted, with a thick left edge.
    Held,
    /// It is kept for a task that is ready to take it: dotted.
    HandedOver,
    /// A task stands in line for it: a hatched thread.
    Waiting,
    /// An event is set.
    Set,
    /// A global has a value: tinted like what its writer holds.
    Value,
    /// More stretches than pixels.
    Many,
}

/// A count over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What is counted.
    pub what: ChartKind,
    /// The steps: from each x on the count is so much; the last one lasts to `until`.
    pub points: Vec<(f64, i64)>,
    /// Where the run has got to.
    pub until: f64,
    /// The count that fills the strip.
    pub top: i64,
    /// The most that there may be: a dashed line.
    pub limit: Option<i64>,
}

/// What a chart counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChartKind {
    /// How much of it is used: places taken, items, parties that have come.
    Fill,
    /// How many stand in line.
    Line,
}

/// Up to so many places of a semaphore have a row each.
pub const MOST_ROWS: usize = 5;

/// So many who stand in line have a thread each; more are counted.
const MOST_THREADS: usize = 3;

/// At most so many lanes are shown, those of first use.
pub const MOST_LANES: usize = 40;

/// Heights, in pixels.
const ROW: f64 = 13.0;
const SINGLE: f64 = 16.0;
const THREAD: f64 = 5.0;
const CHART: f64 = 22.0;
const LINE: f64 = 13.0;
const GAP: f64 = 1.0;
const PADDING: f64 = 4.0;

/// The lanes of all that the run used, in order of first use; then those of globals that two tasks
/// wrote.
pub fn resource_lanes(scene: &Scene<'_>, axis: &Axis) -> Vec<ResourceLane> {
    let lives = scene.analysis.shared.all().iter();
    let names = scene.names();
    let shown = lives.filter(|life| life.is_used && !names.is_asyncios_own(life.resource));
    let drawer = Drawer::new(scene, axis);
    let shown = shown.filter(|life| scene.analysis.shared.condition_of(life.resource).is_none());
    let globals = scene.analysis.globals.all().iter();
    let globals = globals.filter(|life| life.is_shared());
    shown
        .map(|life| drawer.lane(life))
        .chain(globals.map(|life| drawer.global(life)))
        .take(MOST_LANES)
        .collect()
}

struct Drawer<'a> {
    scene: &'a Scene<'a>,
    axis: &'a Axis,
    names: Names<'a>,
    /// Nothing will ever happen again: what is open stays so.
    is_over_for_ever: bool,
}

impl<'a> Drawer<'a> {
    fn new(scene: &'a Scene<'a>, axis: &'a Axis) -> Self {
        Self {
            scene,
            axis,
            names: scene.names().short(),
            is_over_for_ever: scene.analysis.history.live().is_deadlocked,
        }
    }

    fn lane(&self, life: &SharedLife) -> ResourceLane {
        let mut stack = Stack::default();
        match life.kind {
            ResourceKind::Lock => {
                self.rows(&mut stack, &life.holds, 1, SINGLE);
                self.line(&mut stack, life);
            }
            ResourceKind::Semaphore | ResourceKind::BoundedSemaphore => {
                self.places(&mut stack, life);
            }
            ResourceKind::Event => {
                stack.add(SINGLE, StripContent::Spans(self.set(&life.values)));
                self.line(&mut stack, life);
            }
            ResourceKind::Condition => {
                // Its own lock is a part of it.
                let lock = self.scene.analysis.shared.lock_of(life.resource);
                if let Some(lock) = lock {
                    self.rows(&mut stack, &lock.holds, 1, SINGLE);
                    self.line(&mut stack, lock);
                }
                self.chart(&mut stack, ChartKind::Line, &life.line, None, LINE);
            }
            ResourceKind::Barrier
            | ResourceKind::Queue
            | ResourceKind::LifoQueue
            | ResourceKind::PriorityQueue => {
                self.chart(&mut stack, ChartKind::Fill, &life.values, life.limit, CHART);
            }
        }
        ResourceLane {
            subject: Subject::Resource(life.resource, life.kind),
            name: self.names.resource(life.resource),
            call: self.call(life),
            status: self.status(life),
            height: stack.y + PADDING,
            strips: stack.strips,
        }
    }

    /// A global: its values, each in the colour of the task that wrote it.
    fn global(&self, life: &GlobalLife) -> ResourceLane {
        let mut stack = Stack::default();
        stack.add(SINGLE, StripContent::Spans(self.values(life)));
        let cursor = self.scene.state.cursor;
        let before = |value: &GlobalValue| (value.from as usize) < cursor;
        let last = life.values.partition_point(before).checked_sub(1);
        let now = last.map_or(&life.first, |last| &life.values[last].value);
        ResourceLane {
            subject: Subject::Global {
                module: Rc::clone(&life.module),
                name: Rc::clone(&life.name),
            },
            name: life.name.to_string(),
            call: String::new(),
            status: now.as_deref().unwrap_or_default().to_owned(),
            height: stack.y + PADDING,
            strips: stack.strips,
        }
    }

    /// A semaphore: a row for each of a few places, else how many are taken.
    fn places(&self, stack: &mut Stack, life: &SharedLife) {
        let rows = life.holds.count();
        let is_small = life.limit.is_none_or(|limit| limit <= MOST_ROWS as i64);
        match rows <= MOST_ROWS && is_small {
            true => self.rows(stack, &life.holds, rows.max(1), ROW),
            false => {
                let taken = StripContent::Chart(self.taken(life));
                stack.add(CHART, taken);
            }
        }
        if life.line.most() > 0 {
            self.chart(stack, ChartKind::Line, &life.line, None, LINE);
        }
    }

    fn rows(&self, stack: &mut Stack, rows: &Rows, count: usize, height: f64) {
        for row in 0..count {
            stack.add(
                height,
                StripContent::Spans(self.spans(rows, row, Some(height))),
            );
        }
    }

    /// Who stands in line: a thread each, or how many if they are more.
    fn line(&self, stack: &mut Stack, life: &SharedLife) {
        let threads = life.waits.count();
        if threads > MOST_THREADS {
            self.chart(stack, ChartKind::Line, &life.line, None, LINE);
            return;
        }
        for row in 0..threads {
            stack.add(
                THREAD,
                StripContent::Spans(self.spans(&life.waits, row, None)),
            );
        }
    }
}

/// Strips under each other.
#[derive(Default)]
struct Stack {
    y: f64,
    strips: Vec<Strip>,
}

impl Stack {
    fn add(&mut self, height: f64, content: StripContent) {
        let y = match self.strips.is_empty() {
            true => PADDING,
            false => self.y + GAP,
        };
        self.strips.push(Strip { y, height, content });
        self.y = y + height;
    }
}
