//! What the page's logic asks of the browser, and what it finds there when it opens.

use std::cell::{Cell, Ref};
use std::rc::Rc;

use yew::Callback;

use super::{dom, python};
use crate::app::preferences::Theme;
use crate::app::program::ProgramBeginning;
use crate::app::run::{Beginning, Ending, Frames, Pace, RecordedLoop, Run, Slice, Status};
use crate::app::speed::Speed;
use crate::app::{Action, Frame, Platform, Preferences, Surroundings};
use crate::events::{End, Nanos};
use crate::runtime::driver::browser::{self, Browser, Options};
use crate::scenarios::Scenario;
use crate::trace::Trace;
use crate::workers::slot_browser;

/// The browser.
pub struct BrowserPlatform {
    /// Where actions go.
    pub act: Callback<Action>,
}

impl Platform for BrowserPlatform {
    fn start(&self, beginning: &Beginning, pace: Pace) -> Box<dyn Run> {
        Box::new(Live::start(beginning, pace))
    }

    fn run_program(
        &self,
        beginning: &ProgramBeginning,
        pace: Pace,
        frames: Rc<Frames>,
    ) -> Box<dyn Run> {
        python::run(beginning, pace, frames, &self.act)
    }

    fn frames(&self, run: u32) -> Box<dyn Fn()> {
        let (act, was_asked) = (self.act.clone(), Cell::new(false));
        Box::new(move || {
            let act = act.clone();
            let frame = move || act.emit(Action::Frame(run));
            if was_asked.replace(true) {
                dom::before_paint(frame);
            } else {
                // What the run begins with is on the page as soon as its first slice is done: the
                // browser may still be busy painting what stood there before.
                dom::after(0, frame);
            }
        })
    }

    fn milliseconds(&self) -> f64 {
        dom::milliseconds()
    }

    fn searchers(&self) -> usize {
        dom::searchers()
    }

    fn seconds_of_day(&self) -> u32 {
        dom::seconds_of_day()
    }
}

/// A run at the wall's pace, with the page's web workers.
struct Live {
    recorded: RecordedLoop,
    browser: Browser,
    /// Whether its trace says that it is over.
    is_ended: Cell<bool>,
}

impl Live {
    fn start(beginning: &Beginning, pace: Pace) -> Self {
        let recorded = RecordedLoop::new(beginning);
        slot_browser::install(&recorded.event_loop, &dom::worker_script());
        let main = (beginning.scenario.main)(&beginning.values);
        let options = Options {
            speed: pace.speed,
            paused: pace.paused,
            ..Options::default()
        };
        let frames = beginning.frames.clone();
        let changed = move || frames.ask();
        let browser = Browser::start(&recorded.event_loop, main, options, changed);
        Self {
            recorded,
            browser,
            is_ended: Cell::new(false),
        }
    }
}

impl Run for Live {
    fn trace(&self) -> Ref<'_, Trace> {
        self.recorded.trace()
    }

    fn status(&self) -> Status {
        match self.browser.status() {
            browser::Status::Paused => Status::Paused,
            status if status.is_over() => Status::Finished,
            _ => Status::Running,
        }
    }

    fn ending(&self) -> Option<Ending> {
        match self.browser.status() {
            browser::Status::Finished(result) => Some(Ending::of_main(result)),
            browser::Status::Deadlocked(deadlock) => Some(Ending::of_deadlock(deadlock)),
            browser::Status::Stopped => Some(Ending::of(End::Stopped)),
            _ => None,
        }
    }

    fn now(&self) -> Nanos {
        self.browser.time()
    }

    fn follows_the_wall(&self) -> bool {
        self.browser.follows_the_wall()
    }

    fn limit(&self) -> usize {
        self.recorded.limit()
    }

    fn left_out(&self) -> u64 {
        self.recorded.left_out()
    }

    fn planned(&self) -> usize {
        self.recorded.event_loop.planned()
    }

    fn cpu_count(&self) -> u32 {
        self.recorded.event_loop.cpu_count()
    }

    /// It goes on by itself; only its end is still to be written down.
    fn advance(&self, _slice: &Slice<'_>) {
        if let (false, Some(ending)) = (self.is_ended.get(), self.ending()) {
            self.is_ended.set(true);
            self.recorded.end(ending.how);
        }
    }

    fn pause(&self) {
        self.browser.pause();
    }

    fn resume(&self) {
        self.browser.resume();
    }

    fn step(&self) {
        self.browser.step();
    }

    fn next_event(&self) {
        self.browser.next_event();
    }

    fn stop(&self) {
        self.browser.stop();
    }

    fn set_speed(&self, speed: Speed) {
        self.browser.set_speed(speed);
    }
}

/// What the page finds when it opens.
pub fn surroundings(scenario: Option<&'static Scenario>) -> Surroundings {
    let frame = Frame::read(&search());
    let mut preferences = preferences();
    if let Some(frame) = &frame {
        preferences.theme = frame.theme.or(preferences.theme);
        preferences.lang = frame.lang.unwrap_or(preferences.lang);
    }
    Surroundings {
        scenario,
        address: address(),
        preferences,
        system_theme: system_theme(),
        less_motion: dom::matches("(prefers-reduced-motion: reduce)"),
        is_embedded: frame.is_some(),
    }
}

/// The page's address, from its `#` on.
pub fn address() -> String {
    let hash = dom::window().and_then(|window| window.location().hash().ok());
    hash.unwrap_or_default()
}

/// What is remembered.
pub fn preferences() -> Preferences {
    let language = dom::window().and_then(|window| window.navigator().language());
    let read = |key: &str| dom::storage()?.get_item(key).ok().flatten();
    Preferences::load(read, language.as_deref())
}

/// What the system prefers.
pub fn system_theme() -> Theme {
    match dom::matches("(prefers-color-scheme: dark)") {
        true => Theme::Dark,
        false => Theme::Light,
    }
}

fn search() -> String {
    let search = dom::window().and_then(|window| window.location().search().ok());
    search.unwrap_or_default()
}
