//! The lanes of what tasks share, below the tasks' own: who has it, who stands in line, how full it
//! is. Every lane has the same shape, a stack of strips, whatever it shows.

use std::rc::Rc;

use super::axis::Axis;
use super::{Names, Scene, TaskRef};
use crate::analysis::{Counts, GlobalLife, GlobalValue, Rows, SharedLife, SharedSpan};
use crate::events::{ResourceId, ResourceKind, TaskId};
use crate::text::{Lang, resource_lanes as say};

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

/// The width of a character of a label, and of what is around it.
const CHARACTER: f64 = 6.5;
const AROUND: f64 = 10.0;

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

    fn values(&self, life: &GlobalLife) -> Vec<TrackSpan> {
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
                let fits = label.chars().count() as f64 * CHARACTER + AROUND <= span.width;
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

    /// `110, by deposit('ann')`
    fn written(&self, value: &str, task: Option<TaskId>) -> String {
        match task {
            Some(task) => say::written_by(self.scene.lang, value, &self.names.task_name(task)),
            None => value.to_owned(),
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

    /// The stretches of one row in view, those narrower than a pixel drawn together: a few steps a
    /// pixel, however many there are.
    fn spans(&self, rows: &Rows, row: usize, labelled: Option<f64>) -> Vec<TrackSpan> {
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
    fn draw(&self, span: &SharedSpan, is_held: bool, drawn: &mut Vec<TrackSpan>) {
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

    fn span(
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
                .filter(|name| name.chars().count() as f64 * CHARACTER + AROUND <= width),
            task,
            event: from,
            until,
            is_torn: is_open && self.is_over_for_ever,
        }
    }

    fn many(&self, first: &SharedSpan, last: &SharedSpan) -> TrackSpan {
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

    fn until(&self, span: &SharedSpan) -> usize {
        match span.until {
            Some(until) => until as usize,
            None => self.scene.trace.len(),
        }
    }

    fn x_of_end(&self, span: &SharedSpan) -> f64 {
        match span.until {
            Some(until) => self.axis.x_of_event(self.scene.trace, until as usize),
            None => self.axis.x_of_end(),
        }
    }

    /// The stretches in which an event is set.
    fn set(&self, values: &Counts) -> Vec<TrackSpan> {
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

    fn first_in_view(&self, points: &[(u32, i64)]) -> usize {
        let left = self.axis.events_before(self.scene.trace, 0.0);
        let before = points.partition_point(|(event, _)| (*event as usize) < left);
        before.saturating_sub(1)
    }

    fn chart(
        &self,
        stack: &mut Stack,
        what: ChartKind,
        counts: &Counts,
        limit: Option<i64>,
        height: f64,
    ) {
        let chart = Chart {
            what,
            points: self.points(counts),
            until: self.axis.x_of_end().min(self.axis.width()),
            top: counts.most().max(limit.unwrap_or(1)).max(1),
            limit,
        };
        stack.add(height, StripContent::Chart(chart));
    }

    /// How many places of a semaphore are taken: what is not free.
    fn taken(&self, life: &SharedLife) -> Chart {
        let limit = life.limit.unwrap_or(life.values.most());
        let free = self.points(&life.values);
        let points = free.into_iter().map(|(x, free)| (x, (limit - free).max(0)));
        Chart {
            what: ChartKind::Fill,
            points: points.collect(),
            until: self.axis.x_of_end().min(self.axis.width()),
            top: limit.max(1),
            limit: Some(limit),
        }
    }

    /// The steps of a count in view: in each pixel the most that it was there, then the last.
    fn points(&self, counts: &Counts) -> Vec<(f64, i64)> {
        let (trace, points) = (self.scene.trace, counts.points());
        let mut drawn = Vec::new();
        let mut n = self.first_in_view(points);
        while let Some((event, value)) = points.get(n) {
            let x = self.axis.x_of_event(trace, *event as usize);
            if x > self.axis.width() {
                break;
            }
            let further = self.axis.events_before(trace, x + 1.0);
            let next = points.partition_point(|(event, _)| (*event as usize) < further);
            let next = next.max(n + 1);
            let most = counts.most_of(n, next).unwrap_or(*value);
            let last = points[next - 1].1;
            drawn.push((x.max(0.0), most));
            if last != most {
                drawn.push((x.max(0.0) + 1.0, last));
            }
            n = next;
        }
        drawn
    }

    /// The call that makes it, as far as it is known: `Semaphore(3)`.
    fn call(&self, life: &SharedLife) -> String {
        let kind = format!("{:?}", life.kind);
        match life.limit {
            Some(limit) => format!("{kind}({limit})"),
            None => format!("{kind}()"),
        }
    }

    /// What holds at the cursor.
    fn status(&self, life: &SharedLife) -> String {
        let lang = self.scene.lang;
        let Some(state) = self.scene.state.resources.get(&life.resource) else {
            return String::new();
        };
        let waiting = state.waiters.len();
        let with_line = |what: String| match say::in_line(lang, waiting) {
            Some(line) => say::and(lang, &what, &line),
            None => what,
        };
        match life.kind {
            ResourceKind::Lock => with_line(self.holder(lang, &state.holders)),
            ResourceKind::Semaphore | ResourceKind::BoundedSemaphore => {
                let limit = life.limit.unwrap_or(state.value);
                with_line(say::taken(lang, (limit - state.value).max(0)))
            }
            ResourceKind::Event => {
                let set = match state.value {
                    0 => say::is_not_set(lang),
                    _ => say::is_set(lang),
                };
                match waiting {
                    0 => set,
                    waiting => say::and(lang, &set, &say::wait(lang, waiting as i64)),
                }
            }
            ResourceKind::Condition => say::wait(lang, waiting as i64),
            ResourceKind::Barrier => say::have_come(lang, state.value, life.limit),
            ResourceKind::Queue | ResourceKind::LifoQueue | ResourceKind::PriorityQueue => {
                say::items(lang, state.value, life.limit)
            }
        }
    }

    fn holder(&self, lang: Lang, holders: &[TaskId]) -> String {
        match holders.first() {
            Some(task) => say::held_by(lang, &self.names.task_name(*task)),
            None => say::is_free(lang),
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
