//! A run as Chrome trace JSON, which Perfetto, speedscope and chrome://tracing open.
//!
//! A thread a task, a pair of events ("B" and "E") a stretch of its life, an instant ("i") a print.
//! Below the tasks, as in the timeline, a thread for the loop itself if a call has held it, and one
//! for each worker of a pool; a worker that is a process stands in a process of its own. Pairs, because the end of one stretch is to the last bit the beginning of the next, which a
//! sum of start and duration is not. Times are microseconds of the loop clock. Each event of the loop takes one nanosecond more, so that
//! the order within an instant is there to be seen; nothing is moved further than that.

use serde_json::{Value, json};

use super::{Analysis, Names, own_lanes};
use crate::events::{Event, PoolKind, Stream, WorkerState, without_newline};
use crate::text::{Lang, pools};
use crate::trace::{HoldSpan, Span, SpanKind, TaskFacts, Trace, WorkerFacts};

/// The run as one JSON text.
pub fn chrome_trace(trace: &Trace, analysis: &Analysis, title: &str) -> String {
    let writer = Writer {
        trace,
        names: analysis.names(trace, Lang::En),
        stamps: stamps(trace),
    };
    let mut events = vec![json!({
        "name": "process_name", "ph": "M", "pid": 1, "tid": 0, "args": { "name": title },
    })];
    for task in analysis.index.tasks() {
        writer.task(task, &mut events);
    }
    writer.own_lanes(analysis, &mut events);
    events.extend(
        analysis
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

/// The process of the program itself.
const PAGE: u32 = 1;

/// A lane, as the format has it.
#[derive(Clone, Copy)]
struct Thread {
    pid: u32,
    tid: u32,
}

impl Thread {
    fn named(self, name: &str, events: &mut Vec<Value>) {
        let Self { pid, tid } = self;
        events.push(json!({
            "name": "thread_name", "ph": "M", "pid": pid, "tid": tid, "args": { "name": name },
        }));
        events.push(json!({
            "name": "thread_sort_index", "ph": "M", "pid": pid, "tid": tid,
            "args": { "sort_index": tid },
        }));
    }
}

struct Writer<'a> {
    trace: &'a Trace,
    names: Names<'a>,
    /// For each event, and for the end, its time in nanoseconds.
    stamps: Vec<i64>,
}

impl Writer<'_> {
    fn task(&self, task: &TaskFacts, events: &mut Vec<Value>) {
        let thread = Thread {
            pid: PAGE,
            tid: task.id.0,
        };
        let name = self.names.task_name(task.id);
        thread.named(&name, events);
        for (n, span) in task.spans.iter().enumerate() {
            let end = task.spans.get(n + 1).map(|next| next.from as usize);
            // The event that ends a task belongs to its last step.
            let last = task.finished.map(|event| event as usize + 1);
            let to = end.or(last).unwrap_or(self.trace.len());
            let (name, category) = self.kind(&name, span);
            self.stretch(thread, (&name, category), (span.from as usize, to), events);
        }
    }

    /// The loop's and the workers' threads, with numbers above those of all tasks.
    fn own_lanes(&self, analysis: &Analysis, events: &mut Vec<Value>) {
        let tasks = analysis.index.tasks().iter().map(|task| task.id.0);
        let mut tids = tasks.max().unwrap_or(0) + 1..;
        let holds = analysis.index.holds();
        if !holds.is_empty() {
            let tid = tids.next().unwrap_or_default();
            self.event_loop(Thread { pid: PAGE, tid }, holds, events);
        }
        for (worker, tid) in analysis.index.workers().iter().zip(tids) {
            let pid = match worker.kind {
                PoolKind::Threads => PAGE,
                PoolKind::Processes => worker.pid,
            };
            self.worker(Thread { pid, tid }, worker, events);
        }
    }

    fn event_loop(&self, thread: Thread, holds: &[HoldSpan], events: &mut Vec<Value>) {
        thread.named(pools::EVENT_LOOP.get(Lang::En), events);
        for (n, span) in holds.iter().enumerate() {
            let to = holds.get(n + 1).map(|next| next.from as usize);
            let stretch = (span.from as usize, to.unwrap_or(self.trace.len()));
            let (_, label) = own_lanes::hold(&self.names, self.trace, span);
            let category = if span.is_held { "held" } else { "running" };
            let name = label.unwrap_or_else(|| category.to_owned());
            self.stretch(thread, (&name, category), stretch, events);
        }
    }

    fn worker(&self, thread: Thread, worker: &WorkerFacts, events: &mut Vec<Value>) {
        let name = self.names.worker(worker.pool, worker.worker);
        if worker.kind == PoolKind::Processes {
            events.push(json!({
                "name": "process_name", "ph": "M", "pid": thread.pid, "tid": thread.tid,
                "args": { "name": name },
            }));
        }
        thread.named(&name, events);
        for (n, span) in worker.spans.iter().enumerate() {
            let to = worker.spans.get(n + 1).map(|next| next.from as usize);
            let stretch = (span.from as usize, to.unwrap_or(self.trace.len()));
            // As in the timeline, idle leaves a gap.
            if let Some((_, name)) = own_lanes::work(&self.names, span.state) {
                self.stretch(thread, (&name, category(span.state)), stretch, events);
            }
        }
    }

    /// A pair of events around a stretch, from one event of the run to another.
    fn stretch(
        &self,
        thread: Thread,
        (name, category): (&str, &str),
        (from, to): (usize, usize),
        events: &mut Vec<Value>,
    ) {
        for (phase, event) in [("B", from), ("E", to)] {
            events.push(json!({
                "name": name, "cat": category, "ph": phase, "pid": thread.pid, "tid": thread.tid,
                "ts": microseconds(self.stamp(event)),
            }));
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
            "name": without_newline(text), "cat": stream, "ph": "i", "s": "t", "pid": 1,
            "tid": task.map_or(0, |task| task.0), "ts": microseconds(self.stamp(n as usize)),
        }))
    }

    fn stamp(&self, event: usize) -> i64 {
        let last = self.stamps.len() - 1;
        self.stamps[event.min(last)]
    }
}

fn category(state: WorkerState) -> &'static str {
    match state {
        WorkerState::Idle => "idle",
        WorkerState::Starting => "starting",
        WorkerState::Transferring(_) => "transferring",
        WorkerState::WaitingForGil(_) => "waiting for the GIL",
        WorkerState::Running(_) => "running",
        WorkerState::Blocking(_) => "blocking",
        WorkerState::Gone => "gone",
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
