//! The time in which nothing happens: how long it usually is, and where it is long enough to be
//! shortened on the axis.

use crate::events::Nanos;
use crate::trace::{Index, Trace};

/// A gap is long if it is so many times the usual one.
const LONG: f64 = 16.0;

/// A shortened gap is drawn so many times as wide as the usual one.
const SHORTENED: f64 = 4.0;

/// A gap is shortened only if it is at least this part of the whole run: leaving out less gains
/// nothing, and hides what it cuts through.
const WORTH_IT: f64 = 0.1;

/// A gap that is shortened: between `from` and `to` nothing happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Gap {
    pub(crate) from: Nanos,
    pub(crate) to: Nanos,
    /// How wide it is drawn, in seconds.
    pub(crate) shown: f64,
    /// How many seconds all gaps up to and including this one left out.
    pub(crate) left_out: f64,
}

/// How long the gaps between instants are, kept by their powers of two so that the usual one and
/// the long ones are found at once.
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    /// For each power of two (in ns) the places of the instants that end such a gap.
    by_power: Vec<Vec<u32>>,
    instants: usize,
}

impl Gaps {
    pub(crate) fn catch_up(&mut self, index: &Index) {
        let instants = index.instants();
        for place in self.instants.max(1)..instants.len() {
            let gap = instants[place].when.since(instants[place - 1].when);
            let power = power(gap);
            if self.by_power.len() <= power {
                self.by_power.resize(power + 1, Vec::new());
            }
            self.by_power[power].push(place as u32);
        }
        self.instants = instants.len();
    }

    /// The long gaps, in order; `end` is where the last one ends that is still open.
    pub(crate) fn breaks(&self, trace: &Trace, index: &Index, end: Nanos) -> Vec<Gap> {
        let Some(usual) = self.usual() else {
            return Vec::new();
        };
        let first = index
            .instants()
            .first()
            .map_or(Nanos::ZERO, |first| first.when);
        let long = (LONG * usual).max(WORTH_IT * end.since(first).as_secs());
        let shown = SHORTENED * usual;
        let mut spans = self.longer_than(index, long);
        if end.since(trace.now()).as_secs() > long {
            spans.push((trace.now(), end));
        }
        let mut left_out = 0.0;
        spans
            .into_iter()
            .map(|(from, to)| {
                left_out += to.since(from).as_secs() - shown;
                Gap {
                    from,
                    to,
                    shown,
                    left_out,
                }
            })
            .collect()
    }

    /// The power of two, in seconds, below the median gap (the lower of two in the middle).
    fn usual(&self) -> Option<f64> {
        let all: usize = self.by_power.iter().map(Vec::len).sum();
        let mut before = 0;
        let power = self.by_power.iter().position(|places| {
            before += places.len();
            before * 2 >= all
        });
        power
            .filter(|_| all > 1)
            .map(|power| 2f64.powi(power as i32) / 1e9)
    }

    fn longer_than(&self, index: &Index, long: f64) -> Vec<(Nanos, Nanos)> {
        let instants = index.instants();
        let mut places: Vec<u32> = Vec::new();
        for longer in self.by_power.iter().enumerate() {
            if 2f64.powi(longer.0 as i32 + 1) / 1e9 > long {
                places.extend(longer.1);
            }
        }
        places.sort_unstable();
        let spans = places.into_iter().map(|place| {
            let place = place as usize;
            (instants[place - 1].when, instants[place].when)
        });
        spans
            .filter(|(from, to)| to.since(*from).as_secs() > long)
            .collect()
    }
}

fn power(gap: Nanos) -> usize {
    gap.0.max(1).ilog2() as usize
}
