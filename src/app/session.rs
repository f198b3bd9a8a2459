//! One run as the page has it: what it is a run of, what is known of it, and where the cursor
//! stands.

mod awaiting;
mod cursor;
mod ending;

use std::cell::{OnceCell, Ref};
use std::rc::Rc;

use super::bookmarks::Bookmarks;
use super::platform::Platform;
use super::run::{
    Beginning, Failure, Frames, Gaps, Left, Pace, Run, Slice, Status, VirtualRun, Workers,
};
use super::speed::Speed;
use super::subject::Subject;
use crate::events::format::{Clock, Header};
use crate::events::{Intervention, Nanos};
use crate::scenarios::quiz::Ran;
use crate::scenarios::{Scenario, Values, trace_file};
use crate::text::{Lang, Text, page};
use crate::trace::Trace;
use crate::view_model::{Analysis, StepLevel};
use crate::workers::outside::Outside;
use crate::workers::recording::Recording;

pub use awaiting::{Arrival, Awaited};

/// A run.
pub struct Session {
    /// Counts the runs of this visit.
    pub number: u32,
    /// What it is a run of.
    pub subject: Subject,
    /// What somebody does to it.
    pub plan: Vec<Intervention>,
    /// The moments that a person wants to find again.
    pub bookmarks: Bookmarks,
    /// How many events have happened where the panes stand; none follows the live end.
    pub cursor: Option<usize>,
    /// Where the cursor is to be, until the run has got there.
    awaited: Option<Awaited>,
    /// Whether it goes on when it has come there: somebody has seen its end already.
    pub goes_on: bool,
    /// Whether a person asked for it: it began by their hand, not by a link or with the page.
    pub is_asked: bool,
    /// Whether its workers are made up, since nobody knows what the real ones did.
    pub stands_in: bool,
    epoch: u32,
    /// The file whose lines the panes mark, if a person chose one.
    file: Option<Rc<str>>,
    run: Box<dyn Run>,
    frames: Rc<Frames>,
    analysis: Analysis,
    /// What its question is answered from, once it is over.
    ran: OnceCell<Option<Ran>>,
}

/// So many events are taken into account before it is asked whether the slice is over.
const PORTION: usize = 512;

impl Session {
    /// Starts a run of a scenario at a pace.
    pub fn start(platform: &dyn Platform, beginning: Beginning, pace: Pace) -> Self {
        let run = platform.start(&beginning, pace);
        Self::of(beginning, run)
    }

    /// Runs a scenario to its end on virtual time, as fast as the page has time for it.
    pub fn repeat(beginning: Beginning, workers: Workers) -> Self {
        let run = VirtualRun::new(&beginning, workers, false);
        Self::of(beginning, Box::new(run))
    }

    fn of(beginning: Beginning, run: Box<dyn Run>) -> Self {
        let subject = Subject::Scenario(beginning.scenario, beginning.values);
        let mut session = Self::new(beginning.number, subject, run, beginning.frames);
        session.plan = beginning.plan;
        session.epoch = beginning.epoch;
        session
    }

    /// A run of anything.
    pub fn new(number: u32, subject: Subject, run: Box<dyn Run>, frames: Rc<Frames>) -> Self {
        frames.ask();
        Self {
            number,
            subject,
            plan: Vec::new(),
            bookmarks: Bookmarks::default(),
            cursor: None,
            awaited: None,
            goes_on: false,
            is_asked: false,
            stands_in: false,
            epoch: 0,
            file: None,
            run,
            frames,
            analysis: Analysis::new(),
            ran: OnceCell::new(),
        }
    }

    /// The beginning of a run of the same scenario that is the same but for what is done to it; none
    /// if it is no scenario.
    pub fn again(
        &self,
        number: u32,
        plan: Vec<Intervention>,
        frames: Rc<Frames>,
    ) -> Option<Beginning> {
        let (scenario, values) = self.subject.scenario()?;
        Some(Beginning {
            number,
            scenario,
            values: values.clone(),
            plan,
            events: Some(self.run.limit()),
            epoch: self.epoch,
            frames,
        })
    }

