//! Stepping into a run, and its bookmarks.

use std::rc::Rc;

use super::effect::Effect;
use super::run::{Pace, Status, Workers};
use super::session::{Arrival, Awaited, Session};
use super::speed::Speed;
use super::state::State;
use crate::events::{Act, Intervention, When};
use crate::text::{bookmarks as say, interventions as intervened, page};
use crate::view_model::interventions::{moment, refusal, with};
use crate::view_model::{Analysis, Scene};

impl State {
    /// Does something to the run at the cursor: it begins again, goes the same way up to there, and
    /// then another one.
    pub(super) fn step_in(&mut self, act: Act) {
        let Some(session) = &self.session else { return };
        let (done, at) = {
            let (trace, position) = (session.trace(), session.position());
            let analysis = session.analysis();
            let scene = Scene::new(&trace, analysis, position, self.preferences.lang);
            let at = session.moment_at(moment(&scene));
            (done_by(analysis, position), at)
        };
        match with(&session.plan, done, at, act) {
            Some(plan) => self.run_again(plan, Some(at)),
            None => self.notify(intervened::FULL),
        }
    }

    /// The run as it is without intervention number `number`, and those after it.
    pub(super) fn take_back(&mut self, number: usize) {
        let Some(session) = &self.session else { return };
        let Some(at) = session.plan.get(number).map(|taken| taken.at) else {
            return;
        };
        let plan = session.plan[..number].to_vec();
        self.run_again(plan, None);
        if let Some(session) = &mut self.session {
            session.await_moment(Awaited::Moment(at));
        }
    }

    fn run_again(&mut self, plan: Vec<Intervention>, at: Option<When>) {
        let (number, frames) = self.next_run();
        let Some(old) = self.session.take() else {
            return;
        };
        let was_over = old.status() == Status::Finished;
        let last = plan.len().checked_sub(1);
        let Some(beginning) = old.again(number, plan, frames) else {
            self.session = Some(old);
            return;
        };
        let mut session = match old.has_jobs() {
            true => {
                let workers = Workers::Recorded(Rc::new(old.outside()), at);
                Session::repeat(beginning, workers)
            }
            false => Session::start(&*self.platform, beginning, AT_ONCE),
        };
        session.bookmarks.clone_from(&old.bookmarks);
        if let Some(at) = at {
            session.bookmarks.keep_until(at);
        }
        session.stands_in = old.stands_in;
        session.goes_on = was_over;
        if let Some(last) = last.filter(|_| at.is_some()) {
            session.await_moment(Awaited::Intervention(last));
        }
        old.stop();
        self.session = Some(session);
        self.baseline = at.map(|_| old);
    }

    /// The run has come to where it was awaited, or never will.
    pub(super) fn arrive(&mut self, arrival: Arrival) {
        let Some(session) = &mut self.session else {
            return;
        };
        match arrival {
            Arrival::None => return,
            Arrival::Never if session.is_undone() => self.notify(intervened::NEVER_CAME),
            Arrival::Never => self.notify(page::MOMENT_NOT_FOUND),
            Arrival::Now => {
                session.set_speed(self.preferences.speed);
                let refused = {
                    let trace = session.trace();
                    let scene = Scene::new(&trace, session.analysis(), 0, self.preferences.lang);
                    refusal(&scene, session.position())
                };
                if let Some(refused) = refused {
                    self.say(refused);
                }
            }
        }
        if let (Some(link), Some(session)) = (self.arriving.take(), &self.session) {
            self.task = link.task;
            let scrolled = self.snapshot.viewport.show_as(&link, session);
            self.effects.extend(scrolled.map(Effect::ScrollLanes));
        }
    }

    /// Sets a bookmark at the cursor, or takes the one there away.
    pub(super) fn mark(&mut self) {
        let lang = self.preferences.lang;
        let Some(session) = &mut self.session else {
            self.notify(say::NO_RUN);
            return;
        };
        let cursor = session.position();
        let at = session.moment_at(cursor);
        if session.bookmarks.has(at) {
            session.bookmarks.remove(at);
        } else if !session.bookmarks.set(at, &say::named(lang, cursor)) {
            self.notify(say::FULL);
        }
    }

    /// To the next bookmark, or to the one before.
    pub(super) fn go_to_mark(&mut self, forward: bool) {
        let Some(session) = &self.session else { return };
        match session.next_bookmark(forward) {
            Some(cursor) => {
                self.go(cursor);
                self.reveal();
            }
            None => self.notify(say::NO_MORE),
        }
    }
}

/// The pace of a run that has to come to a moment first.
pub(super) const AT_ONCE: Pace = Pace {
    speed: Speed::Instant,
    paused: false,
};

/// How many interventions were done up to a cursor.
fn done_by(analysis: &Analysis, cursor: usize) -> usize {
    let done = analysis.index.interventions();
    done.partition_point(|event| (*event as usize) < cursor)
}
