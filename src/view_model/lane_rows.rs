//! Which tasks have a lane: all, or those that a filter lets through.

use super::{Analysis, Find};
use crate::analysis::lanes::LanePlace;
use crate::events::Nanos;
use crate::text::Lang;
use crate::trace::{TaskFacts, Trace};

/// The lanes of tasks, from the top.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneRows(pub(crate) Vec<LanePlace>);

/// What a task must have to get a lane.
#[derive(Clone, Copy, Debug, Default)]
pub struct LaneFilter<'a> {
    /// It lives at some time between these.
    pub alive: Option<(Nanos, Nanos)>,
    /// Its name, or the file that its coroutine is defined in, has this text in it; its case does not
    /// matter.
    pub text: &'a str,
    /// It is the program's own, and no library's.
    pub is_own: bool,
    /// It has a hit of this search.
    pub hit: Option<&'a Find>,
}

impl LaneRows {
    /// Those of all tasks.
    pub fn all(analysis: &Analysis) -> Self {
        Self(analysis.lanes.rows().to_vec())
    }

    /// Those that a filter lets through.
    pub fn filtered(
        trace: &Trace,
        analysis: &Analysis,
        filter: &LaneFilter<'_>,
        lang: Lang,
    ) -> Self {
        let text = filter.text.trim().to_lowercase();
        let names = analysis.names(trace, lang);
        let is_in = |of: &str| of.to_lowercase().contains(&text);
        let file = |facts: &TaskFacts| trace.sources().path(facts.call.defined_at);
        let has_text = |facts: &TaskFacts| {
            text.is_empty()
                || is_in(&names.task_name(facts.id))
                || is_in(&facts.name)
                || is_in(file(facts))
        };
        let rows = analysis.lanes.rows().iter();
        let rows = rows.filter(|row| {
            analysis.index.tasks().get(row.task).is_some_and(|facts| {
                filter.alive.is_none_or(|span| lives(trace, facts, span))
                    && (!filter.is_own || !is_of_library(file(facts)))
                    && filter.hit.is_none_or(|find| find.has_hit(facts.id))
                    && has_text(facts)
            })
        });
        Self(rows.copied().collect())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn lives(trace: &Trace, facts: &TaskFacts, (from, to): (Nanos, Nanos)) -> bool {
    let when = |event: u32| trace.time_at(event as usize + 1);
    when(facts.created) <= to && facts.finished.is_none_or(|event| when(event) >= from)
}

/// Whether a file belongs to Python or to something that was installed.
fn is_of_library(path: &str) -> bool {
    let path = path.replace('\\', "/");
    [
        "/site-packages/",
        "/dist-packages/",
        "/lib/python",
        "/Lib/asyncio/",
    ]
    .iter()
    .any(|part| path.contains(part))
}
