//! What a person looks for in a run: a text, a span of time, some of the lanes.

use std::rc::Rc;

use super::effect::Effect;
use super::panes::About;
use super::run::{Slice, Status};
use super::session::Session;
use super::state::State;
use crate::events::Nanos;
use crate::text::Lang;
use crate::view_model::timeline::Timeline;
use crate::view_model::{
    Axis, Column, Find, HitMark, LaneFilter, LaneRows, Load, Overview, Scene, hit_marks,
};

/// Looks for something in the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seek {
    /// The field opens, and gets the focus.
    Open,
    /// The field closes, and nothing is looked for.
    Close,
    /// Looks for this text.
    Text(String),
    /// To the next hit, or to the one before.
    Next(bool),
    /// Shows only the lanes that have a hit, or all.
    OnlyHits(bool),
}

/// Chooses which tasks of a recording have a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LaneChoice {
    /// Those that live in what is seen, or also those that do not.
    Alive(bool),
    /// Those of libraries too, or not.
    Libraries(bool),
    /// Those whose name or file has this text in it.
    Text(String),
}

/// What is looked for.
#[derive(Default)]
pub struct Lookup {
    /// Whether the field is open.
    pub is_open: bool,
    /// The text, as it was typed.
    pub query: String,
    /// Whether only the lanes that have a hit are shown.
    pub only_hits: bool,
    /// The selected span.
    pub span: Option<(Nanos, Nanos)>,
    /// In a recording: whether tasks have a lane that do not live in what is seen.
    pub shows_dead: bool,
    /// In a recording: whether a library's tasks have a lane.
    pub shows_libraries: bool,
    /// In a recording: what the name or the file of a task must have in it to get a lane.
    pub lane_text: String,
    find: Option<(Searched, Find)>,
    load: Option<(u32, Load)>,
    overview: Option<Rc<Overview>>,
}

/// Of which run, in which language.
type Searched = (u32, Lang);

/// So many events are searched before it is asked whether the slice is over.
const PORTION: usize = 2_048;

impl Lookup {
    /// Of another run: the field stays, the selection goes.
    pub(super) fn cleared(&self) -> Self {
        Self {
            is_open: self.is_open,
            query: self.query.clone(),
            ..Self::default()
        }
    }

    /// The search, if there is one.
    pub fn find(&self) -> Option<&Find> {
        self.find.as_ref().map(|(_, find)| find)
    }

    /// Goes on searching, as far as the slice goes; false if there is more to be done.
    pub(super) fn catch_up(&mut self, session: &Session, lang: Lang, slice: &Slice<'_>) -> bool {
        let is_found = self.search(session, lang, slice);
        let is_loaded = !session.is_recording() || self.sum_load(session, slice);
        is_found && is_loaded
    }

    fn search(&mut self, session: &Session, lang: Lang, slice: &Slice<'_>) -> bool {
        if self.query.trim().is_empty() {
            self.find = None;
            return true;
        }
        let searched = (session.number, lang);
        if self.find.as_ref().is_none_or(|(of, _)| *of != searched) {
            self.find = Some((searched, Find::new(&self.query, lang)));
        }
        let Some((_, find)) = &mut self.find else {
            return true;
        };
        let trace = session.trace();
        while !find.catch_up_by(&trace, session.analysis(), PORTION) {
            if slice.is_over() {
                return false;
            }
        }
        true
    }

    fn sum_load(&mut self, session: &Session, slice: &Slice<'_>) -> bool {
        if self
            .load
            .as_ref()
            .is_none_or(|(of, _)| *of != session.number)
        {
            self.load = Some((session.number, Load::default()));
        }
        let Some((_, load)) = &mut self.load else {
            return true;
        };
        let trace = session.trace();
        while !load.catch_up_by(&trace, PORTION) {
            if slice.is_over() {
                return false;
            }
        }
        let hits = self.find.as_ref().map_or(&[][..], |(_, find)| find.hits());
        let overview = load.overview(&trace, hits);
        if self.overview.as_deref() != Some(&overview) {
            self.overview = Some(Rc::new(overview));
        }
        true
    }

