//! What a loop said, kept: the records of a run, their index, and the state of loop and tasks at
//! any of them.
//!
//! A run's events are numbered from 0. A *cursor* is a number of events: at cursor `n` the events
//! `0 .. n` have happened, so 0 is before everything and [`Trace::len`] is the live end.

mod facts;
pub mod file;
mod history;
mod index;
pub mod lifecycle;
mod moments;
mod numbered;
mod recorder;
mod state;
mod things;

pub use crate::events::Frame;
pub use facts::{
    FutureFacts, HandleFacts, HoldSpan, Instant, JobFacts, Span, SpanKind, TaskFacts, WorkerFacts,
    WorkerSpan,
};
pub use history::History;
pub use index::Index;
pub use recorder::Recorder;
pub use state::LoopState;
pub use things::{
    FutureState, HoldState, JobState, Phase, QueuedHandle, ResourceState, RunningHandle, TaskState,
};

use crate::events::{Event, Input, Nanos, Source, Sources};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// When, on the loop clock.
    pub when: Nanos,
    /// In which turn of the loop, counted from 1; 0 before the first.
    pub turn: u32,
    /// What.
    pub event: Event,
}

/// How many records a chunk holds: a full one is never moved again, so that a growing trace
/// never stops the page to copy itself.
const CHUNK: usize = 8192;

/// The records of one run, in the order in which they happened. They are only ever added.
#[derive(Debug, Default)]
pub struct Trace {
    chunks: Vec<Vec<Record>>,
    sources: Sources,
    inputs: Vec<Input>,
    turn: u32,
    now: Nanos,
}

impl Trace {
    /// A trace of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A trace of nothing, whose places lie in these sources.
    pub fn with_sources(sources: Sources) -> Self {
        Self {
            sources,
            ..Self::default()
        }
    }

    /// Adds what happened at `when`. A `when` before the last one is taken as the last one: the
    /// loop clock never goes back.
    pub fn push(&mut self, when: Nanos, event: Event) {
        if matches!(event, Event::TurnStarted { .. }) {
            self.turn = self.turn.saturating_add(1);
        }
        self.now = self.now.max(when);
        let record = Record {
            when: self.now,
            turn: self.turn,
            event,
        };
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => chunk.push(record),
            _ => {
                // The first chunk grows from small: most traces are short.
                let room = if self.chunks.is_empty() { 64 } else { CHUNK };
                let mut chunk = Vec::with_capacity(room);
                chunk.push(record);
                self.chunks.push(chunk);
            }
        }
    }

    /// Adds what came in from outside, before its events.
    pub fn push_input(&mut self, input: Input) {
        self.inputs.push(input);
    }

    /// What came in from outside, in order; of a trace that was read from a file, nothing is known.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// What the clock showed at the beginning of each turn.
    pub fn turn_times(&self) -> impl Iterator<Item = Nanos> {
        let begins = |record: &&Record| matches!(record.event, Event::TurnStarted { .. });
        self.iter().filter(begins).map(|record| record.when)
    }

    /// The source files that its places lie in.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Adds a source file, with the next number; false if there are as many as there can be.
    pub fn add_source(&mut self, source: Source) -> bool {
        self.sources.add(source).is_some()
    }

    /// How many events happened.
    pub fn len(&self) -> usize {
        match self.chunks.last() {
            Some(last) => (self.chunks.len() - 1) * CHUNK + last.len(),
            None => 0,
        }
    }

    /// Whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Event number `event`, counted from 0.
    pub fn get(&self, event: usize) -> Option<&Record> {
        self.chunks.get(event / CHUNK)?.get(event % CHUNK)
    }

    /// The events `from .. to`, with their numbers; what is past the end is left out.
    pub fn range(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, &Record)> {
        (from..to.min(self.len())).filter_map(|n| Some((n, self.get(n)?)))
    }

    /// All records.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.chunks.iter().flatten()
    }

    /// The loop clock at the last event.
    pub fn now(&self) -> Nanos {
        self.now
    }

    /// The loop clock at a cursor: when the last event before it happened.
    pub fn time_at(&self, cursor: usize) -> Nanos {
        let last = cursor.min(self.len()).checked_sub(1);
        last.and_then(|n| self.get(n))
            .map_or(Nanos::ZERO, |record| record.when)
    }

    /// The turn at a cursor, counted from 1; 0 before the first.
    pub fn turn_at(&self, cursor: usize) -> u32 {
        let last = cursor.min(self.len()).checked_sub(1);
        last.and_then(|n| self.get(n))
            .map_or(0, |record| record.turn)
    }

    /// The cursor at which everything up to and including `when` has happened.
    pub fn cursor_at(&self, when: Nanos) -> usize {
        self.partition(|record| record.when <= when)
    }

    /// The cursor just before the first event at or after `when`.
    pub fn cursor_before(&self, when: Nanos) -> usize {
        self.partition(|record| record.when < when)
    }

    /// The cursor just before turn number `turn` begins; the end if there is no such turn.
    pub fn turn_start(&self, turn: u32) -> usize {
        self.partition(|record| record.turn < turn)
    }

    /// How many records, from the first, fulfil a condition that holds up to some record.
    fn partition(&self, holds: impl Fn(&Record) -> bool) -> usize {
        let chunk = self
            .chunks
            .partition_point(|chunk| chunk.last().is_some_and(&holds));
        match self.chunks.get(chunk) {
            Some(records) => chunk * CHUNK + records.partition_point(holds),
            None => self.len(),
        }
    }
}
