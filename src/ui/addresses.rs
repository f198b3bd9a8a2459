//! The address: what it leads to, and what is written into it.

use std::rc::Rc;

use super::action::Action;
use super::app::{App, Place};
use super::components::prediction::Guess;
use super::dom;
use super::opened::Opened;
use super::repeat::Workers;
use super::session::{Awaited, Session};
use crate::scenarios::Form;
use crate::scenarios::address::{self, Route};
use crate::text::{interventions, page};
use crate::view_model::link::{Refused, is_broken, sealed};
use crate::view_model::speed::Speed;
use crate::view_model::{Link, Sizes};
use crate::workers::outside::Outside;
use crate::workers::slot_browser;

/// The scenario of an address that names none.
pub const FIRST: &str = "gather";

impl App {
    pub(super) fn address_changed(&mut self) {
        let place = read_address();
        let same = match (&self.place, &place) {
            (Place::Scenario(was), Place::Scenario(is)) => was.scenario.id == is.scenario.id,
            _ => false,
        };
        self.place = place;
        (self.overlay, self.catalogue, self.is_refused) = (None, false, false);
        if !same {
            self.drop_session();
            // They are kept for another run of the same program.
            slot_browser::end_warm_threads();
            self.guess = Guess::default();
        }
        self.retitle();
        self.follow_link();
    }

