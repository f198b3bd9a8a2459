//! Which tasks of a recording have a lane.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::Action;
use crate::app::lookup::LaneChoice;
use crate::text::{Lang, Text, recorded as say};

/// Which do.
#[derive(Clone, Debug, PartialEq)]
pub struct LanesShown {
    /// Only those that live in what is seen.
    pub alive: bool,
    /// Those of libraries too.
    pub libraries: bool,
    /// What their name or file has in it.
    pub text: String,
}

/// The choice.
pub fn lanes_shown(lang: Lang, shown: &LanesShown, act: &Callback<Action>) -> Html {
    let value = |event: &Event| event.target_unchecked_into::<HtmlInputElement>();
    let toggle = |name: Text, is_on: bool, choice: fn(bool) -> LaneChoice| {
        let change = act.reform(move |event: Event| Action::Lanes(choice(value(&event).checked())));
        html! { <label><input type="checkbox" checked={is_on} onchange={change} />{ name.get(lang) }</label> }
    };
    let typed = act.reform(|event: InputEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        Action::Lanes(LaneChoice::Text(field.value()))
    });
    html! {
        <div class="lanes-shown">
            <input type="text" autocomplete="off" spellcheck="false" value={shown.text.clone()} placeholder={say::FILTER.get(lang)}
                aria-label={say::FILTER.get(lang)} oninput={typed} />
            { toggle(say::ALIVE, shown.alive, LaneChoice::Alive) }
            { toggle(say::LIBRARIES, shown.libraries, LaneChoice::Libraries) }
        </div>
    }
}
