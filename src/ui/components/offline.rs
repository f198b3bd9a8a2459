//! Whether the page opens without a network, in one quiet line.

use yew::prelude::*;

use crate::text::{Lang, habits};
use crate::ui::dom;

/// The line. Nothing stands there until `boot.js` has heard from the browser.
#[component]
pub fn OfflineNote(props: &OfflineProps) -> Html {
    let state = use_state(read);
    use_effect_with((), {
        let state = state.clone();
        move |()| {
            // It may have been told between the first look and now.
            state.set(read());
            let document = dom::document();
            let listener = document
                .map(|document| dom::listen(&document, "offlineknown", move |_| state.set(read())));
            move || drop(listener)
        }
    });
    let text = match state.as_deref() {
        Some("ready") => habits::OFFLINE_READY,
        Some(_) => habits::OFFLINE_REFUSED,
        None => return Html::default(),
    };
    html! { <p class="offline muted">{ text.get(props.lang) }</p> }
}

/// What the line needs.
#[derive(Clone, PartialEq, Properties)]
pub struct OfflineProps {
    /// The language.
    pub lang: Lang,
}

/// What `boot.js` says.
fn read() -> Option<String> {
    dom::root()?.get_attribute("data-offline")
}
