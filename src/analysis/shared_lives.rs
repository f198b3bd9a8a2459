//! How the things that tasks share fared: who held them, who stood in line, what they counted.
//! Found as the trace grows, in time linear in what is new.

use std::collections::{BTreeSet, HashMap};

use crate::events::{Change, Event, FutureId, Place, ResourceId, ResourceKind, TaskId};
use crate::trace::{Index, Record, Trace};

/// A stretch in which a task has something, or stands in line for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedSpan {
    /// The task; none for a holder that is no task.
    pub task: Option<TaskId>,
    /// The event with which it begins.
    pub from: u32,
    /// The event with which what was handed over was taken; from there on it is held. None before
    /// that, and where the task only stands in line.
    pub taken: Option<u32>,
    /// The event with which it ends.
    pub until: Option<u32>,
}

/// Stretches side by side: of one row no two overlap.
#[derive(Debug, Default)]
pub struct Rows {
    spans: Vec<SharedSpan>,
    /// For each row its spans, in order.
    rows: Vec<Vec<u32>>,
    row_of: Vec<u32>,
    free: BTreeSet<u32>,
}

impl Rows {
    /// How many rows were ever needed at one time.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// How many stretches a row has.
    pub fn len(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, Vec::len)
    }

    /// Stretch number `n` of a row.
    pub fn span(&self, row: usize, n: usize) -> Option<SharedSpan> {
        let span = *self.rows.get(row)?.get(n)?;
        self.spans.get(span as usize).copied()
    }

    fn begin(&mut self, span: SharedSpan) -> u32 {
        let number = self.spans.len() as u32;
        let row = self.free.pop_first().unwrap_or_else(|| {
            self.rows.push(Vec::new());
            self.rows.len() as u32 - 1
        });
        self.rows[row as usize].push(number);
        self.row_of.push(row);
        self.spans.push(span);
        number
    }

    fn end(&mut self, number: u32, event: u32) {
        let span = &mut self.spans[number as usize];
        if span.until.is_none() {
            span.until = Some(event);
            self.free.insert(self.row_of[number as usize]);
        }
    }
}

/// A count that changes at events.
#[derive(Debug, Default)]
pub struct Counts {
    points: Vec<(u32, i64)>,
    /// The most of each block of points.
    blocks: Vec<i64>,
    most: i64,
}

/// How many points a block has.
const BLOCK: usize = 64;

impl Counts {
    /// The changes: event and count after it.
    pub fn points(&self) -> &[(u32, i64)] {
        &self.points
    }

    /// The most that it ever was.
    pub fn most(&self) -> i64 {
        self.most
    }

    /// The most among the points `from .. to`.
    pub fn most_of(&self, from: usize, to: usize) -> Option<i64> {
        let to = to.min(self.points.len());
        let mut most = None;
        let mut n = from;
        while n < to {
            let whole = n.is_multiple_of(BLOCK) && n + BLOCK <= to;
            let here = match whole {
                true => self.blocks[n / BLOCK],
                false => self.points[n].1,
            };
            most = most.max(Some(here));
            n += if whole { BLOCK } else { 1 };
        }
        most
    }

    fn set(&mut self, event: u32, count: i64) {
        if self.points.last().is_some_and(|(_, last)| *last == count) {
            return;
        }
        match self.points.len() % BLOCK {
            0 => self.blocks.push(count),
            _ => {
                if let Some(block) = self.blocks.last_mut() {
                    *block = (*block).max(count);
                }
            }
        }
        self.points.push((event, count));
        self.most = self.most.max(count);
    }
}

/// The life of something shared.
#[derive(Debug)]
pub struct SharedLife {
    /// Which.
    pub resource: ResourceId,
    /// Its kind.
    pub kind: ResourceKind,
    /// The event with which it was first heard of.
    pub created: u32,
    /// Whether anything happened to it.
    pub is_used: bool,
    /// Who had it: a row for each that had it at the same time.
    pub holds: Rows,
    /// Who stood in line.
    pub waits: Rows,
    /// How many stood in line.
    pub line: Counts,
    /// Its value, as [`Event::ResourceChanged`] counts it.
    pub values: Counts,
    /// The places of a semaphore, the parties of a barrier, as far as the events tell.
    pub limit: Option<i64>,
    waiting: i64,
    held: HashMap<Option<TaskId>, Vec<u32>>,
    open: BTreeSet<u32>,
}

