//! The root of the page: its state, and the one place where actions change it.

use std::cell::Cell;
use std::rc::Rc;

use yew::prelude::*;

use super::action::{Action, Export, Overlay, Pane, Side};
use super::addresses;
use super::components::form::Known;
use super::components::prediction::Guess;
use super::dom::{self, Listener};
use super::listeners::listeners;
use super::moment::Moment;
use super::opened::Opened;
use super::panic;
use super::screen;
use super::session::{Arrival, Session, Status};
use super::settings::Settings;
use super::sound::Sound;
use super::take_along::{report, take_along};
use crate::runtime::instrument::TaskId;
use crate::scenarios::address::ScenarioRoute;
use crate::scenarios::{Form, Scenario};
use crate::text::{Text, habits, interventions, page};
use crate::view_model::{Link, Sizes};
use crate::workers::slot_browser;

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
    /// The run as it was before somebody stepped in: it stands behind this one.
    pub ghost: Option<Session>,
    /// What a link says about the moment to which the run is on its way.
    pub(super) arriving: Option<Link>,
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
    /// The run that went on when the page was hidden.
    hidden: Option<u32>,
    dialog_open: Rc<Cell<bool>>,
    pub(super) runs: u32,
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
                None => addresses::read_address(),
            },
            pane: Pane::default(),
            side: Side::default(),
            guess: Guess::default(),
            overlay: None,
            catalogue: false,
            notice: Notice::default(),
            sound: None,
            session: None,
            ghost: None,
            arriving: None,
            kept: None,
            keeps: false,
            task: None,
            moment: Moment::default(),
            is_refused: false,
            is_embedded: addresses::is_embedded(),
            _listeners: listeners(&act, &dialog_open),
            dialog_open,
            hidden: None,
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
            Action::Leave => {
                self.with_session(Session::stop);
                slot_browser::end_warm_threads();
            }
            Action::Speed(speed) => self.set_speed(speed),
            Action::Go(cursor) => self.go(cursor),
            Action::Move(step, forward) => self.move_cursor(step, forward),
            Action::Undo => self.undo(),
            Action::StepIn(act) => self.step_in(act),
            Action::TakeBack(number) => self.take_back(number),
            Action::Mark => self.mark(),
            Action::ToMark(forward) => self.go_to_mark(forward),
            Action::Rename(at, name) => self.with_session(|it| it.bookmarks.rename(at, &name)),
            Action::Unmark(at) => self.with_session(|it| it.bookmarks.remove(at)),
            Action::Gaps(full) => self.moment.show_gaps(full),
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
            Action::CopiedShort => self.notify(interventions::TOO_LONG),
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
            Action::Seen(seen) => self.seen(seen),
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
    pub(super) fn notify(&mut self, text: Text) {
        self.say(text.get(self.settings.lang).to_owned());
    }

    /// The same for words that were made up on the way.
    pub(super) fn say(&mut self, text: String) {
        self.notice.number += 1;
        self.notice.text = text;
        let (act, number) = (self.act.clone(), self.notice.number);
        gloo_timers::callback::Timeout::new(4_000, move || act.emit(Action::NoticeGone(number)))
            .forget();
    }

    pub(super) fn refresh(&mut self) {
        let arrival = self.refresh_panes();
        if arrival != Arrival::None {
            self.arrive(arrival);
            let _already_there = self.refresh_panes();
        }
        if let (Some(sound), Some(session)) = (&mut self.sound, &self.session) {
            sound.follow(session);
        }
    }

    fn refresh_panes(&mut self) -> Arrival {
        let (session, ghost) = (self.session.as_mut(), self.ghost.as_ref());
        self.moment
            .refresh(session, ghost, self.task, self.settings.lang)
    }

    /// A browser slows the timers of a page that nobody sees: a run comes late there, and in order.
    fn seen(&mut self, seen: bool) {
        let session = self.session.as_ref();
        let running = session.filter(|session| session.status() == Status::Running);
        let (run, running) = (
            session.map(|session| session.number),
            running.map(|session| session.number),
        );
        if !seen {
            self.hidden = running;
        } else if self.hidden.take().is_some_and(|hidden| Some(hidden) == run) {
            self.notify(page::WAS_HIDDEN);
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

    fn copy_report(&mut self) {
        if let (Some(opened), Some(session)) = (self.opened(), &self.session) {
            let act = self.act.clone();
            dom::copy(&report(opened, session), move |done| {
                act.emit(Action::Copied(done))
            });
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

    fn export(&mut self, export: Export) {
        self.overlay = None;
        match export {
            Export::Frame => return self.copy_frame(),
            Export::CopiedReport => return self.copy_report(),
            _ => {}
        }
        let saved = self
            .opened()
            .and_then(|opened| take_along(export, opened, self.session.as_ref()));
        if saved.is_none() {
            self.notify(page::EXPORT_REFUSED);
        }
    }

    pub(super) fn settings_changed(&mut self) {
        self.settings.apply();
        if !self.settings.save() {
            self.notify(page::STORAGE_REFUSED);
        }
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
