//! The page's state, whole: where the address leads, the runs, what is seen of them, and how a
//! person likes it.

use std::rc::Rc;

use super::action::Overlay;
use super::effect::Effect;
use super::explore::{Exploring, OtherOrder};
use super::link::Link;
use super::navigation::read_address;
use super::opened::Opened;
use super::panes::{About, Pane, Side};
use super::platform::Platform;
use super::play::Playing;
use super::preferences::{Preferences, Theme};
use super::program::{Draft, Interpreter};
use super::recordings::Recordings;
use super::run::Status;
use super::session::Session;
use super::sharing::Sharing;
use super::shelf::Shelf;
use super::snapshot::Snapshot;
use crate::events::TaskId;
use crate::scenarios::address::ScenarioRoute;
use crate::scenarios::{Form, Scenario};
use crate::view_model::Column;

/// The state of the page. [`update`](super::update()) alone changes it; what draws the page reads
/// it.
pub struct State {
    /// What the browser remembers.
    pub preferences: Preferences,
    /// What the system prefers.
    pub system_theme: Theme,
    /// Where the address leads.
    pub place: Place,
    /// Which pane a phone shows.
    pub pane: Pane,
    /// Which side of the event loop is shown.
    pub side: Side,
    /// Whether the findings are shown: in the place of the console, or, where there is room for one
    /// of the lower panes alone, of the side of the event loop.
    pub finds: bool,
    /// What was guessed, as it was typed or chosen.
    pub guess: String,
    /// The dialog that is open.
    pub overlay: Option<Overlay>,
    /// Whether the catalogue is open, where it opens.
    pub catalogue: bool,
    /// Whether the header's menu is open.
    pub menu: bool,
    /// The link that was made last, while what can be done with it is shown.
    pub sharing: Option<Sharing>,
    /// A short word to the person.
    pub notice: Notice,
    /// Whether the sound is on.
    pub has_sound: bool,
    /// The run, until another begins.
    pub session: Option<Session>,
    /// The run as it was before somebody stepped in: it stands behind this one.
    pub baseline: Option<Session>,
    /// A run that was kept, to compare the present one with.
    pub kept: Option<Session>,
    /// The present run is to be kept when another begins.
    pub keeps: bool,
    /// The files that are opened.
    pub recordings: Recordings,
    /// Which side of a recording is shown.
    pub about: About,
    /// How the table of tasks is sorted.
    pub sort: Column,
    /// The cursor's way through a recording that is played.
    pub(super) playing: Option<Playing>,
    /// The order that is shown, where it is not asyncio's own; that one is the baseline then.
    pub order: Option<OtherOrder>,
    /// Trying other orders, while that is open.
    pub exploring: Option<Exploring>,
    /// The task that is looked at; none follows the running one.
    pub task: Option<TaskId>,
    /// What the panes show of the run.
    pub snapshot: Snapshot,
    /// Whether the page stands in another one: no header, no catalogue.
    pub is_embedded: bool,
    /// Run was pressed while a field was wrong.
    pub is_refused: bool,
    /// What runs programs.
    pub interpreter: Interpreter,
    /// The programs that are kept.
    pub shelf: Shelf,
    /// What a link says about the moment to which the run is on its way.
    pub(super) arriving: Option<Link>,
    /// The run whose end was taken notice of.
    pub(super) ended: Option<u32>,
    /// The run that went on when the page was hidden.
    pub(super) hidden: Option<u32>,
    /// How many runs there were in this visit.
    pub(super) runs: u32,
    /// How many searches there were.
    pub(super) searches: u32,
    pub(super) platform: Rc<dyn Platform>,
    /// What the browser is to do, until [`update`](super::update()) gives it.
    pub(super) effects: Vec<Effect>,
}

/// What the page finds when it opens.
pub struct Surroundings {
    /// A scenario to show instead of what the address says.
    pub scenario: Option<&'static Scenario>,
    /// The address, from its `#` on.
    pub address: String,
    /// What was remembered.
    pub preferences: Preferences,
    /// What the system prefers.
    pub system_theme: Theme,
    /// Whether the system asks for less motion.
    pub less_motion: bool,
    /// Whether the page stands in another one.
    pub is_embedded: bool,
}

