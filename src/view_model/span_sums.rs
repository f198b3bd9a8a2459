//! A selected span of time in sums: how long each task ran, was ready and awaited, and what.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Names, Scene, TaskRef};
use crate::events::Nanos;
use crate::events::{Event, TaskId};
use crate::trace::{Span, SpanKind, TaskFacts};

/// What happened in a span.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpanSums {
    /// Where it begins.
    pub from: Nanos,
    /// Where it ends.
    pub to: Nanos,
    /// All tasks together.
    pub all: Sums,
    /// The tasks that lived in it, those first that ran longest, then those that were ready longest.
    pub tasks: Vec<TaskSums>,
    /// What was awaited, longest first.
    pub awaited: Vec<AwaitedSum>,
}

/// How long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Steps were under way.
    pub running: Nanos,
    /// They stood in the ready queue.
    pub ready: Nanos,
    /// They waited.
    pub awaiting: Nanos,
}

/// A task in a span.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskSums {
    /// The task.
    pub task: TaskRef,
    /// How long.
    pub sums: Sums,
}

/// Something that was awaited in a span.
#[derive(Clone, Debug, PartialEq)]
pub struct AwaitedSum {
    /// What: `sleep(0.5)`.
    pub what: String,
    /// How long, all tasks together.
    pub time: Nanos,
    /// How many tasks.
    pub tasks: usize,
}

/// The sums of the span between two times, in either order, up to what has happened.
pub fn span_sums(scene: &Scene<'_>, one: Nanos, other: Nanos) -> SpanSums {
    let mut summer = Summer {
        scene,
        names: scene.names(),
        from: one.min(other),
        to: one.max(other).min(scene.trace.now()),
        awaited: HashMap::new(),
    };
    let tasks = scene.analysis.index.tasks().iter();
    let tasks = tasks.filter(|facts| !facts.internal);
    let mut tasks: Vec<TaskSums> = tasks.filter_map(|facts| summer.task(facts)).collect();
    tasks.sort_by_key(|task| Reverse((task.sums.running, task.sums.ready, task.sums.awaiting)));
    let mut all = Sums::default();
    for task in &tasks {
        all.add(SpanKind::Running, task.sums.running);
        all.add(SpanKind::Ready, task.sums.ready);
        all.add(SpanKind::Awaiting, task.sums.awaiting);
    }
    let mut awaited: Vec<AwaitedSum> = summer
        .awaited
        .into_iter()
        .map(|(what, (time, tasks, _))| AwaitedSum { what, time, tasks })
        .collect();
    awaited.sort_by(|a, b| b.time.cmp(&a.time).then_with(|| a.what.cmp(&b.what)));
    SpanSums {
        from: summer.from,
        to: summer.to,
        all,
        tasks,
        awaited,
    }
}

impl Sums {
    /// Adds those of another task.
    pub(super) fn add_all(&mut self, other: &Self) {
        self.add(SpanKind::Running, other.running);
        self.add(SpanKind::Ready, other.ready);
        self.add(SpanKind::Awaiting, other.awaiting);
    }

    /// Adds a stretch.
    pub(super) fn add(&mut self, kind: SpanKind, time: Nanos) {
        let sum = match kind {
            SpanKind::Running => &mut self.running,
            SpanKind::Ready => &mut self.ready,
            SpanKind::Awaiting => &mut self.awaiting,
        };
        sum.0 = sum.0.saturating_add(time.0);
    }
}

struct Summer<'a> {
    scene: &'a Scene<'a>,
    names: Names<'a>,
    from: Nanos,
    to: Nanos,
    /// For each thing: how long, how many tasks, and the last of them.
    awaited: HashMap<String, (Nanos, usize, TaskId)>,
}

impl Summer<'_> {
    /// A task's sums; nothing if it did not live in the span.
    fn task(&mut self, facts: &TaskFacts) -> Option<TaskSums> {
        let end = facts
            .finished
            .map_or(self.scene.trace.now(), |event| self.when(event));
        let begin = self.when(facts.created);
        if end < self.from || begin > self.to {
            return None;
        }
        // The last stretch that begins before the span reaches into it.
        let first = facts
            .spans
            .partition_point(|span| self.when(span.from) < self.from);
        let mut sums = Sums::default();
        let mut n = first.saturating_sub(1);
        while let Some(span) = facts.spans.get(n) {
            if self.when(span.from) > self.to {
                break;
            }
            let until = facts
                .spans
                .get(n + 1)
                .map_or(end, |next| self.when(next.from));
            self.add(facts.id, span, until, &mut sums);
            n += 1;
        }
        let task = self.names.task(facts.id)?;
        Some(TaskSums { task, sums })
    }

    fn add(&mut self, task: TaskId, span: &Span, until: Nanos, sums: &mut Sums) {
        let from = self.when(span.from).max(self.from);
        let time = until.min(self.to).since(from);
        sums.add(span.kind, time);
        if span.kind == SpanKind::Awaiting && time > Nanos::ZERO {
            self.awaits(task, span, time);
        }
    }

    fn awaits(&mut self, task: TaskId, span: &Span, time: Nanos) {
        let record = self.scene.trace.get(span.from as usize);
        let Some(Event::TaskSuspended {
            on: Some(future), ..
        }) = record.map(|record| &record.event)
        else {
            return;
        };
        let sum = self.awaited.entry(self.names.future(*future));
        let (sum, tasks, last) = sum.or_insert((Nanos::ZERO, 1, task));
        sum.0 = sum.0.saturating_add(time.0);
        if *last != task {
            (*tasks, *last) = (*tasks + 1, task);
        }
    }

    fn when(&self, event: u32) -> Nanos {
        let record = self.scene.trace.get(event as usize);
        record.map_or(Nanos::ZERO, |record| record.when)
    }
}
