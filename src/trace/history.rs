//! Any moment of a run, quickly: states kept at intervals, and the events folded from there.

use std::cell::RefCell;

use super::{LoopState, Record, Trace};

/// The states of a trace at intervals, made as the trace grows.
///
/// Reaching a cursor costs one copy of a state and at most one interval of folding, whether the
/// cursor moves forth or back. The interval is at least [`History::INTERVAL`] events, more where
/// a state is large, so that all states together never weigh much more than the trace.
#[derive(Debug, Default)]
pub struct History {
    kept: Vec<LoopState>,
    live: LoopState,
    near: RefCell<LoopState>,
}

impl History {
    /// The fewest events between two states that are kept.
    pub const INTERVAL: usize = 1024;

    /// A history of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes into account what the trace has more than last time.
    pub fn catch_up(&mut self, trace: &Trace) {
        self.catch_up_telling(trace, trace.len(), |_, _, _| {});
    }

    /// The same for no more than the first `end` events, and tells of each new one: its number,
    /// its record, and the state after it.
    pub fn catch_up_telling(
        &mut self,
        trace: &Trace,
        end: usize,
        mut tell: impl FnMut(usize, &Record, &LoopState),
    ) {
        for (n, record) in trace.range(self.live.cursor, end) {
            let last = self.kept.last().map_or(0, |state| state.cursor);
            if self.live.cursor - last >= Self::INTERVAL.max(2 * self.live.size()) {
                self.kept.push(self.live.clone());
            }
            self.live.fold(record);
            tell(n, record, &self.live);
        }
    }

    /// The state after all events that were taken into account.
    pub fn live(&self) -> &LoopState {
        &self.live
    }

    /// The state after `cursor` events; after all of them if there are fewer.
    pub fn at(&self, trace: &Trace, cursor: usize) -> LoopState {
        if cursor >= self.live.cursor {
            return Self::fold_to(self.live.clone(), trace, cursor);
        }
        let position = self.kept.partition_point(|state| state.cursor <= cursor);
        let kept = position.checked_sub(1).map(|n| &self.kept[n]);
        // Where one looked last is often nearer: a cursor moves step by step.
        let near = self.near.borrow();
        let start = kept.map_or(0, |state| state.cursor);
        let from = match (start..=cursor).contains(&near.cursor) {
            true => near.clone(),
            false => kept.cloned().unwrap_or_default(),
        };
        drop(near);
        let state = Self::fold_to(from, trace, cursor);
        self.near.replace(state.clone());
        state
    }

    fn fold_to(mut state: LoopState, trace: &Trace, cursor: usize) -> LoopState {
        for (_, record) in trace.range(state.cursor, cursor) {
            state.fold(record);
        }
        state
    }
}
