//! The root of the page: its state, and the one place where actions change it.

use yew::prelude::*;

use super::action::{Action, Export, Overlay, Pane, Side};
use super::components::form::Known;
use super::components::prediction::Guess;
use super::dom::{self, Listener};
use super::keyboard;
use super::moment::Moment;
use super::opened::Opened;
use super::panic;
use super::screen;
use super::session::{Session, Status};
use super::settings::Settings;
use super::sizes::Sizes;
use super::sound::Sound;
use super::speed::Speed;
use super::take_along::take_along;
use crate::runtime::instrument::TaskId;
use crate::scenarios::address::{self, Route, ScenarioRoute};
use crate::scenarios::{Form, Scenario};
use crate::text::{Text, habits, page};
use crate::view_model::steps::Step;
use std::cell::Cell;
use std::rc::Rc;

/// The page.
pub struct App {
    /// What the browser remembers.
    pub settings: Settings,
    /// Where the address leads.
    pub place: Place,
    /// Which pane a phone shows.
    pub pane: Pane,
    /// Which side of the event loop is shown.
    pub side: Side,
    /// What was guessed.
    pub guess: Guess,
    /// The dialog that is open.
    pub overlay: Option<Overlay>,
    /// Whether the catalogue is open, where it opens.
    pub catalogue: bool,
    /// A short word to the person.
    pub notice: Notice,
    /// The sound, while it is on.
    pub sound: Option<Sound>,
    /// The run, until another begins.
    pub session: Option<Session>,
    /// A run that was kept, to compare the present one with.
    pub kept: Option<Session>,
    /// The present run is to be kept when another begins.
    pub keeps: bool,
    /// The task that is looked at; none follows the running one.
    pub task: Option<TaskId>,
    /// What the panes show of the run.
    pub moment: Moment,
    /// Whether the page stands in another one: no header, no catalogue.
    pub is_embedded: bool,
    /// Run was pressed while a field was wrong.
    pub is_refused: bool,
    /// Where actions go.
    pub act: Callback<Action>,
    dialog_open: Rc<Cell<bool>>,
    runs: u32,
    _listeners: Vec<Listener>,
}

/// What the page may be given.
#[derive(Clone, PartialEq, Properties)]
pub struct AppProps {
    /// A scenario to show instead of what the address says.
    pub scenario: Option<Known<Scenario>>,
}

/// Where the address leads.
pub enum Place {
    /// To a scenario.
    Scenario(Box<Opened>),
    /// To the ordered lesson.
    Lesson,
    /// To nothing; what was asked for.
    Unknown(String),
}