    /// Whether it is of the same program with the same values.
    pub fn is_of(&self, scenario: &Scenario, values: &Values) -> bool {
        self.subject.is_of(scenario, values)
    }

    /// Whether it is of a program with this text.
    pub fn is_of_text(&self, text: &str) -> bool {
        self.subject.is_of_text(text)
    }

    /// Why what it ran in did not outlive it, if it did not.
    pub fn failure(&self) -> Option<Failure> {
        let is_over = self.status() == Status::Finished;
        self.run.failure().filter(|_| is_over)
    }

    /// What it left behind, once it is over.
    pub fn left(&self) -> Option<Left> {
        let is_over = self.status() == Status::Finished;
        self.run.left().filter(|_| is_over)
    }

    /// Whether it waits for a line from a person.
    pub fn asks(&self) -> bool {
        self.run.asks()
    }

    /// The line that it asks for, with its newline.
    pub fn answer(&self, line: String) {
        self.run.answer(line);
    }

    /// Whether a person can do something to it: it can be run again with that.
    pub fn can_be_stepped_into(&self) -> bool {
        self.subject.scenario().is_some()
    }

    /// Whether it was read from a file, so that nothing runs.
    pub fn is_recording(&self) -> bool {
        self.run.is_recording()
    }

    /// Whether no run by itself is the same as this one, since real workers did their part.
    pub fn has_real_workers(&self) -> bool {
        let scenario = self.subject.scenario();
        scenario.is_some_and(|(scenario, _)| scenario.uses_workers()) && !self.stands_in
    }

    /// Whether its workers have done anything, so that no run by itself is the same.
    pub fn has_jobs(&self) -> bool {
        self.analysis.index.has_jobs() || self.run.is_replay()
    }

    /// The version of CPython with whose order the run's was compared, as `3.13`; none for other
    /// values than those, and where somebody stepped in.
    pub fn same_order_as(&self) -> Option<String> {
        let (scenario, values) = self.subject.scenario()?;
        let is_compared = *values == Values::defaults(scenario.params)
            && self.plan.is_empty()
            && !scenario.uses_workers();
        let proved = scenario.proved().filter(|_| is_compared)?;
        let parts: Vec<&str> = proved.python.split('.').take(2).collect();
        Some(parts.join("."))
    }

    /// Whether something that was planned was not done.
    pub fn is_undone(&self) -> bool {
        self.run.planned() > 0
    }

    /// What its workers did, and on which machine.
    pub fn outside(&self) -> Outside {
        let trace = self.trace();
        Outside {
            recording: Rc::new(Recording::of(trace.inputs(), trace.turn_times())),
            cpu_count: self.run.cpu_count(),
        }
    }

    /// What the clock of day said at loop time zero, in seconds since midnight.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// What it is a run of, in words.
    pub fn title(&self, lang: Lang) -> String {
        self.subject.title(lang)
    }

    /// What the run does. It is over when all of it is known.
    pub fn status(&self) -> Status {
        match (self.run.status(), self.awaited) {
            (Status::Finished, _) if !self.is_known() => Status::Running,
            // It goes on only as far as the step.
            (Status::Running, Some(Awaited::Step(..))) => Status::Paused,
            (status, _) => status,
        }
    }

    /// What a file says of it as a whole: the one that it was read from, or is written to.
    pub fn header(&self) -> Option<Header> {
        let of_scenario = || {
            let (scenario, values) = self.subject.scenario()?;
            Some(trace_file::header(scenario, values))
        };
        self.run.header().or_else(of_scenario)
    }

