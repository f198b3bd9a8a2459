//! A recorded run's inputs, in the order and by the numbers in which a replay asks for them. See
//! [`super::replay`].

use std::collections::HashMap;
use std::rc::Rc;

use crate::events::{Entered, Input, JobId, Kept, Moment, Nanos, PoolId, Told, When};
use crate::runtime::executor::Expected;

/// All that came from outside in one run.
#[derive(Debug, Default)]
pub struct Recording {
    /// What it was made of; nothing of one that was read from a link of 0.1.
    pub(super) inputs: Vec<Input>,
    /// The turns, from the first.
    pub(super) turns: Vec<Turn>,
    /// In order.
    pub(super) script: Vec<Said>,
    /// The workers by pool and number.
    pub(super) workers: HashMap<(PoolId, u32), WorkerTape>,
    /// The jobs that a worker had.
    pub(super) jobs: HashMap<JobId, JobTape>,
    /// Why a worker could not be started, by pool and number.
    pub(super) refusals: HashMap<(PoolId, u32), String>,
    /// The calls that held the loop, in order.
    pub(super) calls: Vec<Call>,
}

/// A turn of the loop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    /// Before it begins.
    pub at: When,
    /// What the clock showed then.
    pub when: Nanos,
}

/// Something from outside, and where in the run it came.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// Just before the event that tells of it.
    pub at: When,
    /// Where it came between handles, or in one that held the loop ([`EventLoop::position`]); for
    /// what 0.1 recorded, which knew no moments.
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
    /// A worker told so.
    Told(PoolId, u32, Told),
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
    /// Of what came into a run, and what the clock showed at the beginning of each of its turns.
    pub fn of(inputs: &[Input], turns: impl IntoIterator<Item = Nanos>) -> Self {
        let mut recording = Self {
            inputs: inputs.to_vec(),
            turns: (1..)
                .zip(turns)
                .map(|(turn, when)| Turn::new(turn, when))
                .collect(),
            ..Self::default()
        };
        let mut busy = HashMap::new();
        for input in inputs {
            recording.add(input, &mut busy);
        }
        recording
    }

    /// `busy` are the jobs that workers have.
    fn add(&mut self, input: &Input, busy: &mut HashMap<(PoolId, u32), JobId>) {
        match &input.what {
            Entered::WorkerStarted { pool, worker, pid } => {
                let tape = WorkerTape {
                    pid: *pid,
                    started: input.when,
                    said: Vec::new(),
                };
                self.workers.insert((*pool, *worker), tape);
            }
            Entered::WorkerRefused {
                pool,
                worker,
                reason,
            } => {
                self.refusals.insert((*pool, *worker), reason.to_string());
            }
            Entered::JobGiven {
                pool,
                worker,
                job,
                shown,
            } => {
                busy.insert((*pool, *worker), *job);
                let tape = JobTape {
                    shown: shown.clone(),
                    given: input.when,
                    said: Vec::new(),
                    has_ended: false,
                };
                self.jobs.insert(*job, tape);
            }
            Entered::Told { pool, worker, told } => {
                let at = (*pool, *worker);
                let place = self.say(input, What::Told(*pool, *worker, told.clone()));
                let job = match told {
                    // Of itself, and not of the job that waits for it.
                    Told::Ready => None,
                    Told::Doing(_) | Told::Progress(..) => busy.get(&at).copied(),
                    Told::Returned(_) | Told::Raised(_) | Told::Died(_) => busy.remove(&at),
                };
                self.put(at, job, place, told);
            }
            Entered::Idle => {
                self.say(input, What::Later);
            }
            Entered::Called {
                what,
                how,
                expected,
                took,
                result,
            } => self.calls.push(Call {
                what: what.clone(),
                expected: Expected {
                    how: *how,
                    takes: *expected,
                },
                took: *took,
                result: result.clone(),
            }),
            // A replay is given its plan by itself.
            Entered::Act(_) => {}
        }
    }

    fn say(&mut self, input: &Input, what: What) -> usize {
        self.script.push(Said {
            at: input.at.into(),
            position: 0,
            when: input.when,
            at_once: input.at_once,
            what,
        });
        self.script.len() - 1
    }

    /// What was told belongs to a job, or to the worker itself.
    fn put(&mut self, at: (PoolId, u32), job: Option<JobId>, place: usize, told: &Told) {
        match job.and_then(|job| self.jobs.get_mut(&job)) {
            Some(tape) => {
                tape.said.push(place);
                let goes_on = matches!(told, Told::Doing(_) | Told::Progress(..));
                tape.has_ended |= !goes_on;
            }
            None => {
                if let Some(tape) = self.workers.get_mut(&at) {
                    tape.said.push(place);
                }
            }
        }
    }
}

impl Turn {
    fn new(turn: u32, when: Nanos) -> Self {
        let before = Moment {
            turn,
            ..Moment::START
        };
        Self {
            at: before.into(),
            when,
        }
    }
}
