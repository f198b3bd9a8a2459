//! One run as the page has it: what it is a run of, what is known of it, and where the cursor
//! stands.

use std::cell::Ref;
use std::rc::Rc;

use super::bookmarks::Bookmarks;
use super::platform::Platform;
use super::run::{Beginning, Ending, Frames, Pace, Replay, Run, Status, Workers};
use super::speed::Speed;
use crate::events::{Event, Intervention, Nanos};
use crate::scenarios::{Form, Scenario, Values};
use crate::text::{Lang, page, panes};
use crate::trace::Trace;
use crate::view_model::deadlock::deadlock_report;
use crate::view_model::steps::{self, Step};
use crate::view_model::{Analysis, interventions};
use crate::workers::outside::Outside;
use crate::workers::recording::Recording;

/// A run of a scenario.
pub struct Session {
    /// Counts the runs of this visit.
    pub number: u32,
    /// What runs.
    pub scenario: &'static Scenario,
    /// With which values.
    pub values: Values,
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
    /// Whether its workers are made up, since nobody knows what the real ones did.
    pub stands_in: bool,
    epoch: u32,
    run: Box<dyn Run>,
    frames: Rc<Frames>,
    analysis: Analysis,
}

/// A moment that a run is to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// So many events have happened.
    Event(usize),
    /// So many interventions of the plan were done.
    Intervention(usize),
}

/// Whether a run has come to where it is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It is awaited nowhere, or is on its way.
    None,
    /// Just now.
    Now,
    /// It is over and never came.
    Never,
}

impl Session {
    /// Starts a run at a pace.
    pub fn start(platform: &dyn Platform, beginning: Beginning, pace: Pace) -> Self {
        let run = platform.start(&beginning, pace);
        Self::of(beginning, run)
    }

    /// Runs it to its end at once, on virtual time.
    pub fn repeat(beginning: Beginning, workers: Workers) -> Self {
        let run = Box::new(Replay::run(&beginning, workers));
        Self::of(beginning, run)
    }

    fn of(beginning: Beginning, run: Box<dyn Run>) -> Self {
        beginning.frames.ask();
        Self {
            number: beginning.number,
            scenario: beginning.scenario,
            values: beginning.values,
            plan: beginning.plan,
            bookmarks: Bookmarks::default(),
            cursor: None,
            awaited: None,
            goes_on: false,
            stands_in: false,
            epoch: beginning.epoch,
            run,
            frames: beginning.frames,
            analysis: Analysis::new(),
        }
    }

    /// The beginning of a run that is the same but for what is done to it.
    pub fn again(&self, number: u32, plan: Vec<Intervention>, frames: Rc<Frames>) -> Beginning {
        Beginning {
            number,
            scenario: self.scenario,
            values: self.values.clone(),
            plan,
            events: Some(self.run.limit()),
            epoch: self.epoch,
            frames,
        }
    }

    /// Whether it is of the same program with the same values.
    pub fn is_of(&self, scenario: &Scenario, values: &Values) -> bool {
        self.scenario.id == scenario.id && self.values == *values
    }

    /// Whether its workers have done anything, so that no run by itself is the same.
    pub fn has_jobs(&self) -> bool {
        self.analysis.index.has_jobs() || self.run.is_replay()
    }

    /// Whether something that was planned was not done.
    pub fn is_undone(&self) -> bool {
        self.run.planned() > 0
    }

    /// What its workers did, and on which machine.
    pub fn outside(&self) -> Outside {
        let trace = self.trace();
        Outside {
            recording: Rc::new(Recording::of(
                trace.iter().map(|record| (record.when, &record.event)),
            )),
            cpu_count: self.run.cpu_count(),
        }
    }

    /// What the clock of day said at loop time zero, in seconds since midnight.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// What it is a run of: the scenario's title, and the values that are not the default.
    pub fn title(&self, lang: Lang) -> String {
        let form = Form::of(&self.values);
        let defaults = Form::new(self.scenario.params);
        let changed = form.fields().zip(defaults.fields());
        let changed = changed.filter(|((_, raw), (_, default))| raw != default);
        let values: Vec<String> = changed
            .map(|((param, raw), _)| format!("{} {raw}", param.label.get(lang)))
            .collect();
        let title = self.scenario.title.get(lang);
        match values.is_empty() {
            true => title.to_owned(),
            false => format!("{title} ({})", values.join(", ")),
        }
    }

