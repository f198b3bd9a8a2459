//! The settings of trying other orders.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::select::Select;
use crate::analysis::exploring::Differs;
use crate::app::explore::{Exploring, Fails, Settings};
use crate::app::{Action, Explore, State};
use crate::text::{Lang, Text, exploring as say};

/// What may differ, how much, and what counts as a failure.
pub fn settings(state: &State, exploring: &Exploring, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let chosen = &exploring.settings;
    let send = |action: Explore| act.reform(move |_: MouseEvent| Action::Explore(action.clone()));
    let start = match exploring.found {
        Some(_) => say::AGAIN,
        None => say::START,
    };
    let can_start = chosen.are_right() && state.explorable().is_some();
    html! {
        <section class="card form exploring" aria-labelledby="exploring-title">
            <header>
                <h2 id="exploring-title">{ say::WHAT_MAY_DIFFER.get(lang) }</h2>
                <span class="aside">
                    <button class="button plain" type="button" onclick={send(Explore::Show(false))}>{ say::CLOSE.get(lang) }</button>
                    if state.is_exploring() {
                        <button class="button" id="stop-search" type="button" onclick={send(Explore::Stop)}>{ say::STOP.get(lang) }</button>
                    } else {
                        <button class="button" id="search" type="button" disabled={!can_start} onclick={send(Explore::Start)}>{ start.get(lang) }</button>
                    }
                </span>
            </header>
            <div class="scroll" tabindex="-1">
                <div class="choices">
                    <fieldset>
                        <legend class="said">{ say::WHAT_MAY_DIFFER.get(lang) }</legend>
                        { for Differs::ALL.into_iter().map(|what| differ(lang, what, chosen, act)) }
                        if chosen.differs.is_empty() { <p class="complaint" role="alert">{ say::NOTHING_DIFFERS.get(lang) }</p> }
                    </fieldset>
                    <div class="how">{ deviations(lang, chosen, act) }{ fails(lang, chosen, act) }</div>
                </div>
            </div>
        </section>
    }
}

fn differ(lang: Lang, what: Differs, chosen: &Settings, act: &Callback<Action>) -> Html {
    let (name, how) = names(what);
    let id = format!("differ-{}", what.name());
    let choose = act.reform(move |event: Event| {
        let may = event.target_unchecked_into::<HtmlInputElement>().checked();
        Action::Explore(Explore::Differ(what, may))
    });
    html! {
        <label class="tick" title={how.get(lang)}>
            <input type="checkbox" {id} checked={chosen.may_differ(what)} onchange={choose} />
            { name.get(lang) }
        </label>
    }
}

const fn names(what: Differs) -> (Text, Text) {
    match what {
        Differs::Late => (say::LATE, say::LATE_HOW),
        Differs::Timeout => (say::TIMEOUT, say::TIMEOUT_HOW),
        Differs::Swap => (say::SWAP, say::SWAP_HOW),
        Differs::Cancel => (say::CANCEL, say::CANCEL_HOW),
    }
}

fn deviations(lang: Lang, chosen: &Settings, act: &Callback<Action>) -> Html {
    let typed = act.reform(|event: InputEvent| {
        let value = event.target_unchecked_into::<HtmlInputElement>().value();
        Action::Explore(Explore::Deviations(value))
    });
    let is_wrong = chosen.deviations().is_none();
    html! {
        <div class="field">
            <label for="deviations">{ say::DEVIATIONS.get(lang) }</label>
            <input type="text" class="number" id="deviations" inputmode="numeric" autocomplete="off"
                value={chosen.deviations.clone()} oninput={typed}
                aria-invalid={is_wrong.then_some("true")} aria-describedby={is_wrong.then_some("deviations-wrong")} />
            if is_wrong { <p class="complaint" id="deviations-wrong" role="alert">{ say::DEVIATIONS_WRONG.get(lang) }</p> }
        </div>
    }
}

fn fails(lang: Lang, chosen: &Settings, act: &Callback<Action>) -> Html {
    let choose = act.reform(|event: Event| {
        let name = event.target_unchecked_into::<HtmlSelectElement>().value();
        let fails = Fails::ALL.into_iter().find(|fails| fails.name() == name);
        Action::Explore(Explore::Fails(fails.unwrap_or_default()))
    });
    let option = |fails: Fails| {
        let label = match fails {
            Fails::Raises => say::RAISES,
            Fails::Wrong => say::WRONG,
            Fails::Prints => say::PRINTS,
        };
        html! { <option value={fails.name()}>{ label.get(lang) }</option> }
    };
    html! {
        <div class="field wide" title={say::LOSES_HOW.get(lang)}>
            <label for="fails">{ say::FAILS_IF.get(lang) }</label>
            <Select id="fails" value={chosen.fails.name()} onchange={choose}>
                { for Fails::ALL.into_iter().map(option) }
            </Select>
        </div>
    }
}
