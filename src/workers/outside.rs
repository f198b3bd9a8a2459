//! What a run got from outside its loop, as a text that is short enough for a link: order, loop
//! times and results of what its workers did, and the machine they did it on.

use std::collections::HashMap;
use std::rc::Rc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::pool::Notice;
use super::protocol::{Doing, Raised};
use super::recording::{Call, JobTape, Recording, Said, What, WorkerTape};
use crate::events::{Blocks, JobId, Kept, Moment, Nanos, PoolId, When};
use crate::runtime::executor::Expected;

/// A run's recording, and the machine on which it was made.
#[derive(Debug, Default)]
pub struct Outside {
    /// What its workers did.
    pub recording: Rc<Recording>,
    /// `os.cpu_count()`
    pub cpu_count: u32,
}

impl Outside {
    /// The longest text, in characters: half of what is read of an address.
    pub const LONGEST: usize = 32_768;

    /// As a text of letters, digits, `.`, `-` and `_`; none if it is too long for a link.
    pub fn written(&self) -> Option<String> {
        let bytes = postcard::to_allocvec(&Written::of(self)).ok()?;
        let text = VERSION.to_owned() + &BASE64_URL_SAFE_NO_PAD.encode(bytes);
        (text.len() <= Self::LONGEST).then_some(text)
    }

    /// What [`Self::written`] gave; none if it makes no sense.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > Self::LONGEST {
            return None;
        }
        match text.strip_prefix(VERSION) {
            Some(text) => Written::<Step>::read(text),
            None => Written::<CountedStep>::read(text),
        }
    }
}

/// What a text begins with. Those of links of 0.1 begin with nothing, and count events.
const VERSION: &str = "v1.";

/// The shape in which it is written. Turns, positions and times are differences to the entry
/// before, which are small numbers.
#[derive(Serialize, Deserialize)]
struct Written<S> {
    cpu_count: u32,
    script: Vec<Word<S>>,
    turns: Vec<S>,
    workers: Vec<Lane>,
    jobs: Vec<Job>,
    refusals: Vec<(u32, u32, String)>,
    calls: Vec<Held>,
}

/// How far an entry is from the one before.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Step {
    turn: u32,
    handle: u32,
    offset: u32,
    position: u32,
    when: i64,
}

/// The same as 0.1 wrote it.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct CountedStep {
    event: u32,
    position: u32,
    when: i64,
}

#[derive(Serialize, Deserialize)]
struct Word<S> {
    step: S,
    at_once: bool,
    says: Says,
}

#[derive(Serialize, Deserialize)]
enum Says {
    Ready(u32, u32),
    Doing(u32, u32, Doing),
    Progress(u32, u32, u64, u64),
    Ended(u32, u32, Result<String, Raised>),
    Died(u32, u32, String),
    EndedUnknown(u32, u32, u32),
    Later,
}

#[derive(Serialize, Deserialize)]
struct Lane {
    pool: u32,
    worker: u32,
    pid: u32,
    started: i64,
    said: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct Job {
    job: u32,
    shown: String,
    given: i64,
    said: Vec<u32>,
    has_ended: bool,
}

#[derive(Serialize, Deserialize)]
struct Held {
    what: String,
    how: How,
    expected: Option<i64>,
    took: i64,
    result: Option<Result<String, u32>>,
}

#[derive(Serialize, Deserialize)]
enum How {
    Sleeping,
    Computing,
    Joining,
}

impl Written<Step> {
    fn of(outside: &Outside) -> Self {
        let recording = &outside.recording;
        let mut turns: Vec<_> = recording.turns.iter().collect();
        turns.sort_unstable_by_key(|(position, _)| **position);
        let mut steps = Steps::default();
        let turns = turns.into_iter();
        let turns = turns.map(|(position, (at, when))| steps.to(*at, *position, *when));
        let turns = turns.collect();
        let mut steps = Steps::default();
        let script = recording.script.iter().map(|said| Word {
            step: steps.to(said.at, said.position, said.when),
            at_once: said.at_once,
            says: Says::of(&said.what),
        });
        Self {
            cpu_count: outside.cpu_count,
            script: script.collect(),
            turns,
            workers: in_order(&recording.workers, |(pool, worker), tape| Lane {
                pool: pool.0,
                worker: *worker,
                pid: tape.pid,
                started: tape.started.0,
                said: differences(&tape.said),
            }),
            jobs: in_order(&recording.jobs, |job, tape| Job {
                job: job.0,
                shown: tape.shown.to_string(),
                given: tape.given.0,
                said: differences(&tape.said),
                has_ended: tape.has_ended,
            }),
            refusals: in_order(&recording.refusals, |(pool, worker), reason| {
                (pool.0, *worker, reason.clone())
            }),
            calls: recording.calls.iter().map(Held::of).collect(),
        }
    }
}

impl<S: Stepped + DeserializeOwned> Written<S> {
    fn read(text: &str) -> Option<Outside> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (written, rest) = postcard::take_from_bytes::<Self>(&bytes).ok()?;
        written.outside().filter(|_| rest.is_empty())
    }