    /// What the run does.
    pub fn status(&self) -> Status {
        self.run.status()
    }

    /// Halts, if it runs.
    pub fn pause(&mut self) {
        if self.status() == Status::Running {
            self.run.pause();
        }
    }

    /// Goes on.
    pub fn resume(&mut self) {
        self.run.resume();
        self.frames.ask();
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

    /// The cursor goes there as soon as the run has come to it, and the run halts.
    pub fn await_moment(&mut self, moment: Awaited) {
        self.awaited = Some(moment);
    }

    /// Takes the newest events into account.
    pub fn catch_up(&mut self) -> Arrival {
        self.analysis.catch_up(&self.run.trace());
        let Some(awaited) = self.awaited else {
            return Arrival::None;
        };
        let cursor = match awaited {
            Awaited::Event(cursor) => (self.len() >= cursor).then_some(cursor),
            Awaited::Intervention(number) => interventions::cursor_after(&self.analysis, number),
        };
        if let Some(cursor) = cursor {
            self.awaited = None;
            if !self.goes_on {
                self.pause();
            }
            self.cursor = Some(cursor);
            return Arrival::Now;
        }
        if self.status() == Status::Finished {
            self.awaited = None;
            return Arrival::Never;
        }
        Arrival::None
    }

    /// What happened.
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.run.trace()
    }

    /// What is known of it.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// How many events happened.
    pub fn len(&self) -> usize {
        self.trace().len()
    }

    /// Whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the cursor stands, in events.
    pub fn position(&self) -> usize {
        let len = self.len();
        self.cursor.unwrap_or(len).min(len)
    }

    /// The loop clock at the cursor.
    pub fn time(&self) -> Nanos {
        self.trace().time_at(self.position())
    }

    /// The loop clock at the live end.
    pub fn now(&self) -> Nanos {
        match self.status() {
            Status::Finished => self.trace().now(),
            _ => self.run.now(),
        }
    }

    /// Puts the cursor somewhere; at the end it follows the live end again.
    pub fn set_cursor(&mut self, cursor: usize) {
        self.cursor = (cursor < self.len()).then_some(cursor);
    }

    /// Moves the cursor a step forward or back.
    pub fn move_cursor(&mut self, step: Step, forward: bool) {
        let to = {
            let (trace, cursor) = (self.trace(), self.position());
            match forward {
                true => steps::forward(&trace, &self.analysis, cursor, step),
                false => steps::back(&trace, &self.analysis, cursor, step),
            }
        };
        self.set_cursor(to);
    }

    /// Moves the cursor to where the next handle has run.
    pub fn cursor_to_next_handle(&mut self) {
        let from = self.position();
        let to = {
            let trace = self.trace();
            let mut after = trace.range(from, trace.len());
            after
                .find(|(_, record)| matches!(record.event, Event::HandleEnded { .. }))
                .map(|(event, _)| event + 1)
        };
        match to {
            Some(cursor) => self.set_cursor(cursor),
            None => self.cursor = None,
        }
    }

    /// How the run ended, where the program did not simply return; and that its trace is full.
    pub fn ending(&self, lang: Lang) -> Option<String> {
        let how = match self.run.ending() {
            Some(Ending::Raised(exception)) => Some(exception.to_string()),
            Some(Ending::Deadlocked(deadlock)) => {
                let trace = self.trace();
                Some(deadlock_report(&deadlock, &trace, &self.analysis, lang))
            }
            Some(Ending::Stopped) => Some(page::STOPPED.get(lang).to_owned()),
            Some(Ending::Returned) | None => None,
        };
        let said: Vec<String> = how.into_iter().chain(self.fullness(lang)).collect();
        (!said.is_empty()).then(|| said.join("\n"))
    }

    /// Whether jobs are in flight, so that the loop clock is the wall's.
    pub fn follows_the_wall(&self) -> bool {
        self.run.follows_the_wall()
    }

    /// The trace is full, in words.
    fn fullness(&self, lang: Lang) -> Option<String> {
        let left_out = self.run.left_out();
        (left_out > 0).then(|| panes::trace_full(lang, self.run.limit(), left_out))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.stop();
    }
}
