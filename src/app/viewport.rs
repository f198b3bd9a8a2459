//! The part of a run that the timeline shows, and what is painted of it.

use std::cell::Cell;
use std::rc::Rc;

use super::action::ViewChange;
use super::layout::{Layout, names_width};
use super::link::Link;
use super::run::Status;
use super::session::Session;
use crate::analysis::is_asyncios_own;
use crate::events::{PoolKind, TaskId};
use crate::text::{Lang, page};
use crate::trace::{LoopState, Trace};
use crate::view_model::cancellation::Told;
use crate::view_model::ghost::{Ghost, ghost};
use crate::view_model::inspector::TaskPhase;
use crate::view_model::timeline::Timeline;
use crate::view_model::{
    Arrow, Axis, Scene, StepLevel, View, Window, WorkerRow, arrows, cancellations, timeline,
    worker_rows,
};

/// A timeline ready to be painted; each is a picture of its own.
pub struct Shown {
    /// The run is so long that not all of it is said again for every frame.
    pub is_long: bool,
    /// Its rectangles.
    pub timeline: Timeline,
    /// The ways of cancellations.
    pub arrows: Vec<Arrow>,
    /// Where its parts are.
    pub layout: Layout,
    /// The task that is looked at.
    pub selected: Option<u32>,
    /// What each lane's task does at the cursor, in words.
    pub states: Vec<String>,
    /// The pools' workers, in words.
    pub workers: Vec<WorkerRow>,
    /// The run behind this one.
    pub baseline: Option<Ghost>,
    /// The bookmarks.
    pub marks: Vec<Mark>,
    /// The steps of cancellations up to the cursor, in words.
    pub cancellations: Vec<Told>,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// A bookmark's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// In the plot area, in pixels; may be out of view.
    pub x: f64,
    /// In the whole run, from 0 to 1.
    pub part: f64,
}

impl Mark {
    /// Where the bookmark of a cursor stands.
    fn of(axis: &Axis, trace: &Trace, at: usize) -> Self {
        let x = axis.x_of_cursor(trace, at);
        let (from, to) = axis.part_seen();
        Self {
            x,
            part: from + x / axis.width() * (to - from),
        }
    }
}

/// What is seen, and how.
#[derive(Default)]
pub struct Viewport {
    shown: Option<Rc<Shown>>,
    window: Option<Window>,
    scroll: f64,
    gaps: bool,
    size: (f64, f64),
    /// The loop at the cursor, as long as the cursor stands.
    state: Option<LoopState>,
    /// How many characters the longest name has, among so many of a run's tasks.
    longest: Cell<Option<(Names, usize)>>,
}

/// Of which names: the run, how many tasks and workers, the language.
type Names = (u32, usize, Lang);

/// What a picture depends on besides the run.
pub struct Look {
    /// The task that is looked at.
    pub selected: Option<TaskId>,
    /// The language.
    pub lang: Lang,
    /// The clock's reading, in seconds.
    pub clock: String,
}

/// The most that a picture holds.
const ARROWS: usize = 200;
const NAMES: usize = 200;
const TOLD: usize = 50;
const STEPS: usize = 40;

/// A trace of fewer events is drawn in no time.
const SHORT: usize = 20_000;

impl Viewport {
    /// Of no run, in a pane of the same size.
    pub fn cleared(&self) -> Self {
        Self {
            size: self.size,
            ..Self::default()
        }
    }

    /// There is no run.
    pub fn shows_nothing(&mut self) {
        self.shown = None;
    }

    /// The panes are of this state now: it need not be made again for each picture of it.
    pub fn keep(&mut self, state: LoopState) {
        self.state = Some(state);
    }

    /// The picture.
    pub fn shown(&self) -> Option<Rc<Shown>> {
        self.shown.clone()
    }

    /// Whether the time in which nothing happens is shown in full; none where there is no such
    /// time.
    pub fn gaps(&self) -> Option<bool> {
        let has_breaks = self.timeline().is_some_and(|seen| !seen.breaks.is_empty());
        (self.gaps || has_breaks).then_some(self.gaps)
    }