    pub(super) fn edit(&mut self, action: Action) {
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

    pub(super) fn undo(&mut self) {
        let Place::Scenario(opened) = &mut self.place else {
            return;
        };
        if opened.undo() {
            write_address(&opened.address(), false);
        } else {
            self.notify(page::NOTHING_TO_UNDO);
        }
    }

    /// Copies a link to what is seen, and puts it into the address.
    pub(super) fn share(&mut self) {
        let (link, address) = self.shared();
        write_address(&address, false);
        let location = dom::window().and_then(|window| window.location().href().ok());
        let act = self.act.clone();
        let is_short = self.has_real_workers() && link.jobs.is_none();
        dom::copy(&location.unwrap_or_default(), move |done| {
            act.emit(match done && is_short {
                true => Action::CopiedShort,
                false => Action::Copied(done),
            });
        });
    }

    /// What is seen, as a link says it, and the whole address.
    fn shared(&self) -> (Link, String) {
        let mut link = self.link();
        let Some(opened) = self.opened() else {
            return (link, String::new());
        };
        let mut address = sealed(&opened.address_of(&link));
        if address.len() > address::MAX_LENGTH {
            link.jobs = None;
            address = sealed(&opened.address_of(&link));
        }
        (link, address)
    }

    /// Whether no run by itself is the same as this one, since workers did their part.
    fn has_real_workers(&self) -> bool {
        let session = self.session.as_ref();
        session.is_some_and(|session| session.scenario.uses_workers() && !session.stands_in)
    }

    /// What is seen, as a link says it.
    fn link(&self) -> Link {
        let mut link = Link {
            code: self.settings.code,
            beside: self.settings.beside,
            side: self.side,
            pane: self.pane,
            sizes: Some(self.settings.sizes).filter(|sizes| *sizes != Sizes::default()),
            ..Link::default()
        };
        let Some(session) = &self.session else {
            return link;
        };
        link.at = Some(session.position());
        link.speed = Some(self.settings.speed);
        link.plan = session.plan.clone();
        link.bookmarks = session.bookmarks.clone();
        link.events = self.opened().and_then(|opened| opened.link.events);
        link.task = self.task;
        link.epoch = Some(session.epoch()).filter(|_| session.scenario.tells_the_time());
        if self.has_real_workers() {
            link.jobs = session.outside().written();
        }
        self.moment.seen(&mut link);
        link
    }

    /// A link shows what it says; one to a moment runs the scenario at once and goes there.
    pub(super) fn follow_link(&mut self) {
        let Some(opened) = self.opened() else { return };
        if !opened.is_link {
            return;
        }
        let link = opened.link.clone();
        if let Some(speed) = link.speed {
            self.settings.speed = speed;
        }
        (self.settings.code, self.settings.beside) = (link.code, link.beside);
        (self.side, self.pane) = (link.side, link.pane);
        if let Some(sizes) = link.sizes {
            self.settings.sizes = sizes;
            self.settings.apply();
        }
        if link.needs_run() {
            self.run_as_linked(link);
        }
    }

    fn run_as_linked(&mut self, link: Link) {
        let Some(mut beginning) = self.beginning() else {
            return;
        };
        beginning.plan.clone_from(&link.plan);
        if let Some(epoch) = link.epoch {
            beginning.epoch = epoch;
        }
        let uses_workers = beginning.scenario.uses_workers();
        let outside = self.outside(&link).map(Rc::new);
        let workers = |until| match &outside {
            Some(outside) => Workers::Recorded(Rc::clone(outside), until),
            None => Workers::Declared,
        };
        self.drop_session();
        // The run before the last thing that was done to it stands behind.
        if let Some((last, before)) = link.plan.split_last() {
            let mut behind = beginning.clone();
            behind.number = self.next_run();
            behind.plan = before.to_vec();
            let mut ghost = Session::repeat(behind, workers(last.at));
            let _arrival = ghost.catch_up();
            self.ghost = Some(ghost);
        }
        let mut session = match uses_workers {
            true => Session::repeat(beginning, workers(usize::MAX)),
            false => Session::start(beginning, Speed::Instant, false),
        };
        let stands_in = uses_workers && outside.is_none();
        if stands_in {
            self.notify(interventions::STAND_IN);
        }
        session.stands_in = stands_in;
        session.bookmarks = link.bookmarks.clone();
        let last = link.plan.len().checked_sub(1).map(Awaited::Intervention);
        if let Some(awaited) = link.at.map(Awaited::Event).or(last) {
            session.await_moment(awaited);
        }
        self.session = Some(session);
        self.arriving = Some(link);
        self.refresh();
    }

    /// What workers did where the link was made, if it says so and nothing in it was changed.
    fn outside(&mut self, link: &Link) -> Option<Outside> {
        let written = link.jobs.as_deref()?;
        let Place::Scenario(opened) = &mut self.place else {
            return None;
        };
        if opened.refused.contains(&Refused::changed()) {
            return None;
        }
        let outside = Outside::read(written);
        if outside.is_none() {
            opened.refused.push(Refused::jobs(written));
        }
        outside
    }

    pub(super) fn copy_frame(&mut self) {
        let Some(opened) = self.opened() else { return };
        let location = dom::window().map(|window| window.location());
        let base = location.and_then(|at| Some(at.origin().ok()? + &at.pathname().ok()?));
        // With a run it opens with that run, at this moment.
        let address = match &self.session {
            Some(_) => self.shared().1,
            None => opened.address(),
        };
        let frame = format!(
            "<iframe src=\"{}?embed{}\" width=\"100%\" height=\"640\" title=\"Loopscope\"></iframe>",
            base.unwrap_or_default(),
            address.replace('&', "&amp;"),
        );
        let act = self.act.clone();
        dom::copy(&frame, move |done| act.emit(Action::Copied(done)));
    }

    pub(super) fn retitle(&self) {
        let title = match &self.place {
            Place::Scenario(opened) => opened.scenario.title,
            Place::Lesson => page::LESSON,
            Place::Unknown(_) => page::UNKNOWN_TITLE,
        };
        if let Some(document) = dom::document() {
            document.set_title(&page::document_title(title.get(self.settings.lang)));
        }
    }
}

/// Whether the page stands in another one.
pub fn is_embedded() -> bool {
    let search = dom::window().and_then(|window| window.location().search().ok());
    let search = search.unwrap_or_default();
    search
        .trim_start_matches('?')
        .split('&')
        .any(|part| part == "embed" || part == "embed=")
}

/// Where the address leads.
pub fn read_address() -> Place {
    let hash = dom::window().and_then(|window| window.location().hash().ok());
    let hash = hash.unwrap_or_default();
    let route = match address::parse(&hash) {
        // What is said without a name is said of the first.
        Route::Home => {
            let query = hash.split_once('?').map_or("", |(_, query)| query);
            address::parse(&format!("{FIRST}?{query}"))
        }
        route => route,
    };
    match route {
        Route::Scenario(route) => {
            let mut opened = Opened::new(route);
            if is_broken(&hash) {
                opened.refused.insert(0, Refused::changed());
            }
            Place::Scenario(Box::new(opened))
        }
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
