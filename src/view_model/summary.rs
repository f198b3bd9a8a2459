//! A run in three numbers.

use super::Analysis;
use super::format::seconds;
use crate::runtime::clock::Nanos;
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
    /// `makespan 3.000 s`
    pub makespan_label: String,
    /// `6.000 s if sequential`
    pub sequential_label: String,
    /// `peak 3 waiting`
    pub peak_label: String,
}

/// The run so far.
pub fn summary(trace: &Trace, analysis: &Analysis, lang: Lang) -> Summary {
    let makespan = trace.now();
    // What is still under way counts up to now.
    let since = &analysis.tally.since;
    let open: i64 = since.values().map(|from| makespan.since(*from).0).sum();
    let sequential = Nanos(analysis.tally.total.saturating_add(open));
    let peak = analysis.tally.peak;
    Summary {
        makespan,
        sequential,
        peak,
        makespan_label: panes::makespan(lang, &seconds(makespan)),
        sequential_label: panes::sequential(lang, &seconds(sequential)),
        peak_label: panes::peak(lang, peak),
    }
}