    /// Draws the run, with the one behind it.
    pub fn draw(&mut self, session: &Session, baseline: Option<&Session>, look: Look) {
        let (width, height) = self.size;
        self.shown =
            (width >= 1.0 && height >= 1.0).then(|| Rc::new(self.picture(session, baseline, look)));
    }

    fn picture(&mut self, session: &Session, baseline: Option<&Session>, look: Look) -> Shown {
        let lang = look.lang;
        let trace = session.trace();
        let analysis = session.analysis();
        let cursor = session.position();
        let state = self.state.take().filter(|state| state.cursor == cursor);
        let scene = match state {
            Some(state) => Scene {
                clock: state.when,
                trace: &trace,
                analysis,
                state,
                lang,
            },
            None => Scene::new(&trace, analysis, cursor, lang),
        };
        let layout = self.layout(session, &scene);
        let view = self.view(layout, session, baseline, lang);
        let mut timeline = timeline(&trace, analysis, &view);
        if session.cursor.is_none() && session.status() == Status::Running {
            // At the live end the cursor goes on between events, as the clock does.
            timeline.cursor_x = timeline.end_x;
            timeline.cursor_label = format!("{} s", look.clock);
        }
        let marks = session.bookmarks.all().iter();
        let marks = marks.map(|mark| Mark::of(&timeline.axis, &trace, mark.at));
        let shown = Shown {
            is_long: session.len() >= SHORT,
            arrows: arrows(&scene, &timeline, &view, ARROWS),
            cancellations: cancellations(&scene, STEPS),
            baseline: baseline.map(|it| self.behind(it, session, &timeline, lang)),
            marks: marks.collect(),
            states: states(&scene, &timeline),
            workers: worker_rows(&scene, WORKERS, STRETCHES),
            selected: look.selected.map(|task| task.0),
            layout,
            timeline,
        };
        self.state = Some(scene.state);
        shown
    }

    fn layout(&self, session: &Session, scene: &Scene<'_>) -> Layout {
        let (width, height) = self.size;
        Layout {
            width,
            height,
            left: names_width(self.longest_name(session, scene), width),
        }
    }

    /// How many characters the longest name has, indents included.
    fn longest_name(&self, session: &Session, scene: &Scene<'_>) -> usize {
        let tasks = scene.analysis.index.tasks();
        let count = tasks.len().min(NAMES) + scene.analysis.index.workers().len();
        let key = (session.number, count, scene.lang);
        if let Some((_, longest)) = self.longest.get().filter(|(known, _)| *known == key) {
            return longest;
        }
        let names = scene.names().short();
        let shown = tasks.iter().filter(|facts| !is_asyncios_own(facts));
        let lengths = shown
            .take(NAMES)
            .map(|facts| names.task_name(facts.id).chars().count() + 2);
        let longest = lengths.max().unwrap_or(6);
        // `process 1, pid 42`, `thread 12`
        let workers = scene.analysis.index.workers().iter();
        let workers = workers.map(|worker| match worker.kind {
            PoolKind::Threads => 10,
            PoolKind::Processes => 18,
        });
        let longest = workers.max().unwrap_or(0).max(longest);
        self.longest.set(Some((key, longest)));
        longest
    }

    fn view(
        &self,
        layout: Layout,
        session: &Session,
        baseline: Option<&Session>,
        lang: Lang,
    ) -> View {
        // Screen readers are told of more lanes than are seen, unless that costs frames.
        let told = match session.len() < SHORT {
            true => TOLD as f64 * Layout::LANE,
            false => 0.0,
        };
        let now = (session.status() != Status::Finished).then(|| session.now());
        let baseline = baseline.map(|baseline| baseline.trace().now());
        View {
            width: layout.plot_width(),
            height: layout.plot_height().max(told),
            lane_height: Layout::LANE,
            scroll: self.scroll,
            window: self.window,
            compress_gaps: !self.gaps,
            level: StepLevel::Loop,
            cursor: session.position(),
            now: now.max(baseline),
            lang,
        }
    }

