//! What is known of a trace beyond its records: what is wrong with the program, who waits for whom,
//! how a cancellation travelled, what things are called. No layout, nothing of a page.
//!
//! An [`Analysis`] catches up as its trace grows, in time linear in what is new.

pub(crate) mod cancellation;
pub(crate) mod deadlock;
pub mod difference;
pub mod exploring;
pub mod findings;
pub mod format;
pub(crate) mod gaps;
mod global_lives;
pub(crate) mod held;
pub(crate) mod items;
pub(crate) mod lanes;
pub(crate) mod names;
mod program_steps;
pub mod report;
mod shared_lives;
mod short_names;
pub(crate) mod tally;
pub(crate) mod usage;
pub(crate) mod waits;
pub(crate) mod words;

pub use cancellation::ArrowKind;
pub use deadlock::{Cause, CauseKind, RingKind};
pub use findings::{Evidence, Finding, FindingKind, Gravity};
pub use global_lives::{GlobalLife, GlobalLives, GlobalValue};
pub use lanes::is_asyncios_own;
pub use names::{Colour, Names, TaskRef};
pub use program_steps::{ProgramSteps, StepTable};
pub use shared_lives::{Counts, Rows, SharedLife, SharedLives, SharedSpan};
pub use short_names::ShortNames;
pub use waits::Waitable;

use crate::text::Lang;
use crate::trace::{History, Index, Trace};
use deadlock::Known;

/// What is known of a trace so far.
#[derive(Debug, Default)]
pub struct Analysis {
    /// Where in the trace what is.
    pub index: Index,
    /// The states at intervals.
    pub history: History,
    /// Which events are steps of the program.
    pub program: ProgramSteps,
    /// How the things that tasks share fared.
    pub shared: SharedLives,
    /// The values of globals, and who wrote them.
    pub globals: GlobalLives,
    pub(crate) short_names: ShortNames,
    pub(crate) gaps: gaps::Gaps,
    pub(crate) tally: tally::Tally,
    pub(crate) items: items::ItemIndex,
    pub(crate) lanes: lanes::LaneOrder,
    pub(crate) checks: findings::Checks,
    pub(crate) usage: usage::Usage,
    pub(crate) cancels: cancellation::Cancels,
}

impl Analysis {
    /// An analysis of nothing.
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
        let (checks, cancels) = (&mut self.checks, &mut self.cancels);
        let (usage, index) = (&mut self.usage, &self.index);
        self.history
            .catch_up_telling(trace, end, |n, record, state| {
                usage.see(n, record);
                let known = Known {
                    state,
                    usage,
                    index,
                };
                checks.see(record, known);
                cancels.see(n, record, state);
            });
        self.program.catch_up(trace, &self.index);
        self.shared.catch_up(trace, &self.index, from);
        self.globals.catch_up(trace, from, end);
        self.short_names.catch_up(&self.index);
        self.gaps.catch_up(&self.index);
        self.tally.catch_up(trace, &self.index, from);
        self.items.catch_up(trace, &self.index);
        self.lanes.catch_up(&self.index);
        end == trace.len()
    }

    /// The names of things.
    pub fn names<'a>(&'a self, trace: &'a Trace, lang: Lang) -> Names<'a> {
        Names::new(trace, &self.index, &self.short_names, lang)
    }
}