    fn outside(self) -> Option<Outside> {
        let mut steps = Steps::default();
        let script = self.script.into_iter().map(|word| {
            let (at, position, when) = word.step.from(&mut steps)?;
            Some(Said {
                at,
                position,
                when,
                at_once: word.at_once,
                what: word.says.what(),
            })
        });
        let script = script.collect::<Option<Vec<_>>>()?;
        let mut steps = Steps::default();
        let turns = self.turns.into_iter().map(|step| {
            let (at, position, when) = step.from(&mut steps)?;
            Some((position, (at, when)))
        });
        let turns = turns.collect::<Option<_>>()?;
        let words = script.len();
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
        Some(Outside {
            cpu_count: self.cpu_count,
            recording: Rc::new(Recording {
                workers: workers.collect::<Option<_>>()?,
                jobs: jobs.collect::<Option<_>>()?,
                refusals: refusals.collect(),
                calls: self
                    .calls
                    .into_iter()
                    .map(Held::call)
                    .collect::<Option<_>>()?,
                script,
                turns,
            }),
        })
    }
}

impl Says {
    fn of(what: &What) -> Self {
        match what {
            What::Later => Self::Later,
            What::EndedUnknown(pool, worker, job) => Self::EndedUnknown(pool.0, *worker, job.0),
            What::Notice(PoolId(pool), worker, notice) => {
                let (pool, worker) = (*pool, *worker);
                match notice {
                    Notice::Ready => Self::Ready(pool, worker),
                    Notice::Doing(doing) => Self::Doing(pool, worker, *doing),
                    Notice::Progress(done, total) => Self::Progress(pool, worker, *done, *total),
                    Notice::Ended(ended) => Self::Ended(pool, worker, ended.clone()),
                    Notice::Died(reason) => Self::Died(pool, worker, reason.clone()),
                }
            }
        }
    }

    fn what(self) -> What {
        let notice = |pool, worker, notice| What::Notice(PoolId(pool), worker, notice);
        match self {
            Self::Later => What::Later,
            Self::EndedUnknown(pool, worker, job) => {
                What::EndedUnknown(PoolId(pool), worker, JobId(job))
            }
            Self::Ready(pool, worker) => notice(pool, worker, Notice::Ready),
            Self::Doing(pool, worker, doing) => notice(pool, worker, Notice::Doing(doing)),
            Self::Progress(pool, worker, done, total) => {
                notice(pool, worker, Notice::Progress(done, total))
            }
            Self::Ended(pool, worker, ended) => notice(pool, worker, Notice::Ended(ended)),
            Self::Died(pool, worker, reason) => notice(pool, worker, Notice::Died(reason)),
        }
    }
}

impl Held {
    fn of(call: &Call) -> Self {
        let result = call.result.as_deref().map(|kept| match kept {
            Kept::Result(packed) => Ok(packed.to_string()),
            Kept::LeftOut(bytes) => Err(u32::try_from(*bytes).unwrap_or(u32::MAX)),
        });
        Self {
            what: call.what.to_string(),
            how: match call.expected.how {
                Blocks::Sleeping => How::Sleeping,
                Blocks::Computing => How::Computing,
                Blocks::Joining => How::Joining,
            },
            expected: call.expected.takes.map(|takes| takes.0),
            took: call.took.0,
            result,
        }
    }

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
    turn: u32,
    /// How many events had happened, as 0.1 counts.
    event: usize,
    position: u64,
    when: i64,
}

impl Steps {
    fn to(&mut self, at: When, position: u64, when: Nanos) -> Step {
        // One that was read from a link of 0.1 is never written again.
        let moment = match at {
            When::Moment(moment) => moment,
            When::Events(_) => Moment::START,
        };
        let step = Step {
            turn: moment.turn.saturating_sub(self.turn),
            handle: moment.handle,
            offset: moment.offset,
            position: u32::try_from(position.saturating_sub(self.position)).unwrap_or(u32::MAX),
            when: when.0.saturating_sub(self.when),
        };
        (self.turn, self.position, self.when) = (moment.turn, position, when.0);
        step
    }

    fn go(&mut self, position: u32, when: i64) -> Option<(u64, Nanos)> {
        self.position = self.position.checked_add(u64::from(position))?;
        self.when = self.when.checked_add(when)?;
        Some((self.position, instant(self.when)?))
    }
}

/// An entry's way from the one before.
trait Stepped {
    fn from(self, last: &mut Steps) -> Option<(When, u64, Nanos)>;
}

impl Stepped for Step {
    fn from(self, last: &mut Steps) -> Option<(When, u64, Nanos)> {
        last.turn = last.turn.checked_add(self.turn)?;
        let moment = Moment {
            turn: last.turn,
            handle: self.handle,
            offset: self.offset,
        };
        let (position, when) = last.go(self.position, self.when)?;
        Some((moment.into(), position, when))
    }
}

impl Stepped for CountedStep {
    fn from(self, last: &mut Steps) -> Option<(When, u64, Nanos)> {
        last.event = last.event.checked_add(self.event as usize)?;
        let (position, when) = last.go(self.position, self.when)?;
        Some((When::Events(last.event), position, when))
    }
}

/// The farthest instant that is read, in nanoseconds: a year.
const FARTHEST: i64 = 366 * 24 * 3_600 * 1_000_000_000;

fn instant(nanos: i64) -> Option<Nanos> {
    (0..=FARTHEST).contains(&nanos).then_some(Nanos(nanos))
}

fn differences(places: &[usize]) -> Vec<u32> {
    let mut last = 0;
    let places = places.iter().map(|place| {
        let by = place.saturating_sub(last);
        last = *place;
        u32::try_from(by).unwrap_or(u32::MAX)
    });
    places.collect()
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

fn in_order<K: Ord, V, T>(map: &HashMap<K, V>, write: impl Fn(&K, &V) -> T) -> Vec<T> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by(|one, other| one.0.cmp(other.0));
    entries
        .into_iter()
        .map(|(key, it)| write(key, it))
        .collect()
}
