//! A phone's one pane at a time.

use yew::prelude::*;

use crate::app::Action;
use crate::app::panes::Pane;
use crate::text::{Lang, page};

/// The switcher of panes, shown on narrow screens only.
pub fn switcher(props: &SwitcherProps) -> Html {
    let lang = props.lang;
    let tab = |pane: Pane| {
        let selected = pane == props.pane.inside(props.in_lesson);
        html! {
            <button type="button" aria-pressed={selected.to_string()}
                onclick={props.act.reform(move |_: MouseEvent| Action::Show(pane))}>
                { pane.label().get(lang) }
            </button>
        }
    };
    html! {
        <nav class="switcher" aria-label={page::PANES.get(lang)}>
            { for Pane::offered(props.in_lesson).filter(|pane| pane.with_form(props.has_form) == *pane).map(tab) }
        </nav>
    }
}

/// What the switcher needs.
#[derive(Clone)]
pub struct SwitcherProps {
    /// The language.
    pub lang: Lang,
    /// The pane that is shown.
    pub pane: Pane,
    /// Whether the steps of the lesson stand in the place of the task.
    pub in_lesson: bool,
    /// Whether there is a form.
    pub has_form: bool,
    /// Where actions go.
    pub act: Callback<Action>,
}
