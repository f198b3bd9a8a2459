//! A run in three numbers.

use super::Analysis;
use super::format::seconds;
use crate::events::Nanos;
use crate::text::{Lang, Said, foot};
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
    /// The longest line that there ever was at something shared.
    pub most_in_line: i64,
    /// `3.000 s in all`
    pub in_all: Said,
    /// `6.000 s one after the other`
    pub one_after_the_other: Said,
    /// `at most 5 in line`; `at most 3 wait` where no line was
    pub most: Said,
}

/// The run so far.
pub fn summary(trace: &Trace, analysis: &Analysis, lang: Lang) -> Summary {
    let makespan = trace.now();
    let sequential = analysis.tally.one_after_the_other(makespan);
    let peak = analysis.tally.peak;
    let most_in_line = most_in_line(analysis);
    Summary {
        makespan,
        sequential,
        peak,
        most_in_line,
        in_all: foot::in_all(lang, &seconds(makespan)),
        one_after_the_other: foot::one_after_the_other(lang, &seconds(sequential)),
        most: match most_in_line {
            0 => foot::at_most_wait(lang, peak),
            most => foot::at_most_in_line(lang, most),
        },
    }
}

/// The longest line that there ever was at something shared.
fn most_in_line(analysis: &Analysis) -> i64 {
    let lives = analysis.shared.all().iter();
    lives.map(|life| life.line.most()).max().unwrap_or(0)
}
