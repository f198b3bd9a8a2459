//! Finding a text in the run: the field, how many hits there are, and the way to the next.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::{Shape, icon};
use crate::app::Action;
use crate::app::lookup::{FIELD, Seek};
use crate::text::{Lang, Text, find as say};

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Finder {
    /// Whether the field is there.
    pub is_open: bool,
    /// The text.
    pub query: String,
    /// The number of the hit at the cursor, and how many there are; none before a text.
    pub hits: Option<(usize, usize)>,
    /// Only the lanes with a hit are shown.
    pub only_hits: bool,
}

/// The field, or the button that opens it.
pub fn finder(lang: Lang, finder: &Finder, act: &Callback<Action>) -> Html {
    let press = |seek: Seek| act.reform(move |_: MouseEvent| Action::Seek(seek.clone()));
    if !finder.is_open {
        return html! {
            <button class="button plain only-icon find-in-run" type="button" aria-label={say::FIND.get(lang)} title={format!("{} (Ctrl F)", say::FIND.get(lang))}
                onclick={press(Seek::Open)}>{ icon(Shape::Find) }</button>
        };
    }
    let typed = act.reform(|event: InputEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        Action::Seek(Seek::Text(field.value()))
    });
    let keys = {
        let act = act.clone();
        Callback::from(move |event: KeyboardEvent| {
            let seek = match event.key().as_str() {
                "Enter" => Seek::Next(!event.shift_key()),
                "Escape" => Seek::Close,
                _ => return,
            };
            if !event.is_composing() {
                event.prevent_default();
                event.stop_propagation();
                act.emit(Action::Seek(seek));
            }
        })
    };
    let step = |name: Text, arrow: &'static str, forward: bool| {
        html! {
            <button class="button plain" type="button" aria-label={name.get(lang)} title={name.get(lang)}
                onclick={press(Seek::Next(forward))}>{ arrow }</button>
        }
    };
    let which = |name: Text, only: bool| {
        html! {
            <button class="button" type="button" aria-pressed={(finder.only_hits == only).to_string()}
                onclick={press(Seek::OnlyHits(only))}>{ name.get(lang) }</button>
        }
    };
    html! {
        <search class="finder">
            <span class="seek">
                { icon(Shape::Find) }
                <input id={FIELD} type="text" autocomplete="off" spellcheck="false" value={finder.query.clone()} placeholder={say::FIND_SHORT.get(lang)}
                    aria-label={say::FIND.get(lang)} oninput={typed} onkeydown={keys} />
                if let Some((number, count)) = finder.hits {
                    <output class="hits">{ say::hits(lang, number, count) }</output>
                }
            </span>
            if finder.hits.is_some() {
                { step(say::PREVIOUS, "↑", false) }
                { step(say::NEXT, "↓", true) }
                <span class="joined" role="group">
                    { which(say::ALL_TASKS, false) }
                    { which(say::WITH_A_HIT, true) }
                </span>
            }
            if !finder.query.is_empty() {
                <button class="button plain only-icon" type="button" aria-label={say::CLOSE.get(lang)} title={say::CLOSE.get(lang)}
                    onclick={press(Seek::Close)}>{ icon(Shape::Close) }</button>
            }
        </search>
    }
}
