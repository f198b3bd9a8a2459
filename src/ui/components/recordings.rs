//! The room of recordings before a file is open, and what is said anywhere on the page while one is
//! opened, or refused.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::{Shape, icon};
use crate::app::{Action, State};
use crate::text::{Lang, recordings as say};
use crate::ui::{dom, files};

/// The commands that are shown.
const RECORD: &str = "python loopscope.pyz record program.py";
const RECORD_SERVER: &str = "python loopscope.pyz record --last 30 --signal SIGUSR1 server.py";

/// The room: where a file is dropped, and how one is recorded.
pub fn recordings(lang: Lang, act: &Callback<Action>) -> Html {
    let choose = act.reform(|_: MouseEvent| Action::ChooseFile);
    html! {
        <div class="recordings">
            <h1>{ say::TITLE.get(lang) }</h1>
            <p>{ say::LEAD.get(lang) }</p>
            <div class="drop">
                <p class="where">{ say::DROP.get(lang) }</p>
                <p class="muted">{ say::DROP_MORE.get(lang) }</p>
                <button class="button main" type="button" onclick={choose}>{ say::CHOOSE.get(lang) }</button>
                <p class="muted stays">{ say::STAYS.get(lang) }</p>
            </div>
            <h2>{ say::HOW.get(lang) }</h2>
            <ol class="how">
                <li>
                    <p>{ say::HOW_GET.get(lang) }</p>
                    if let Some(address) = recorder() {
                        <p><a href={address} download="loopscope.pyz">{ say::DOWNLOAD.get(lang) }</a></p>
                    }
                </li>
                <li>
                    <p>{ say::HOW_RECORD.get(lang) }</p>
                    <pre translate="no"><code>{ RECORD }</code></pre>
                    <p>{ say::HOW_SERVER.get(lang) }</p>
                    <pre translate="no"><code>{ RECORD_SERVER }</code></pre>
                </li>
            </ol>
        </div>
    }
}

/// The address of the recorder, where this build has it.
fn recorder() -> Option<String> {
    let libraries = dom::document()?.query_selector("meta[name=libraries]");
    libraries.ok()??.get_attribute("data-recorder")
}

/// The field that asks for a file, and what is said of one that is opened or refused.
pub fn opening(state: &State, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let chosen = {
        let act = act.clone();
        Callback::from(move |event: Event| {
            files::chosen(&event.target_unchecked_into::<HtmlInputElement>(), &act);
        })
    };
    let recordings = &state.recordings;
    let close = |action: Action, name: &'static str| {
        let press = act.reform(move |_: MouseEvent| action.clone());
        html! { <button class="button" type="button" onclick={press}>{ name }</button> }
    };
    let said = match (&recordings.opening, &recordings.refused) {
        (Some(opening), _) => {
            let part = opening.progress();
            html! {
                <div class="opening" role="status">
                    <p>{ say::opening(lang, &opening.name, percent(part)) }</p>
                    <progress value={part.to_string()} max="1" aria-label={opening.name.clone()} />
                    { close(Action::GiveUpFile, say::CANCEL.get(lang)) }
                </div>
            }
        }
        (None, Some((name, refused))) => html! {
            <div class="opening refused" role="alert">
                <p>
                    if !name.is_empty() { <b dir="auto">{ say::refused(lang, name) }</b>{ " " } }
                    { refused.message(lang) }
                </p>
                <button class="button plain only-icon" type="button" aria-label={crate::text::page::CLOSE.get(lang)}
                    onclick={act.reform(|_: MouseEvent| Action::RefusalRead)}>{ icon(Shape::Close) }</button>
            </div>
        },
        (None, None) => Html::default(),
    };
    html! {
        <>
        <input type="file" id={files::FIELD} class="said" tabindex="-1" aria-hidden="true" onchange={chosen} />
        { said }
        <p class="drop-here" aria-hidden="true">{ say::DROP.get(lang) }</p>
        </>
    }
}

/// A part from 0 to 1 in percent.
pub fn percent(part: f64) -> u32 {
    (part * 100.0).floor() as u32
}
