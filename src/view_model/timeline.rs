//! The timeline: a lane a task, its life as bars, ready to be painted.

use super::axis::{Axis, Break, Opened, Tick, View};
use super::bars::Bars;
use super::format::seconds;
use super::letters::LABEL;
use super::{Analysis, Names, TaskRef, own_lanes};
use crate::analysis::held;
use crate::analysis::lanes::LanePlace;
use crate::events::{Event, Outcome, Place, PoolId, TaskId};
use crate::text::{pools, recorded as say};
use crate::trace::{HoldSpan, Span, SpanKind, TaskFacts, Trace, WorkerFacts, WorkerSpan};

/// What is seen of a run. All coordinates are pixels in the plot area.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// Maps pixels and events.
    pub axis: Axis,
    /// The tasks' lanes in view, from the top.
    pub lanes: Vec<Lane>,
    /// The loop's own lane, below those of all tasks, if a call has held it and it is in view.
    pub event_loop: Option<LoopLane>,
    /// The pools' workers' lanes in view, below the loop's.
    pub workers: Vec<WorkerLane>,
    /// How many lanes there are, the loop's and workers' included.
    pub lane_count: usize,
    /// How high a lane is.
    pub lane_height: f64,
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
    /// From where on everything comes after the cursor, and is veiled; none at the run's end.
    pub veiled_from: Option<f64>,
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
    /// Its call with as few arguments as tell it from the others: `factorial('A')`.
    pub name: String,
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

/// The lane of the loop itself.
#[derive(Clone, Debug, PartialEq)]
pub struct LoopLane {
    /// `event loop`
    pub name: &'static str,
    /// Its top edge; the lane is [`View::lane_height`] high.
    pub y: f64,
    /// Its bars, from the left. Solid: it can run whatever becomes ready; hatched: a call holds it.
    pub bars: Vec<Bar>,
}

/// A worker's lane.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerLane {
    /// Its pool.
    pub pool: PoolId,
    /// Its number in the pool, from 1.
    pub worker: u32,
    /// Its process id.
    pub pid: u32,
    /// `thread 2 of ThreadPoolExecutor 1`
    pub name: String,
    /// The same for a narrow column: `thread 2`; a process with its id, `process 1, pid 4243`.
    pub short: String,
    /// Which lane it is, from the top, counted from 0.
    pub row: usize,
    /// Its top edge; the lane is [`View::lane_height`] high.
    pub y: f64,
    /// Its bars, from the left. Solid: the job runs; hatched: it blocks, or is being copied;
    /// dotted: it waits for the GIL, or the worker is being started. Idle leaves a gap.
    pub bars: Vec<WorkerBar>,
}

/// A stretch of a worker's life.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerBar {
    /// Where, and what it says.
    pub bar: Bar,
    /// The task whose job it is, for its colour.
    pub task: Option<TaskRef>,
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
    /// It is a step that held the loop for long, which is said in recordings alone.
    pub is_blocking: bool,
    /// It would go on for ever, since nothing can happen again: drawn torn at its right end.
    pub is_torn: bool,
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

/// What a view sees of a trace. The analysis must have caught up with it.
pub fn timeline(trace: &Trace, analysis: &Analysis, view: &View) -> Timeline {
    let shows = Shows {
        rows: analysis.lanes.rows(),
        says_blocking: false,
    };
    timeline_of(trace, analysis, view, &shows)
}

/// What a timeline shows beside its view.
#[derive(Clone, Copy)]
pub(crate) struct Shows<'a> {
    /// The tasks that have a lane, from the top.
    pub(crate) rows: &'a [LanePlace],
    /// A step that holds the loop says so: in a recording nothing else does.
    pub(crate) says_blocking: bool,
}

/// The timeline with lanes for these tasks alone.
pub(crate) fn timeline_of(
    trace: &Trace,
    analysis: &Analysis,
    view: &View,
    shows: &Shows<'_>,
) -> Timeline {
    let axis = Axis::new(trace, analysis, view);
    let painter = Painter {
        trace,
        analysis,
        axis: &axis,
        names: analysis.names(trace, view.lang),
        bars: Bars::new(trace, &axis),
        says_blocking: shows.says_blocking,
    };
    let (rows, workers) = (shows.rows, analysis.index.workers());
    let height = view.lane_height.max(1.0);
    let first = (view.scroll / height).floor().max(0.0) as usize;
    let last = ((view.scroll + view.height) / height).ceil().max(0.0) as usize;
    let y = |row: usize| row as f64 * height - view.scroll;
    let visible = rows.iter().enumerate().take(last).skip(first);
    let lanes = visible
        .filter_map(|(row, place)| painter.lane(row, *place, y(row)))
        .collect();
    let own = usize::from(!analysis.index.holds().is_empty());
    let event_loop = (first..last)
        .contains(&rows.len())
        .then(|| painter.event_loop(y(rows.len())))
        .filter(|_| own > 0);
    let visible = (first..last).filter_map(|row| {
        let worker = workers.get(row.checked_sub(rows.len() + own)?)?;
        Some(painter.worker(row, worker, y(row)))
    });
    let workers_in_view = visible.collect();
    let lane_count = rows.len() + own + workers.len();
    Timeline {
        lanes,
        event_loop,
        workers: workers_in_view,
        lane_count,
        lane_height: height,
        content_height: lane_count as f64 * height,
        ticks: axis.ticks(trace, TICKS_APART),
        opened: axis.opened(trace, analysis, view.lang),
        breaks: axis.breaks(trace, view.lang),
        cursor_x: axis.x_of_cursor(trace, view.cursor),
        veiled_from: (view.cursor < trace.len()).then(|| axis.x_of_cursor(trace, view.cursor)),
        cursor_label: seconds(trace.time_at(view.cursor)),
        end_x: axis.x_of_end(),
        axis,
    }
}

