//! A page without a browser: a state, what it asked of the browser, and frames when they are asked
//! for.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use loopscope::app::preferences::Theme;
use loopscope::app::program::ProgramBeginning;
use loopscope::app::run::{Beginning, Command, Frames, Pace, RemoteRun, Run, VirtualRun, Workers};
use loopscope::app::{Action, Effect, Platform, Preferences, Session, State, Surroundings, update};
use loopscope::text::Text;

/// Runs go on virtual time, and frames come when a test says so.
pub struct Place {
    clock: Cell<f64>,
    /// How many milliseconds go by whenever somebody looks at the clock.
    tick: Cell<f64>,
    /// The runs that asked for a frame.
    asked: Rc<RefCell<Vec<u32>>>,
    paces: RefCell<Vec<Pace>>,
    programs: RefCell<Vec<Elsewhere>>,
}

/// A program that was begun elsewhere: the way from there, and what was sent.
#[derive(Clone)]
pub struct Elsewhere {
    pub beginning: ProgramBeginning,
    pub run: RemoteRun,
    pub sent: Rc<RefCell<Vec<Command>>>,
}

impl Platform for Place {
    fn start(&self, beginning: &Beginning, pace: Pace) -> Box<dyn Run> {
        self.paces.borrow_mut().push(pace);
        Box::new(VirtualRun::new(beginning, Workers::Declared, pace.paused))
    }

    fn run_program(
        &self,
        beginning: &ProgramBeginning,
        pace: Pace,
        frames: Rc<Frames>,
    ) -> Box<dyn Run> {
        let sent: Rc<RefCell<Vec<Command>>> = Rc::default();
        let commands = Rc::clone(&sent);
        let send = move |command| commands.borrow_mut().push(command);
        let run = RemoteRun::new(None, pace, frames, Box::new(send));
        self.programs.borrow_mut().push(Elsewhere {
            beginning: beginning.clone(),
            run: run.clone(),
            sent,
        });
        Box::new(run)
    }

    fn frames(&self, run: u32) -> Box<dyn Fn()> {
        let asked = Rc::clone(&self.asked);
        Box::new(move || asked.borrow_mut().push(run))
    }

    fn milliseconds(&self) -> f64 {
        self.clock.set(self.clock.get() + self.tick.get());
        self.clock.get()
    }

    fn searchers(&self) -> usize {
        2
    }

    fn seconds_of_day(&self) -> u32 {
        12 * 3_600
    }
}

/// How a page opens, unless a test says otherwise: not for the first time, in English.
pub struct Opening {
    pub address: &'static str,
    pub preferences: Preferences,
    pub less_motion: bool,
    pub is_embedded: bool,
    pub is_slow: bool,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            address: "#/gather",
            preferences: known(),
            less_motion: false,
            is_embedded: false,
            is_slow: false,
        }
    }
}

/// Preferences of a browser that was here before.
pub fn known() -> Preferences {
    Preferences {
        seen: true,
        ..Preferences::load(|_| None, None)
    }
}

pub struct Page {
    pub state: State,
    /// What was asked of the browser, oldest first.
    pub effects: Vec<Effect>,
    place: Rc<Place>,
}

impl Page {
    /// A page at an address.
    pub fn at(address: &'static str) -> Self {
        Self::open(Opening {
            address,
            ..Opening::default()
        })
    }

    /// The same on a machine so slow that a frame has time for a few handles only.
    pub fn slow_at(address: &'static str) -> Self {
        Self::open(Opening {
            address,
            is_slow: true,
            ..Opening::default()
        })
    }

    pub fn open(opening: Opening) -> Self {
        Self::open_at(opening.address, opening)
    }

    /// The same at an address that was made in the test.
    pub fn open_at(address: &str, opening: Opening) -> Self {
        let place = Rc::new(Place {
            clock: Cell::new(0.0),
            tick: Cell::new(if opening.is_slow { 100.0 } else { 0.0 }),
            asked: Rc::default(),
            paces: RefCell::default(),
            programs: RefCell::default(),
        });
        let (state, effects) = State::open(
            Rc::clone(&place) as Rc<dyn Platform>,
            Surroundings {
                scenario: None,
                address: address.to_owned(),
                preferences: opening.preferences,
                system_theme: Theme::Light,
                less_motion: opening.less_motion,
                is_embedded: opening.is_embedded,
            },
        );
        Self {
            state,
            effects,
            place,
        }
    }

    /// From now on a frame has time for a few handles only.
    pub fn make_slow(&mut self) {
        self.place.tick.set(100.0);
    }

    /// A person, or the browser, does something.
    pub fn act(&mut self, action: Action) {
        let effects = update(&mut self.state, action);
        self.effects.extend(effects);
    }

    /// One frame, if any was asked for.
    pub fn frame(&mut self) -> bool {
        let asked: Vec<u32> = self.place.asked.borrow_mut().drain(..).collect();
        for run in &asked {
            self.act(Action::Frame(*run));
        }
        !asked.is_empty()
    }

    /// Frames until none is asked for.
    pub fn settle(&mut self) {
        let mut frames = 0;
        while self.frame() {
            frames += 1;
            assert!(frames < 100_000, "it asks for frames for ever");
        }
    }

    /// Runs what stands in the form to its end.
    pub fn run(&mut self) {
        self.act(Action::RunOrPause);
        self.settle();
    }

    pub fn write(&mut self, name: &'static str, value: &str) {
        self.act(Action::Write(name, value.to_owned()));
    }

    pub fn session(&self) -> &Session {
        self.state.session.as_ref().unwrap()
    }

    /// The programs that were begun elsewhere, oldest first.
    pub fn programs(&self) -> Vec<Elsewhere> {
        self.place.programs.borrow().clone()
    }

    /// So many milliseconds go by.
    pub fn wait(&self, milliseconds: f64) {
        self.place.clock.set(self.place.clock.get() + milliseconds);
    }

    /// The paces at which runs were begun.
    pub fn paces(&self) -> Vec<Pace> {
        self.place.paces.borrow().clone()
    }

    /// Where the cursor stands; 0 where there is no run.
    pub fn session_position(&self) -> usize {
        self.state.session.as_ref().map_or(0, Session::position)
    }

    pub fn position(&self) -> usize {
        self.session().position()
    }

    pub fn says(&self, text: Text) -> bool {
        self.state.notice.text == text.en
    }

    /// The console at the cursor, line by line.
    pub fn console(&self) -> Vec<String> {
        let panes = self.state.snapshot.panes().unwrap();
        let lines = panes.console.lines.iter();
        lines.map(|line| line.text.to_string()).collect()
    }

    /// The address that was written last.
    pub fn address(&self) -> String {
        let written = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Address { address, .. } => Some(address.clone()),
            _ => None,
        });
        written.unwrap()
    }
}
