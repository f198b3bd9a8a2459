//! The address: what it leads to, and what is written into it.

use std::rc::Rc;

use super::action::Action;
use super::effect::Effect;
use super::link::{ByClock, Link, Refused, is_broken};
use super::mended::mended;
use super::opened::Opened;
use super::panes::Side;
use super::program::Draft;
use super::progress::Progress;
use super::run::Workers;
use super::session::{Awaited, Session};
use super::state::{Place, State};
use crate::scenarios::address::{self, Route};
use crate::scenarios::catalogue;
use crate::scenarios::lesson::LESSON;
use crate::text::{interventions, lesson, page, program, recordings};
use crate::workers::outside::Outside;

/// The scenario of an address that names none.
pub const FIRST: &str = "gather";

impl State {
    pub(super) fn address_changed(&mut self, hash: &str) {
        let mut place = read_address(hash, &self.preferences.progress);
        let same = match (&self.place, &place) {
            (Place::Scenario(was), Place::Scenario(is)) => was.is_same_page(is),
            // The program that is open stays.
            (Place::Program(was), Place::Program(is)) if was.is_at(is) => return,
            (Place::Recordings, Place::Recordings) => true,
            _ => false,
        };
        if let (Place::Program(was), Place::Program(is)) = (&self.place, &mut place) {
            is.given = was.given + 1;
        }
        self.place = place;
        (self.overlay, self.catalogue, self.is_refused) = (None, false, false);
        self.sharing = None;
        if !same {
            self.leave_place();
        }
        self.retitle();
        self.enter();
        self.follow_link();
        self.take_recording();
        self.follow_recording(hash);
    }

    /// What belongs to the place that is left goes.
    pub(super) fn leave_place(&mut self) {
        self.shelve_recording();
        self.drop_session();
        self.leave_exploring();
        // They are kept for another run of the same program.
        self.effects.push(Effect::EndWarmThreads);
        self.guess.clear();
    }

    /// What a place wants as soon as it is open.
    pub(super) fn enter(&mut self) {
        self.enter_programs();
    }

    /// To the scenario after the one that is open; from the last, and from elsewhere, to the first.
    /// In the lesson to its next step.
    pub(super) fn next_scenario(&mut self) {
        let address = self.next_address();
        self.write_address(address.clone(), true);
        self.address_changed(&address);
    }

    fn next_address(&self) -> String {
        if let Some((place, _)) = self.lesson_step()
            && place + 1 < LESSON.len()
        {
            return address::of_step(place + 1);
        }
        let mut all = catalogue().iter().map(|scenario| scenario.id);
        let outside_of_lesson = self.opened().filter(|opened| opened.step.is_none());
        let open = outside_of_lesson.map(|opened| opened.scenario.id);
        let _open = all.by_ref().find(|id| Some(*id) == open);
        format!("#/{}", all.next().unwrap_or(FIRST))
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
                opened.fill(opened.opening_form());
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
        let address = opened.address();
        self.retitle();
        self.write_address(address, whole);
    }

    pub(super) fn undo(&mut self) {
        let Place::Scenario(opened) = &mut self.place else {
            return;
        };
        if opened.undo() {
            let address = opened.address();
            self.retitle();
            self.write_address(address, false);
        } else {
            self.notify(page::NOTHING_TO_UNDO);
        }
    }

    /// Puts the form into the address: as a new entry of the history, or in the place of this one,
    /// since nobody wants to go back letter by letter.
    pub(super) fn write_address(&mut self, address: String, new_entry: bool) {
        self.effects.push(Effect::Address { address, new_entry });
    }

    /// A link shows what it says; one to a moment runs the scenario at once and goes there.
    pub(super) fn follow_link(&mut self) {
        let Some(opened) = self.opened() else { return };
        if !opened.is_link {
            return;
        }
        let link = opened.link.clone();
        if let Some(speed) = link.speed {
            self.preferences.speed = speed;
        }
        (self.preferences.code, self.preferences.beside) = (link.code, link.beside);
        self.preferences.level = link.level;
        self.pane = link.pane;
        self.finds = link.side == Side::Findings;
        if !self.finds {
            self.side = link.side;
        }
        if let Some(sizes) = link.sizes {
            self.preferences.sizes = sizes;
            self.effects.push(Effect::ShowPreferences);
        }
        if let Some(order) = link.order.clone() {
            return self.open_linked_order(&order, link);
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
            (behind.number, behind.frames) = self.next_run();
            behind.plan = before.to_vec();
            self.baseline = Some(Session::repeat(behind, workers(Some(last.at))));
        }
        // On virtual time, so that it is the same on any machine: all of the run, and the cursor
        // where the link says.
        let mut session = Session::repeat(beginning, workers(None));
        session.goes_on = true;
        let stands_in = uses_workers && outside.is_none();
        if stands_in {
            self.notify(interventions::STAND_IN);
        }
        session.stands_in = stands_in;
        session.bookmarks = link.bookmarks.clone();
        let last = link.plan.len().checked_sub(1).map(Awaited::Intervention);
        let by_clock = link.when.and_then(|when| match when {
            ByClock::At(when) => Some(Awaited::Time(when)),
            ByClock::End => None,
        });
        let awaited = link.at.map(Awaited::Moment).or(by_clock);
        if let Some(awaited) = awaited.or(last) {
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

    pub(super) fn retitle(&mut self) {
        let lang = self.preferences.lang;
        let title = match (&self.place, self.lesson_step()) {
            (_, Some((place, step))) => lesson::titled(lang, place + 1, step.title.get(lang)),
            (Place::Scenario(opened), None) => {
                let title = opened.scenario.title.get(lang);
                page::titled_with(lang, title, &opened.differing(lang))
            }
            (Place::Program(draft), _) if draft.name.is_empty() => {
                program::MY_PROGRAMS.get(lang).to_owned()
            }
            (Place::Program(draft), _) => draft.name.clone(),
            (Place::Recordings, _) => match &self.session {
                Some(session) => session.title(lang),
                None => recordings::RECORDINGS.get(lang).to_owned(),
            },
            (Place::Unknown(_), None) => page::UNKNOWN_TITLE.get(lang).to_owned(),
        };
        let title = page::document_title(&title);
        self.effects.push(Effect::Title(title));
    }
}

/// Where an address leads, from its `#` on. The lesson goes on where it was left.
pub fn read_address(hash: &str, progress: &Progress) -> Place {
    let hash = &*mended(hash);
    let route = match address::parse(hash) {
        // What is said without a name is said of the first.
        Route::Home => {
            let query = hash.split_once('?').map_or("", |(_, query)| query);
            address::parse(&format!("{FIRST}?{query}"))
        }
        Route::Lesson => address::parse(&address::of_step(progress.next_step())),
        route => route,
    };
    match route {
        Route::Scenario(route) => {
            let mut opened = Opened::new(route);
            if is_broken(hash) {
                opened.refused.insert(0, Refused::changed());
            }
            Place::Scenario(Box::new(opened))
        }
        Route::Unknown(given) => Place::Unknown(given),
        Route::Recordings(_) => Place::Recordings,
        Route::Program(route) => {
            let mut draft = Draft::of_route(route);
            if is_broken(hash) {
                draft.refused.insert(0, Refused::changed());
            }
            Place::Program(Box::new(draft))
        }
        Route::Lesson | Route::Home => Place::Unknown(String::new()),
    }
}
