//! Most of the time is spent in line for one semaphore or pool.

use std::collections::{HashMap, HashSet};

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::Known;
use crate::analysis::format::seconds;
use crate::analysis::words::say;
use crate::events::Nanos;
use crate::events::{
    Event, JobId, PoolId, PoolKind, ResourceId, ResourceKind, TaskId, WorkerState,
};
use crate::trace::Record;

/// Watches the lines at semaphores and pools.
#[derive(Debug, Default)]
pub(crate) struct Check {
    main: Option<TaskId>,
    lines: HashMap<At, Line>,
    /// Jobs that no worker has yet.
    pending: HashMap<JobId, PoolId>,
    /// Workers that are being started: what waits for that stands in no line.
    starting: HashSet<(PoolId, u32)>,
    /// What each worker does, and since when.
    workers: HashMap<(PoolId, u32), (WorkerState, Nanos)>,
    /// Threads that compute have one interpreter lock between them: more of them help nothing.
    threads: HashSet<PoolId>,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum At {
    Semaphore(ResourceId),
    Pool(PoolId),
}

/// How long a line was, over the time.
#[derive(Debug, Default)]
struct Line {
    /// So many get in at a time, where that is known.
    places: u32,
    length: u32,
    /// Pool: how many jobs no worker has yet.
    jobs: u32,
    /// Pool: how long its workers computed, and how long they blocked, all together.
    computed: i64,
    blocked: i64,
    most: u32,
    changed: Nanos,
    /// How long somebody stood in it.
    busy: i64,
    /// How long all stood in it, together.
    waited: i64,
}

impl Line {
    fn becomes(&mut self, length: u32, now: Nanos) {
        let span = now.since(self.changed).0;
        if self.length > 0 {
            self.busy = self.busy.saturating_add(span);
            self.waited = self
                .waited
                .saturating_add(span.saturating_mul(self.length.into()));
        }
        self.changed = now;
        self.length = length;
        // What lasts no time is no line.
        if span > 0 || self.most == 0 {
            self.most = self.most.max(length);
        }
    }
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        match &record.event {
            Event::TaskCreated {
                task, parent: None, ..
            } => {
                self.main.get_or_insert(*task);
            }
            Event::ResourceChanged { resource, .. } => {
                self.semaphore(*resource, record.when, known)
            }
            Event::PoolCreated {
                pool,
                kind,
                max_workers,
                ..
            } => {
                self.line(At::Pool(*pool)).places = *max_workers;
                if *kind == PoolKind::Threads {
                    self.threads.insert(*pool);
                }
            }
            Event::JobSubmitted { job, pool, .. } => {
                self.pending.insert(*job, *pool);
                self.line(At::Pool(*pool)).jobs += 1;
                self.pool(*pool, record.when);
            }
            Event::WorkerChanged {
                pool,
                worker,
                state,
                ..
            } => {
                self.works(*pool, *worker, *state, record.when);
                match state {
                    WorkerState::Starting => self.starting.insert((*pool, *worker)),
                    _ => self.starting.remove(&(*pool, *worker)),
                };
                match state.job() {
                    Some(job) => self.begun(job, record.when),
                    None => self.pool(*pool, record.when),
                }
            }
            Event::JobEnded { job, .. } => self.begun(*job, record.when),
            Event::TaskFinished { task, .. } if Some(*task) == self.main => {
                self.conclude(record.when, known, found);
            }
            _ => {}
        }
    }

    fn works(&mut self, pool: PoolId, worker: u32, state: WorkerState, now: Nanos) {
        let before = self.workers.insert((pool, worker), (state, now));
        if let Some((WorkerState::Running(_) | WorkerState::WaitingForGil(_), since)) = before {
            self.line(At::Pool(pool)).computed += now.since(since).0;
        } else if let Some((WorkerState::Blocking(_), since)) = before {
            self.line(At::Pool(pool)).blocked += now.since(since).0;
        }
    }

    fn line(&mut self, at: At) -> &mut Line {
        self.lines.entry(at).or_default()
    }

