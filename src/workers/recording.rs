//! What a recorded run heard from outside: read off its trace, in order, so that it can be said
//! again. See [`super::replay`].

use std::collections::HashMap;
use std::rc::Rc;

use super::pool::Notice;
use super::protocol::{Doing, Raised};
use crate::events::{
    self, Event, JobId, Kept, Moment, Nanos, Outcome, PoolId, When, Work, WorkerState,
};
use crate::runtime::executor::Expected;

/// All that came from outside in one run.
#[derive(Debug, Default)]
pub struct Recording {
    /// In order.
    pub(super) script: Vec<Said>,
    /// What the clock showed at each turn's beginning, by its position.
    pub(super) turns: HashMap<u64, (When, Nanos)>,
    /// The workers by pool and number.
    pub(super) workers: HashMap<(PoolId, u32), WorkerTape>,
    /// The jobs that a worker had.
    pub(super) jobs: HashMap<JobId, JobTape>,
    /// Why a worker could not be started, by pool and number.
    pub(super) refusals: HashMap<(PoolId, u32), String>,
    /// The calls that held the loop, in order.
    pub(super) calls: Vec<Call>,
}

/// Something from outside, and where in the run it came.
#[derive(Debug)]
pub(super) struct Said {
    /// Just before the event that tells of it.
    pub at: When,
    /// Where between handles, or in one that held the loop ([`EventLoop::position`]).
    ///
    /// [`EventLoop::position`]: crate::runtime::EventLoop::position
    pub position: u64,
    /// The loop clock when it came.
    pub when: Nanos,
    /// Whether it came while the program gave the job, in the middle of a handle: virtual workers
    /// say at once what they do.
    pub at_once: bool,
    pub what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    /// A worker said so.
    Notice(PoolId, u32, Notice),
    /// A worker's job is done; its result was too long to be kept.
    EndedUnknown(PoolId, u32, JobId),
    /// What a pool had put off happens (`PoolBackend::later`).
    Later,
}

#[derive(Debug)]
pub(super) struct WorkerTape {
    pub pid: u32,
    pub started: Nanos,
    /// What it said while it had no job, as places in the script.
    pub said: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct JobTape {
    pub shown: Rc<str>,
    /// When a worker got it.
    pub given: Nanos,
    /// What its worker said of it, as places in the script.
    pub said: Vec<usize>,
    pub has_ended: bool,
}

#[derive(Debug)]
pub(super) struct Call {
    pub what: Rc<str>,
    pub expected: Expected,
    pub took: Nanos,
    pub result: Option<Rc<Kept>>,
}

impl Recording {
    /// Of a trace's events, each with the loop clock at which it happened, from the first.
    pub fn of<'a>(events: impl IntoIterator<Item = (Nanos, &'a Event)>) -> Self {
        let mut reader = Reader::default();
        let mut moment = Moment::START;
        for (when, event) in events {
            reader.read(moment.into(), when, event);
            moment = moment.after(event);
        }
        reader.recording
    }
}

/// A worker as far as the trace was read.
#[derive(Debug, Default)]
struct Lane {
    ready: bool,
    job: Option<JobId>,
}

/// Tells what came from outside from what the pool made of it: all that happens inside a handle is
/// the program's doing.
#[derive(Default)]
struct Reader {
    recording: Recording,
    position: u64,
    /// Set while a handle runs and nothing holds it.
    in_handle: bool,
    /// How long the call that holds the loop was expected to take.
    expected: Option<Expected>,
    lanes: HashMap<(PoolId, u32), Lane>,
    submitted: HashMap<JobId, (PoolId, Rc<str>)>,
    /// How many workers each pool has tried to start.
    started: HashMap<PoolId, u32>,
    shut: Vec<PoolId>,
    /// The place in the script of an end whose result comes with its `JobEnded`.
    ending: Option<(usize, JobId)>,
    /// The same of a death whose reason the exception of a job tells.
    dying: Option<usize>,
    answer: Answer,
}

/// What the pool did last by itself, as long as what follows may be its answer to that.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Answer {
    #[default]
    Nothing,
    /// It took a job's end.
    End,
    /// It has let its workers go after that: who waits for its end hears of it.
    Release,
    /// It lost a worker, and jobs with it.
    Loss,
    /// It could not start a worker.
    Refusal,
}

