//! The run as it was before somebody stepped in, behind the one that came of it.

use super::axis::Axis;
use super::format::seconds;
use super::timeline::{BarKind, Timeline};
use super::{Analysis, Names};
use crate::events::{Event, Outcome, TaskId};
use crate::text::{Lang, Text, panes};
use crate::trace::{Span, SpanKind, TaskFacts, Trace};

/// What is seen of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline {
    /// A lane for each lane in view whose task was there, too, in the same order.
    pub lanes: Vec<BaselineLane>,
    /// How long it took: `3.000 s`.
    pub makespan: String,
}

/// What a task did in it.
#[derive(Clone, Debug, PartialEq)]
pub struct BaselineLane {
    /// The task.
    pub task: TaskId,
    /// The top edge of the lane that it stands behind.
    pub y: f64,
    /// Its bars from where the runs part, from the left.
    pub bars: Vec<BaselineBar>,
    /// All that it did: `running, awaiting sleep(1), done`.
    pub history: String,
}

/// A stretch of a task's life, in pixels of the plot area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BaselineBar {
    /// Its left edge.
    pub x: f64,
    /// Its width.
    pub width: f64,
    /// What the task did.
    pub kind: BarKind,
}

/// How many stretches of a lane are drawn or told.
const STRETCHES: usize = 400;
const TOLD: usize = 40;

/// The run `old` behind what is seen of `new`; they are the same up to event `parted`.
pub fn baseline(
    old: (&Trace, &Analysis),
    new: &Trace,
    seen: &Timeline,
    parted: usize,
    lang: Lang,
) -> Baseline {
    let (trace, analysis) = old;
    let behind = Behind {
        old: trace,
        new,
        axis: &seen.axis,
        names: analysis.names(trace, lang),
        parted,
    };
    let lanes = seen.lanes.iter().filter_map(|lane| {
        let facts = analysis.index.task(lane.task.id)?;
        // After the runs have parted a number may be another task's.
        let same = super::names::call(&facts.call) == lane.task.name;
        same.then(|| BaselineLane {
            task: facts.id,
            y: lane.y,
            bars: behind.bars(facts),
            history: behind.history(facts),
        })
    });
    Baseline {
        lanes: lanes.collect(),
        makespan: seconds(trace.now()),
    }
}

struct Behind<'a> {
    old: &'a Trace,
    new: &'a Trace,
    axis: &'a Axis,
    names: Names<'a>,
    parted: usize,
}

impl Behind<'_> {
    fn bars(&self, facts: &TaskFacts) -> Vec<BaselineBar> {
        let end = facts
            .finished
            .map_or(self.old.len(), |event| event as usize + 1);
        let spans = facts.spans.iter().enumerate();
        let bars = spans.filter_map(|(n, span)| {
            let next = facts.spans.get(n + 1);
            let until = next.map_or(end, |next| next.from as usize);
            if until <= self.parted {
                return None;
            }
            let from = self.x((span.from as usize).max(self.parted)).max(0.0);
            let to = self.x(until).min(self.axis.width());
            (to > from).then_some(BaselineBar {
                x: from,
                width: to - from,
                kind: kind(span),
            })
        });
        bars.take(STRETCHES).collect()
    }

    /// Where an event of the old run lies on the new one's axis: at its time, and within an
    /// instant that both have at its place in it.
    fn x(&self, event: usize) -> f64 {
        if event <= self.parted {
            return self.axis.x_of_event(self.new, event);
        }
        let when = self.old.time_at(event + 1);
        let within = event - self.old.cursor_before(when).min(event);
        let first = self.new.cursor_before(when);
        let last = self.new.cursor_at(when);
        match first < last {
            true => self
                .axis
                .x_of_event(self.new, (first + within).min(last - 1)),
            false => self.axis.x_of_time(self.new, when),
        }
    }

    fn history(&self, facts: &TaskFacts) -> String {
        let lang = self.names.lang();
        let spans = facts.spans.iter().take(TOLD);
        let mut parts: Vec<String> = spans.map(|span| self.told(span)).collect();
        if facts.spans.len() > TOLD {
            parts.push("…".to_owned());
        }
        let ended = facts
            .finished
            .and_then(|event| self.old.get(event as usize));
        if let Some(Event::TaskFinished { outcome, .. }) = ended.map(|record| &record.event) {
            let end: Text = match outcome {
                Outcome::Returned => panes::DONE,
                Outcome::Raised(_) => panes::FAILED,
                Outcome::Cancelled(_) => panes::CANCELLED,
            };
            parts.push(end.get(lang).to_owned());
        }
        parts.join(match lang {
            Lang::En => ", ",
            Lang::Zh => "、",
        })
    }

    fn told(&self, span: &Span) -> String {
        let lang = self.names.lang();
        let record = self.old.get(span.from as usize);
        match (span.kind, record.map(|record| &record.event)) {
            (SpanKind::Running, _) => panes::RUNNING.get(lang).to_owned(),
            (SpanKind::Ready, _) => panes::READY.get(lang).to_owned(),
            (SpanKind::Awaiting, Some(Event::TaskSuspended { on: Some(on), .. })) => {
                format!("{} {}", panes::AWAITING.get(lang), self.names.future(*on))
            }
            (SpanKind::Awaiting, _) => panes::AWAITING.get(lang).to_owned(),
        }
    }
}

fn kind(span: &Span) -> BarKind {
    match span.kind {
        SpanKind::Running => BarKind::Running,
        SpanKind::Ready => BarKind::Ready,
        SpanKind::Awaiting => BarKind::Awaiting,
    }
}
