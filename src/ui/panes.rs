//! The panes below the transport bar.

use std::rc::Rc;

use yew::prelude::*;

use super::components::console::ConsolePane;
use super::components::consoles::{compared, consoles_of};
use super::components::event_loop::{EventLoopProps, event_loop_pane, findings_label};
use super::components::finder::Finder;
use super::components::findings::{FindingsProps, findings_list};
use super::components::lanes_shown::LanesShown;
use super::components::lesson::steps_pane;
use super::components::separator::Separator;
use super::components::task::{TaskProps, task_inspector};
use super::components::timeline::{TimelineProps, timeline_pane};
use super::dom;
use crate::app::markers::{card_line, stack, waits_lines};
use crate::app::panes::{Pane, Side};
use crate::app::run::{Status, Written};
use crate::app::{Action, Divider, Session, State};
use crate::text::{Lang, Text, page};
use crate::view_model::Console;

/// Timeline, console, event loop and task.
pub fn panes(state: &State, act: &Callback<Action>) -> Html {
    let (lang, sizes) = (state.preferences.lang, state.preferences.sizes);
    let step = state.lesson_step();
    let last = match step {
        Some((place, _)) => steps_pane(lang, place, &state.preferences.progress),
        None => inspector(state, act),
    };
    let lower = lower(state.pane.inside(step.is_some()));
    let is_wide = dom::matches(WIDE);
    let (side, offered) = match is_wide {
        true => (state.side, &Side::WIDE[..]),
        false if state.finds => (Side::Findings, &Side::ALL[..]),
        false => (state.side, &Side::ALL[..]),
    };
    html! {
        <>
        { timeline(state, act) }
        <Separator {lang} divider={Divider::Lower} {sizes} act={act.clone()} />
        if let Some(consoles) = compared(state).filter(|_| lower == Pane::Console) {
            <div class="lower card" data-lower="console" data-order="" data-orders="">
                { which_pane(lang, (lower, side), (step.is_some(), can_step_in(state)), act) }
                { consoles_of(state, consoles, act) }
            </div>
        } else {
        <div class="lower card" data-lower={lower.name()} data-order={compared(state).map(|_| "")}>
            { which_pane(lang, (lower, side), (step.is_some(), can_step_in(state)), act) }
            { if is_wide { printed(state, act) } else { console(state, act) } }
            <Separator {lang} divider={Divider::Console} {sizes} act={act.clone()} />
            { event_loop(state, side, offered, act) }
            <Separator {lang} divider={Divider::Task} {sizes} act={act.clone()} />
            { last }
        </div>
        }
        </>
    }
}

/// Where all of the lower panes stand beside each other.
const WIDE: &str = "(min-width: 1101px)";

/// The console, and the findings: under it, or, where that is too low, in its place.
fn printed(state: &State, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let finds = state.finds;
    let findings = state.snapshot.panes();
    let findings = findings.map(|panes| Rc::clone(&panes.event_loop.findings));
    let found = findings.as_ref().map_or(0, |findings| findings.len());
    let tab = |id: &'static str,
               panel: &'static str,
               is_chosen: bool,
               label: String,
               choose: bool| {
        html! {
            <button type="button" role="tab" {id} aria-selected={is_chosen.to_string()} aria-controls={panel}
                tabindex={if is_chosen { "0" } else { "-1" }}
                onclick={act.reform(move |_: MouseEvent| Action::Finds(choose))}>{ label }</button>
        }
    };
    let arrows = {
        let act = act.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
                event.stop_propagation();
                event.prevent_default();
                act.emit(Action::Finds(!finds));
                dom::focus(if finds {
                    CONSOLE_TAB
                } else {
                    Side::Findings.id()
                });
            }
        })
    };
    html! {
        <div class="printed" data-finds={finds.then_some("")}>
            <div role="tablist" aria-label={page::CONSOLE.get(lang)} onkeydown={arrows}>
                { tab(CONSOLE_TAB, "console-panel", !finds, page::CONSOLE.get(lang).to_owned(), false) }
                { tab(Side::Findings.id(), "findings-panel", finds, findings_label(lang, found), true) }
            </div>
            { console(state, act) }
            <div class="scroll found" id="findings-panel" tabindex="0" data-scrolls="" role="tabpanel" aria-labelledby={Side::Findings.id()}>
                { match findings {
                    Some(findings) => findings_list(&FindingsProps { lang, findings, files: Vec::new(), act: act.clone() }),
                    None => html! { <p class="none">{ page::NO_FINDINGS.get(lang) }</p> },
                } }
            </div>
        </div>
    }
}

const CONSOLE_TAB: &str = "side-console";

