//! What the panes show of the run at the cursor, computed once a frame and shared with them.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::action::{Action, Code, Side, ViewChange};
use super::components::colour;
use super::components::console::ConsolePane;
use super::components::event_loop::{EventLoopProps, Seen, event_loop_pane};
use super::components::listing::Stand;
use super::components::prediction::Truth;
use super::components::separator::Separator;
use super::components::task::{TaskProps, task_inspector};
use super::components::timeline::{TimelineProps, timeline_pane};
use super::opened::Opened;
use super::session::{Arrival, Session, Status};
use super::settings::Settings;
use super::sight::{Look, Sight};
use super::source::Line;
use crate::analysis::is_asyncios_own;
use crate::runtime::clock::Nanos;
use crate::runtime::instrument::{Event, TaskId};
use crate::text::{Lang, Text, page, panes};
use crate::view_model::bounds;
use crate::view_model::inspector::TaskPhase;
use crate::view_model::{
    CodeMark, Console, Divider, HoldNote, Items, Link, Scene, StackRow, TaskPane, TaskRef,
    code_marks, console, findings, format, items, jobs_summary, loop_panel, sentence, step_in,
    summary, task_pane, wait_graph,
};

/// The panes' content, and the part of the run that the timeline shows.
#[derive(Default)]
pub struct Moment {
    key: Option<Key>,
    panes: Option<Panes>,
    sight: Sight,
    /// The task that is shown while nobody has chosen one: the one that ran last.
    last_ran: Option<TaskId>,
    now: Nanos,
}

/// What the panes depend on.
#[derive(Clone, Copy, PartialEq)]
struct Key {
    run: u32,
    events: usize,
    cursor: usize,
    task: Option<TaskId>,
    lang: Lang,
    status: Status,
}

/// The tasks' places in a program, and of which lines it was then.
type Standing = (Code, Rc<Vec<Line>>, Rc<Vec<Stand>>);

struct Panes {
    console: Rc<Console>,
    /// None where the program gives no items.
    items: Option<Rc<Items>>,
    event_loop: Seen,
    task: Option<Rc<TaskPane>>,
    tasks: Rc<Vec<TaskRef>>,
    marks: Vec<CodeMark>,
    /// What was made of the marks: for which program, of which lines.
    stands: RefCell<Vec<Standing>>,
    sentence: Option<String>,
    measures: Vec<String>,
    ending: Option<String>,
    truth: Option<Truth>,
}

impl Moment {
    /// A moment of no run, in a timeline of the size that this one has.
    pub fn cleared(&self) -> Self {
        Self {
            sight: self.sight.cleared(),
            ..Self::default()
        }
    }

    /// Computes what changed; `task` is the one that was chosen, `ghost` the run behind this one.
    pub fn refresh(
        &mut self,
        session: Option<&mut Session>,
        ghost: Option<&Session>,
        task: Option<TaskId>,
        lang: Lang,
    ) -> Arrival {
        let Some(session) = session else {
            (self.key, self.panes) = (None, None);
            self.sight.shows_nothing();
            return Arrival::None;
        };
        let arrival = session.catch_up();
        self.now = session.now();
        let cursor = session.position();
        let key = Key {
            run: session.number,
            events: session.len(),
            cursor,
            task,
            lang,
            status: session.status(),
        };
        if self.key != Some(key) {
            self.key = Some(key);
            self.panes = Some(self.panes(session, cursor, task, lang));
        }
        let shown = self.panes.as_ref().and_then(|panes| panes.task.as_ref());
        let selected = task.or_else(|| shown.map(|task| task.task.id));
        let clock = self.clock(Some(session));
        let look = Look {
            selected,
            lang,
            clock,
        };
        self.sight.draw(session, ghost, look);
        arrival
    }

    /// How the run that is over went, for a guess.
    pub fn truth(&self) -> Option<Truth> {
        self.panes.as_ref()?.truth.clone()
    }