    /// How much of it was read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.run.progress()
    }

    /// Which clock it was recorded by.
    pub fn which_clock(&self) -> Text {
        match self.run.header().map(|header| header.clock) {
            Some(Clock::Virtual) => page::CLOCK_VIRTUAL,
            Some(Clock::Wall) | None => page::CLOCK_WALL,
        }
    }

    /// What of its file is missing; none of a run that was not read from a file.
    pub fn gaps(&self) -> Option<Gaps> {
        self.run.gaps()
    }

    /// The panes mark the lines of the file of this path.
    pub fn show_file(&mut self, path: Rc<str>) {
        self.file = Some(path);
    }

    /// The path of the file whose lines the panes mark, as the events name it.
    pub fn main_file(&self) -> Rc<str> {
        match self.subject.scenario() {
            Some((scenario, _)) => Rc::from(scenario.rust_file),
            None if self.file.is_some() => self.file.clone().unwrap_or_default(),
            None => {
                let trace = self.trace();
                let sources = trace.sources();
                let with_text = sources.iter().find(|source| source.text.is_some());
                let first = with_text.or_else(|| sources.iter().next());
                first.map_or_else(|| Rc::from(""), |source| source.path.clone())
            }
        }
    }

    /// Halts, if it runs.
    pub fn pause(&mut self) {
        self.give_up_step();
        if self.run.status() == Status::Running {
            self.run.pause();
        }
    }

    /// Goes on.
    pub fn resume(&mut self) {
        self.give_up_step();
        self.run.resume();
        self.frames.ask();
    }

    fn give_up_step(&mut self) {
        if let Some(Awaited::Step(..)) = self.awaited {
            self.awaited = None;
        }
    }

    /// Goes on by one step of a level, and stays paused. The waiting before it is skipped.
    pub fn step_on(&mut self, level: StepLevel) {
        let number = level.number(&self.analysis, self.position()) + 1;
        self.step();
        self.awaited = Some(Awaited::Step(level, number));
    }

    /// Goes on to the end of the turn, or of the next one, and stays paused.
    pub fn turn_on(&mut self) {
        self.pause();
        self.run.next_event();
    }

    /// Runs one handle and stays paused.
    pub fn step(&mut self) {
        self.pause();
        self.run.step();
    }

    /// Skips the time in which nothing happens.
    pub fn next_event(&mut self) {
        self.run.next_event();
    }

    /// Ends the run where it is; what happened stays.
    pub fn stop(&self) {
        self.run.stop();
    }

    /// Another pace.
    pub fn set_speed(&mut self, speed: Speed) {
        self.run.set_speed(speed);
    }

    /// The page is about to be painted: the next event asks for another frame. A run that goes on
    /// asks for one anyhow, since its clock does.
    pub fn painted(&self) {
        self.frames.came();
        if self.status() == Status::Running {
            self.frames.ask();
        }
    }

    /// Asks for another frame.
    pub fn ask_for_frame(&self) {
        self.frames.ask();
    }

    /// Lets the run do its work and takes the newest events into account, as far as the slice
    /// goes; false if there is more to be done.
    pub fn advance(&mut self, slice: &Slice<'_>) -> bool {
        self.run.advance(slice);
        let trace = self.run.trace();
        while !self.analysis.catch_up_by(&trace, PORTION) {
            if slice.is_over() {
                return false;
            }
        }
        true
    }

    /// Whether all events of the trace were taken into account.
    fn is_known(&self) -> bool {
        self.len() == self.trace().len()
    }

    /// What happened.
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.run.trace()
    }

    /// What is known of it.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// How many events happened, as far as they are known.
    pub fn len(&self) -> usize {
        self.analysis.index.len()
    }

    /// Whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The loop clock at the live end.
    pub fn now(&self) -> Nanos {
        match self.status() {
            Status::Finished => self.trace().now(),
            _ if !self.is_known() => self.trace().time_at(self.len()),
            _ => self.run.now(),
        }
    }

    /// Whether jobs are in flight, so that the loop clock is the wall's.
    pub fn follows_the_wall(&self) -> bool {
        self.run.follows_the_wall()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.stop();
    }
}