impl Reader {
    fn read(&mut self, n: When, when: Nanos, event: &Event) {
        match event {
            Event::TurnStarted { .. } => {
                self.recording.turns.insert(self.position, (n, when));
            }
            Event::HandleStarted { .. } => {
                self.position += 1;
                self.in_handle = true;
                self.answer = Answer::Nothing;
            }
            Event::HandleSkipped { .. } => self.position += 2,
            Event::HandleEnded { .. } => {
                self.position += 1;
                self.in_handle = false;
            }
            Event::Blocking { how, expected, .. } => {
                self.position += 1;
                self.in_handle = false;
                self.expected = Some(Expected {
                    how: *how,
                    takes: *expected,
                });
            }
            Event::JobSubmitted {
                job, pool, shown, ..
            } => {
                self.submitted.insert(*job, (*pool, shown.clone()));
                self.answer = Answer::Nothing;
            }
            Event::PoolShutDown { pool } => self.shut.push(*pool),
            Event::Blocked {
                what, from, result, ..
            } => {
                self.position += 1;
                self.in_handle = true;
                let expected = self.expected.take();
                self.recording.calls.extend(expected.map(|expected| Call {
                    what: what.clone(),
                    expected,
                    took: when.since(*from),
                    result: result.clone(),
                }));
            }
            Event::WorkerChanged {
                pool,
                worker,
                pid,
                state,
            } => self.worker(n, when, (*pool, *worker), *pid, *state),
            Event::JobProgress { job, done, total } => {
                let notice = Notice::Progress(*done, *total);
                self.of_job(n, when, *job, notice);
            }
            Event::JobEnded {
                job,
                outcome,
                result,
            } => self.job_ended(*job, outcome, result),
            Event::HandleQueued {
                work: Work::Callback { name, .. },
                ..
            } if !self.in_handle && *name == "_set_result_unless_cancelled" => {
                if self.answer != Answer::Release {
                    self.say(n, when, What::Later);
                }
            }
            Event::HandleQueued { .. } => {}
            _ => self.answer = Answer::Nothing,
        }
    }

    fn worker(&mut self, n: When, when: Nanos, at: (PoolId, u32), pid: u32, state: WorkerState) {
        if state == WorkerState::Starting {
            *self.started.entry(at.0).or_default() += 1;
            self.lanes.insert(at, Lane::default());
            let tape = WorkerTape {
                pid,
                started: when,
                said: Vec::new(),
            };
            self.recording.workers.insert(at, tape);
            return;
        }
        let Some(lane) = self.lanes.get_mut(&at) else {
            return;
        };
        let was_ready = std::mem::replace(&mut lane.ready, true);
        let had = lane.job;
        match state {
            WorkerState::Idle | WorkerState::Transferring(_) if !was_ready => {
                lane.job = state.job();
                self.of_worker(n, when, at, Notice::Ready);
                let started = self.recording.workers.get(&at).map(|tape| tape.started);
                if let (Some(job), Some(started)) = (state.job(), started) {
                    self.give(job, started);
                }
            }
            WorkerState::Transferring(job) if had != Some(job) => {
                lane.job = Some(job);
                self.give(job, when);
            }
            WorkerState::Idle => {
                lane.job = None;
                if let Some(job) = had {
                    let place = self.of_job_at(n, when, at, job, Notice::Ready);
                    self.ending = Some((place, job));
                }
            }
            WorkerState::Gone => {
                lane.job = None;
                // A worker that a shut pool lets go is the pool's doing.
                let is_released = had.is_none() && was_ready && self.shut.contains(&at.0);
                if is_released {
                    self.answer = Answer::Release;
                } else if !self.in_handle {
                    self.answer = Answer::Loss;
                    let notice = Notice::Died(String::new());
                    self.dying = Some(match had {
                        Some(job) => self.of_job_at(n, when, at, job, notice),
                        None => self.of_worker(n, when, at, notice),
                    });
                }
            }
            WorkerState::Transferring(job) => self.doing(n, when, at, job, Doing::Transferring),
            WorkerState::WaitingForGil(job) => self.doing(n, when, at, job, Doing::WaitingForGil),
            WorkerState::Running(job) => self.doing(n, when, at, job, Doing::Running),
            WorkerState::Blocking(job) => self.doing(n, when, at, job, Doing::Blocking),
            WorkerState::Starting => {}
        }
    }

