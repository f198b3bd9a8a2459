//! The panes below the transport bar.

use std::rc::Rc;

use yew::prelude::*;

use super::components::console::ConsolePane;
use super::components::event_loop::{EventLoopProps, event_loop_pane};
use super::components::lesson::steps_pane;
use super::components::separator::Separator;
use super::components::task::{TaskProps, task_inspector};
use super::components::timeline::{TimelineProps, timeline_pane};
use crate::app::markers::{card_line, stack, waits_lines};
use crate::app::panes::Pane;
use crate::app::run::{Status, Written};
use crate::app::{Action, Divider, Session, State};
use crate::text::{Lang, page};
use crate::view_model::Console;

/// Timeline, console, event loop and task.
pub fn panes(state: &State, act: &Callback<Action>) -> Html {
    let preferences = &state.preferences;
    let (lang, code, sizes) = (preferences.lang, preferences.code, preferences.sizes);
    let panes = state.snapshot.panes();
    let console = panes.map_or_else(|| Rc::new(no_lines()), |panes| Rc::clone(&panes.console));
    let items = panes.map(|panes| panes.items.clone());
    let gives_items = || state.opened().is_some_and(|it| it.scenario.gives_items());
    let items = items.unwrap_or_else(|| gives_items().then(Rc::default));
    let listed = state.listed(code);
    let tasks = panes.map_or_else(Rc::default, |panes| Rc::clone(&panes.tasks));
    let more = panes.map_or(0, |panes| panes.more_tasks);
    let task = panes.and_then(|panes| panes.task.clone());
    let stack = task
        .as_deref()
        .zip(listed.as_ref())
        .map(|(task, listed)| stack(&task.stack, listed, lang));
    let timeline = timeline(state, act);
    let lines = panes.zip(listed.as_ref());
    let lines = lines.map(|(panes, listed)| waits_lines(&panes.event_loop.waits, listed));
    let event_loop = event_loop_pane(&EventLoopProps {
        lang,
        side: state.side,
        sides: panes.map(|panes| panes.event_loop.clone()),
        lines: Rc::new(lines.unwrap_or_default()),
        sentence: panes.and_then(|panes| panes.sentence.clone()),
        // A run that goes on says more than anybody can listen to.
        is_quiet: state.status() == Some(Status::Running),
        act: act.clone(),
    });
    let step = state.lesson_step();
    let last = match step {
        Some((place, _)) => steps_pane(lang, place, &preferences.progress),
        None => task_inspector(&TaskProps {
            lang,
            task,
            stack: stack.unwrap_or_default(),
            tasks,
            more,
            act: act.clone(),
        }),
    };
    let lower = lower(state.pane.inside(step.is_some()));
    html! {
        <>
        { timeline }
        <Separator {lang} divider={Divider::Lower} {sizes} act={act.clone()} />
        <div class="lower card" data-lower={lower.name()}>
            { which_pane(lang, lower, step.is_some(), act) }
            <ConsolePane {lang} {console} {items} ending={panes.and_then(|panes| panes.ending.clone())} asks={asks(state)} written={written(state)} act={act.clone()} />
            <Separator {lang} divider={Divider::Console} {sizes} act={act.clone()} />
            { event_loop }
            <Separator {lang} divider={Divider::Task} {sizes} act={act.clone()} />
            { last }
        </div>
        </>
    }
}

/// Whether the program waits for a line, at the cursor.
fn asks(state: &State) -> bool {
    let session = state.session.as_ref();
    session.is_some_and(|session| session.asks() && session.position() == session.len())
}

/// The files that the program wrote.
fn written(state: &State) -> Vec<Written> {
    let left = state.session.as_ref().and_then(Session::left);
    left.map(|left| left.files).unwrap_or_default()
}

/// The timeline.
pub fn timeline(state: &State, act: &Callback<Action>) -> Html {
    let viewport = &state.snapshot.viewport;
    let panes = state.snapshot.panes();
    let listed = state.listed(state.preferences.code);
    let shown = viewport.shown();
    let card = shown.as_ref().and_then(|shown| shown.card.as_ref());
    timeline_pane(&TimelineProps {
        lang: state.preferences.lang,
        theme: state.theme(),
        card_line: card
            .zip(listed.as_ref())
            .and_then(|(card, listed)| card_line(card, listed)),
        shown,
        gaps: viewport.gaps(),
        measures: panes
            .map(|panes| panes.measures.clone())
            .unwrap_or_default(),
        is_embedded: state.is_embedded,
        act: act.clone(),
    })
}

/// Which of the lower panes is shown where there is room for one.
fn lower(pane: Pane) -> Pane {
    match pane {
        Pane::Loop | Pane::Task | Pane::Lesson => pane,
        Pane::Code | Pane::Form | Pane::Timeline | Pane::Console => Pane::Console,
    }
}

/// The choice among the lower panes, where there is room for one.
fn which_pane(lang: Lang, shown: Pane, in_lesson: bool, act: &Callback<Action>) -> Html {
    let tab = |pane: Pane| {
        let show = act.reform(move |_: MouseEvent| Action::Show(pane));
        html! {
            <button type="button" aria-pressed={(pane == shown).to_string()} onclick={show}>{ pane.label().get(lang) }</button>
        }
    };
    html! {
        <div class="which-pane" role="group" aria-label={page::PANES.get(lang)}>
            { for Pane::offered(in_lesson).filter(|pane| lower(*pane) == *pane).map(tab) }
        </div>
    }
}

fn no_lines() -> Console {
    Console {
        lines: Vec::new(),
        earlier: 0,
        last_is_new: false,
    }
}
