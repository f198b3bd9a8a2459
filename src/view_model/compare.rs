//! Two runs side by side.

use super::axis::Window;
use super::format::seconds;
use super::summary::{Summary, summary};
use super::{Analysis, Scene, sentence};
use crate::analysis::difference::{first_difference, waited};
use crate::events::Nanos;
use crate::text::{Lang, compare as say};
use crate::trace::Trace;

/// How two runs differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Both runs in numbers, as their summaries have them.
    pub summaries: [Summary; 2],
    /// The rows of a table: makespan, waiting, peak, events.
    pub rows: Vec<ComparisonRow>,
    /// Where they part; none if they are the same.
    pub parting: Option<Parting>,
    /// The window that puts both on one time axis, for [`View::window`](super::View::window).
    pub window: Window,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonRow {
    /// What is compared.
    pub label: &'static str,
    /// Each run's.
    pub values: [String; 2],
    /// The second less the first: `+1.000 s`; `same` if they are equal.
    pub difference: String,
}

/// The first event at which two runs differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Parting {
    /// The cursor just after it, in both runs; past the end of the shorter one.
    pub cursor: usize,
    /// What happened in each; a run that had ended says so.
    pub sentences: [String; 2],
    /// When, in each.
    pub when: [Nanos; 2],
}

/// Compares two runs.
pub fn compare(runs: [(&Trace, &Analysis); 2], lang: Lang) -> Comparison {
    let summaries = runs.map(|(trace, analysis)| summary(trace, analysis, lang));
    let [first, second] = &summaries;
    let span = |label: crate::text::Text, a: Nanos, b: Nanos| ComparisonRow {
        label: label.get(lang),
        values: [seconds(a), seconds(b)],
        difference: signed(lang, b.0 - a.0, |n| seconds(Nanos(n))),
    };
    let count = |label: crate::text::Text, a: usize, b: usize| ComparisonRow {
        label: label.get(lang),
        values: [a.to_string(), b.to_string()],
        difference: signed(lang, b as i64 - a as i64, |n| n.to_string()),
    };
    let waited = runs.map(|(trace, analysis)| waited(trace, analysis));
    let rows = vec![
        span(say::MAKESPAN, first.makespan, second.makespan),
        span(say::SEQUENTIAL, first.sequential, second.sequential),
        span(say::WAITED, waited[0], waited[1]),
        count(say::PEAK, first.peak, second.peak),
        count(say::EVENTS, runs[0].0.len(), runs[1].0.len()),
    ];
    let end = first.makespan.max(second.makespan);
    Comparison {
        rows,
        parting: parting(runs, lang),
        window: Window::of_time(end),
        summaries,
    }
}

fn parting(runs: [(&Trace, &Analysis); 2], lang: Lang) -> Option<Parting> {
    let told = |lang| runs.map(|(trace, analysis)| Scene::new(trace, analysis, trace.len(), lang));
    let scenes = told(lang);
    let event = first_difference(runs.map(|(trace, _)| trace))?;
    let said = |scene: &Scene<'_>| sentence(scene, event).unwrap_or_else(|| say::over(lang));
    Some(Parting {
        cursor: event + 1,
        sentences: [said(&scenes[0]), said(&scenes[1])],
        when: runs.map(|(trace, _)| trace.time_at(event + 1)),
    })
}

fn signed(lang: Lang, difference: i64, show: impl Fn(i64) -> String) -> String {
    match difference {
        0 => say::SAME.get(lang).to_owned(),
        n if n > 0 => format!("+{}", show(n)),
        n => format!("\u{2212}{}", show(n.saturating_neg())),
    }
}
