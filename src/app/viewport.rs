//! The part of a run that the timeline shows, and what is painted of it.

use std::cell::Cell;
use std::rc::Rc;

use super::action::ViewChange;
use super::beside::{behind, longer_waits};
use super::layout::{Layout, names_width};
use super::link::Link;
use super::lookup::Lookup;
use super::run::Status;
use super::session::Session;
use crate::analysis::is_asyncios_own;
use crate::events::{Nanos, PoolKind, TaskId};
use crate::text::{Lang, find as say, page};
use crate::trace::{LoopState, Trace};
use crate::view_model::baseline::Baseline;
use crate::view_model::cancellation::{Told, arrows_among};
use crate::view_model::format::seconds;
use crate::view_model::inspector::TaskPhase;
use crate::view_model::lane_layout::{Heights, layout_among};
use crate::view_model::resource_lanes::{StripContent, TrackSpan};
use crate::view_model::timeline::{Shows, Timeline, timeline_of};
use crate::view_model::{
    Arrow, Axis, BarCard, HitMark, LaneRows, Longer, Overview, ResourceLane, Scene, StepLevel,
    View, Window, WorkerRow, bar_card, cancellations, resource_lanes, task_at, track_card,
    worker_rows,
};

/// A timeline ready to be painted; each is a picture of its own.
pub struct Shown {
    /// The run is so long that not all of it is said again for every frame.
    pub is_long: bool,
    /// Its rectangles.
    pub timeline: Timeline,
    /// The lanes of what tasks share, below those of the tasks.
    pub shared: Vec<ResourceLane>,
    /// The task in whose step the cursor stands: its lane is tinted.
    pub at_cursor: Option<TaskId>,
    /// From where on everything comes after the cursor and is veiled.
    pub veiled_from: Option<f64>,
    /// The card of the bar on which the pointer rests.
    pub card: Option<Card>,
    /// How far down the lanes are to be scrolled, where the cursor's would not be seen.
    pub scroll_to: Option<f64>,
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
    pub baseline: Option<Baseline>,
    /// What takes longer than in it.
    pub longer: Vec<Longer>,
    /// The bookmarks.
    pub marks: Vec<Mark>,
    /// The steps of cancellations up to the cursor, in words.
    pub cancellations: Vec<Told>,
    /// The span that is selected.
    pub selection: Option<Selection>,
    /// The hits of what is looked for.
    pub hits: Vec<HitMark>,
    /// The whole run in a row of bars; of recordings alone.
    pub overview: Option<Rc<Overview>>,
}

/// A selected span, in pixels of the plot area.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// Its left edge.
    pub from: f64,
    /// Its right edge.
    pub to: f64,
    /// `0.320 s selected`
    pub label: String,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// The card of a bar, and where the pointer rests on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// What it says.
    pub said: BarCard,
    /// The path of the file of its line, if it has one.
    pub file: Option<Rc<str>>,
    /// The pointer's place in the picture.
    pub at: (f64, f64),
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
    pointed: Option<(f64, f64)>,
    level: StepLevel,
    size: (f64, f64),
    /// Whether the page stands in another one.
    is_embedded: bool,
    /// The run and the cursor that the lanes were last scrolled for.
    followed: Option<(u32, usize)>,
    /// The loop at the cursor, as long as the cursor stands.
    state: Option<LoopState>,
    /// What a person looks for.
    pub lookup: Lookup,
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
    /// What a step is.
    pub level: StepLevel,
    /// Whether the page stands in another one.
    pub is_embedded: bool,
    /// The first event in which the run and the one behind it differ, where that is known.
    pub parts: Option<usize>,
}

/// The most that a picture holds.
const ARROWS: usize = 200;
const NAMES: usize = 200;
const TOLD: usize = 50;
const STEPS: usize = 40;

/// In a narrower picture names stand above their lanes.
const NARROW: f64 = 480.0;

/// A trace of fewer events is drawn in no time.
const SHORT: usize = 20_000;

