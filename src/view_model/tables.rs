//! All of a run in tables: its tasks, what they awaited, its slow steps. Each row has a moment to go
//! to.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::span_sums::Sums;
use super::{Scene, TaskRef};
use crate::analysis::held::{Held, held};
use crate::events::{Awaiting, Event, FutureId, JobId, Name, Nanos, Place, ResourceId, TaskId};
use crate::trace::{SpanKind, TaskFacts, Trace};

/// The tasks, and what their lives were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskTable {
    /// The first of them, in the order that was asked for.
    pub rows: Vec<TaskRow>,
    /// How many more there are.
    pub more: usize,
}

/// A task's life in numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRow {
    /// The task.
    pub task: TaskRef,
    /// From its creation to its end, or to where the run has got.
    pub lifetime: Nanos,
    /// How long it did what.
    pub sums: Sums,
    /// Its longest step.
    pub longest: Nanos,
    /// How many times it waited.
    pub awaits: usize,
    /// The cursor in its longest step; where it was made, if it has not run.
    pub cursor: usize,
}

/// A column of the table of tasks, by which it is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Column {
    /// In order of creation.
    Task,
    /// The longest first; so for the others.
    Lifetime,
    /// See [`Sums::running`].
    #[default]
    Ran,
    /// See [`Sums::ready`].
    Ready,
    /// See [`TaskRow::longest`].
    Longest,
    /// See [`TaskRow::awaits`].
    Awaits,
}

impl Column {
    /// All, from the left.
    pub const ALL: [Self; 6] = [
        Self::Task,
        Self::Lifetime,
        Self::Ran,
        Self::Ready,
        Self::Longest,
        Self::Awaits,
    ];
}

/// What was awaited, and from which line.
#[derive(Clone, Debug, PartialEq)]
pub struct AwaitRow {
    /// What: `sleep(0.5)`.
    pub what: String,
    /// From which line.
    pub at: Place,
    /// How long, all tasks together.
    pub time: Nanos,
    /// How many times.
    pub times: usize,
    /// How many tasks.
    pub tasks: usize,
    /// The cursor at which the longest of these began.
    pub cursor: usize,
}

/// A step that ran for long.
#[derive(Clone, Debug, PartialEq)]
pub struct SlowStep {
    /// Whose.
    pub task: TaskRef,
    /// When it began.
    pub when: Nanos,
    /// How long it ran.
    pub ran: Nanos,
    /// Where it stood for longest, as far as the loop has heard.
    pub place: Option<Place>,
    /// Whether it held the loop for longer than asyncio allows without a word.
    pub is_blocking: bool,
    /// The cursor in it.
    pub cursor: usize,
}

/// A step is slow from here on.
pub const SLOW: Nanos = Nanos(10_000_000);

/// The table of tasks, sorted; at most so many rows.
pub fn task_table(scene: &Scene<'_>, by: Column, most: usize) -> TaskTable {
    let facts = scene.analysis.index.tasks().iter();
    let own = facts.filter(|facts| !facts.internal);
    let mut lives: Vec<Life> = own.map(|facts| life(scene, facts)).collect();
    match by {
        Column::Task => {}
        Column::Lifetime => lives.sort_by_key(|life| Reverse(life.lifetime)),
        Column::Ran => lives.sort_by_key(|life| Reverse(life.sums.running)),
        Column::Ready => lives.sort_by_key(|life| Reverse(life.sums.ready)),
        Column::Longest => lives.sort_by_key(|life| Reverse(life.longest)),
        Column::Awaits => lives.sort_by_key(|life| Reverse(life.awaits)),
    }
    let names = scene.names();
    let row = |life: &Life| {
        Some(TaskRow {
            task: names.task(life.task)?,
            lifetime: life.lifetime,
            sums: life.sums,
            longest: life.longest,
            awaits: life.awaits,
            cursor: life.cursor,
        })
    };
    TaskTable {
        rows: lives.iter().take(most).filter_map(row).collect(),
        more: lives.len().saturating_sub(most),
    }
}