    fn doing(&mut self, n: When, when: Nanos, at: (PoolId, u32), job: JobId, doing: Doing) {
        if let Some(lane) = self.lanes.get_mut(&at) {
            lane.job = Some(job);
        }
        let started = self.recording.workers.get(&at).map(|tape| tape.started);
        self.give(job, started.unwrap_or(when));
        self.of_job_at(n, when, at, job, Notice::Doing(doing));
    }

    /// A worker gets a job; only the first word of it counts.
    fn give(&mut self, job: JobId, given: Nanos) {
        let shown = self.submitted.get(&job).map(|(_, shown)| shown.clone());
        self.recording.jobs.entry(job).or_insert(JobTape {
            shown: shown.unwrap_or_default(),
            given,
            said: Vec::new(),
            has_ended: false,
        });
    }

    fn job_ended(&mut self, job: JobId, outcome: &Outcome, result: &Option<Rc<Kept>>) {
        let ending = self.ending.take_if(|(_, of)| *of == job);
        if let Some((place, _)) = ending {
            if let Some(tape) = self.recording.jobs.get_mut(&job) {
                tape.has_ended = true;
            }
            self.end(place, job, outcome, result);
            self.answer = Answer::End;
            return;
        }
        let Outcome::Raised(raised) = outcome else {
            return;
        };
        if self.answer == Answer::Loss
            && let Some(place) = self.dying.take()
        {
            if let Some(tape) = self.recording.jobs.get_mut(&job) {
                tape.has_ended = true;
            }
            if let What::Notice(_, _, Notice::Died(reason)) = &mut self.recording.script[place].what
            {
                *reason = reason_in(raised).to_owned();
            }
        } else if raised.class == "RuntimeError"
            && raised.message.starts_with(REFUSED)
            && !matches!(self.answer, Answer::Loss | Answer::Refusal)
            && let Some((pool, _)) = self.submitted.get(&job)
        {
            self.answer = Answer::Refusal;
            let started = self.started.entry(*pool).or_default();
            *started += 1;
            let refusal = ((*pool, *started), reason_in(raised).to_owned());
            self.recording.refusals.insert(refusal.0, refusal.1);
        }
    }

    fn end(&mut self, place: usize, job: JobId, outcome: &Outcome, result: &Option<Rc<Kept>>) {
        let what = &mut self.recording.script[place].what;
        let &mut What::Notice(pool, worker, _) = what else {
            return;
        };
        let ended = match (outcome, result.as_deref()) {
            (Outcome::Raised(raised), _) => Err(Raised {
                class: raised.class.to_string(),
                message: raised.message.to_string(),
            }),
            (_, Some(Kept::Result(packed))) => Ok(packed.to_string()),
            _ => return *what = What::EndedUnknown(pool, worker, job),
        };
        *what = What::Notice(pool, worker, Notice::Ended(ended));
    }

    fn of_job(&mut self, n: When, when: Nanos, job: JobId, notice: Notice) {
        let mut lanes = self.lanes.iter();
        let lane = lanes.find(|(_, lane)| lane.job == Some(job));
        if let Some((at, _)) = lane {
            let at = *at;
            self.of_job_at(n, when, at, job, notice);
        }
    }

    fn of_job_at(
        &mut self,
        n: When,
        when: Nanos,
        (pool, worker): (PoolId, u32),
        job: JobId,
        notice: Notice,
    ) -> usize {
        let place = self.say(n, when, What::Notice(pool, worker, notice));
        if let Some(tape) = self.recording.jobs.get_mut(&job) {
            tape.said.push(place);
        }
        place
    }

    fn of_worker(&mut self, n: When, when: Nanos, at: (PoolId, u32), notice: Notice) -> usize {
        let place = self.say(n, when, What::Notice(at.0, at.1, notice));
        if let Some(tape) = self.recording.workers.get_mut(&at) {
            tape.said.push(place);
        }
        place
    }

    fn say(&mut self, at: When, when: Nanos, what: What) -> usize {
        let script = &mut self.recording.script;
        script.push(Said {
            at,
            position: self.position,
            when,
            at_once: self.in_handle,
            what,
        });
        script.len() - 1
    }
}

/// How the exception begins where a pool has no worker to give a job to.
const REFUSED: &str = "can't start new ";

/// Why a worker is no more, in the exception of its job.
fn reason_in(raised: &events::Raised) -> &str {
    let message = raised.message.split_once(": ");
    message.map_or("", |(_, reason)| reason)
}
