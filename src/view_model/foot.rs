//! The timeline's foot: a run in a few facts, with the number of each in bold.

use super::Analysis;
use super::summary::summary;
use crate::text::{Lang, Said, foot as say};
use crate::trace::Trace;

/// A fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Which.
    pub kind: FactKind,
    /// What it says.
    pub said: Said,
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FactKind {
    /// The order is CPython's: drawn with a ✓.
    SameOrder,
    /// How long the run took.
    InAll,
    /// How long the same work takes when nothing overlaps.
    OneAfterTheOther,
    /// The longest line, or how many waited at one time.
    Most,
}

/// The facts of a run, those that say something. `python` is the version of CPython in whose order
/// it went, where that was compared.
pub fn foot(trace: &Trace, analysis: &Analysis, python: Option<&str>, lang: Lang) -> Vec<Fact> {
    let sums = summary(trace, analysis, lang);
    let same_order = python.map(|version| (FactKind::SameOrder, say::same_order(lang, version)));
    let overlaps = sums.sequential != sums.makespan;
    let facts = [
        same_order,
        Some((FactKind::InAll, sums.in_all)),
        overlaps.then_some((FactKind::OneAfterTheOther, sums.one_after_the_other)),
        (sums.peak > 1 || sums.most_in_line > 0).then_some((FactKind::Most, sums.most)),
    ];
    let facts = facts.into_iter().flatten();
    facts.map(|(kind, said)| Fact { kind, said }).collect()
}
