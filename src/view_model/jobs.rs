//! Jobs in pools: those in flight, and how all of them went together.

use super::format::seconds;
use super::{Analysis, Scene, TaskRef};
use crate::events::{JobId, Nanos, PoolId, PoolKind, WorkerState};
use crate::text::{Lang, Text, pools};
use crate::trace::{JobState, Trace, WorkerFacts};

/// A job in flight at the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct JobRow {
    /// The job.
    pub job: JobId,
    /// The call, as its source has it.
    pub shown: String,
    /// The task that handed it in.
    pub task: Option<TaskRef>,
    /// Its pool: `ThreadPoolExecutor 1`.
    pub pool: String,
    /// Where it is: `in line`, `thread 2: waiting for the GIL`.
    pub state: String,
    /// How much of it is done, from 0 to 1, if it tells.
    pub progress: Option<f64>,
    /// How long it has been in flight: `1.000 s`.
    pub age: String,
}

/// A worker at the cursor, for who listens.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerRow {
    /// Its pool and its number there.
    pub key: (PoolId, u32),
    /// `process 1 of ProcessPoolExecutor 1, pid 2`
    pub name: String,
    /// What it does: `running cpu_bound(1000) for main(), 40%`.
    pub state: String,
    /// What it did so far.
    pub history: String,
}

/// All jobs of a run, in numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct JobsSummary {
    /// From the first job's beginning to the last one's end, on the loop clock.
    pub wall: Nanos,
    /// The sum of what the workers were busy: what one worker would need.
    pub sequential: Nanos,
    /// `sequential / wall`.
    pub speed_up: f64,
    /// The most jobs that computed at one time: so many cores were in use.
    pub cores: usize,
    /// All of it in words.
    pub label: String,
}

/// The jobs in flight at the scene's cursor, at most `most`, in order of submission.
pub(super) fn job_rows(scene: &Scene<'_>, most: usize) -> Vec<JobRow> {
    let jobs = scene.state.jobs.iter().take(most);
    jobs.map(|(job, state)| job_row(scene, *job, state))
        .collect()
}

/// The workers that were started before the scene's cursor, at most `most`, each with at most
/// `stretches` stretches of its life.
pub fn worker_rows(scene: &Scene<'_>, most: usize, stretches: usize) -> Vec<WorkerRow> {
    let workers = scene.analysis.index.workers().iter();
    workers
        .filter_map(|worker| worker_row(scene, worker, stretches))
        .take(most)
        .collect()
}

fn worker_row(scene: &Scene<'_>, worker: &WorkerFacts, stretches: usize) -> Option<WorkerRow> {
    let (names, cursor) = (scene.names(), scene.state.cursor);
    let past = worker
        .spans
        .partition_point(|span| (span.from as usize) < cursor);
    let spans = &worker.spans[..past];
    let last = spans.last()?;
    let mut history: Vec<String> = spans
        .iter()
        .take(stretches)
        .map(|span| doing(scene, span.state))
        .collect();
    if spans.len() > stretches {
        history.push("…".to_owned());
    }
    let mut name = names.worker(worker.pool, worker.worker);
    if worker.kind == PoolKind::Processes {
        name.push_str(&format!(", pid {}", worker.pid));
    }
    Some(WorkerRow {
        key: (worker.pool, worker.worker),
        name,
        state: doing_now(scene, last.state),
        history: history.join(match scene.lang {
            Lang::En => ", ",
            Lang::Zh => "、",
        }),
    })
}

/// What a worker does, and with which job.
fn doing(scene: &Scene<'_>, state: WorkerState) -> String {
    let word = word(state).get(scene.lang);
    match state.job() {
        Some(job) => format!("{word} {}", scene.names().job(job)),
        None => word.to_owned(),
    }
}