impl Viewport {
    /// Of no run, in a pane of the same size.
    pub fn cleared(&self) -> Self {
        Self {
            size: self.size,
            lookup: self.lookup.cleared(),
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
        self.is_embedded = look.is_embedded;
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
        let mut layout = self.layout(session, &scene);
        self.level = look.level;
        let mut view = self.view(layout, session, baseline, lang);
        let rows = {
            let axis = Axis::new(&trace, analysis, &view);
            self.lookup.rows(&scene, &axis, session.is_recording())
        };
        let shared = resource_lanes(&scene, &Axis::new(&trace, analysis, &view));
        let scroll_to = self.lay_out(session, &scene, (&shared, &rows), &mut layout, &mut view);
        let shows = Shows {
            rows: &rows.0,
            says_blocking: session.is_recording(),
        };
        let mut timeline = timeline_of(&trace, analysis, &view, &shows);
        if session.cursor.is_none() && session.status() == Status::Running {
            // At the live end the cursor goes on between events, as the clock does.
            timeline.cursor_x = timeline.end_x;
            timeline.cursor_label = format!("{} s", look.clock);
        }
        let longer = match baseline {
            Some(_) => longer_waits(session, &mut timeline, lang),
            None => Vec::new(),
        };
        let marks = session.bookmarked().filter_map(|(_, cursor)| cursor);
        let marks = marks.map(|cursor| Mark::of(&timeline.axis, &trace, cursor));
        let shown = Shown {
            is_long: session.len() >= SHORT,
            arrows: arrows_among(&scene, &timeline, &view, &rows.0, ARROWS),
            cancellations: cancellations(&scene, STEPS),
            baseline: baseline.map(|it| behind(it, session, &timeline, look.parts, lang)),
            longer,
            marks: marks.collect(),
            states: states(&scene, &timeline),
            workers: worker_rows(&scene, WORKERS, STRETCHES),
            selected: look.selected.map(|task| task.0),
            card: self.card(&scene, &timeline, &shared, layout),
            at_cursor: task_at(&trace, analysis, cursor),
            // Two runs are compared as a whole, and in a recording nothing is still to come.
            veiled_from: timeline
                .veiled_from
                .filter(|_| baseline.is_none() && !session.is_recording()),
            selection: self.selection(&trace, &timeline.axis, lang),
            hits: self.lookup.hit_marks(&timeline, cursor),
            overview: self.lookup.overview(session),
            shared,
            scroll_to,
            layout,
            timeline,
        };
        self.state = Some(scene.state);
        shown
    }

    fn layout(&self, session: &Session, scene: &Scene<'_>) -> Layout {
        let (width, height) = self.size;
        let names_above = !self.is_embedded && !session.is_recording() && width < NARROW;
        let left = match names_above {
            true => Layout::LEFT,
            false => names_width(self.longest_name(session, scene), width),
        };
        Layout {
            width,
            height,
            left,
            names_above,
            ..Layout::default()
        }
    }

    /// How high a lane may be.
    fn heights(&self, session: &Session, layout: Layout) -> Heights {
        match (layout.names_above, session.is_recording()) {
            (true, _) => Heights::NAMED_ABOVE,
            (false, true) => Heights::MANY,
            (false, false) if self.is_embedded => Heights::FRAME,
            (false, false) => Heights::USUAL,
        }
    }

    /// Shares the height out among the lanes. When the cursor moves, its lane is scrolled into
    /// view; by how much, if at all.
    fn lay_out(
        &mut self,
        session: &Session,
        scene: &Scene<'_>,
        (shared, rows): (&[ResourceLane], &LaneRows),
        layout: &mut Layout,
        view: &mut View,
    ) -> Option<f64> {
        let shared = shared.iter();
        let shared: f64 = shared.map(|lane| layout.shared_height(lane.height)).sum();
        let heights = self.heights(session, *layout);
        let height = layout.plot_height();
        let lanes = layout_among(scene, &rows.0, heights, shared, height, self.scroll);
        (layout.tasks, layout.shared) = (lanes.tasks_height, lanes.shared_height);
        let count = (lanes.tasks_height + lanes.most_scroll) / lanes.lane_height;
        layout.shared_content = shared;
        layout.wanted = Layout::TOP + Layout::BOTTOM + count * heights.tallest + shared;
        view.lane_height = lanes.lane_height;
        view.height = view.height.max(lanes.tasks_height);
        let moment = Some((session.number, session.position()));
        let has_moved = self.followed != moment;
        self.followed = moment;
        // What is scrolled further than the tasks' lanes go scrolls those of what they share.
        let of_tasks = self.scroll.min(lanes.most_scroll);
        let moves = has_moved && (lanes.scroll - of_tasks).abs() >= 1.0;
        if moves {
            self.scroll = lanes.scroll;
        }
        view.scroll = self.scroll.min(lanes.most_scroll);
        let most = (shared - layout.shared).max(0.0);
        layout.shared_scroll = (self.scroll - lanes.most_scroll).clamp(0.0, most);
        moves.then_some(self.scroll)
    }

    /// The card of what is under the pointer that rests.
    fn card(
        &self,
        scene: &Scene<'_>,
        timeline: &Timeline,
        shared: &[ResourceLane],
        layout: Layout,
    ) -> Option<Card> {
        let at = self.pointed?;
        let (x, y) = (at.0 - layout.left, at.1 - Layout::TOP);
        let said = match y < layout.tasks {
            true => {
                let lane = timeline.lane_at(y)?;
                let mut bars = lane.bars.iter();
                let bar = bars.find(|bar| (bar.x..bar.x + bar.width.max(2.0)).contains(&x))?;
                bar_card(scene, lane.task.id, bar.event, bar.until)?
            }
            false if y < layout.tasks + layout.shared => {
                let y = y - layout.tasks + layout.shared_scroll;
                let (lane, span) = track_at(shared, layout, x, y)?;
                track_card(scene, lane, span)
            }
            false => return None,
        };
        let file = said.line.map(|line| scene.trace.sources().path(line));
        Some(Card {
            file: file.map(Rc::from),
            said,
            at,
        })
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
            true => TOLD as f64 * Heights::USUAL.tallest,
            false => 0.0,
        };
        let now = (session.status() != Status::Finished).then(|| session.now());
        let baseline = baseline.map(|baseline| baseline.trace().now());
        let is_recording = session.is_recording();
        View {
            width: layout.plot_width(),
            height: layout.plot_height().max(told),
            lane_height: self.heights(session, layout).tallest,
            scroll: self.scroll,
            // In a recording the axis is the machine's time, and an event takes none of it.
            window: self
                .window
                .or_else(|| is_recording.then(|| whole_time(session.now()))),
            compress_gaps: !self.gaps && !is_recording,
            level: self.level,
            cursor: session.position(),
            now: now.max(baseline),
            lang,
        }
    }

