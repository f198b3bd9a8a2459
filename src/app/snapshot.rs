//! What the panes show of the run at the cursor, computed once a frame and shared with them.

use std::cell::RefCell;
use std::rc::Rc;

use super::listed::Listed;
use super::markers::{Marker, markers};
use super::panes::Code;
use super::run::{Slice, Status};
use super::session::{Arrival, Session};
use super::source::Line;
use super::sums::Sums;
use super::viewport::{Look, Viewport};
use crate::events::{Nanos, TaskId};
use crate::text::{Lang, Said, Text, page};
use crate::view_model::bounds;
use crate::view_model::{
    CodeMark, Console, FactKind, Finding, HoldNote, Holding, Items, LoopPanel, Scene, Sentence,
    StepIn, StepLevel, TaskPane, TaskRef, Waits, code_marks, console, findings, foot, format,
    holdings, items, jobs_summary, loop_panel, sentence, step_in, task_pane, told, waiting,
    who_waits,
};

/// The panes' content, and the part of the run that the timeline shows.
#[derive(Default)]
pub struct Snapshot {
    key: Option<Key>,
    panes: Option<Panes>,
    /// The part of the run that the timeline shows.
    pub viewport: Viewport,
    /// The sums of the selected span, and the tables.
    pub sums: Sums,
    now: Nanos,
}

/// What the panes depend on.
#[derive(Clone, Copy, PartialEq)]
struct Key {
    clock: Nanos,
    run: u32,
    events: usize,
    cursor: usize,
    wanted: Wanted,
    status: Status,
    /// It waits at its live end, and the clock goes on.
    is_resting: bool,
}

/// What a person wants to see of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// The task that was chosen.
    pub task: Option<TaskId>,
    /// The language.
    pub lang: Lang,
    /// What one step is.
    pub level: StepLevel,
    /// Whether the page stands in another one.
    pub is_embedded: bool,
    /// The first event in which the run and the one behind it differ, where that is known.
    pub parts: Option<usize>,
}

/// The tasks' markers in a program, and of which lines it was then.
type Marked = (Code, Option<Rc<Vec<Line>>>, Rc<Vec<Marker>>);

/// The content of the panes.
pub struct Panes {
    /// What was printed.
    pub console: Rc<Console>,
    /// The items; none where the program gives none.
    pub items: Option<Rc<Items>>,
    /// The sides of the event loop.
    pub event_loop: EventLoopSides,
    /// The task that is looked at.
    pub task: Option<Rc<TaskPane>>,
    /// The tasks to choose from.
    pub tasks: Rc<Vec<TaskRef>>,
    /// How many tasks there are beside them.
    pub more_tasks: usize,
    /// What happened last, in the loop's own words.
    pub sentence: Option<String>,
    /// The step at the cursor, at the level that is chosen; of a run that waits, what it waits for.
    pub told: Sentence,
    /// What the run came to, once it is over: which fact, where it is one of those in every foot.
    pub measures: Vec<(Option<FactKind>, Said)>,
    /// How it ended, where it did not simply return.
    pub ending: Option<String>,
    /// Who holds what was made at lines of the program.
    pub holdings: Rc<Vec<Holding>>,
    marks: Vec<CodeMark>,
    /// What was made of the marks: for which program, of which lines.
    markers: RefCell<Vec<Marked>>,
}

/// What the sides of the event loop show.
#[derive(Clone, PartialEq)]
pub struct EventLoopSides {
    /// The queues.
    pub panel: Rc<LoopPanel>,
    /// Who waits for whom.
    pub waits: Rc<Waits>,
    /// What is worth pointing out.
    pub findings: Rc<Vec<Finding>>,
    /// What a person can do to the run.
    pub step_in: Rc<StepIn>,
}

impl Snapshot {
    /// Of no run, in a timeline of the size that this one has.
    pub fn cleared(&self) -> Self {
        Self {
            viewport: self.viewport.cleared(),
            ..Self::default()
        }
    }

    /// What the panes depend on has changed.
    pub(super) fn make_anew(&mut self) {
        self.key = None;
    }

    /// The panes' content; none before the first run.
    pub fn panes(&self) -> Option<&Panes> {
        self.panes.as_ref()
    }

    /// Computes what changed; `baseline` is the run behind this one.
    pub fn refresh(
        &mut self,
        session: Option<&mut Session>,
        baseline: Option<&Session>,
        wanted: Wanted,
        slice: &Slice<'_>,
    ) -> Arrival {
        let Wanted { task, lang, .. } = wanted;
        let Some(session) = session else {
            (self.key, self.panes) = (None, None);
            self.viewport.shows_nothing();
            return Arrival::None;
        };
        let arrival = session.catch_up(slice);
        self.now = session.now();
        let cursor = session.position();
        let clock = self.clock_of(session);
        let key = Key {
            clock,
            run: session.number,
            events: session.len(),
            cursor,
            wanted,
            status: session.status(),
            is_resting: session.status() == Status::Running
                && session.cursor.is_none()
                && self.now > session.trace().now(),
        };
        if self.key != Some(key) {
            self.key = Some(key);
            self.panes = Some(self.panes_at(session, key));
        }
        let shown = self.panes.as_ref().and_then(|panes| panes.task.as_ref());
        let selected = task.or_else(|| shown.map(|task| task.task.id));
        let clock = self.clock(Some(session));
        if !self.viewport.lookup.catch_up(session, lang, slice) {
            session.ask_for_frame();
        }
        self.sums.refresh(session, self.viewport.lookup.span, lang);
        let look = Look {
            selected,
            lang,
            clock,
            level: wanted.level,
            is_embedded: wanted.is_embedded,
            parts: wanted.parts,
        };
        self.viewport.draw(session, baseline, look);
        arrival
    }

