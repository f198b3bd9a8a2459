//! What the panes show, as plain data in the words of the screen.
//!
//! An [`Analysis`] is what is known of a trace; it catches up as the trace grows. A [`Scene`] is one
//! moment of it, in one language. Every pane is a pure function of a scene (the timeline: of the
//! analysis and a [`View`]), so that the same moment always looks the same.

pub mod axis;
pub mod bar_card;
mod bars;
pub mod baseline;
pub mod bounds;
pub mod by_name;
pub mod cancellation;
pub mod chrome_trace;
pub mod code;
pub mod compare;
pub mod console;
pub mod deadlock;
pub mod exploring;
pub mod find;
pub mod foot;
pub mod hit_marks;
pub mod inspector;
pub mod interventions;
pub mod items;
pub mod jobs;
pub mod lane_layout;
pub mod lane_rows;
pub mod letters;
pub mod longer;
pub mod loop_panel;
pub mod narration;
pub mod overview;
mod own_lanes;
pub mod resource_lanes;
pub mod span_sums;
pub mod steps;
pub mod summary;
pub mod summary_text;
pub mod svg;
pub mod syntax;
pub mod tables;
mod ticks;
pub mod timeline;
pub mod waits;
pub mod wall_clock;

pub use axis::{Axis, View, Window};
pub use bar_card::{BarCard, bar_card, track_card};
pub use baseline::{Baseline, BaselineBar, BaselineLane};
pub use by_name::{NameRow, NameSums, by_name};
pub use cancellation::{Arrow, ArrowEnd, arrows, cancellations};
pub use chrome_trace::chrome_trace;
pub use code::{CodeMark, Holding, code_marks, holdings, next_at};
pub use compare::{Comparison, ComparisonRow, Parting, compare};
pub use console::{Console, ConsoleLine, console, console_text};
pub use find::{Find, Hit, HitKind};
pub use foot::{Fact, FactKind, foot};
pub use hit_marks::{HitMark, hit_marks};
pub use inspector::{StackRow, TaskPane, TaskPhase, task_pane};
pub use interventions::{StepIn, step_in};
pub use items::{Items, items};
pub use jobs::{JobRow, JobsSummary, WorkerRow, jobs_summary, worker_rows};
pub use lane_layout::{LaneLayout, Lanes, lane_layout, layout_at};
pub use lane_rows::{LaneFilter, LaneRows};
pub use longer::{Longer, longer};
pub use loop_panel::{HandleChip, HoldNote, LoopPanel, TimerRow, loop_panel};
pub use narration::{Sentence, sentence, told, waiting, why};
pub use overview::{Load, Overview};
pub use resource_lanes::{ResourceLane, resource_lanes};
pub use span_sums::{SpanSums, span_sums};
pub use steps::{Step, StepLevel, task_at};
pub use summary::{Summary, summary};
pub use summary_text::summary_text;
pub use svg::timeline_svg;
pub use tables::{
    AwaitRow, Column, SlowStep, TaskRow, TaskTable, await_table, slow_steps, task_table,
};
pub use timeline::{
    Bar, BarKind, EndKind, EndMark, Lane, LoopLane, Timeline, WorkerBar, WorkerLane, timeline,
};
pub use waits::{LinkKind, Part, PartKind, Picture, Waits, picture, who_waits};
pub use wall_clock::WallClock;

pub use crate::analysis::{
    Analysis, ArrowKind, Colour, Evidence, Finding, FindingKind, Gravity, Names, TaskRef, Waitable,
    format,
};

use crate::analysis::names;
use crate::events::Nanos;
use crate::text::Lang;
use crate::trace::{LoopState, Trace};

/// One moment of a run.
#[derive(Clone, Debug)]
pub struct Scene<'a> {
    /// The run.
    pub trace: &'a Trace,
    /// What is known of it.
    pub analysis: &'a Analysis,
    /// Loop and tasks at the moment.
    pub state: LoopState,
    /// What the loop's clock says: the time of the moment, or later where a run has not got further
    /// yet. What is left and what has passed counts from there.
    pub clock: Nanos,
    /// The language of the screen.
    pub lang: Lang,
}

impl<'a> Scene<'a> {
    /// The moment after `cursor` events; the last one that is known if there are fewer.
    pub fn new(trace: &'a Trace, analysis: &'a Analysis, cursor: usize, lang: Lang) -> Self {
        let state = analysis.history.at(trace, cursor.min(analysis.index.len()));
        Self {
            trace,
            analysis,
            clock: state.when,
            state,
            lang,
        }
    }

    /// The same at the live end of a run whose clock has gone on since its last event.
    pub fn with_clock(self, now: Nanos) -> Self {
        Self {
            clock: self.clock.max(now),
            ..self
        }
    }

    /// The last moment that is known.
    pub fn at_the_end(&self) -> Scene<'a> {
        Scene::new(
            self.trace,
            self.analysis,
            self.analysis.index.len(),
            self.lang,
        )
    }

    /// The cursor just after the event since which a task does what it does now.
    pub(crate) fn since(&self, task: crate::events::TaskId) -> Option<usize> {
        let spans = &self.analysis.index.task(task)?.spans;
        let begun = spans.partition_point(|span| (span.from as usize) < self.state.cursor);
        Some(spans.get(begun.checked_sub(1)?)?.from as usize + 1)
    }

    /// The names of things.
    pub fn names(&self) -> Names<'a> {
        self.analysis.names(self.trace, self.lang)
    }
}

/// What is wrong with the program, as far as the scene's cursor knows: the gravest first.
pub fn findings(scene: &Scene<'_>) -> Vec<Finding> {
    let cursor = scene.state.cursor;
    crate::analysis::findings::findings(scene.trace, scene.analysis, cursor, scene.lang)
}
