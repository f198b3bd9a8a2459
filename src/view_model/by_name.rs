//! Two runs compared by what their tasks are called: which kind of task became slower.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Analysis;
use super::span_sums::Sums;
use super::tables::sums_of;
use crate::events::{Name, Nanos};
use crate::trace::Trace;

/// The tasks of one name, in both runs.
#[derive(Clone, Debug, PartialEq)]
pub struct NameRow {
    /// The function's name: `handle`.
    pub name: Name,
    /// What they did in each run.
    pub runs: [NameSums; 2],
}

/// The tasks of one name in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameSums {
    /// How many.
    pub tasks: usize,
    /// How long, all together.
    pub sums: Sums,
}

impl NameSums {
    /// How long one of them took on average, from its first step to its end.
    pub fn average(&self) -> Nanos {
        let Sums {
            running,
            ready,
            awaiting,
        } = self.sums;
        let all = running.0.saturating_add(ready.0).saturating_add(awaiting.0);
        Nanos(all / self.tasks.max(1) as i64)
    }
}

/// The names of both runs, those first whose average differs most; at most so many.
pub fn by_name(runs: [(&Trace, &Analysis); 2], most: usize) -> Vec<NameRow> {
    let mut rows: HashMap<Name, [NameSums; 2]> = HashMap::new();
    for (n, (trace, analysis)) in runs.into_iter().enumerate() {
        for facts in analysis.index.tasks().iter().filter(|it| !it.internal) {
            let sums = &mut rows.entry(facts.call.name).or_default()[n];
            sums.tasks += 1;
            sums.sums.add_all(&sums_of(trace, facts));
        }
    }
    let rows = rows.into_iter().map(|(name, runs)| NameRow { name, runs });
    let mut rows: Vec<NameRow> = rows.collect();
    rows.sort_by_key(|row| {
        let [first, second] = row.runs.map(|sums| sums.average().0);
        (Reverse(first.abs_diff(second)), row.name)
    });
    rows.truncate(most);
    rows
}