impl Timeline {
    /// The task's lane at a height in the plot area.
    pub fn lane_at(&self, y: f64) -> Option<&Lane> {
        let mut lanes = self.lanes.iter();
        lanes.find(|lane| (lane.y..lane.y + self.lane_height).contains(&y))
    }

    /// The row of a task's lane, whether or not it is in view.
    pub fn row_of(analysis: &Analysis, task: TaskId) -> Option<usize> {
        let place = analysis.index.task_row(task)?;
        let mut rows = analysis.lanes.rows().iter();
        rows.position(|lane| lane.task == place)
    }
}

struct Painter<'a> {
    trace: &'a Trace,
    analysis: &'a Analysis,
    axis: &'a Axis,
    names: Names<'a>,
    bars: Bars<'a>,
    says_blocking: bool,
}

impl Painter<'_> {
    fn lane(&self, row: usize, place: LanePlace, y: f64) -> Option<Lane> {
        let facts = self.analysis.index.tasks().get(place.task)?;
        let look = |span: &Span, width: f64| {
            Some(match span.kind {
                SpanKind::Running => (BarKind::Running, None),
                SpanKind::Ready => (BarKind::Ready, None),
                SpanKind::Awaiting => (BarKind::Awaiting, self.awaited(span, width)),
            })
        };
        let mut bars = self.bars.of(&facts.spans, facts.finished, look);
        if self.says_blocking {
            bars.iter_mut()
                .for_each(|bar| self.mark_blocking(facts.id, bar));
        }
        let is_for_ever = facts.finished.is_none() && self.analysis.history.live().is_deadlocked;
        if let Some(last) = bars.last_mut().filter(|_| is_for_ever) {
            last.is_torn = last.until >= self.trace.len();
        }
        Some(Lane {
            task: self.names.task(facts.id)?,
            name: self.names.short().task_name(facts.id),
            row,
            depth: place.depth,
            y,
            bars,
            end: self.end(facts),
        })
    }

    /// A step that held the loop is marked, and says where it stood.
    fn mark_blocking(&self, task: TaskId, bar: &mut Bar) {
        if bar.kind != BarKind::Running {
            return;
        }
        let when = |event: usize| self.trace.time_at(event + 1);
        let ran = when(bar.until).since(when(bar.event));
        bar.is_blocking = ran >= held::LONG;
        if !bar.is_blocking {
            return;
        }
        let place = held::held(self.trace, &self.analysis.index, task, bar.event).place;
        let place = place.map(|place| in_file(self.trace, place));
        let said = say::held(self.names.lang(), place.as_deref(), &seconds(ran));
        let short = place.and_then(|place| fitting(place, bar.width));
        bar.label = fitting(said, bar.width).or(short);
    }

    fn event_loop(&self, y: f64) -> LoopLane {
        let look = |span: &HoldSpan, width: f64| {
            let (kind, label) = own_lanes::hold(&self.names, self.trace, span);
            Some((kind, label.and_then(|label| fitting(label, width))))
        };
        LoopLane {
            name: pools::EVENT_LOOP.get(self.names.lang()),
            y,
            bars: self.bars.of(self.analysis.index.holds(), None, look),
        }
    }

    fn worker(&self, row: usize, facts: &WorkerFacts, y: f64) -> WorkerLane {
        let look = |span: &WorkerSpan, width: f64| {
            let (kind, label) = own_lanes::work(&self.names, span.state)?;
            Some((kind, fitting(label, width)))
        };
        let bars = self.bars.of(&facts.spans, None, look);
        let bars = bars.into_iter().map(|bar| WorkerBar {
            task: self.served(bar.event),
            bar,
        });
        WorkerLane {
            pool: facts.pool,
            worker: facts.worker,
            pid: facts.pid,
            name: self.names.worker(facts.pool, facts.worker),
            short: own_lanes::short_name(&self.names, facts),
            row,
            y,
            bars: bars.collect(),
        }
    }

    /// The task whose job a worker is busy with from an event on.
    fn served(&self, event: usize) -> Option<TaskRef> {
        let Event::WorkerChanged { state, .. } = &self.trace.get(event)?.event else {
            return None;
        };
        let job = self.analysis.index.job(state.job()?)?;
        self.names.task(job.task?)
    }

    fn awaited(&self, span: &Span, width: f64) -> Option<String> {
        let Event::TaskSuspended { on, .. } = &self.trace.get(span.from as usize)?.event else {
            return None;
        };
        // Many bars are too narrow for any name, and a name takes a while to make.
        let has_room = width >= 3.0 * LABEL;
        on.filter(|_| has_room)
            .and_then(|on| fitting(self.names.future(on), width))
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
            kind: match outcome {
                Outcome::Returned => EndKind::Done,
                Outcome::Raised(_) => EndKind::Failed,
                Outcome::Cancelled(_) => EndKind::Cancelled,
            },
            event,
        })
    }
}

/// `shop.py:58`, by the file's name alone.
pub(crate) fn in_file(trace: &Trace, place: Place) -> String {
    let name = file_name(trace.sources().path(place));
    format!("{name}:{}", place.line())
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A label, if it fits into so many pixels.
fn fitting(label: String, width: f64) -> Option<String> {
    (label.chars().count() as f64 * LABEL <= width).then_some(label)
}

/// Whether a point is in the plot area.
pub(crate) fn is_in_view(view: &View, x: f64, y: f64) -> bool {
    (0.0..=view.width).contains(&x) && (0.0..=view.height).contains(&y)
}
