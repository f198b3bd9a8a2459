//! From cursors to moments and back.

use super::Trace;
use crate::events::{Event, Moment};

/// Where in a trace the handles are from which moments are counted.
#[derive(Debug, Default)]
pub(super) struct Moments {
    /// The events with which handles were taken from the ready queue.
    taken: Vec<u32>,
}

impl Moments {
    pub(super) fn add(&mut self, n: u32, event: &Event) {
        if let Event::HandleStarted { .. } | Event::HandleSkipped { .. } = event {
            self.taken.push(n);
        }
    }

    pub(super) fn at(&self, trace: &Trace, cursor: usize) -> Moment {
        let turn = trace.turn_at(cursor);
        let begin = begin(trace, turn);
        let handles = self.taken_before(cursor) - self.taken_before(begin);
        let since = self.taken_in(begin, handles).unwrap_or(begin);
        // A trace is bounded far below 2^32 events.
        Moment {
            turn,
            handle: handles as u32,
            offset: (cursor - since) as u32,
        }
    }

    pub(super) fn cursor(&self, trace: &Trace, moment: Moment) -> Option<usize> {
        let begin = begin(trace, moment.turn);
        let since = match moment.handle as usize {
            0 => begin,
            handle => self.taken_in(begin, handle)?,
        };
        let cursor = since.checked_add(moment.offset as usize)?;
        let is_there = cursor <= trace.len() && self.at(trace, cursor) == moment;
        is_there.then_some(cursor)
    }

    /// How many handles were taken before a cursor.
    fn taken_before(&self, cursor: usize) -> usize {
        self.taken
            .partition_point(|event| (*event as usize) < cursor)
    }

    /// The event that took handle number `handle`, counted from 1, after a cursor.
    fn taken_in(&self, cursor: usize, handle: usize) -> Option<usize> {
        let index = (self.taken_before(cursor) + handle).checked_sub(1)?;
        let is_one = handle > 0;
        self.taken
            .get(index)
            .filter(|_| is_one)
            .map(|event| *event as usize)
    }
}

/// The cursor from which the events of a turn are counted.
fn begin(trace: &Trace, turn: u32) -> usize {
    match turn {
        0 => 0,
        turn => trace.turn_start(turn),
    }
}
