//! What of an ended run a question is answered from.

use crate::events::{Event, Nanos, Stream, WorkerState, without_newline};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The program came to its end.
    Returned,
    /// An exception left it.
    Raised,
    /// It hangs.
    Deadlocked,
}

/// An ended run.
#[derive(Clone, Debug, PartialEq)]
pub struct Ran {
    /// How it ended.
    pub end: End,
    /// The loop's clock at its end.
    pub time: Nanos,
    /// The lines of its standard output, each with the clock when it was printed.
    pub lines: Vec<(Nanos, String)>,
    /// Whether the loop's exception handler, or a warning, was heard.
    pub is_reported: bool,
    /// Whether a call held the loop for some time.
    pub is_held: bool,
    /// How many workers were at work at the same time at most.
    pub side_by_side: usize,
}

impl Ran {
    /// What the events of a run say, in order, each with the loop's clock.
    pub fn of<'a>(end: End, events: impl IntoIterator<Item = (Nanos, &'a Event)>) -> Self {
        let mut ran = Self {
            end,
            time: Nanos::ZERO,
            lines: Vec::new(),
            is_reported: false,
            is_held: false,
            side_by_side: 0,
        };
        let mut at_work = Vec::new();
        for (when, event) in events {
            // What the clean-up of the loop does is no part of the program.
            ran.time = when;
            match event {
                Event::Printed {
                    stream: Stream::Stdout,
                    text,
                    ..
                } => {
                    let lines = without_newline(text).split('\n');
                    ran.lines.extend(lines.map(|line| (when, line.to_owned())));
                }
                Event::ExceptionReported { .. } | Event::NeverAwaited { .. } => {
                    ran.is_reported = true;
                }
                Event::Blocked { from, .. } => ran.is_held |= when > *from,
                Event::WorkerChanged {
                    pool,
                    worker,
                    state,
                    ..
                } => {
                    let busy = matches!(state, WorkerState::Running(_) | WorkerState::Blocking(_));
                    // A worker that has changed at once has not worked.
                    ran.side_by_side = ran.side_by_side.max(together(&at_work, when));
                    at_work.retain(|(other, _)| *other != (*pool, *worker));
                    if busy {
                        at_work.push(((*pool, *worker), when));
                    }
                }
                _ => {}
            }
        }
        ran
    }

    /// When a line with these words at its beginning was printed first.
    pub fn when(&self, beginning: &str) -> Option<Nanos> {
        let mut lines = self.lines.iter();
        lines
            .find(|(_, line)| line.starts_with(beginning))
            .map(|(when, _)| *when)
    }

    /// Whether a line begins with these words.
    pub fn says(&self, beginning: &str) -> bool {
        self.when(beginning).is_some()
    }

    /// How many lines hold these words.
    pub fn count(&self, words: &str) -> i64 {
        let lines = self.lines.iter();
        let found = lines.filter(|(_, line)| line.contains(words)).count();
        i64::try_from(found).unwrap_or(i64::MAX)
    }

    /// The whole numbers that stand directly behind these words, line by line.
    pub fn numbers_after<'a>(&'a self, words: &'a str) -> impl Iterator<Item = i64> + 'a {
        self.lines.iter().filter_map(move |(_, line)| {
            let (_, rest) = line.split_once(words)?;
            let end = rest
                .find(|c: char| !c.is_ascii_digit() && c != '-')
                .unwrap_or(rest.len());
            rest[..end].parse().ok()
        })
    }
}

/// How many have worked since before this moment.
fn together<T>(at_work: &[(T, Nanos)], now: Nanos) -> usize {
    at_work.iter().filter(|(_, since)| *since < now).count()
}
