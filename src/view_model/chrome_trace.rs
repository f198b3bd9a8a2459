//! A run as Chrome trace JSON, which Perfetto, speedscope and chrome://tracing open.
//!
//! A thread a task, a pair of events ("B" and "E") a stretch of its life, an instant ("i") a print.
//! Pairs, because the end of one stretch is to the last bit the beginning of the next, which a
//! sum of start and duration is not. Times are microseconds of the loop clock. Each event of the loop takes one nanosecond more, so that
//! the order within an instant is there to be seen; nothing is moved further than that.

use serde_json::{Value, json};

use super::{Names, Study};
use crate::runtime::instrument::{Event, Stream};
use crate::text::Lang;
use crate::trace::{Span, SpanKind, TaskFacts, Trace};

/// The run as one JSON text.
pub fn chrome_trace(trace: &Trace, study: &Study, title: &str) -> String {
    let writer = Writer {
        trace,
        names: Names::new(trace, &study.index, Lang::En),
        stamps: stamps(trace),
    };
    let mut events = vec![json!({
        "name": "process_name", "ph": "M", "pid": 1, "tid": 0, "args": { "name": title },
    })];
    for task in study.index.tasks() {
        writer.task(task, &mut events);
    }
    events.extend(
        study
            .index
            .printed()
            .iter()
            .filter_map(|n| writer.print(*n)),
    );
    json!({
        "traceEvents": events,
        "displayTimeUnit": "ms",
        "otherData": {
            "clock": "loop clock, microseconds; each event adds one nanosecond",
            "source": "Loopscope",
        },
    })
    .to_string()
}

struct Writer<'a> {
    trace: &'a Trace,
    names: Names<'a>,
    /// For each event, and for the end, its time in nanoseconds.
    stamps: Vec<i64>,
}

impl Writer<'_> {
    fn task(&self, task: &TaskFacts, events: &mut Vec<Value>) {
        let tid = task.id.0;
        let name = self.names.task_name(task.id);
        events.push(json!({
            "name": "thread_name", "ph": "M", "pid": 1, "tid": tid, "args": { "name": name },
        }));
        events.push(json!({
            "name": "thread_sort_index", "ph": "M", "pid": 1, "tid": tid,
            "args": { "sort_index": tid },
        }));
        for (n, span) in task.spans.iter().enumerate() {
            let end = task.spans.get(n + 1).map(|next| next.from as usize);
            // The event that ends a task belongs to its last step.
            let last = task.finished.map(|event| event as usize + 1);
            let to = end.or(last).unwrap_or(self.trace.len());
            let (name, category) = self.kind(&name, span);
            for (phase, event) in [("B", span.from as usize), ("E", to)] {
                events.push(json!({
                    "name": name, "cat": category, "ph": phase, "pid": 1, "tid": tid,
                    "ts": microseconds(self.stamp(event)),
                }));
            }
        }
    }

    fn kind(&self, task: &str, span: &Span) -> (String, &'static str) {
        match span.kind {
            SpanKind::Running => (task.to_owned(), "running"),
            SpanKind::Ready => ("ready".to_owned(), "ready"),
            SpanKind::Awaiting => {
                let record = self.trace.get(span.from as usize);
                let on = match record.map(|record| &record.event) {
                    Some(Event::TaskSuspended { on, .. }) => *on,
                    _ => None,
                };
                let what = on.map_or_else(String::new, |on| self.names.future(on));
                (format!("await {what}"), "awaiting")
            }
        }
    }

    fn print(&self, n: u32) -> Option<Value> {
        let record = self.trace.get(n as usize)?;
        let Event::Printed {
            stream, text, task, ..
        } = &record.event
        else {
            return None;
        };
        let stream = match stream {
            Stream::Stdout => "stdout",
            Stream::Stderr => "stderr",
        };
        Some(json!({
            "name": &**text, "cat": stream, "ph": "i", "s": "t", "pid": 1,
            "tid": task.map_or(0, |task| task.0), "ts": microseconds(self.stamp(n as usize)),
        }))
    }

    fn stamp(&self, event: usize) -> i64 {
        let last = self.stamps.len() - 1;
        self.stamps[event.min(last)]
    }
}

/// Each event's time in nanoseconds, at least one after the one before, and the end's.
fn stamps(trace: &Trace) -> Vec<i64> {
    let mut last = -1;
    let mut stamps: Vec<_> = trace
        .iter()
        .map(|record| {
            last = record.when.0.max(last + 1);
            last
        })
        .collect();
    stamps.push(last + 1);
    stamps
}

fn microseconds(nanos: i64) -> f64 {
    nanos as f64 / 1e3
}