    fn panes(
        &mut self,
        session: &Session,
        cursor: usize,
        task: Option<TaskId>,
        lang: Lang,
    ) -> Panes {
        let trace = session.trace();
        let analysis = session.analysis();
        let scene = Scene::new(&trace, analysis, cursor, lang);
        let names = scene.names();
        let running = scene.state.running.and_then(|running| running.task);
        let is_own = |task: &TaskId| {
            analysis
                .index
                .task(*task)
                .is_some_and(|facts| !is_asyncios_own(facts))
        };
        self.last_ran = running.filter(is_own).or(self.last_ran);
        let shown = task
            .and_then(|task| task_pane(&scene, task))
            .or_else(|| self.last_ran.and_then(|task| task_pane(&scene, task)))
            .or_else(|| task_pane(&scene, scene.state.tasks.first()?.id));
        let facts = analysis.index.tasks();
        let own = facts.iter().filter(|facts| !is_asyncios_own(facts));
        let made = own.filter(|facts| (facts.created as usize) < cursor);
        let tasks: Vec<_> = made.filter_map(|facts| names.task(facts.id)).collect();
        let summary = summary(&trace, analysis, lang);
        let ended = session.status() == Status::Finished;
        let printed = analysis.index.printed().last();
        let last = printed.and_then(|event| match &trace.get(*event as usize)?.event {
            Event::Printed { text, .. } => Some(text.to_string()),
            _ => None,
        });
        let gives_items = session.scenario.gives_items();
        let truth = ended.then(|| Truth {
            seconds: format::seconds(summary.makespan),
            last: last.unwrap_or_default(),
        });
        let panes = Panes {
            console: Rc::new(console(&scene, bounds::LINES)),
            items: gives_items.then(|| Rc::new(items(&scene, bounds::LINES))),
            event_loop: Seen {
                panel: Rc::new(loop_panel(&scene, bounds::HANDLES)),
                graph: Rc::new(wait_graph(&scene, bounds::WAITERS)),
                findings: Rc::new(findings(&scene)),
                step_in: Rc::new(step_in(&scene, bounds::TASKS)),
            },
            task: shown.map(Rc::new),
            tasks: Rc::new(tasks),
            marks: code_marks(&scene, session.scenario.rust_file),
            stands: RefCell::default(),
            sentence: cursor
                .checked_sub(1)
                .and_then(|event| sentence(&scene, event)),
            measures: match ended {
                true => {
                    let jobs = jobs_summary(&trace, analysis, lang).map(|jobs| jobs.label);
                    let labels = [
                        summary.makespan_label,
                        summary.sequential_label,
                        summary.peak_label,
                    ];
                    labels.into_iter().chain(jobs).collect()
                }
                false => Vec::new(),
            },
            truth,
            ending: session.ending(lang),
        };
        self.sight.keep(scene.state);
        panes
    }

    /// The timeline's pane has this size.
    pub fn resize(&mut self, width: f64, height: f64) {
        self.sight.resize(width, height);
    }

    /// The lanes were scrolled.
    pub fn scroll(&mut self, by: f64) {
        self.sight.scroll(by);
    }

    /// Zooms or pans.
    pub fn change_view(&mut self, change: ViewChange) {
        self.sight.change(change);
    }

    /// Shows the time in which nothing happens in full, or shortened.
    pub fn show_gaps(&mut self, full: bool) {
        self.sight.show_gaps(full);
    }

    /// Brings the cursor into view.
    pub fn reveal(&mut self, session: &Session) {
        self.sight.reveal(session);
    }

    /// The cursor under a pixel of the plot area.
    pub fn cursor_at(&self, session: &Session, x: f64) -> Option<usize> {
        self.sight.cursor_at(session, x)
    }

    /// Says in a link what of the timeline is seen.
    pub fn seen(&self, link: &mut Link) {
        self.sight.tell(link);
    }

    /// Shows what a link says of the timeline.
    pub fn show_as(&mut self, link: &Link, session: &Session) {
        self.sight.show_as(link, session);
    }

    /// The clock's reading: at the cursor; at the live end it goes on between events.
    pub fn clock(&self, session: Option<&Session>) -> String {
        let Some(session) = session else {
            return format::decimal(Nanos::ZERO);
        };
        let at = session.time();
        // Between events the last digits would only flicker.
        let at = match session.status() {
            Status::Running if session.cursor.is_none() => {
                Nanos(self.now.0 / 1_000_000 * 1_000_000).max(at)
            }
            _ => at,
        };
        format::decimal(at)
    }

    /// Which clock that is.
    pub fn which_clock(&self, session: Option<&Session>) -> Text {
        match session {
            Some(session) if session.follows_the_wall() => page::CLOCK_WALL,
            _ => page::CLOCK_VIRTUAL,
        }
    }