    /// The whole run in a row of bars; of a recording alone.
    pub(super) fn overview(&self, session: &Session) -> Option<Rc<Overview>> {
        self.overview.clone().filter(|_| session.is_recording())
    }

    /// The lanes that are shown of a moment; in a recording those of tasks that live in what the
    /// axis shows.
    pub(super) fn rows(&self, scene: &Scene<'_>, axis: &Axis, is_recording: bool) -> LaneRows {
        let hit = self.find().filter(|_| self.only_hits);
        if !is_recording && hit.is_none() {
            return LaneRows::all(scene.analysis);
        }
        let seen = || {
            let time = |x: f64| axis.time_at(scene.trace, x);
            (time(0.0), time(axis.width()))
        };
        let filter = LaneFilter {
            alive: (is_recording && !self.shows_dead).then(seen),
            text: if is_recording { &self.lane_text } else { "" },
            is_own: is_recording && !self.shows_libraries,
            hit,
        };
        LaneRows::filtered(scene.trace, scene.analysis, &filter, scene.lang)
    }

    /// The hits in a timeline.
    pub(super) fn hit_marks(&self, timeline: &Timeline, cursor: usize) -> Vec<HitMark> {
        self.find()
            .map(|find| hit_marks(timeline, find, cursor))
            .unwrap_or_default()
    }
}

/// The field in which the text is typed.
pub const FIELD: &str = "find-in-run";

impl State {
    /// Looks for something in the run.
    pub(super) fn seek(&mut self, seek: Seek) {
        let lookup = &mut self.snapshot.viewport.lookup;
        match seek {
            Seek::Open => {
                lookup.is_open = true;
                self.effects.push(Effect::Focus(FIELD));
            }
            Seek::Close => {
                (lookup.is_open, lookup.only_hits) = (false, false);
                lookup.query.clear();
                lookup.find = None;
            }
            Seek::Text(query) => {
                lookup.query = query;
                lookup.find = None;
                lookup.is_open = true;
            }
            Seek::OnlyHits(only) => lookup.only_hits = only,
            Seek::Next(forward) => self.next_hit(forward),
        }
        if let Some(session) = &self.session {
            session.ask_for_frame();
        }
    }

    fn next_hit(&mut self, forward: bool) {
        let Some(session) = &self.session else { return };
        let lookup = &mut self.snapshot.viewport.lookup;
        if lookup.query.trim().is_empty() {
            return self.seek(Seek::Open);
        }
        let cursor = session.position();
        let hit = lookup.find().and_then(|find| match forward {
            true => find.next(cursor),
            false => find.previous(cursor),
        });
        if let Some(hit) = hit {
            self.go(hit.event as usize + 1);
            self.task = hit.task.or(self.task);
            self.reveal();
        }
    }

    pub(super) fn choose_lanes(&mut self, choice: LaneChoice) {
        let lookup = &mut self.snapshot.viewport.lookup;
        match choice {
            LaneChoice::Alive(alive) => lookup.shows_dead = !alive,
            LaneChoice::Libraries(shown) => lookup.shows_libraries = shown,
            LaneChoice::Text(text) => lookup.lane_text = text,
        }
    }

    /// Selects the span between two pixels of the plot area, or none.
    pub(super) fn select(&mut self, pixels: Option<(f64, f64)>) {
        let Some(session) = &self.session else { return };
        let viewport = &mut self.snapshot.viewport;
        viewport.select(&session.trace(), pixels);
        if viewport.lookup.span.is_some() && session.is_recording() {
            self.about = About::Span;
        }
    }

    /// Sorts the table of tasks by a column.
    pub(super) fn sort_tasks(&mut self, column: Column) {
        self.sort = column;
    }

    /// The panes mark the lines of another source file.
    pub(super) fn show_file(&mut self, path: Rc<str>) {
        self.with_session(|session| session.show_file(path));
        self.snapshot.make_anew();
    }

    /// Whether all of a recording was read, so that what needs all of it can be computed.
    pub fn is_read(&self) -> bool {
        self.status() == Some(Status::Finished)
    }
}
