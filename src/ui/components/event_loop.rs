//! The event loop, opened up: what runs, what is ready, what is timed, and why.

use std::rc::Rc;

use yew::prelude::*;

use super::findings::{FindingsProps, findings_list};
use super::moving::Moving;
use super::step_in::{StepInProps, step_in_list};
use super::waits::WaitsPane;
use crate::app::Action;
use crate::app::panes::Side;
use crate::app::snapshot::EventLoopSides;
use crate::text::{Lang, page, pools};
use crate::view_model::{HandleChip, JobRow, LoopPanel, TimerRow};

/// The event loop's pane.
pub fn event_loop_pane(props: &EventLoopProps) -> Html {
    let EventLoopProps {
        lang,
        side,
        offered,
        sides,
        lines,
        sentence,
        is_quiet,
        act,
    } = props;
    let lang = *lang;
    let (body, why) = match sides {
        None => (
            html! { <p class="none">{ page::LOOP_EMPTY.get(lang) }</p> },
            None,
        ),
        Some(sides) => match side {
            Side::Loop => (queues(lang, &sides.panel, act), Some(&sides.panel.why)),
            Side::Waits => (
                html! { <WaitsPane {lang} waits={Rc::clone(&sides.waits)} lines={Rc::clone(lines)} act={act.clone()} /> },
                Some(&sides.waits.sentence),
            ),
            Side::StepIn => (
                step_in_list(&StepInProps {
                    lang,
                    choice: Rc::clone(&sides.step_in),
                    act: act.clone(),
                }),
                None,
            ),
            Side::Findings => (
                findings_list(&FindingsProps {
                    lang,
                    findings: Rc::clone(&sides.findings),
                    files: Vec::new(),
                    act: act.clone(),
                }),
                None,
            ),
        },
    };
    let found = sides.as_ref().map_or(0, |sides| sides.findings.len());
    let turn = sides
        .as_ref()
        .map(|sides| sides.panel.turn)
        .filter(|turn| *turn > 0 && *side == Side::Loop);
    let sentence = sentence.as_ref().filter(|_| *side == Side::Loop);
    let why = why.filter(|why| sentence != Some(*why) && !why.is_empty());
    html! {
        <section class="card loop" aria-label={page::EVENT_LOOP.get(lang)}>
            <Moving place={sides.as_ref().map(|sides| Rc::clone(&sides.panel))} />
            <h2 class="said">{ page::EVENT_LOOP.get(lang) }</h2>
            <header>
                { tabs(lang, *side, offered, found, act) }
                if let Some(turn) = turn { <span class="muted aside">{ page::turn(lang, turn) }</span> }
            </header>
            <div class="scroll sections" id="loop-panel" tabindex="0" data-scrolls="" role="tabpanel" aria-labelledby={side.id()}>{ body }</div>
            <div class="why" tabindex="0" data-scrolls="" role="status" aria-live={if *is_quiet { "off" } else { "polite" }} aria-label={page::NARRATION.get(lang)}>
                if let Some(sentence) = sentence { <p class="happened">{ sentence }</p> }
                if let Some(why) = why { <p>{ why }</p> }
            </div>
        </section>
    }
}

/// What that pane needs.
#[derive(Clone)]
pub struct EventLoopProps {
    /// The language.
    pub lang: Lang,
    /// Which side of it is shown.
    pub side: Side,
    /// Those that there are to choose from.
    pub offered: &'static [Side],
    /// What there is to be seen; nothing before the first run.
    pub sides: Option<EventLoopSides>,
    /// For each part of who waits its line in the program that is shown.
    pub lines: Rc<Vec<Option<u32>>>,
    /// What just happened.
    pub sentence: Option<String>,
    /// Too much happens for a listener: the narration is shown and not said.
    pub is_quiet: bool,
    /// Where actions go.
    pub act: Callback<Action>,
}

fn tabs(
    lang: Lang,
    side: Side,
    offered: &'static [Side],
    found: usize,
    act: &Callback<Action>,
) -> Html {
    let tab = |which: Side| {
        let selected = which == side;
        let label = match which {
            Side::Findings => findings_label(lang, found),
            _ => which.label().get(lang).to_owned(),
        };
        html! {
            <button type="button" role="tab" id={which.id()} aria-selected={selected.to_string()} aria-controls="loop-panel"
                tabindex={if selected { "0" } else { "-1" }}
                onclick={choose(which, offered, act)}>{ label }</button>
        }
    };
    let act = act.clone();
    let arrows = Callback::from(move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => offered.len() - 1,
            _ => return,
        };
        event.stop_propagation();
        event.prevent_default();
        let at = offered.iter().position(|other| *other == side).unwrap_or(0);
        let next = offered[(at + by) % offered.len()];
        if offered.contains(&Side::Findings) {
            act.emit(Action::Finds(false));
        }
        act.emit(Action::Look(next));
        crate::ui::dom::focus(next.id());
    });
    html! {
        <div role="tablist" aria-label={page::EVENT_LOOP.get(lang)} onkeydown={arrows}>
            { for offered.iter().copied().map(tab) }
        </div>
    }
}

