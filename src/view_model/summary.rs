//! A run in three numbers.

use super::Analysis;
use super::format::seconds;
use crate::events::Nanos;
use crate::text::{Lang, panes};
use crate::trace::Trace;

/// A run in three numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The loop clock at the last event.
    pub makespan: Nanos,
    /// The sum of all sleeps, jobs and blocking calls: how long the same work takes when nothing
    /// overlaps.
    pub sequential: Nanos,
    /// The most tasks that waited at one time, those that only waited for other tasks aside.
    pub peak: usize,
    /// `3.000 s in all`
    pub makespan_label: String,
    /// `6.000 s one after the other`
    pub sequential_label: String,
    /// `at most 5 in line`; `at most 3 wait` where no line was
    pub peak_label: String,
}

/// The run so far.
pub fn summary(trace: &Trace, analysis: &Analysis, lang: Lang) -> Summary {
    let makespan = trace.now();
    let sequential = analysis.tally.one_after_the_other(makespan);
    let peak = analysis.tally.peak;
    Summary {
        makespan,
        sequential,
        peak,
        makespan_label: panes::in_all(lang, &seconds(makespan)),
        sequential_label: panes::one_after_the_other(lang, &seconds(sequential)),
        peak_label: match most_in_line(analysis) {
            0 => panes::at_most_wait(lang, peak),
            most => panes::at_most_in_line(lang, most),
        },
    }
}

/// The longest line that there ever was at something shared.
fn most_in_line(analysis: &Analysis) -> i64 {
    let lives = analysis.shared.all().iter();
    lives.map(|life| life.line.most()).max().unwrap_or(0)
}