/// The lives of all that is shared, in order of first use.
#[derive(Debug, Default)]
pub struct SharedLives {
    lives: Vec<SharedLife>,
    places: HashMap<ResourceId, usize>,
    /// The lock inside each condition, and the condition around each such lock.
    locks: HashMap<ResourceId, ResourceId>,
    conditions: HashMap<ResourceId, ResourceId>,
    /// Who stands in line: the thing and the stretch.
    in_line: HashMap<FutureId, (usize, u32)>,
}

impl SharedLives {
    /// All lives.
    pub fn all(&self) -> &[SharedLife] {
        &self.lives
    }

    /// One life.
    pub fn get(&self, resource: ResourceId) -> Option<&SharedLife> {
        self.places.get(&resource).map(|place| &self.lives[*place])
    }

    /// The lock that a condition made for itself.
    pub fn lock_of(&self, condition: ResourceId) -> Option<&SharedLife> {
        self.get(*self.locks.get(&condition)?)
    }

    /// The condition that made a lock for itself.
    pub fn condition_of(&self, lock: ResourceId) -> Option<ResourceId> {
        self.conditions.get(&lock).copied()
    }

    /// Takes the events `from ..` into account, as far as they are indexed.
    pub(crate) fn catch_up(&mut self, trace: &Trace, index: &Index, from: usize) {
        for (n, record) in trace.range(from, index.len()) {
            // A trace is bounded far below 2^32 events.
            self.add(trace, index, n as u32, record);
        }
    }

    fn add(&mut self, trace: &Trace, index: &Index, n: u32, record: &Record) {
        match record.event {
            Event::ResourceCreated {
                resource, kind, at, ..
            } => {
                let last = self.lives.last().filter(|_| kind == ResourceKind::Lock);
                let last = last.filter(|last| last.kind == ResourceKind::Condition);
                if let Some(condition) = last.filter(|last| made_at(trace, last) == Some(at)) {
                    self.locks.insert(condition.resource, resource);
                    self.conditions.insert(resource, condition.resource);
                }
                self.places.insert(resource, self.lives.len());
                self.lives.push(SharedLife::new(resource, kind, n));
            }
            Event::ResourceChanged {
                resource,
                change,
                value,
                task,
                ..
            } => {
                if let Some(place) = self.places.get(&resource).copied() {
                    self.change(index, place, change, task, n);
                    let life = &mut self.lives[place];
                    life.is_used = true;
                    life.values.set(n, value);
                    life.learn_limit(change, value);
                }
            }
            // Some leave the line without a word, since they were cancelled.
            Event::FutureFinished { future, .. } => self.leave_line(future, n),
            _ => {}
        }
    }

    fn change(
        &mut self,
        index: &Index,
        place: usize,
        change: Change,
        task: Option<TaskId>,
        n: u32,
    ) {
        match change {
            Change::Acquired => self.lives[place].take(task, n),
            Change::Released => self.lives[place].give_back(task, n),
            Change::Waiting(future) => {
                let life = &mut self.lives[place];
                let task = index.future(future).maker.or(task);
                let span = life.waits.begin(SharedSpan {
                    task,
                    from: n,
                    taken: None,
                    until: None,
                });
                life.waiting += 1;
                life.line.set(n, life.waiting);
                self.in_line.insert(future, (place, span));
            }
            Change::Woken(future) => {
                self.leave_line(future, n);
                self.lives[place].hand_over(index.future(future).maker, n);
            }
            Change::LeftLine(future) => {
                self.leave_line(future, n);
                self.lives[place].lose(task, n);
            }
            Change::Set
            | Change::Cleared
            | Change::Notified(_)
            | Change::Put
            | Change::Got
            | Change::TaskDone(_)
            | Change::Shutdown
            | Change::Arrived
            | Change::Tripped
            | Change::Broken
            | Change::Reset => {}
        }
    }