/// The findings' tab: `Findings (2)`.
pub fn findings_label(lang: Lang, found: usize) -> String {
    match found {
        0 => page::FINDINGS.get(lang).to_owned(),
        _ => format!("{} ({found})", page::FINDINGS.get(lang)),
    }
}

/// To a side, away from the findings where they stand in its place.
fn choose(side: Side, offered: &'static [Side], act: &Callback<Action>) -> Callback<MouseEvent> {
    let act = act.clone();
    Callback::from(move |_| {
        if offered.contains(&Side::Findings) {
            act.emit(Action::Finds(false));
        }
        act.emit(Action::Look(side));
    })
}

fn queues(lang: Lang, panel: &LoopPanel, act: &Callback<Action>) -> Html {
    let chip = |chip: &HandleChip| handle(chip, None, act);
    let timer = |timer: &TimerRow| {
        let left = format!("{} · {}", timer.due_label, timer.left_label);
        handle(&timer.chip, Some(left), act)
    };
    let none = |text: crate::text::Text| html! { <p class="muted">{ text.get(lang) }</p> };
    html! {
        <>
                <div>
                    <h3 id="loop-running">{ page::RUNNING_NOW.get(lang) }</h3>
                    { match &panel.running {
                        Some(running) => html! { <ul class="handles" aria-labelledby="loop-running">{ chip(running) }</ul> },
                        None => none(page::NOTHING_RUNS),
                    } }
                </div>
                <div>
                    <h3 id="loop-ready">{ page::READY_QUEUE.get(lang) }</h3>
                    if panel.this_turn.is_empty() && panel.next_turn.is_empty() {
                        { none(page::NONE_READY) }
                    } else {
                        <ol class="handles" aria-labelledby="loop-ready">
                            { for panel.this_turn.iter().map(chip) }
                            if !panel.next_turn.is_empty() {
                                <li key="boundary" class="boundary">{ page::NEXT_TURN.get(lang) }</li>
                            }
                            { for panel.next_turn.iter().map(chip) }
                            if panel.more_ready > 0 { <li key="more" class="muted">{ page::and_more(lang, panel.more_ready) }</li> }
                        </ol>
                    }
                </div>
                <div>
                    <h3 id="loop-timers">{ page::TIMERS.get(lang) }</h3>
                    if panel.timers.is_empty() {
                        { none(page::NO_TIMERS) }
                    } else {
                        <ol class="handles" aria-labelledby="loop-timers">
                            { for panel.timers.iter().map(timer) }
                            if panel.more_timers > 0 { <li key="more" class="muted">{ page::and_more(lang, panel.more_timers) }</li> }
                        </ol>
                    }
                </div>
                if !panel.jobs.is_empty() {
                    <div>
                        <h3 id="loop-jobs">{ pools::JOBS.get(lang) }</h3>
                        <ol class="jobs" aria-labelledby="loop-jobs">
                            { for panel.jobs.iter().map(job) }
                            if panel.more_jobs > 0 { <li key="more" class="muted">{ page::and_more(lang, panel.more_jobs) }</li> }
                        </ol>
                    </div>
                }
        </>
    }
}

fn job(row: &JobRow) -> Html {
    let task = row.task.as_ref();
    let part = row.progress.map(|part| format!("{:.0}%", part * 100.0));
    html! {
        <li key={row.job.0} data-colour={task.map(|task| super::colour(task.colour))}>
            <code>{ &row.shown }</code>
            <span class="muted">{ format!("{} · {}", row.state, row.age) }</span>
            if let (Some(part), Some(done)) = (row.progress, part) {
                <progress value={part.to_string()} max="1" aria-label={row.shown.clone()}>{ &done }</progress>
                <span class="left">{ done }</span>
            }
        </li>
    }
}

fn handle(chip: &HandleChip, left: Option<String>, act: &Callback<Action>) -> Html {
    let colour = chip.task.as_ref().map(|task| super::colour(task.colour));
    let label = html! {
        <>
        if chip.is_cancelled { <s>{ &chip.name }</s> } else { <span>{ &chip.name }</span> }
        if let Some(left) = left { <span class="left">{ left }</span> }
        </>
    };
    let body = match &chip.task {
        Some(task) => {
            let id = task.id;
            html! {
                <button type="button" class="handle" data-colour={colour}
                    onclick={act.reform(move |_: MouseEvent| Action::Task(id))}>{ label }</button>
            }
        }
        None => html! { <span class="handle">{ label }</span> },
    };
    html! { <li key={chip.handle.0} class="fresh" data-handle={chip.handle.0.to_string()}>{ body }</li> }
}