    /// Selects the span between two pixels of the plot area, or none.
    pub fn select(&mut self, trace: &Trace, pixels: Option<(f64, f64)>) {
        let times = pixels.zip(self.axis()).map(|((one, other), axis)| {
            let time = |x: f64| axis.time_at(trace, x.clamp(0.0, axis.width()));
            (time(one.min(other)), time(one.max(other)))
        });
        self.lookup.span = times.filter(|(from, to)| from < to);
    }

    fn selection(&self, trace: &Trace, axis: &Axis, lang: Lang) -> Option<Selection> {
        let (from, to) = self.lookup.span?;
        let x = |when: Nanos| axis.x_of_time(trace, when);
        Some(Selection {
            from: x(from),
            to: x(to),
            label: say::selected(lang, &seconds(to.since(from))),
        })
    }

    /// The pane has this size.
    pub fn resize(&mut self, width: f64, height: f64) {
        self.size = (width, height);
    }

    /// The pointer rests there in the picture, or nowhere.
    pub fn point(&mut self, at: Option<(f64, f64)>) {
        self.pointed = at;
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
        // The link has said how far the lanes are scrolled at its moment.
        self.followed = (link.scroll > 0.0).then(|| (session.number, session.position()));
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
        let cursor = link.at.and_then(|at| session.cursor_at(at)).unwrap_or(0);
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

/// All of a recording. A little more than its end, so that what its events add is in it.
fn whole_time(end: Nanos) -> Window {
    let window = Window::of_time(end);
    Window {
        to: window.to * (1.0 + 1e-6),
        ..window
    }
}

/// The stretch under a pixel of the lanes of what tasks share.
fn track_at(
    lanes: &[ResourceLane],
    layout: Layout,
    x: f64,
    y: f64,
) -> Option<(&ResourceLane, &TrackSpan)> {
    let mut top = 0.0;
    for lane in lanes {
        // The name above it is none of its stretches.
        let own = y - top - layout.shared_height(0.0);
        top += layout.shared_height(lane.height);
        if own >= lane.height {
            continue;
        }
        let mut strips = lane.strips.iter();
        let strip = strips.find(|strip| (strip.y..strip.y + strip.height).contains(&own))?;
        let StripContent::Spans(spans) = &strip.content else {
            return None;
        };
        let mut spans = spans.iter();
        let span = spans.find(|span| (span.x..span.x + span.width.max(2.0)).contains(&x))?;
        return Some((lane, span));
    }
    None
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