struct Life {
    task: TaskId,
    lifetime: Nanos,
    sums: Sums,
    longest: Nanos,
    awaits: usize,
    cursor: usize,
}

fn life(scene: &Scene<'_>, facts: &TaskFacts) -> Life {
    let end = end(scene.trace, facts);
    let mut life = Life {
        task: facts.id,
        lifetime: end.since(when(scene.trace, facts.created)),
        sums: Sums::default(),
        longest: Nanos::ZERO,
        awaits: 0,
        cursor: facts.created as usize + 1,
    };
    for (kind, from, time) in stretches(scene.trace, facts) {
        life.sums.add(kind, time);
        match kind {
            SpanKind::Running if time > life.longest => {
                (life.longest, life.cursor) = (time, from as usize + 1);
            }
            SpanKind::Awaiting => life.awaits += 1,
            SpanKind::Running | SpanKind::Ready => {}
        }
    }
    life
}

/// What was awaited and from which line, the longest first; at most so many rows, and how many more
/// there are.
pub fn await_table(scene: &Scene<'_>, most: usize) -> (Vec<AwaitRow>, usize) {
    let mut sums: HashMap<(What, Place), Sum> = HashMap::new();
    let tasks = scene.analysis.index.tasks().iter();
    for facts in tasks.filter(|facts| !facts.internal) {
        for (kind, from, time) in stretches(scene.trace, facts) {
            let on = (kind == SpanKind::Awaiting).then(|| suspended(scene, from));
            let Some((on, at)) = on.flatten() else {
                continue;
            };
            let sum = sums
                .entry((what(scene, on), at))
                .or_insert_with(|| Sum::of(on));
            sum.add(facts.id, on, from, time);
        }
    }
    let mut sums: Vec<((What, Place), Sum)> = sums.into_iter().collect();
    sums.sort_by_key(|((_, at), sum)| (Reverse(sum.time), *at));
    let more = sums.len().saturating_sub(most);
    sums.truncate(most);
    let rows = sums.into_iter().map(|((what, at), sum)| AwaitRow {
        what: named(scene, what, &sum),
        at,
        time: sum.time,
        times: sum.times,
        tasks: sum.tasks,
        cursor: sum.longest.1 as usize + 1,
    });
    (rows.collect(), more)
}

/// What is awaited, as far as awaits of one line belong together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum What {
    Task(Name),
    Sleep,
    Resource(ResourceId),
    Job,
    Outside(Name),
    Other(std::mem::Discriminant<Awaiting>),
    Unknown,
}

struct Sum {
    time: Nanos,
    times: usize,
    tasks: usize,
    last: TaskId,
    /// How long the longest took, and with which event it began.
    longest: (Nanos, u32),
    /// One of those that were awaited.
    one: FutureId,
    /// Whether some were for another time than that one.
    differ: bool,
}

impl Sum {
    fn of(one: FutureId) -> Self {
        Self {
            time: Nanos::ZERO,
            times: 0,
            tasks: 0,
            last: FutureId(0),
            longest: (Nanos(-1), 0),
            one,
            differ: false,
        }
    }

    fn add(&mut self, task: TaskId, on: FutureId, from: u32, time: Nanos) {
        self.time.0 = self.time.0.saturating_add(time.0);
        self.times += 1;
        self.tasks += usize::from(self.times == 1 || self.last != task);
        self.last = task;
        self.differ |= on != self.one;
        if time > self.longest.0 {
            self.longest = (time, from);
        }
    }
}