/// Where the address leads.
pub enum Place {
    /// To a scenario, or a step of the lesson that shows one.
    Scenario(Box<Opened>),
    /// To a person's own program.
    Program(Box<Draft>),
    /// To a recording, or to where one is opened.
    Recordings,
    /// To nothing; what was asked for.
    Unknown(String),
}

impl Place {
    /// A scenario with its defaults.
    pub fn of(scenario: &'static Scenario) -> Self {
        Self::Scenario(Box::new(Opened::new(ScenarioRoute {
            scenario,
            step: None,
            form: Form::new(scenario.params),
            page: Vec::new(),
            problems: Vec::new(),
        })))
    }
}

/// A short word to the person, gone after a while.
#[derive(Default)]
pub struct Notice {
    /// Counts the notices.
    pub number: u32,
    /// What it says; empty when there is none.
    pub text: String,
}

impl State {
    /// The page as it opens, and what is to be done at once. A link to a moment runs its scenario,
    /// and so does the first visit.
    pub fn open(platform: Rc<dyn Platform>, found: Surroundings) -> (Self, Vec<Effect>) {
        let mut state = Self {
            place: match found.scenario {
                Some(scenario) => Place::of(scenario),
                None => read_address(&found.address, &found.preferences.progress),
            },
            pane: Pane::default(),
            side: Side::default(),
            finds: false,
            guess: String::new(),
            menu: false,
            ended: None,
            overlay: None,
            catalogue: false,
            sharing: None,
            notice: Notice::default(),
            has_sound: false,
            recordings: Recordings::default(),
            about: About::default(),
            sort: Column::default(),
            playing: None,
            session: None,
            baseline: None,
            kept: None,
            keeps: false,
            order: None,
            exploring: None,
            task: None,
            snapshot: Snapshot::default(),
            is_embedded: found.is_embedded,
            is_refused: false,
            interpreter: Interpreter::default(),
            shelf: Shelf::default(),
            arriving: None,
            hidden: None,
            runs: 0,
            searches: 0,
            preferences: found.preferences,
            system_theme: found.system_theme,
            platform,
            effects: vec![Effect::ShowPreferences],
        };
        state.retitle();
        state.enter();
        state.first_visit(found.less_motion);
        state.follow_link();
        state.follow_recording(&found.address);
        let effects = std::mem::take(&mut state.effects);
        (state, effects)
    }

    /// The scenario that is open.
    pub fn opened(&self) -> Option<&Opened> {
        match &self.place {
            Place::Scenario(opened) => Some(opened),
            Place::Program(_) | Place::Recordings | Place::Unknown(_) => None,
        }
    }

    /// The pane that a phone shows: the program in the place of the form where there is none.
    pub fn shown_pane(&self) -> Pane {
        let in_lesson = self.lesson_step().is_some();
        self.pane.inside(in_lesson).with_form(self.has_form())
    }

    /// Whether there is a form: that of a scenario, or the settings of trying other orders, which
    /// take its place.
    pub fn has_form(&self) -> bool {
        self.opened().is_some() || self.exploring.is_some()
    }

    /// The theme to show now.
    pub fn theme(&self) -> Theme {
        self.preferences.theme.unwrap_or(self.system_theme)
    }

    /// What the run does, if there is one.
    pub fn status(&self) -> Option<Status> {
        self.session.as_ref().map(Session::status)
    }

    /// Whether a paused run can go on: it is of the values that stand in the form.
    pub fn can_continue(&self) -> bool {
        self.status() == Some(Status::Paused) && self.is_of_the_form()
    }

    /// Whether the run is of the values that stand in the form, of the text in the editor, or of what
    /// has neither.
    pub fn is_of_the_form(&self) -> bool {
        let Some(session) = &self.session else {
            return false;
        };
        if let Some(draft) = self.draft() {
            return session.is_of_text(&draft.text);
        }
        let Some(opened) = self.opened() else {
            return session.subject.scenario().is_none();
        };
        let values = opened.values();
        values.is_some_and(|values| session.is_of(opened.scenario, &values))
    }
}