    fn panes_at(&mut self, session: &Session, key: Key) -> Panes {
        let Key {
            cursor,
            clock,
            wanted,
            ..
        } = key;
        let Wanted { task, lang, .. } = wanted;
        let trace = session.trace();
        let analysis = session.analysis();
        let scene = Scene::new(&trace, analysis, cursor, lang).with_clock(clock);
        let names = scene.names();
        // The task whose step is under way, else the one that ran last.
        let running = scene.state.running.and_then(|running| running.task);
        let last_ran = running.or_else(|| analysis.index.last_ran(cursor));
        let shown = [task, last_ran].into_iter().flatten();
        let shown = shown
            .filter_map(|task| task_pane(&scene, task))
            .next()
            .or_else(|| task_pane(&scene, scene.state.tasks.first()?.id));
        let made = analysis.index.tasks_before(cursor);
        let listed = analysis.index.tasks().iter().take(made.min(bounds::TASKS));
        let tasks: Vec<_> = listed.filter_map(|facts| names.task(facts.id)).collect();
        let ended = session.status() == Status::Finished;
        let gives_items = session.subject.gives_items();
        let panes = Panes {
            console: Rc::new(console(&scene, bounds::LINES)),
            items: gives_items.then(|| Rc::new(items(&scene, bounds::LINES))),
            event_loop: EventLoopSides {
                panel: Rc::new(loop_panel(&scene, bounds::HANDLES)),
                waits: Rc::new(who_waits(&scene, bounds::WAITERS)),
                findings: Rc::new(match session.is_recording() {
                    // What is still to come in a recording is known already.
                    true => findings(&scene.at_the_end()),
                    false => findings(&scene),
                }),
                step_in: Rc::new(step_in(&scene, bounds::TASKS)),
            },
            task: shown.map(Rc::new),
            more_tasks: made - tasks.len(),
            tasks: Rc::new(tasks),
            holdings: Rc::new(holdings(&scene, &session.main_file())),
            marks: code_marks(&scene, &session.main_file()),
            markers: RefCell::default(),
            told: key
                .is_resting
                .then(|| waiting(&scene, self.now))
                .flatten()
                .unwrap_or_else(|| told(&scene, wanted.level)),
            sentence: cursor
                .checked_sub(1)
                .and_then(|event| sentence(&scene, event)),
            measures: match ended {
                true => {
                    let facts = foot(&trace, analysis, session.same_order_as().as_deref(), lang);
                    let jobs = jobs_summary(&trace, analysis, lang);
                    let jobs = jobs.map(|jobs| Said::new("", jobs.label));
                    let facts = facts
                        .into_iter()
                        .map(|fact| (Some(fact.kind), fact.said))
                        .chain(jobs.map(|said| (None, said)));
                    facts.collect()
                }
                false => Vec::new(),
            },
            ending: session.ending_at(cursor, lang),
        };
        self.viewport.keep(scene.state);
        panes
    }

    /// The clock's reading: at the cursor; at the live end it goes on between events.
    pub fn clock(&self, session: Option<&Session>) -> String {
        let Some(session) = session else {
            return format::decimal(Nanos::ZERO);
        };
        format::decimal(self.clock_of(session))
    }

    /// The same as a time. What the panes say is left, or has passed, counts from it.
    fn clock_of(&self, session: &Session) -> Nanos {
        let at = session.time();
        // Between events the last digits would only flicker.
        match session.status() {
            Status::Running if session.cursor.is_none() => {
                Nanos(self.now.0 / 1_000_000 * 1_000_000).max(at)
            }
            _ => at,
        }
    }

    /// Which clock that is.
    pub fn which_clock(&self, session: Option<&Session>) -> Text {
        match session {
            Some(session) if session.is_recording() => session.which_clock(),
            Some(session) if session.follows_the_wall() => page::CLOCK_WALL,
            _ => page::CLOCK_VIRTUAL,
        }
    }

    /// Where the tasks stand in a program.
    pub fn markers(&self, listed: &Listed<'_>, lang: Lang) -> Rc<Vec<Marker>> {
        let Some(panes) = &self.panes else {
            return Rc::default();
        };
        let (code, lines) = (listed.code(), listed.lines());
        let mut known = panes.markers.borrow_mut();
        let is_same = |its: &Option<Rc<Vec<Line>>>| match (its, &lines) {
            (Some(its), Some(lines)) => Rc::ptr_eq(its, lines),
            (None, None) => true,
            _ => false,
        };
        let same = known
            .iter()
            .find(|(of, its, _)| *of == code && is_same(its));
        if let Some((_, _, made)) = same {
            return Rc::clone(made);
        }
        let made = Rc::new(markers(&panes.marks, listed, lang));
        known.retain(|(of, _, _)| *of != code);
        known.push((code, lines, Rc::clone(&made)));
        made
    }

    /// What is said of the call that holds the loop, or held it.
    pub fn hold(&self) -> Option<HoldNote> {
        self.panes.as_ref()?.event_loop.panel.hold.clone()
    }
}
