//! How a run is begun, driven and gone through.

use std::rc::Rc;

use super::bookmarks::Bookmarks;
use super::effect::Effect;
use super::navigation;
use super::panes::Code;
use super::run::{Beginning, Frames, Pace, Run, Status};
use super::session::Session;
use super::speed::Speed;
use super::state::State;
use super::subject::Subject;
use crate::text::page;
use crate::view_model::{Step, StepLevel, next_at};

impl State {
    pub(super) fn run_or_pause(&mut self) {
        if self.session.as_ref().is_some_and(Session::is_recording) {
            return self.play_or_stop();
        }
        match self.status() {
            // Whoever has changed a program meanwhile wants to see that one.
            Some(Status::Running) if self.draft().is_some() && !self.is_of_the_form() => {
                self.start(false);
            }
            Some(Status::Running) => self.with_session(Session::pause),
            Some(Status::Paused) if self.can_continue() => self.with_session(|session| {
                session.cursor = None;
                session.resume();
            }),
            _ => self.start(false),
        }
    }

    /// Starts a run of what stands in the form, or says why not.
    pub(super) fn start(&mut self, paused: bool) {
        if self.start_at(paused, self.preferences.speed) {
            self.with_session(|session| session.is_asked = true);
        }
    }

    /// Gives whether a run began.
    pub(super) fn start_at(&mut self, paused: bool, speed: Speed) -> bool {
        if self.draft().is_some() {
            self.start_program(paused, speed);
            return self.session.is_some();
        }
        let Some(beginning) = self.beginning() else {
            return false;
        };
        let bookmarks =
            self.bookmarks_kept(|last| last.is_of(beginning.scenario, &beginning.values));
        self.drop_session();
        let pace = Pace { speed, paused };
        let mut session = Session::start(&*self.platform, beginning, pace);
        session.bookmarks = bookmarks;
        self.session = Some(session);
        true
    }

    /// The bookmarks of the last run, if it was of the same: then it has the same moments.
    pub(super) fn bookmarks_kept(&self, is_same: impl FnOnce(&Session) -> bool) -> Bookmarks {
        let last = self.session.as_ref().filter(|last| last.plan.is_empty());
        let same = last.filter(|last| is_same(last));
        same.map(|last| last.bookmarks.clone()).unwrap_or_default()
    }

    /// What a run of what stands in the form begins with; nothing, and a word, where that is wrong.
    pub(super) fn beginning(&mut self) -> Option<Beginning> {
        let opened = self.opened()?;
        let (scenario, values, events) = (opened.scenario, opened.values(), opened.link.events);
        self.is_refused = values.is_none();
        let values = values?;
        self.preferences.seen = true;
        // Nobody asked for anything to be kept just now: no notice if it is not.
        self.save_preferences(false);
        let (number, frames) = self.next_run();
        Some(Beginning {
            number,
            scenario,
            values,
            plan: Vec::new(),
            events,
            epoch: self.platform.seconds_of_day(),
            frames,
        })
    }

    /// The number of the next run, and what asks for its frames.
    pub(super) fn next_run(&mut self) -> (u32, Rc<Frames>) {
        self.runs += 1;
        let frames = Frames::new(self.platform.frames(self.runs));
        (self.runs, Rc::new(frames))
    }

    /// Shows a run that comes from elsewhere in the place of the present one: a recording, a program
    /// in a worker. `begin` gets what asks for its frames.
    pub fn show_run(
        &mut self,
        subject: Subject,
        begin: impl FnOnce(Rc<Frames>) -> Box<dyn Run>,
    ) -> Vec<Effect> {
        self.put_run(subject, begin);
        self.refresh();
        std::mem::take(&mut self.effects)
    }

    pub(super) fn put_run(
        &mut self,
        subject: Subject,
        begin: impl FnOnce(Rc<Frames>) -> Box<dyn Run>,
    ) {
        let (number, frames) = self.next_run();
        let run = begin(Rc::clone(&frames));
        self.drop_session();
        self.session = Some(Session::new(number, subject, run, frames));
    }

    pub(super) fn drop_session(&mut self) {
        let session = self.session.take();
        if self.keeps && session.is_some() {
            self.keeps = false;
            self.kept = session.inspect(Session::stop);
        }
        (self.task, self.baseline, self.arriving) = (None, None, None);
        self.order = None;
        self.snapshot = self.snapshot.cleared();
    }

    pub(super) fn step(&mut self) {
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

    /// One step of a level further than the live end.
    fn step_on(&mut self, level: StepLevel) {
        if self.session.is_none() {
            self.start(true);
        }
        self.with_session(|session| session.step_on(level));
    }

    /// Another level. The moment stays.
    pub(super) fn set_level(&mut self, level: StepLevel) {
        self.preferences.level = level;
        self.preferences_changed();
    }

    pub(super) fn next_event(&mut self) {
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

    pub(super) fn set_speed(&mut self, speed: Speed) {
        self.preferences.speed = speed;
        self.preferences_changed();
        self.with_session(|session| session.set_speed(speed));
    }

    pub(super) fn go(&mut self, cursor: usize) {
        self.with_session(|session| {
            session.pause();
            session.set_cursor(cursor);
        });
    }

    pub(super) fn go_to_line(&mut self, code: Code, line: u32) {
        let (Some(session), Some(listed)) = (&self.session, self.listed(code)) else {
            return;
        };
        let to = {
            let trace = session.trace();
            next_at(&trace, session.position(), |place| {
                listed.line(trace.sources().path(place), place.line()) == Some(line)
            })
        };
        if let Some(cursor) = to {
            self.go(cursor);
            self.reveal();
        }
    }

    pub(super) fn go_to_pixel(&mut self, x: f64) {
        let session = self.session.as_ref();
        if let Some(cursor) =
            session.and_then(|session| self.snapshot.viewport.cursor_at(session, x))
        {
            self.go(cursor);
        }
    }

    pub(super) fn move_cursor(&mut self, step: Step, forward: bool) {
        let at_end = self
            .session
            .as_ref()
            .is_none_or(|session| session.is_last(step));
        if let Step::Line(task) = step {
            self.task = Some(task);
        }
        if forward && at_end {
            match step {
                Step::Program => self.step_on(StepLevel::Program),
                Step::Event => self.step_on(StepLevel::Loop),
                Step::Turn => self.with_session(Session::turn_on),
                Step::Line(_) | Step::Printed => self.step(),
            }
            return;
        }
        self.with_session(|session| {
            session.pause();
            session.move_cursor(step, forward);
        });
        self.reveal();
    }

    pub(super) fn reveal(&mut self) {
        if let Some(session) = &self.session {
            self.snapshot.viewport.reveal(session);
        }
    }

    pub(super) fn follow_live_end(&mut self) {
        self.with_session(|session| session.cursor = None);
    }

    pub(super) fn keep(&mut self) {
        self.overlay = None;
        self.keeps = self.session.is_some();
        self.notify(page::KEPT);
    }

    /// The first visit runs gather by itself, once; at once where motion is not wanted. Inside of
    /// another page nothing moves before it is asked to.
    pub(super) fn first_visit(&mut self, less_motion: bool) {
        let is_gather = self
            .opened()
            .is_some_and(|opened| opened.scenario.id == navigation::FIRST);
        if self.preferences.seen || self.is_embedded || !is_gather {
            return;
        }
        let speed = if less_motion {
            Speed::Instant
        } else {
            self.preferences.speed
        };
        let _began = self.start_at(false, speed);
        self.is_refused = false;
        self.refresh();
    }
}