fn what(scene: &Scene<'_>, on: FutureId) -> What {
    let Some(awaiting) = scene.analysis.index.awaiting(scene.trace, on) else {
        return What::Unknown;
    };
    match awaiting {
        Awaiting::Task => match scene.analysis.index.task(on) {
            Some(facts) => What::Task(facts.call.name),
            None => What::Unknown,
        },
        Awaiting::Sleep(_) => What::Sleep,
        Awaiting::Lock(id)
        | Awaiting::Event(id)
        | Awaiting::Condition(id)
        | Awaiting::Semaphore(id)
        | Awaiting::Barrier(id)
        | Awaiting::QueueGet(id)
        | Awaiting::QueuePut(id)
        | Awaiting::QueueJoin(id) => What::Resource(id),
        Awaiting::Job(_) => What::Job,
        Awaiting::Outside(name) => What::Outside(name),
        other => What::Other(std::mem::discriminant(&other)),
    }
}

/// The name of what was awaited: with its arguments where all had the same.
fn named(scene: &Scene<'_>, what: What, sum: &Sum) -> String {
    let names = scene.names();
    match what {
        What::Task(name) if sum.differ => format!("{name}(…)"),
        What::Sleep if sum.differ => "sleep(…)".to_owned(),
        What::Job if sum.differ => {
            let shown = match scene.analysis.index.awaiting(scene.trace, sum.one) {
                Some(Awaiting::Job(job)) => scene.analysis.index.job(JobId(job)),
                _ => None,
            };
            let shown = shown.map_or("", |job| &job.shown);
            format!("{}(…)", shown.split('(').next().unwrap_or_default())
        }
        _ => names.future(sum.one),
    }
}

/// The steps that ran for [`SLOW`] or longer, the longest first; at most so many, and how many more
/// there are.
pub fn slow_steps(scene: &Scene<'_>, most: usize) -> (Vec<SlowStep>, usize) {
    let mut slow: Vec<(Nanos, u32, TaskId)> = Vec::new();
    for facts in scene.analysis.index.tasks() {
        let steps = stretches(scene.trace, facts);
        let long = steps.filter(|(kind, _, time)| *kind == SpanKind::Running && *time >= SLOW);
        slow.extend(long.map(|(_, from, time)| (time, from, facts.id)));
    }
    slow.sort_by_key(|(time, from, _)| (Reverse(*time), *from));
    let more = slow.len().saturating_sub(most);
    slow.truncate(most);
    let names = scene.names();
    let row = |(ran, from, task): (Nanos, u32, TaskId)| {
        let Held { place, from: at } =
            held(scene.trace, &scene.analysis.index, task, from as usize);
        Some(SlowStep {
            task: names.task(task)?,
            when: when(scene.trace, from),
            ran,
            place,
            is_blocking: ran >= crate::analysis::held::LONG,
            cursor: at + 1,
        })
    };
    (slow.into_iter().filter_map(row).collect(), more)
}

/// What a task did one after the other: what, from which event on, for how long.
fn stretches<'a>(
    trace: &'a Trace,
    facts: &'a TaskFacts,
) -> impl Iterator<Item = (SpanKind, u32, Nanos)> + 'a {
    let end = end(trace, facts);
    facts.spans.iter().enumerate().map(move |(n, span)| {
        let next = facts.spans.get(n + 1);
        let until = next.map_or(end, |next| when(trace, next.from));
        (span.kind, span.from, until.since(when(trace, span.from)))
    })
}

fn end(trace: &Trace, facts: &TaskFacts) -> Nanos {
    let finished = facts.finished.map(|event| when(trace, event));
    finished.unwrap_or_else(|| trace.now())
}

/// How long a task did what.
pub(super) fn sums_of(trace: &Trace, facts: &TaskFacts) -> Sums {
    let mut sums = Sums::default();
    for (kind, _, time) in stretches(trace, facts) {
        sums.add(kind, time);
    }
    sums
}

/// What a task awaits since an event, and its line.
fn suspended(scene: &Scene<'_>, event: u32) -> Option<(FutureId, Place)> {
    match &scene.trace.get(event as usize)?.event {
        Event::TaskSuspended {
            on: Some(on), at, ..
        } => Some((*on, *at)),
        _ => None,
    }
}

fn when(trace: &Trace, event: u32) -> Nanos {
    let record = trace.get(event as usize);
    record.map_or(Nanos::ZERO, |record| record.when)
}
