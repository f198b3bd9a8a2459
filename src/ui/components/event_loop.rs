//! The event loop, opened up: what runs, what is ready, what is timed, and why.

use std::rc::Rc;

use yew::prelude::*;

use crate::text::{Lang, page};
use crate::ui::action::Action;
use crate::view_model::{HandleChip, LoopPanel};

/// The event loop's pane.
#[component]
pub fn EventLoopPane(props: &EventLoopProps) -> Html {
    let EventLoopProps {
        lang,
        panel,
        sentence,
        is_quiet,
        act,
    } = props;
    let lang = *lang;
    let Some(panel) = panel else {
        return html! {
            <section class="card loop" aria-labelledby="loop-title">
                <header><h2 id="loop-title">{ page::EVENT_LOOP.get(lang) }</h2></header>
                <p class="empty">{ page::LOOP_EMPTY.get(lang) }</p>
            </section>
        };
    };
    let chip = |chip: &HandleChip| handle(chip, None, act);
    let none = |text: crate::text::Text| html! { <p class="muted">{ text.get(lang) }</p> };
    html! {
        <section class="card loop" aria-labelledby="loop-title">
            <header>
                <h2 id="loop-title">{ page::EVENT_LOOP.get(lang) }</h2>
                if panel.turn > 0 { <span class="muted">{ page::turn(lang, panel.turn) }</span> }
            </header>
            <div class="scroll sections" tabindex="0" data-scrolls="" role="region" aria-labelledby="loop-title">
                <div>
                    <h3 id="loop-running">{ page::RUNNING_NOW.get(lang) }</h3>
                    <ul class="handles" aria-labelledby="loop-running">{ for panel.running.iter().map(chip) }</ul>
                    if panel.running.is_none() { { none(page::NOTHING_RUNS) } }
                </div>
                <div>
                    <h3 id="loop-ready">{ page::READY_QUEUE.get(lang) }</h3>
                    <ol class="handles" aria-labelledby="loop-ready">
                        { for panel.this_turn.iter().map(chip) }
                        if !panel.next_turn.is_empty() {
                            <li key="boundary" class="boundary">{ page::NEXT_TURN.get(lang) }</li>
                        }
                        { for panel.next_turn.iter().map(chip) }
                        if panel.more_ready > 0 { <li key="more" class="muted">{ page::and_more(lang, panel.more_ready) }</li> }
                    </ol>
                    if panel.this_turn.is_empty() && panel.next_turn.is_empty() { { none(page::NONE_READY) } }
                </div>
                <div>
                    <h3 id="loop-timers">{ page::TIMERS.get(lang) }</h3>
                    <ol class="handles" aria-labelledby="loop-timers">
                        { for panel.timers.iter().map(|timer| handle(&timer.chip, Some(format!("{} · {}", timer.due_label, timer.left_label)), act)) }
                        if panel.more_timers > 0 { <li key="more" class="muted">{ page::and_more(lang, panel.more_timers) }</li> }
                    </ol>
                    if panel.timers.is_empty() { { none(page::NO_TIMERS) } }
                </div>
            </div>
            <div class="why" role="status" aria-live={if *is_quiet { "off" } else { "polite" }} aria-label={page::NARRATION.get(lang)}>
                if let Some(sentence) = sentence { <p class="happened">{ sentence }</p> }
                if sentence.as_ref() != Some(&panel.why) { <p>{ &panel.why }</p> }
            </div>
        </section>
    }
}

/// What that pane needs.
#[derive(Clone, PartialEq, Properties)]
pub struct EventLoopProps {
    /// The language.
    pub lang: Lang,
    /// The loop at the cursor; nothing before the first run.
    pub panel: Option<Rc<LoopPanel>>,
    /// What just happened.
    pub sentence: Option<String>,
    /// Too much happens for a listener: the narration is shown and not said.
    pub is_quiet: bool,
    /// Where actions go.
    pub act: Callback<Action>,
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
    html! { <li key={chip.handle.0} class="fresh">{ body }</li> }
}