    fn behind(&self, baseline: &Session, session: &Session, seen: &Timeline, lang: Lang) -> Ghost {
        let (old, new) = (baseline.trace(), session.trace());
        let parted = session.analysis().index.interventions().last();
        let parted = parted.map_or(new.len(), |event| *event as usize);
        ghost((&old, baseline.analysis()), &new, seen, parted, lang)
    }

    /// The pane has this size.
    pub fn resize(&mut self, width: f64, height: f64) {
        self.size = (width, height);
    }

    /// The lanes were scrolled.
    pub fn scroll(&mut self, by: f64) {
        self.scroll = by;
    }

    /// Shows the time in which nothing happens in full, or shortened.
    pub fn show_gaps(&mut self, full: bool) {
        (self.gaps, self.window) = (full, None);
    }

    /// Zooms or pans.
    pub fn change(&mut self, change: ViewChange) {
        let Some(axis) = self.axis() else { return };
        let window = match change {
            ViewChange::Zoom(factor, at) => axis.zoomed(at * axis.width(), factor),
            ViewChange::Pinch { factor, from, to } => {
                axis.pinched(from * axis.width(), factor, to * axis.width())
            }
            ViewChange::Pan(part) => axis.panned(part * axis.width()),
            ViewChange::Centre(part) => axis.centred(part),
            ViewChange::Fit => {
                self.window = None;
                return;
            }
        };
        self.window = Some(window);
    }

    /// Brings the cursor into view.
    pub fn reveal(&mut self, session: &Session) {
        if let (Some(_), Some(axis)) = (self.window, self.axis()) {
            self.window = Some(axis.revealing(&session.trace(), session.position()));
        }
    }

    /// The cursor under a pixel of the plot area.
    pub fn cursor_at(&self, session: &Session, x: f64) -> Option<usize> {
        Some(self.axis()?.cursor_at(&session.trace(), x))
    }

    /// Says in a link what is seen.
    pub fn tell(&self, link: &mut Link) {
        (link.window, link.scroll, link.gaps) = (self.window, self.scroll, self.gaps);
    }

    /// Shows what a link says, as far as the run has it; how far down the lanes are to be scrolled,
    /// in pixels, if at all.
    pub fn show_as(&mut self, link: &Link, session: &Session) -> Option<i32> {
        self.gaps = link.gaps;
        self.scroll = link.scroll;
        if self.size.0 <= 0.0 {
            // The page has not said yet how wide it is: nothing to fit it into.
            self.window = link.window;
        } else if let Some(window) = link.window {
            let (trace, analysis) = (session.trace(), session.analysis());
            let view = self.view(self.layout_of(session, link), session, None, Lang::En);
            self.window = Some(Axis::new(&trace, analysis, &view).fitted(window));
        }
        Some(link.scroll as i32).filter(|scroll| *scroll > 0)
    }

    fn layout_of(&self, session: &Session, link: &Link) -> Layout {
        let trace = session.trace();
        let cursor = link.at.unwrap_or(0);
        self.layout(
            session,
            &Scene::new(&trace, session.analysis(), cursor, Lang::En),
        )
    }

    fn timeline(&self) -> Option<&Timeline> {
        Some(&self.shown.as_ref()?.timeline)
    }

    fn axis(&self) -> Option<&Axis> {
        Some(&self.timeline()?.axis)
    }
}

/// How many workers, and how much of each one's history, screen readers are told.
const WORKERS: usize = 64;
const STRETCHES: usize = 40;

/// What each lane's task does at the cursor, in words.
fn states(scene: &Scene<'_>, timeline: &Timeline) -> Vec<String> {
    let states = timeline.lanes.iter().map(|lane| {
        let state = scene.state.task(lane.task.id);
        let phase = state.map_or(TaskPhase::Created, |state| TaskPhase::of(&state.phase));
        let word = match state {
            Some(_) => phase.text(),
            None => page::NOT_YET,
        };
        word.get(scene.lang).to_owned()
    });
    states.collect()
}