    /// Where the tasks stand in the program that the code pane shows.
    pub fn stands(&self, opened: &Opened, code: Code, lang: Lang) -> Rc<Vec<Stand>> {
        let Some(panes) = &self.panes else {
            return Rc::default();
        };
        let lines = opened.lines(code);
        let mut known = panes.stands.borrow_mut();
        let same = known
            .iter()
            .find(|(of, its, _)| *of == code && Rc::ptr_eq(its, &lines));
        if let Some((_, _, stands)) = same {
            return Rc::clone(stands);
        }
        let stands = Rc::new(Self::all_stands(&panes.marks, opened, code, lang));
        known.retain(|(of, _, _)| *of != code);
        known.push((code, lines, Rc::clone(&stands)));
        stands
    }

    fn all_stands(marks: &[CodeMark], opened: &Opened, code: Code, lang: Lang) -> Vec<Stand> {
        let stand = |mark: &CodeMark| {
            Some(Stand {
                line: match code {
                    Code::Rust => mark.line,
                    Code::Python => opened.source.python_line(mark.line)?,
                },
                id: mark.task.id,
                task: mark.task.name.clone(),
                state: mark.phase.text().get(lang),
                stack: stack(&mark.stack, opened, code, lang),
                letter: mark.task.badge.clone(),
                colour: colour(mark.task.colour),
                is_running: mark.phase == TaskPhase::Running,
            })
        };
        marks.iter().filter_map(stand).collect()
    }

    /// What is said of the call that holds the loop, or held it.
    pub fn hold(&self) -> Option<HoldNote> {
        self.panes.as_ref()?.event_loop.panel.hold.clone()
    }

    /// The panes below the transport bar.
    pub fn show(
        &self,
        opened: &Opened,
        side: Side,
        settings: &Settings,
        is_quiet: bool,
        act: &Callback<Action>,
    ) -> Html {
        let (lang, code, sizes) = (settings.lang, settings.code, settings.sizes);
        let panes = self.panes.as_ref();
        let console = panes.map_or_else(|| Rc::new(no_lines()), |panes| Rc::clone(&panes.console));
        let items = panes.map(|panes| panes.items.clone());
        let items = items.unwrap_or_else(|| opened.scenario.gives_items().then(Rc::default));
        let tasks = panes.map_or_else(Rc::default, |panes| Rc::clone(&panes.tasks));
        let task = panes.and_then(|panes| panes.task.clone());
        let stack = task
            .as_deref()
            .map(|task| stack(&task.stack, opened, code, lang));
        let timeline = timeline_pane(&TimelineProps {
            lang,
            theme: settings.shown_theme(),
            shown: self.sight.shown(),
            gaps: self.sight.gaps(),
            measures: panes
                .map(|panes| panes.measures.clone())
                .unwrap_or_default(),
            act: act.clone(),
        });
        let event_loop = event_loop_pane(&EventLoopProps {
            lang,
            side,
            seen: panes.map(|panes| panes.event_loop.clone()),
            sentence: panes.and_then(|panes| panes.sentence.clone()),
            is_quiet,
            act: act.clone(),
        });
        let inspector = task_inspector(&TaskProps {
            lang,
            task,
            stack: stack.unwrap_or_default(),
            tasks,
            act: act.clone(),
        });
        html! {
            <>
            { timeline }
            <Separator {lang} divider={Divider::Lower} {sizes} act={act.clone()} />
            <div class="lower">
                <ConsolePane {lang} {console} {items} ending={panes.and_then(|panes| panes.ending.clone())} act={act.clone()} />
                <Separator {lang} divider={Divider::Console} {sizes} act={act.clone()} />
                { event_loop }
                <Separator {lang} divider={Divider::Task} {sizes} act={act.clone()} />
                { inspector }
            </div>
            </>
        }
    }
}

fn no_lines() -> Console {
    Console {
        lines: Vec::new(),
        earlier: 0,
        last_is_new: false,
    }
}

/// A task's stack in the lines of the program that the code pane shows.
fn stack(stack: &[StackRow], opened: &Opened, code: Code, lang: Lang) -> Vec<String> {
    let rows = stack.iter().map(|row| {
        let own = row.file == opened.scenario.rust_file;
        let line = match code {
            Code::Rust => Some(row.line),
            Code::Python => opened.source.python_line(row.line),
        };
        match line.filter(|_| own) {
            Some(line) => panes::frame(lang, row.function, line),
            None => row.call.clone(),
        }
    });
    rows.collect()
}