/// The lanes of tasks over time.
pub fn timeline(state: &State, act: &Callback<Action>) -> Html {
    let viewport = &state.snapshot.viewport;
    let shown = viewport.shown();
    let card = shown.as_ref().and_then(|shown| shown.card.as_ref());
    let listed = state.listed(state.preferences.code);
    let session = state.session.as_ref();
    let is_recording = session.is_some_and(Session::is_recording);
    let lookup = &viewport.lookup;
    timeline_pane(&TimelineProps {
        lang: state.preferences.lang,
        theme: state.theme(),
        card_line: card
            .zip(listed.as_ref())
            .and_then(|(card, listed)| card_line(card, listed)),
        shown,
        gaps: viewport.gaps().filter(|_| !is_recording),
        tries: tries(state),
        is_order: state.order.is_some(),
        finder: session.map(|session| Finder {
            is_open: lookup.is_open || is_recording,
            query: lookup.query.clone(),
            hits: lookup
                .find()
                .map(|find| (find.number_at(session.position()), find.hits().len())),
            only_hits: lookup.only_hits,
        }),
        lanes: is_recording.then(|| LanesShown {
            alive: !lookup.shows_dead,
            libraries: lookup.shows_libraries,
            text: lookup.lane_text.clone(),
        }),
        span: state.snapshot.sums.span().filter(|_| !is_recording),
        measures: state
            .snapshot
            .panes()
            .filter(|_| !is_recording)
            .map(|panes| panes.measures.clone())
            .unwrap_or_default(),
        is_embedded: state.is_embedded,
        act: act.clone(),
    })
}

/// What was printed.
pub fn console(state: &State, act: &Callback<Action>) -> Html {
    let panes = state.snapshot.panes();
    let console = panes.map_or_else(|| Rc::new(no_lines()), |panes| Rc::clone(&panes.console));
    let items = panes.map(|panes| panes.items.clone());
    let gives_items = || state.opened().is_some_and(|it| it.scenario.gives_items());
    let items = items.unwrap_or_else(|| gives_items().then(Rc::default));
    let ending = panes.and_then(|panes| panes.ending.clone());
    html! { <ConsolePane lang={state.preferences.lang} {console} {items} {ending} asks={asks(state)} written={written(state)} act={act.clone()} /> }
}

/// A side of the event loop.
pub fn event_loop(
    state: &State,
    side: Side,
    offered: &'static [Side],
    act: &Callback<Action>,
) -> Html {
    let panes = state.snapshot.panes();
    let listed = state.listed(state.preferences.code);
    let lines = panes.zip(listed.as_ref());
    let lines = lines.map(|(panes, listed)| waits_lines(&panes.event_loop.waits, listed));
    event_loop_pane(&EventLoopProps {
        lang: state.preferences.lang,
        side: side.or_first(can_step_in(state)),
        offered: Side::offered(offered, can_step_in(state)),
        sides: panes.map(|panes| panes.event_loop.clone()),
        lines: Rc::new(lines.unwrap_or_default()),
        sentence: panes.and_then(|panes| panes.sentence.clone()),
        // A run that goes on says more than anybody can listen to.
        is_quiet: state.status() == Some(Status::Running),
        act: act.clone(),
    })
}

/// One task.
pub fn inspector(state: &State, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let panes = state.snapshot.panes();
    let task = panes.and_then(|panes| panes.task.clone());
    let listed = state.listed(state.preferences.code);
    let stack = task
        .as_deref()
        .zip(listed.as_ref())
        .map(|(task, listed)| stack(&task.stack, listed, lang));
    task_inspector(&TaskProps {
        lang,
        task,
        stack: stack.unwrap_or_default(),
        tasks: panes.map_or_else(Rc::default, |panes| Rc::clone(&panes.tasks)),
        more: panes.map_or(0, |panes| panes.more_tasks),
        can_step_in: can_step_in(state),
        act: act.clone(),
    })
}

/// Whether a person can do something to the run; before the first, to the next one.
fn can_step_in(state: &State) -> bool {
    match &state.session {
        Some(session) => session.can_be_stepped_into(),
        None => state.opened().is_some(),
    }
}

/// Whether other orders are tried; none where there is no program whose orders can be.
fn tries(state: &State) -> Option<bool> {
    let is_open = state.exploring.is_some();
    let can_be = !state.is_embedded && (is_open || state.explorable().is_some());
    can_be.then_some(is_open)
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

/// Which of the lower panes is shown where there is room for one.
fn lower(pane: Pane) -> Pane {
    match pane {
        Pane::Loop | Pane::Task | Pane::Lesson => pane,
        Pane::Code | Pane::Form | Pane::Timeline | Pane::Console => Pane::Console,
    }
}

/// The choice among the lower panes, where there is room for one: each side of the event loop is
/// one of them.
fn which_pane(
    lang: Lang,
    (shown, side): (Pane, Side),
    (in_lesson, can_step_in): (bool, bool),
    act: &Callback<Action>,
) -> Html {
    let tab = |label: Text, is_chosen: bool, pane: Pane, side: Option<Side>| {
        let act = act.clone();
        let show = Callback::from(move |_: MouseEvent| {
            act.emit(Action::Show(pane));
            if let Some(side) = side {
                act.emit(Action::Finds(false));
                act.emit(Action::Look(side));
            }
        });
        html! {
            <button type="button" aria-pressed={is_chosen.to_string()} onclick={show}>{ label.get(lang) }</button>
        }
    };
    let of = |pane: Pane| match pane {
        Pane::Loop => html! {
            { for Side::offered(&Side::ALL, can_step_in).iter().map(|&which| tab(which.label(), shown == pane && which == side, pane, Some(which))) }
        },
        _ => tab(pane.label(), pane == shown, pane, None),
    };
    html! {
        <div class="which-pane" role="group" aria-label={page::PANES.get(lang)}>
            { for Pane::offered(in_lesson).filter(|pane| lower(*pane) == *pane).map(of) }
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
