//! What a person can do to a run at the cursor, and what was done to it.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::Action;
use crate::events::{Act, Items, ResourceId};
use crate::text::{Lang, interventions as say, page};
use crate::view_model::StepIn;
use crate::view_model::interventions::{Done, Offer, What, allowed};

/// The list of what can be done.
pub fn step_in_list(props: &StepInProps) -> Html {
    let StepInProps { lang, choice, act } = props;
    let lang = *lang;
    let offer = |offer: &Offer| {
        let body = match &offer.what {
            What::Cancel(task) => button(&offer.label, Act::Cancel(task.id), act),
            What::Do(what) => button(&offer.label, what.clone(), act),
            What::Put {
                queue,
                field,
                items,
            } => html! {
                <Put {lang} label={offer.label.clone()} field={field.clone()} queue={queue.0} items={*items} act={act.clone()} />
            },
        };
        html! { <li key={offer.label.clone()}>{ body }</li> }
    };
    html! {
        <div class="step-in">
            if choice.offers.is_empty() {
                <p class="none">{ say::OVER.get(lang) }</p>
            } else {
                <p class="muted">{ say::LEAD.get(lang) }</p>
                <ul class="offers" aria-label={say::STEP_IN.get(lang)}>{ for choice.offers.iter().map(offer) }</ul>
                if choice.more > 0 { <p class="muted">{ page::tasks_left_out(lang, choice.more) }</p> }
            }
            { for choice.not_offered.iter().map(|why| html! { <p class="muted">{ why }</p> }) }
            if !choice.done.is_empty() { { done(lang, &choice.done, act) } }
        </div>
    }
}

/// What the list needs.
#[derive(Clone)]
pub struct StepInProps {
    /// The language.
    pub lang: Lang,
    /// What can be done.
    pub choice: Rc<StepIn>,
    /// Where actions go.
    pub act: Callback<Action>,
}

fn button(label: &str, what: Act, act: &Callback<Action>) -> Html {
    let press = act.reform(move |_: MouseEvent| Action::StepIn(what.clone()));
    html! { <button class="button" type="button" onclick={press}>{ label }</button> }
}

fn done(lang: Lang, done: &[Done], act: &Callback<Action>) -> Html {
    let entry = |done: &Done| {
        let (number, cursor) = (done.number, done.cursor);
        let go = act.reform(move |_: MouseEvent| Action::Go(cursor));
        let back = act.reform(move |_: MouseEvent| Action::TakeBack(number));
        html! {
            <li key={number}>
                <button class="link" type="button" onclick={go}>{ &done.label }</button>
                <button class="button" type="button" onclick={back}>{ say::TAKE_BACK.get(lang) }</button>
            </li>
        }
    };
    html! {
        <>
        <h3 id="interventions">{ say::DONE.get(lang) }</h3>
        <ol class="done" aria-labelledby="interventions">{ for done.iter().map(entry) }</ol>
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PutProps {
    lang: Lang,
    label: String,
    field: String,
    queue: u32,
    items: Items,
    act: Callback<Action>,
}

/// A field for an item; what the queue does not take gets a word there.
#[component]
fn Put(props: &PutProps) -> Html {
    let wrong = use_state(|| Option::<String>::None);
    let field = use_node_ref();
    let id = format!("item-{}", props.queue);
    let onsubmit = {
        let (wrong, field, props) = (wrong.clone(), field.clone(), props.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = field.cast::<HtmlInputElement>() else {
                return;
            };
            let item = input.value();
            if props.items.accepts(&item) {
                wrong.set(None);
                let act = Act::Put(ResourceId(props.queue), item.into());
                props.act.emit(Action::StepIn(act));
            } else {
                wrong.set(Some(item));
            }
        })
    };
    let allowed = allowed(props.items).get(props.lang);
    let hint = match &*wrong {
        Some(given) => {
            html! { <span class="wrong" id={format!("{id}-hint")} role="alert">{ say::wrong_item(props.lang, given, allowed) }</span> }
        }
        None => html! { <span class="muted" id={format!("{id}-hint")}>{ allowed }</span> },
    };
    html! {
        <form class="put" {onsubmit} novalidate=true>
            <input ref={field} id={id.clone()} type="text" autocomplete="off" spellcheck="false" aria-label={props.field.clone()}
                aria-describedby={format!("{id}-hint")} aria-invalid={wrong.is_some().then_some("true")} />
            <button class="button" type="submit">{ &props.label }</button>
            { hint }
        </form>
    }
}