impl Place {
    fn of(scenario: &'static Scenario) -> Self {
        Self::Scenario(Box::new(Opened::new(ScenarioRoute {
            scenario,
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

impl Component for App {
    type Message = Action;
    type Properties = AppProps;

    fn create(ctx: &Context<Self>) -> Self {
        let settings = Settings::load();
        settings.apply();
        let act = ctx.link().callback(|action| action);
        let dialog_open = Rc::new(Cell::new(false));
        let mut app = Self {
            place: match ctx.props().scenario {
                Some(Known(scenario)) => Place::of(scenario),
                None => read_address(),
            },
            pane: Pane::default(),
            side: Side::default(),
            guess: Guess::default(),
            overlay: None,
            catalogue: false,
            notice: Notice::default(),
            sound: None,
            session: None,
            kept: None,
            keeps: false,
            task: None,
            moment: Moment::default(),
            is_refused: false,
            is_embedded: is_embedded(),
            _listeners: listeners(&act, &dialog_open),
            dialog_open,
            runs: 0,
            settings,
            act,
        };
        app.retitle();
        app.first_visit();
        app.follow_link();
        app
    }

    fn update(&mut self, _ctx: &Context<Self>, action: Action) -> bool {
        let changed = self.perform(action);
        self.dialog_open.set(self.overlay.is_some());
        changed
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        screen::page(self)
    }
}

impl App {
    /// The scenario that is open.
    pub fn opened(&self) -> Option<&Opened> {
        match &self.place {
            Place::Scenario(opened) => Some(opened),
            Place::Lesson | Place::Unknown(_) => None,
        }
    }

    /// What the run does, if there is one.
    pub fn status(&self) -> Option<Status> {
        self.session.as_ref().map(Session::status)
    }

    /// Whether a paused run can go on: it is of the values that stand in the form.
    pub fn can_continue(&self) -> bool {
        let values = self.opened().and_then(Opened::values);
        self.status() == Some(Status::Paused)
            && self
                .session
                .as_ref()
                .is_some_and(|session| values.as_ref() == Some(&session.values))
    }

    /// Performs an action; false if nothing on the screen can have changed.
    fn perform(&mut self, action: Action) -> bool {
        remember(&action);
        match action {
            Action::Frame(run) => return self.frame(run),
            Action::Address => self.address_changed(),
            Action::Write(..) | Action::Reset | Action::Preset(_) => self.edit(action),
            Action::RunOrPause => self.run_or_pause(),
            Action::Step => self.step(),
            Action::NextEvent => self.next_event(),
            Action::Stop => self.with_session(Session::stop),
            Action::Speed(speed) => self.set_speed(speed),
            Action::Go(cursor) => self.go(cursor),
            Action::Move(step, forward) => self.move_cursor(step, forward),
            Action::Undo => self.undo(),
            Action::ToStart => self.go(0),
            Action::ToEnd => self.follow_live_end(),
            Action::Task(task) => self.task = Some(task),
            Action::Code(code) => {
                self.settings.code = code;
                self.settings_changed();
            }
            Action::Beside(beside) => {
                self.settings.beside = beside;
                self.settings_changed();
            }
            Action::Resize(divider, percent) => {
                self.settings.sizes = self.settings.sizes.with(divider, percent);
                self.settings_changed();
            }
            Action::ResetSizes => {
                self.settings.sizes = Sizes::default();
                self.settings_changed();
            }
            Action::Sound(on) => self.turn_sound(on),
            Action::Look(side) => self.side = side,
            Action::GuessTime(time) => self.guess.time = time,
            Action::GuessLast(last) => self.guess.last = last,
            Action::CopyCode => self.copy_code(),
            Action::Keep => self.keep(),
            Action::Share => self.share(),
            Action::Export(export) => self.export(export),
            Action::Copied(true) => self.notify(page::COPIED),
            Action::Copied(false) => self.notify(page::COPY_REFUSED),
            Action::Show(pane) => self.pane = pane,
            Action::Catalogue(open) => self.catalogue = open,
            Action::Language(lang) => {
                self.settings.lang = lang;
                self.settings_changed();
                self.retitle();
            }
            Action::Theme(theme) => {
                self.settings.theme = Some(theme);
                self.settings_changed();
            }
            Action::SystemTheme => self.settings.apply(),
            Action::Open(overlay) => self.overlay = Some(overlay),
            Action::Close => (self.overlay, self.catalogue) = (None, false),
            Action::GoToPixel(x) => self.go_to_pixel(x),
            Action::Scrolled(by) => self.moment.scroll(by),
            Action::Sized(width, height) => self.moment.resize(width, height),
            Action::View(change) => self.moment.change_view(change),
            Action::NoticeGone(number) => {
                if self.notice.number == number {
                    self.notice.text.clear();
                }
            }
        }
        self.refresh();
        true
    }

    /// Shows a short word for a while.
    fn notify(&mut self, text: Text) {
        self.notice.number += 1;
        self.notice.text = text.get(self.settings.lang).to_owned();
        let (act, number) = (self.act.clone(), self.notice.number);
        gloo_timers::callback::Timeout::new(4_000, move || act.emit(Action::NoticeGone(number)))
            .forget();
    }

    fn refresh(&mut self) {
        let lang = self.settings.lang;
        let has_come = self.moment.refresh(self.session.as_mut(), self.task, lang);
        if let (Some(sound), Some(session)) = (&mut self.sound, &self.session) {
            sound.follow(session);
        }
        if !has_come {
            self.notify(page::CURSOR_PAST_END);
        }
    }

    fn turn_sound(&mut self, on: bool) {
        self.sound = on.then(|| Sound::start(self.session.as_ref())).flatten();
        if on {
            self.notify(match self.sound {
                Some(_) => habits::SOUND_IS_ON,
                None => habits::SOUND_REFUSED,
            });
        }
    }

    fn frame(&mut self, run: u32) -> bool {
        match &mut self.session {
            Some(session) if session.number == run => {
                session.painted();
                self.refresh();
                true
            }
            _ => false,
        }
    }

    fn address_changed(&mut self) {
        let place = read_address();
        let same = match (&self.place, &place) {
            (Place::Scenario(was), Place::Scenario(is)) => was.scenario.id == is.scenario.id,
            _ => false,
        };
        self.place = place;
        (self.overlay, self.catalogue, self.is_refused) = (None, false, false);
        if !same {
            self.drop_session();
            self.guess = Guess::default();
        }
        self.retitle();
        self.follow_link();
    }

    fn edit(&mut self, action: Action) {
        let Place::Scenario(opened) = &mut self.place else {
            return;
        };
        let whole = match action {
            Action::Write(name, raw) => {
                opened.write(name, &raw);
                false
            }
            Action::Reset => {
                opened.fill(Form::new(opened.scenario.params));
                true
            }
            Action::Preset(number) => match opened.scenario.presets.get(number) {
                Some(preset) => {
                    opened.fill(preset.form(opened.scenario));
                    true
                }
                None => return,
            },
            _ => return,
        };
        if opened.values().is_some() {
            self.is_refused = false;
        }
        write_address(&opened.address(), whole);
    }

    fn run_or_pause(&mut self) {
        match self.status() {
            Some(Status::Running) => self.with_session(Session::pause),
            Some(Status::Paused) if self.can_continue() => self.with_session(|session| {
                session.cursor = None;
                session.resume();
            }),
            _ => self.start(false),
        }
    }

    /// Starts a run of what stands in the form, or says why not.
    fn start(&mut self, paused: bool) {
        self.start_at(paused, self.settings.speed);
    }

    fn start_at(&mut self, paused: bool, speed: Speed) {
        let Some(opened) = self.opened() else { return };
        let (scenario, values) = (opened.scenario, opened.values());
        let Some(values) = values else {
            self.is_refused = true;
            return;
        };
        self.is_refused = false;
        self.drop_session();
        self.runs += 1;
        let session = Session::start(self.runs, scenario, values, speed, paused, &self.act);
        self.session = Some(session);
        self.settings.seen = true;
        // Nobody asked for anything to be kept just now: no notice if it is not.
        let _kept = self.settings.save();
    }

    fn drop_session(&mut self) {
        let session = self.session.take();
        if self.keeps && session.is_some() {
            self.keeps = false;
            self.kept = session.inspect(Session::close);
        }
        self.task = None;
        self.moment = self.moment.cleared();
    }

    fn step(&mut self) {
        if self.session.is_none() {
            self.start(true);
        }
        self.with_session(|session| {
            if session.cursor.is_some() {
                session.cursor_to_next_handle();
            } else {
                session.step();
            }
        });
    }

    fn next_event(&mut self) {
        if self.session.is_none() {
            self.start(true);
        }
        self.with_session(|session| {
            if session.cursor.is_some() {
                session.move_cursor(Step::Event, true);
            } else {
                session.next_event();
            }
        });
    }

    fn set_speed(&mut self, speed: Speed) {
        self.settings.speed = speed;
        self.settings_changed();
        self.with_session(|session| session.set_speed(speed));
    }

    fn go(&mut self, cursor: usize) {
        self.with_session(|session| {
            session.pause();
            session.set_cursor(cursor);
        });
    }

    fn go_to_pixel(&mut self, x: f64) {
        let session = self.session.as_ref();
        if let Some(cursor) = session.and_then(|session| self.moment.cursor_at(session, x)) {
            self.go(cursor);
        }
    }

    fn move_cursor(&mut self, step: Step, forward: bool) {
        let at_end = self
            .session
            .as_ref()
            .is_none_or(|session| session.cursor.is_none());
        if let Step::Line(task) = step {
            self.task = Some(task);
        }
        if forward && at_end {
            self.step();
            return;
        }
        self.with_session(|session| {
            session.pause();
            session.move_cursor(step, forward);
        });
        self.reveal();
    }

    fn reveal(&mut self) {
        if let Some(session) = &self.session {
            self.moment.reveal(session);
        }
    }

    fn undo(&mut self) {
        let Place::Scenario(opened) = &mut self.place else {
            return;
        };
        if opened.undo() {
            write_address(&opened.address(), false);
        } else {
            self.notify(page::NOTHING_TO_UNDO);
        }
    }

    fn follow_live_end(&mut self) {
        self.with_session(|session| session.cursor = None);
    }

    fn with_session(&mut self, act: impl FnOnce(&mut Session)) {
        if let Some(session) = &mut self.session {
            act(session);
        }
    }

    fn copy_code(&mut self) {
        if let Some(opened) = self.opened() {
            let act = self.act.clone();
            dom::copy(&opened.text(self.settings.code), move |done| {
                act.emit(Action::Copied(done))
            });
        }
    }

    fn keep(&mut self) {
        self.overlay = None;
        self.keeps = self.session.is_some();
        self.notify(page::KEPT);
    }

    fn share(&mut self) {
        let Some(opened) = self.opened() else { return };
        let address = match &self.session {
            Some(session) => opened.address_of_moment(session.position()),
            None => opened.address(),
        };
        write_address(&address, false);
        let link = dom::window().and_then(|window| window.location().href().ok());
        let act = self.act.clone();
        dom::copy(&link.unwrap_or_default(), move |done| {
            act.emit(Action::Copied(done));
        });
    }

    fn export(&mut self, export: Export) {
        self.overlay = None;
        if export == Export::Frame {
            return self.copy_frame();
        }
        let saved = self
            .opened()
            .and_then(|opened| take_along(export, opened, self.session.as_ref()));
        if saved.is_none() {
            self.notify(page::EXPORT_REFUSED);
        }
    }

    fn copy_frame(&mut self) {
        let Some(opened) = self.opened() else { return };
        let location = dom::window().map(|window| window.location());
        let base = location.and_then(|at| Some(at.origin().ok()? + &at.pathname().ok()?));
        let frame = format!(
            "<iframe src=\"{}?embed{}\" width=\"100%\" height=\"640\" title=\"Loopscope\"></iframe>",
            base.unwrap_or_default(),
            opened.address().replace('&', "&amp;"),
        );
        let act = self.act.clone();
        dom::copy(&frame, move |done| act.emit(Action::Copied(done)));
    }

    /// A link to a moment runs the scenario at once and goes there.
    fn follow_link(&mut self) {
        let Some(opened) = self.opened() else { return };
        let (moment, is_damaged) = (opened.moment, opened.is_damaged);
        if is_damaged {
            self.notify(page::LINK_DAMAGED);
        }
        if let Some(moment) = moment {
            self.start_at(false, Speed::Instant);
            self.with_session(|session| session.await_moment(moment));
            self.refresh();
        }
    }

    fn settings_changed(&mut self) {
        self.settings.apply();
        if !self.settings.save() {
            self.notify(page::STORAGE_REFUSED);
        }
    }

    fn retitle(&self) {
        let title = match &self.place {
            Place::Scenario(opened) => opened.scenario.title,
            Place::Lesson => page::LESSON,
            Place::Unknown(_) => page::UNKNOWN_TITLE,
        };
        if let Some(document) = dom::document() {
            document.set_title(&page::document_title(title.get(self.settings.lang)));
        }
    }

    /// The first visit runs gather by itself, once; at once where motion is not wanted.
    fn first_visit(&mut self) {
        let is_gather = self
            .opened()
            .is_some_and(|opened| opened.scenario.id == FIRST);
        if self.settings.seen || !is_gather {
            return;
        }
        let calm = dom::matches("(prefers-reduced-motion: reduce)");
        let speed = if calm {
            Speed::Instant
        } else {
            self.settings.speed
        };
        self.start_at(false, speed);
        self.is_refused = false;
        self.refresh();
    }
}

/// For the report of a failure: what was done, without what was typed.
fn remember(action: &Action) {
    match action {
        Action::Frame(_) => {}
        Action::Write(name, _) => panic::remember(format!("Write({name:?})")),
        action => panic::remember(format!("{action:?}")),
    }
}

/// The scenario of an address that names none.
const FIRST: &str = "gather";

fn is_embedded() -> bool {
    let search = dom::window().and_then(|window| window.location().search().ok());
    let search = search.unwrap_or_default();
    search
        .trim_start_matches('?')
        .split('&')
        .any(|part| part == "embed" || part == "embed=")
}

fn read_address() -> Place {
    let hash = dom::window().and_then(|window| window.location().hash().ok());
    let route = match address::parse(&hash.unwrap_or_default()) {
        Route::Home => address::parse(FIRST),
        route => route,
    };
    match route {
        Route::Scenario(route) => Place::Scenario(Box::new(Opened::new(route))),
        Route::Unknown(given) => Place::Unknown(given),
        Route::Lesson => Place::Lesson,
        Route::Home => Place::Unknown(String::new()),
    }
}

/// Puts the form into the address: as a new entry of the history, or in the place of this one,
/// since nobody wants to go back letter by letter.
fn write_address(address: &str, new_entry: bool) {
    let history = dom::window().and_then(|window| window.history().ok());
    let Some(history) = history else { return };
    let nothing = wasm_bindgen::JsValue::NULL;
    // A browser that finds this too often refuses it; the form still holds what was typed.
    let _refused = if new_entry {
        history.push_state_with_url(&nothing, "", Some(address))
    } else {
        history.replace_state_with_url(&nothing, "", Some(address))
    };
}

fn listeners(act: &Callback<Action>, dialog_open: &Rc<Cell<bool>>) -> Vec<Listener> {
    let Some(window) = dom::window() else {
        return Vec::new();
    };
    let hash = act.clone();
    let mut listeners = vec![Listener::new(&window, "hashchange", move |_| {
        hash.emit(Action::Address);
    })];
    let (key, open) = (act.clone(), Rc::clone(dialog_open));
    listeners.push(Listener::new(&window, "keydown", move |event| {
        let event: KeyboardEvent = wasm_bindgen::JsCast::unchecked_into(event);
        if let Some(action) = keyboard::action(&event, open.get()) {
            event.prevent_default();
            key.emit(action);
        }
    }));
    let theme = act.clone();
    if let Ok(Some(dark)) = window.match_media("(prefers-color-scheme: dark)") {
        listeners.push(Listener::new(&dark, "change", move |_| {
            theme.emit(Action::SystemTheme);
        }));
    }
    listeners
}