/// The same with the task that it is for, and how far it is.
fn doing_now(scene: &Scene<'_>, state: WorkerState) -> String {
    let mut said = doing(scene, state);
    let job = state.job().and_then(|job| scene.state.jobs.get(&job));
    if let Some(job) = job {
        if let Some(task) = job.task {
            said = pools::on_behalf(scene.lang, &said, &scene.names().task_name(task));
        }
        if let Some(part) = part_done(job) {
            said.push_str(&format!(", {:.0}%", part * 100.0));
        }
    }
    said
}

fn part_done(job: &JobState) -> Option<f64> {
    let (done, total) = job.progress?;
    let part = done as f64 / total as f64;
    (total > 0).then_some(part.clamp(0.0, 1.0))
}

fn word(state: WorkerState) -> Text {
    match state {
        WorkerState::Transferring(_) => pools::TRANSFERRING,
        WorkerState::WaitingForGil(_) => pools::WAITING_FOR_GIL,
        WorkerState::Running(_) => pools::RUNNING,
        WorkerState::Blocking(_) => pools::BLOCKING,
        WorkerState::Starting => pools::STARTING,
        WorkerState::Idle => pools::IDLE,
        WorkerState::Gone => pools::GONE,
    }
}

/// The run's jobs so far; nothing if no worker has begun one.
pub fn jobs_summary(trace: &Trace, analysis: &Analysis, lang: Lang) -> Option<JobsSummary> {
    let when = |event: u32| trace.get(event as usize).map_or(trace.now(), |r| r.when);
    let (mut busy, mut computes) = (Vec::new(), Vec::new());
    for worker in analysis.index.workers() {
        for (n, span) in worker.spans.iter().enumerate() {
            let is_at_work = matches!(
                span.state,
                WorkerState::Running(_) | WorkerState::Blocking(_) | WorkerState::Transferring(_)
            );
            if is_at_work {
                let end = worker.spans.get(n + 1);
                let end = end.map_or(trace.now(), |next| when(next.from));
                busy.push((when(span.from), end));
                if matches!(span.state, WorkerState::Running(_)) {
                    computes.push((when(span.from), end));
                }
            }
        }
    }
    let first = busy.iter().map(|(from, _)| *from).min()?;
    let last = busy.iter().map(|(_, to)| *to).max()?;
    let wall = last.since(first);
    let sequential = Nanos(busy.iter().map(|(from, to)| to.since(*from).0).sum());
    let speed_up = match wall {
        Nanos::ZERO => 1.0,
        wall => sequential.as_secs() / wall.as_secs(),
    };
    let cores = most_at_once(&computes);
    Some(JobsSummary {
        wall,
        sequential,
        speed_up,
        cores,
        label: pools::speed_up(
            lang,
            &seconds(wall),
            &seconds(sequential),
            &format!("{speed_up:.2}"),
            cores,
        ),
    })
}

/// How many of the spans overlap at most; one that ends where another begins does not.
fn most_at_once(spans: &[(Nanos, Nanos)]) -> usize {
    let mut changes: Vec<(Nanos, i32)> = Vec::with_capacity(spans.len() * 2);
    for (from, to) in spans.iter().filter(|(from, to)| from < to) {
        changes.push((*from, 1));
        changes.push((*to, -1));
    }
    changes.sort_unstable();
    let (mut now, mut most) = (0, 0);
    for (_, change) in changes {
        now += change;
        most = most.max(now);
    }
    most.unsigned_abs() as usize
}

fn job_row(scene: &Scene<'_>, job: JobId, state: &JobState) -> JobRow {
    let names = scene.names();
    let lang = scene.lang;
    JobRow {
        job,
        shown: state.shown.to_string(),
        task: state.task.and_then(|task| names.task(task)),
        pool: names.pool(state.pool),
        state: match state.worker {
            Some((worker, doing)) => {
                let word = word(doing);
                let worker = names.worker_alone(state.pool, worker);
                format!("{worker}: {}", word.get(lang))
            }
            None => pools::IN_LINE.get(lang).to_owned(),
        },
        progress: part_done(state),
        age: seconds(scene.clock.since(state.since)),
    }
}
