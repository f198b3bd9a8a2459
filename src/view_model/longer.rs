//! The waits that take longer in another order than in asyncio's own, in the timeline.

use super::Analysis;
use super::format::seconds;
use super::timeline::Timeline;
use crate::analysis::exploring::{Deviation, Differs};
use crate::events::Nanos;
use crate::text::{Lang, exploring as say};
use crate::trace::{SpanKind, TaskFacts, Trace};

/// By how much a wait is longer, in pixels of the plot area.
#[derive(Clone, Debug, PartialEq)]
pub struct Longer {
    /// The top edge of its lane.
    pub y: f64,
    /// Where it would have ended.
    pub x: f64,
    /// Until where it went on.
    pub width: f64,
    /// `0.150 s longer`
    pub label: String,
}

/// The waits of lanes in view that deviations made longer.
pub fn longer(
    (trace, analysis): (&Trace, &Analysis),
    seen: &Timeline,
    deviations: &[Deviation],
    lang: Lang,
) -> Vec<Longer> {
    let late = deviations
        .iter()
        .filter(|it| it.kind == Differs::Late && it.longer.0 > 0);
    let bar = |deviation: &Deviation| {
        let mut tasks = analysis.index.tasks().iter();
        let facts = tasks.find(|facts| facts.name == deviation.who.task)?;
        let lane = seen.lanes.iter().find(|lane| lane.task.id == facts.id)?;
        let end = end_of_wait(trace, facts, deviation.nanos)?;
        let would_end = Nanos(trace.get(end)?.when.0 - deviation.longer.0);
        let from = seen.axis.x_of_time(trace, would_end).max(0.0);
        let to = seen.axis.x_of_event(trace, end).min(seen.axis.width());
        (to > from).then(|| Longer {
            y: lane.y,
            x: from,
            width: to - from,
            label: say::longer(lang, &seconds(deviation.longer)),
        })
    };
    late.filter_map(bar).collect()
}

/// The event that ends what a task awaits at a time.
fn end_of_wait(trace: &Trace, facts: &TaskFacts, when: Nanos) -> Option<usize> {
    let begun = |event: u32| trace.get(event as usize).map(|record| record.when);
    let spans = facts.spans.iter().enumerate();
    let (place, _) = spans
        .filter(|(_, span)| span.kind == SpanKind::Awaiting)
        .take_while(|(_, span)| begun(span.from).is_some_and(|from| from <= when))
        .last()?;
    let next = facts.spans.get(place + 1).map(|next| next.from);
    next.or(facts.finished).map(|event| event as usize)
}