    fn semaphore(&mut self, resource: ResourceId, now: Nanos, known: Known<'_>) {
        let Some(state) = known.state.resources.get(&resource) else {
            return;
        };
        if matches!(
            state.kind,
            ResourceKind::Semaphore | ResourceKind::BoundedSemaphore
        ) {
            let (length, held) = (state.waiters.len() as u32, state.holders.len() as u32);
            let line = self.line(At::Semaphore(resource));
            line.places = line.places.max(held);
            line.becomes(length, now);
        }
    }

    fn begun(&mut self, job: JobId, now: Nanos) {
        if let Some(pool) = self.pending.remove(&job) {
            let line = self.line(At::Pool(pool));
            line.jobs = line.jobs.saturating_sub(1);
            self.pool(pool, now);
        }
    }

    fn pool(&mut self, pool: PoolId, now: Nanos) {
        let is_starting = self.starting.iter().any(|(own, _)| *own == pool);
        let line = self.line(At::Pool(pool));
        line.becomes(if is_starting { 0 } else { line.jobs }, now);
    }

    /// The program is over: is there a line in which most of its time went?
    fn conclude(&mut self, now: Nanos, known: Known<'_>, found: &mut Found) {
        let mut lines: Vec<(At, &mut Line)> =
            self.lines.iter_mut().map(|(at, l)| (*at, l)).collect();
        lines.sort_unstable_by_key(|(at, _)| *at);
        for (at, line) in lines {
            let shares_lock = matches!(at, At::Pool(pool) if self.threads.contains(&pool));
            if shares_lock && line.computed >= line.blocked {
                continue;
            }
            line.becomes(line.length, now);
            let is_long = line.places > 0 && line.most >= line.places;
            if is_long && now.0 > 0 && line.busy.saturating_mul(2) >= now.0 {
                let n = known.now();
                found.add(
                    n,
                    n,
                    Bottleneck {
                        at,
                        places: line.places,
                        most: line.most,
                        busy: Nanos(line.busy),
                        waited: Nanos(line.waited),
                        of: now,
                    },
                );
            }
        }
    }
}

#[derive(Debug)]
struct Bottleneck {
    at: At,
    places: u32,
    most: u32,
    busy: Nanos,
    waited: Nanos,
    of: Nanos,
}

impl Describe for Bottleneck {
    fn kind(&self) -> FindingKind {
        FindingKind::Bottleneck
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let (places, most) = (self.places, self.most);
        let workers = match self.places {
            1 => "1 worker".to_owned(),
            more => format!("{more} workers"),
        };
        let (busy, waited, of) = (seconds(self.busy), seconds(self.waited), seconds(self.of));
        let what = match self.at {
            At::Semaphore(resource) => {
                let thing = names.resource(resource);
                say!(
                    lang,
                    "{thing} lets {places} in at a time; for {busy} of {of} others stood in line for it, {most} at most, and waited {waited} in all.",
                    "{thing} 一次放行 {places} 个；{of} 中有 {busy} 都有别的任务在排队，最多 {most} 个，总共等了 {waited}。"
                )
            }
            At::Pool(pool) => {
                let thing = names.pool(pool);
                say!(
                    lang,
                    "{thing} has {workers}; for {busy} of {of} jobs stood in line for one, {most} at most, and waited {waited} in all.",
                    "{thing} 有 {places} 个工作者；{of} 中有 {busy} 都有作业在排队，最多 {most} 个，总共等了 {waited}。"
                )
            }
        };
        let advice = match self.at {
            At::Semaphore(_) => say!(
                lang,
                "If the limit is meant, all is as it should be. If not, allow more at a time, or hold a place for less long.",
                "如果这个限制是有意的，一切正常。否则就放宽限制，或者让每个占用的时间短一些。"
            ),
            At::Pool(_) => say!(
                lang,
                "Give the pool more workers; for jobs that compute, as many as there are processors.",
                "给池更多的工作者；如果作业要计算，就和处理器一样多。"
            ),
        };
        Words {
            title: say!(lang, "The bottleneck", "瓶颈"),
            what,
            why: say!(
                lang,
                "More of it would end the program sooner; making anything else faster would hardly help.",
                "增加它能让程序更快结束；加快别的部分几乎没有用。"
            ),
            advice,
        }
    }
}
