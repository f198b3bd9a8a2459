//! All of a run in one row of bars: how busy the loop was, and where the hits of a search are.

use super::find::Hit;
use crate::events::{Event, Nanos};
use crate::trace::Trace;

/// How many bars there are at most.
const BARS: usize = 512;

/// So many hits are shown at most; of more, some.
const MOST_HITS: usize = 5_000;

/// How busy the loop was, in spans of equal length. It goes on as the trace grows.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// How long a bar's span is.
    span: i64,
    /// How long handles ran in each.
    busy: Vec<i64>,
    seen: usize,
    /// Since when a handle runs.
    running: Option<Nanos>,
}

impl Default for Load {
    fn default() -> Self {
        Self {
            span: 1_000,
            busy: Vec::new(),
            seen: 0,
            running: None,
        }
    }
}

/// The row of bars, each from 0 to 1, over the time from 0 to the run's end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// How much of its span the loop was busy.
    pub bars: Vec<f64>,
    /// How much of the row the bars take: the last one's span may go beyond the run's end.
    pub part: f64,
    /// Where hits are, from 0 to 1.
    pub hits: Vec<f64>,
}

impl Load {
    /// Takes at most `most` events more into account. Gives whether all were now.
    pub fn catch_up_by(&mut self, trace: &Trace, most: usize) -> bool {
        let end = self.seen.saturating_add(most).min(trace.len());
        for (_, record) in trace.range(self.seen, end) {
            match record.event {
                Event::HandleStarted { .. } => self.running = Some(record.when),
                Event::HandleEnded { .. } => {
                    if let Some(from) = self.running.take() {
                        self.add(from, record.when);
                    }
                }
                _ => {}
            }
        }
        self.seen = end;
        end == trace.len()
    }

    fn add(&mut self, from: Nanos, to: Nanos) {
        let (mut from, to) = (from.0.max(0), to.0.max(0));
        while to / self.span >= BARS as i64 {
            self.halve();
        }
        let last = (to / self.span) as usize;
        if self.busy.len() <= last {
            self.busy.resize(last + 1, 0);
        }
        while from < to {
            let bar = from / self.span;
            let until = (bar + 1).saturating_mul(self.span).min(to);
            if let Some(busy) = self.busy.get_mut(bar as usize) {
                *busy += until - from;
            }
            from = until;
        }
    }

    /// Each two bars become one.
    fn halve(&mut self) {
        self.span = self.span.saturating_mul(2);
        self.busy = self.busy.chunks(2).map(|two| two.iter().sum()).collect();
    }

    /// The row, with the hits of a search.
    pub fn overview(&self, trace: &Trace, hits: &[Hit]) -> Overview {
        let end = trace.now().0.max(1) as f64;
        let bars = self.busy.iter();
        let bars = bars.map(|busy| (*busy as f64 / self.span as f64).min(1.0));
        // Two hits in one place look like one.
        let apart = hits.len() / MOST_HITS + 1;
        let place = |hit: &Hit| {
            let when = trace.time_at(hit.event as usize + 1).0 as f64;
            (when / end * 2_000.0).round() / 2_000.0
        };
        let mut places: Vec<f64> = hits.iter().step_by(apart).map(place).collect();
        places.dedup();
        Overview {
            bars: bars.collect(),
            part: self.span as f64 * self.busy.len() as f64 / end,
            hits: places,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::HandleId;

    fn trace(steps: &[(i64, i64)]) -> Trace {
        let mut trace = Trace::new();
        for (from, to) in steps {
            let handle = HandleId(1);
            trace.push(Nanos(*from), Event::HandleStarted { handle });
            trace.push(Nanos(*to), Event::HandleEnded { handle });
        }
        trace
    }

    #[test]
    fn a_bar_is_as_high_as_the_part_of_its_span_in_which_the_loop_was_busy() {
        let trace = trace(&[(0, 500), (1_000, 2_000), (3_250, 3_500)]);
        let mut load = Load::default();
        while !load.catch_up_by(&trace, 1) {}
        assert_eq!(load.overview(&trace, &[]).bars, [0.5, 1.0, 0.0, 0.25]);
    }

    #[test]
    fn however_long_the_run_there_are_few_bars_and_the_busy_time_stays() {
        let steps: Vec<(i64, i64)> = (0..10_000)
            .map(|n| (n * 1_000_000, n * 1_000_000 + 300_000))
            .collect();
        let mut load = Load::default();
        assert!(load.catch_up_by(&trace(&steps), usize::MAX));
        assert!((BARS / 2..=BARS).contains(&load.busy.len()));
        assert_eq!(load.busy.iter().sum::<i64>(), 10_000 * 300_000);
    }

    #[test]
    fn times_at_the_edge_are_taken() {
        let trace = trace(&[(0, i64::MAX)]);
        let mut load = Load::default();
        load.catch_up_by(&trace, usize::MAX);
        let overview = load.overview(&trace, &[]);
        assert!(overview.bars.iter().all(|bar| (0.0..=1.0).contains(bar)));
    }
}
