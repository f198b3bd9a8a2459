//! What the panes show, as plain data in the words of the screen.
//!
//! A [`Study`] is what is known of a trace; it catches up as the trace grows. A [`Scene`] is one
//! moment of it, in one language. Every pane is a pure function of a scene (the timeline: of the
//! study and a [`View`]), so that the same moment always looks the same.

pub mod axis;
mod bars;
pub mod bookmarks;
pub mod bounds;
pub mod cancellation;
pub mod chrome_trace;
pub mod code;
pub mod compare;
pub mod console;
pub mod deadlock;
mod detector;
pub mod findings;
pub mod format;
mod gaps;
pub mod ghost;
pub mod inspector;
pub mod interventions;
pub mod items;
pub mod jobs;
pub mod link;
pub mod looks;
pub mod loop_panel;
mod names;
pub mod narration;
mod own_lanes;
mod sizes;
pub mod speed;
pub mod steps;
pub mod summary;
pub mod svg;
pub mod syntax;
mod ticks;
pub mod timeline;
pub mod wait_graph;
mod waits;

pub use axis::{Axis, View, Window};
pub use bookmarks::{Bookmark, Bookmarks};
pub use cancellation::{Arrow, ArrowEnd, ArrowKind, arrows, cancellations};
pub use chrome_trace::chrome_trace;
pub use code::{CodeMark, code_marks};
pub use compare::{Comparison, ComparisonRow, Parting, compare};
pub use console::{Console, ConsoleLine, console, console_text};
pub use findings::{Finding, FindingKind, findings};
pub use ghost::{Ghost, GhostBar, GhostLane};
pub use inspector::{StackRow, TaskPane, TaskPhase, task_pane};
pub use interventions::{StepIn, step_in};
pub use items::{Items, items};
pub use jobs::{JobRow, JobsSummary, WorkerRow, jobs_summary, worker_rows};
pub use link::Link;
pub use loop_panel::{HandleChip, HoldNote, LoopPanel, TimerRow, loop_panel};
pub use names::{Colour, Names, TaskRef};
pub use narration::{sentence, why};
pub use sizes::{Divider, Sizes};
pub use steps::Step;
pub use summary::{Summary, summary};
pub use svg::timeline_svg;
pub use timeline::{
    Bar, BarKind, EndKind, EndMark, Lane, LoopLane, Timeline, WorkerBar, WorkerLane, timeline,
};
pub use wait_graph::{NodeKind, WaitEdge, WaitGraph, WaitNode, wait_graph};
pub use waits::Waitable;

use crate::text::Lang;
use crate::trace::{History, Index, LoopState, Trace};

/// What is known of a trace so far: its index, its states, the order of its lanes.
#[derive(Debug, Default)]
pub struct Study {
    /// Where in the trace what is.
    pub index: Index,
    /// The states at intervals.
    pub history: History,
    pub(crate) gaps: gaps::Gaps,
    pub(crate) tally: summary::Tally,
    pub(crate) lanes: timeline::LaneOrder,
    pub(crate) detector: detector::Detector,
    pub(crate) cancels: cancellation::Cancels,
}

impl Study {
    /// A study of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes into account what the trace has more than last time. Costs nothing when there is
    /// nothing new, so it may be called before every frame.
    pub fn catch_up(&mut self, trace: &Trace) {
        self.catch_up_by(trace, usize::MAX);
    }

    /// The same for at most `most` events more, for a page that must go on painting: about a
    /// microsecond an event. Gives whether all of the trace is known now; until then the panes
    /// show as much as is known.
    pub fn catch_up_by(&mut self, trace: &Trace, most: usize) -> bool {
        let from = self.index.len();
        let end = from.saturating_add(most).min(trace.len());
        self.index.catch_up_to(trace, end);
        let (detector, cancels) = (&mut self.detector, &mut self.cancels);
        self.history
            .catch_up_telling(trace, end, |n, record, state| {
                detector.see(n, record, state);
                cancels.see(n, record, state);
            });
        self.gaps.catch_up(&self.index);
        self.tally.catch_up(trace, &self.index, from);
        self.lanes.catch_up(&self.index);
        end == trace.len()
    }
}

/// One moment of a run.
#[derive(Clone, Debug)]
pub struct Scene<'a> {
    /// The run.
    pub trace: &'a Trace,
    /// What is known of it.
    pub study: &'a Study,
    /// Loop and tasks at the moment.
    pub state: LoopState,
    /// The language of the screen.
    pub lang: Lang,
}

impl<'a> Scene<'a> {
    /// The moment after `cursor` events; the last one that is known if there are fewer.
    pub fn new(trace: &'a Trace, study: &'a Study, cursor: usize, lang: Lang) -> Self {
        let state = study.history.at(trace, cursor.min(study.index.len()));
        Self {
            trace,
            study,
            state,
            lang,
        }
    }

    /// The names of things.
    pub fn names(&self) -> Names<'a> {
        Names::new(self.trace, &self.study.index, self.lang)
    }
}