    fn leave_line(&mut self, future: FutureId, n: u32) {
        if let Some((place, span)) = self.in_line.remove(&future) {
            let life = &mut self.lives[place];
            life.waits.end(span, n);
            life.waiting -= 1;
            life.line.set(n, life.waiting);
        }
    }
}

/// Where something shared was made.
fn made_at(trace: &Trace, life: &SharedLife) -> Option<Place> {
    match trace.get(life.created as usize)?.event {
        Event::ResourceCreated { at, .. } => Some(at),
        _ => None,
    }
}

impl SharedLife {
    fn new(resource: ResourceId, kind: ResourceKind, created: u32) -> Self {
        Self {
            resource,
            kind,
            created,
            is_used: false,
            holds: Rows::default(),
            waits: Rows::default(),
            line: Counts::default(),
            values: Counts::default(),
            limit: None,
            waiting: 0,
            held: HashMap::new(),
            open: BTreeSet::new(),
        }
    }

    /// Whether it is held by tasks, one or several.
    pub fn is_held(&self) -> bool {
        matches!(
            self.kind,
            ResourceKind::Lock | ResourceKind::Semaphore | ResourceKind::BoundedSemaphore
        )
    }

    /// A waiter was woken: what it waited for is kept for it.
    fn hand_over(&mut self, task: Option<TaskId>, n: u32) {
        if self.is_held() {
            self.begin(task, n, None);
        }
    }

    fn take(&mut self, task: Option<TaskId>, n: u32) {
        let handed = self.held.get(&task).and_then(|held| {
            let kept = |span: &&u32| self.holds.spans[**span as usize].taken.is_none();
            held.iter().find(kept).copied()
        });
        match handed {
            Some(span) => self.holds.spans[span as usize].taken = Some(n),
            None => self.begin(task, n, Some(n)),
        }
    }

    fn begin(&mut self, task: Option<TaskId>, from: u32, taken: Option<u32>) {
        let span = self.holds.begin(SharedSpan {
            task,
            from,
            taken,
            until: None,
        });
        self.held.entry(task).or_default().push(span);
        self.open.insert(span);
    }

    /// Who gives back need not be who took: then the one that took first has it no more.
    fn give_back(&mut self, task: Option<TaskId>, n: u32) {
        let own = self.held.get(&task).and_then(|held| held.first().copied());
        if let Some(span) = own.or_else(|| self.open.first().copied()) {
            self.end(span, n);
        }
    }

    /// What was kept for a task that left the line goes to somebody else.
    fn lose(&mut self, task: Option<TaskId>, n: u32) {
        let kept = self.held.get(&task).and_then(|held| {
            let kept = |span: &&u32| self.holds.spans[**span as usize].taken.is_none();
            held.iter().find(kept).copied()
        });
        if let Some(span) = kept {
            self.end(span, n);
        }
    }

    fn end(&mut self, span: u32, n: u32) {
        self.open.remove(&span);
        let task = self.holds.spans[span as usize].task;
        if let Some(held) = self.held.get_mut(&task) {
            held.retain(|own| *own != span);
        }
        self.holds.end(span, n);
    }

    /// What the first change says of how many places there were, and the last party of how many.
    fn learn_limit(&mut self, change: Change, value: i64) {
        let is_first = self.values.points().len() == 1;
        match (self.kind, change) {
            (ResourceKind::Semaphore | ResourceKind::BoundedSemaphore, _) if is_first => {
                let before = match change {
                    Change::Acquired => value + 1,
                    Change::Released => value - 1,
                    _ => value,
                };
                self.limit = self.limit.or(Some(before));
            }
            (ResourceKind::Barrier, Change::Tripped) => {
                self.limit = self.limit.or(Some(self.values.most()));
            }
            _ => {}
        }
    }
}
