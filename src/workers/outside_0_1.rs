//! What workers did, as links of Loopscope 0.1 have it: it is read, and never written again.

use std::rc::Rc;

use serde::Deserialize;

use super::outside::{Outside, instant};
use super::protocol::{Doing, Raised};
use super::recording::{Call, JobTape, Recording, Said, Turn, What, WorkerTape};
use crate::events::{self, Blocks, JobId, Kept, Name, Nanos, PoolId, Told, When};
use crate::runtime::executor::Expected;

/// What was written as these bytes; none if it makes no sense.
pub(super) fn read(bytes: &[u8]) -> Option<Outside> {
    let (written, rest) = postcard::take_from_bytes::<Written>(bytes).ok()?;
    written.outside().filter(|_| rest.is_empty())
}

/// The shape in which it was written. Events, positions and times are differences to the entry
/// before.
#[derive(Deserialize)]
struct Written {
    cpu_count: u32,
    script: Vec<Word>,
    turns: Vec<Step>,
    workers: Vec<Lane>,
    jobs: Vec<Job>,
    refusals: Vec<(u32, u32, String)>,
    calls: Vec<Held>,
}

#[derive(Clone, Copy, Deserialize)]
struct Step {
    event: u32,
    position: u32,
    when: i64,
}

#[derive(Deserialize)]
struct Word {
    step: Step,
    at_once: bool,
    says: Says,
}

#[derive(Deserialize)]
enum Says {
    Ready(u32, u32),
    Doing(u32, u32, Doing),
    Progress(u32, u32, u64, u64),
    Ended(u32, u32, Result<String, Raised>),
    Died(u32, u32, String),
    EndedUnknown(
        u32,
        u32,
        #[expect(dead_code, reason = "its worker knows it")] u32,
    ),
    Later,
}

#[derive(Deserialize)]
struct Lane {
    pool: u32,
    worker: u32,
    pid: u32,
    started: i64,
    said: Vec<u32>,
}

#[derive(Deserialize)]
struct Job {
    job: u32,
    shown: String,
    given: i64,
    said: Vec<u32>,
    has_ended: bool,
}

#[derive(Deserialize)]
struct Held {
    what: String,
    how: How,
    expected: Option<i64>,
    took: i64,
    result: Option<Result<String, u32>>,
}

#[derive(Deserialize)]
enum How {
    Sleeping,
    Computing,
    Joining,
}

impl Written {
    fn outside(self) -> Option<Outside> {
        let script = script(self.script)?;
        let words = script.len();
        let mut steps = Steps::default();
        let turns = self.turns.into_iter().map(|step| {
            let (at, _, when) = steps.by(step)?;
            Some(Turn { at, when })
        });
        let workers = self.workers.into_iter().map(|lane| {
            let tape = WorkerTape {
                pid: lane.pid,
                started: instant(lane.started)?,
                said: places(&lane.said, words)?,
            };
            Some(((PoolId(lane.pool), lane.worker), tape))
        });
        let jobs = self.jobs.into_iter().map(|job| {
            let tape = JobTape {
                shown: job.shown.into(),
                given: instant(job.given)?,
                said: places(&job.said, words)?,
                has_ended: job.has_ended,
            };
            Some((JobId(job.job), tape))
        });
        let refusals = self.refusals.into_iter();
        let refusals = refusals.map(|(pool, worker, reason)| ((PoolId(pool), worker), reason));
        let calls = self.calls.into_iter().map(Held::call);
        Some(Outside {
            cpu_count: self.cpu_count,
            recording: Rc::new(Recording {
                inputs: Vec::new(),
                turns: turns.collect::<Option<_>>()?,
                workers: workers.collect::<Option<_>>()?,
                jobs: jobs.collect::<Option<_>>()?,
                refusals: refusals.collect(),
                calls: calls.collect::<Option<_>>()?,
                script,
            }),
        })
    }
}

fn script(words: Vec<Word>) -> Option<Vec<Said>> {
    let mut steps = Steps::default();
    let script = words.into_iter().map(|word| {
        let (at, position, when) = steps.by(word.step)?;
        Some(Said {
            at,
            position,
            when,
            at_once: word.at_once,
            what: word.says.what()?,
        })
    });
    script.collect()
}

impl Says {
    fn what(self) -> Option<What> {
        let (pool, worker, told) = match self {
            Self::Later => return Some(What::Later),
            Self::Ready(pool, worker) => (pool, worker, Told::Ready),
            Self::Doing(pool, worker, doing) => (pool, worker, Told::Doing(doing)),
            Self::Progress(pool, worker, done, total) => {
                (pool, worker, Told::Progress(done, total))
            }
            Self::Ended(pool, worker, Ok(packed)) => (
                pool,
                worker,
                Told::Returned(Rc::new(Kept::Result(packed.into()))),
            ),
            Self::Ended(pool, worker, Err(raised)) => {
                let raised = events::Raised {
                    class: Name::read(&raised.class).ok()?,
                    message: raised.message.into(),
                };
                (pool, worker, Told::Raised(Rc::new(raised)))
            }
            Self::EndedUnknown(pool, worker, _) => {
                (pool, worker, Told::Returned(Rc::new(Kept::LeftOut(0))))
            }
            Self::Died(pool, worker, reason) => (pool, worker, Told::Died(reason.into())),
        };
        Some(What::Told(PoolId(pool), worker, told))
    }
}

impl Held {
    fn call(self) -> Option<Call> {
        let takes = match self.expected {
            Some(takes) => Some(instant(takes)?),
            None => None,
        };
        let result = self.result.map(|result| match result {
            Ok(packed) => Kept::Result(packed.into()),
            Err(bytes) => Kept::LeftOut(bytes as usize),
        });
        Some(Call {
            what: self.what.into(),
            expected: Expected {
                how: match self.how {
                    How::Sleeping => Blocks::Sleeping,
                    How::Computing => Blocks::Computing,
                    How::Joining => Blocks::Joining,
                },
                takes,
            },
            took: instant(self.took)?,
            result: result.map(Into::into),
        })
    }
}

/// Where the last entry was.
#[derive(Default)]
struct Steps {
    event: usize,
    position: u64,
    when: i64,
}

impl Steps {
    fn by(&mut self, step: Step) -> Option<(When, u64, Nanos)> {
        self.event = self.event.checked_add(step.event as usize)?;
        self.position = self.position.checked_add(u64::from(step.position))?;
        self.when = self.when.checked_add(step.when)?;
        let at = When::Events(self.event);
        Some((at, self.position, instant(self.when)?))
    }
}

/// The places in a script of so many words.
fn places(differences: &[u32], words: usize) -> Option<Vec<usize>> {
    let mut place = 0_usize;
    let places = differences.iter().map(|by| {
        place = place.checked_add(*by as usize)?;
        (place < words).then_some(place)
    });
    places.collect()
}
