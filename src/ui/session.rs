//! One run: a loop, who drives it, who listens to it, and where the cursor stands.

use std::cell::{Cell, Ref};
use std::rc::Rc;

use yew::Callback;

use super::action::Action;
use super::dom;
use crate::runtime::EventLoop;
use crate::runtime::clock::Nanos;
use crate::runtime::driver::browser::{self, Browser, Options};
use crate::runtime::driver::pace::Speed;
use crate::runtime::instrument::{Event, Instrument};
use crate::scenarios::twin::linecache;
use crate::scenarios::{Form, Scenario, Values};
use crate::text::{Lang, page};
use crate::trace::{Recorder, Trace};
use crate::view_model::Study;
use crate::view_model::steps::{self, Step};
use crate::workers::slot_browser;

/// A run of a scenario.
pub struct Session {
    /// Counts the runs of this visit.
    pub number: u32,
    /// What runs.
    pub scenario: &'static Scenario,
    /// With which values.
    pub values: Values,
    /// How many events have happened where the panes stand; none follows the live end.
    pub cursor: Option<usize>,
    /// Where a link wants the cursor to be, until the run has got there.
    awaited: Option<usize>,
    browser: Browser,
    watch: Rc<Watch>,
    study: Study,
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

impl Session {
    /// Starts a run, paused before its first event or not. Frames are asked for at `act`.
    pub fn start(
        number: u32,
        scenario: &'static Scenario,
        values: Values,
        speed: Speed,
        paused: bool,
        act: &Callback<Action>,
    ) -> Self {
        let watch = Rc::new(Watch {
            recorder: Recorder::new(),
            is_asked: Cell::new(false),
            act: act.clone(),
            number,
        });
        let event_loop = EventLoop::new();
        event_loop.set_epoch(dom::seconds_of_day());
        slot_browser::install(&event_loop, &dom::worker_script());
        event_loop.set_instrument(Some(Rc::clone(&watch) as Rc<dyn Instrument>));
        event_loop.set_linecache(Some(linecache(scenario, &values)));
        let main = (scenario.main)(&values);
        let changed = Rc::clone(&watch);
        let options = Options {
            speed,
            paused,
            ..Options::default()
        };
        let browser = Browser::start(&event_loop, main, options, move || changed.ask());
        watch.ask();
        Self {
            number,
            scenario,
            values,
            cursor: None,
            awaited: None,
            browser,
            watch,
            study: Study::new(),
        }
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
        match self.browser.status() {
            browser::Status::Paused => Status::Paused,
            status if status.is_over() => Status::Finished,
            _ => Status::Running,
        }
    }

    /// Halts, if it runs.
    pub fn pause(&mut self) {
        if self.status() == Status::Running {
            self.browser.pause();
        }
    }

    /// Goes on.
    pub fn resume(&mut self) {
        self.browser.resume();
        self.watch.ask();
    }

    /// Runs one handle and stays paused.
    pub fn step(&mut self) {
        self.pause();
        self.browser.step();
    }

    /// Skips the time in which nothing happens.
    pub fn next_event(&mut self) {
        self.browser.next_event();
    }

    /// Ends the run where it is.
    pub fn stop(&mut self) {
        self.browser.stop();
    }

    /// Ends the run for good; what happened stays.
    pub fn close(&self) {
        self.browser.stop();
    }

    /// Another pace.
    pub fn set_speed(&mut self, speed: Speed) {
        self.browser.set_speed(speed);
    }

    /// The page is about to be painted: the next event asks for another frame. A run that goes on
    /// asks for one anyhow, since its clock does.
    pub fn painted(&self) {
        self.watch.is_asked.set(false);
        if self.status() == Status::Running {
            self.watch.ask();
        }
    }

    /// The cursor goes there as soon as so many events have happened, and the run halts.
    pub fn await_moment(&mut self, cursor: usize) {
        self.awaited = Some(cursor);
    }

    /// Takes the newest events into account. False when a moment that was awaited never comes.
    pub fn catch_up(&mut self) -> bool {
        self.study.catch_up(&self.watch.recorder.trace());
        let Some(cursor) = self.awaited else {
            return true;
        };
        let has_come = self.len() >= cursor;
        if has_come {
            self.awaited = None;
            self.pause();
            self.set_cursor(cursor);
        } else if self.status() == Status::Finished {
            self.awaited = None;
            return false;
        }
        true
    }

    /// What happened.
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.watch.recorder.trace()
    }

    /// What is known of it.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// How many events happened.
    pub fn len(&self) -> usize {
        self.trace().len()
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
            _ => self.browser.time(),
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
                true => steps::forward(&trace, &self.study, cursor, step),
                false => steps::back(&trace, &self.study, cursor, step),
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

    /// How the run ended, where the program did not simply return.
    pub fn ending(&self, lang: Lang) -> Option<String> {
        match self.browser.status() {
            browser::Status::Finished(result) => Some(result.err()?.to_string()),
            browser::Status::Deadlocked(deadlock) => Some(deadlock.to_string()),
            browser::Status::Stopped => Some(page::STOPPED.get(lang).to_owned()),
            _ => None,
        }
    }

    /// Whether jobs are in flight, so that the loop clock is the wall's.
    pub fn follows_the_wall(&self) -> bool {
        self.browser.follows_the_wall()
    }

    /// The trace is full, in words.
    pub fn fullness(&self, lang: Lang) -> Option<String> {
        let recorder = &self.watch.recorder;
        let left_out = recorder.left_out();
        (left_out > 0).then(|| crate::text::panes::trace_full(lang, recorder.limit(), left_out))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Listens to the loop: records, and asks for at most one frame at a time.
struct Watch {
    recorder: Recorder,
    is_asked: Cell<bool>,
    act: Callback<Action>,
    number: u32,
}

impl Watch {
    fn ask(&self) {
        if !self.is_asked.replace(true) {
            let (act, number) = (self.act.clone(), self.number);
            dom::before_paint(move || act.emit(Action::Frame(number)));
        }
    }
}

impl Instrument for Watch {
    fn record(&self, when: Nanos, event: Event) {
        self.recorder.record(when, event);
        self.ask();
    }
}
