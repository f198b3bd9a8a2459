//! One run, whatever it comes from: what the panes and the buttons ask of it.
//!
//! | source | what it is |
//! | --- | --- |
//! | the page's loop | a scenario at the wall's pace; begun by the [`Platform`](super::Platform), since only a page has a wall clock |
//! | [`VirtualRun`] | a scenario on virtual time, in slices: a replay |
//! | [`Recording`] | a trace that was read: nothing runs |
//! | [`RemoteRun`] | a program in a worker, whose events come in messages, and are shown at a pace |

mod ending;
mod playing;
mod recorded;
mod recording;
mod remote;
mod slice;
mod virtual_time;

pub use ending::Ending;
pub use recorded::{Frames, RecordedLoop};
pub use recording::{Gaps, Recording};
pub use remote::{Command, Failure, Left, Message, RemoteRun, Written};
pub use slice::Slice;
pub use virtual_time::{VirtualRun, Workers};

use std::cell::Ref;
use std::rc::Rc;

use super::speed::Speed;
use crate::events::Nanos;
use crate::events::format::Header;
use crate::runtime::Intervention;
use crate::scenarios::{Scenario, Values};
use crate::trace::Trace;

/// A run: what happened, and what it can be told to do.
///
/// What a source cannot do (a run that is over cannot pause, a recording cannot go on) has no
/// effect; [`Run::status`] tells what it does.
pub trait Run {
    /// What happened so far.
    fn trace(&self) -> Ref<'_, Trace>;
    /// What it does at present.
    fn status(&self) -> Status;
    /// How it ended; none while it has not. What its trace says of that
    /// ([`RunEnded`](crate::events::Event::RunEnded)) comes first.
    fn ending(&self) -> Option<Ending>;
    /// Why what it ran in did not outlive it, if it did not.
    fn failure(&self) -> Option<Failure> {
        None
    }
    /// What it left behind beside its trace, once it has ended.
    fn left(&self) -> Option<Left> {
        None
    }
    /// Whether it waits for a line from a person.
    fn asks(&self) -> bool {
        false
    }
    /// The line that it asks for, with its newline; an empty text is the end of the input.
    fn answer(&self, _line: String) {}
    /// The clock at the live end: between two events it goes on.
    fn now(&self) -> Nanos;
    /// Whether its clock is the wall's at present.
    fn follows_the_wall(&self) -> bool {
        false
    }
    /// The most events that are kept of it.
    fn limit(&self) -> usize;
    /// How many events happened after that many were kept.
    fn left_out(&self) -> u64 {
        0
    }
    /// How many planned interventions have not been done yet.
    fn planned(&self) -> usize {
        0
    }
    /// `os.cpu_count()`, as its program sees it.
    fn cpu_count(&self) -> u32 {
        0
    }
    /// Whether it can be repeated on virtual time alone: it is such a repetition.
    fn is_replay(&self) -> bool {
        false
    }
    /// What the file says of it as a whole, once that was read; a run that was not read from a file
    /// has none.
    fn header(&self) -> Option<Header> {
        None
    }
    /// What of its file is missing; none of a run that was not read from a file.
    fn gaps(&self) -> Option<Gaps> {
        None
    }
    /// How much of it was read, from 0 to 1.
    fn progress(&self) -> f64 {
        1.0
    }
    /// Whether it was read, so that nothing runs.
    fn is_recording(&self) -> bool {
        false
    }
    /// Does its work until the slice is over. A run that goes on by itself has nothing to do here.
    fn advance(&self, _slice: &Slice<'_>) {}
    /// Stops before the next handle.
    fn pause(&self) {}
    /// Goes on.
    fn resume(&self) {}
    /// Runs one handle, then pauses.
    fn step(&self) {}
    /// Skips the time in which nothing happens.
    fn next_event(&self) {}
    /// Ends it where it is; what happened stays.
    fn stop(&self) {}
    /// Another pace.
    fn set_speed(&self, _speed: Speed) {}
}

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It goes on by itself.
    Running,
    /// It waits for a person.
    Paused,
    /// It is over.
    Finished,
}

/// At which speed a run begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// The speed.
    pub speed: Speed,
    /// Whether it is paused before its first handle.
    pub paused: bool,
}

/// What a run begins with.
#[derive(Clone)]
pub struct Beginning {
    /// Counts the runs of this visit.
    pub number: u32,
    /// What runs.
    pub scenario: &'static Scenario,
    /// With which values.
    pub values: Values,
    /// What somebody does to it.
    pub plan: Vec<Intervention>,
    /// How many events are kept at most; none for as many as there is room for.
    pub events: Option<usize>,
    /// The seconds since midnight at loop time zero.
    pub epoch: u32,
    /// Where it asks for frames.
    pub frames: Rc<Frames>,
}
