//! What can be done with a link that was just made: it is copied already; how long it is, a shorter
//! one, and the code that shows it in another page.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::{Shape, icon};
use crate::app::action::Export;
use crate::app::{Action, Sharing, TAKEN};
use crate::text::{Lang, page, share as say};
use crate::ui::dom;

/// The card below the button.
#[component]
pub fn ShareCard(props: &ShareProps) -> Html {
    let ShareProps { lang, sharing, act } = props;
    let lang = *lang;
    let link = format!("{}{}", base(), sharing.address);
    let field = use_node_ref();
    let is_refused = sharing.is_copied == Some(false);
    use_effect_with((is_refused, link.clone()), {
        let field = field.clone();
        move |(is_refused, _)| {
            let input = field.cast::<HtmlInputElement>().filter(|_| *is_refused);
            if let Some(input) = input {
                // What the browser does not copy, a person can: it is selected already.
                let _refused = input.focus();
                input.select();
            }
        }
    });
    let close = act.reform(|_: MouseEvent| Action::Shared);
    let less = act.reform(|_: MouseEvent| Action::ShareLess);
    let frame = act.reform(|_: MouseEvent| Action::Export(Export::Frame));
    let title = match sharing.is_copied {
        Some(true) => say::COPIED,
        Some(false) => say::REFUSED,
        None => say::LINK,
    };
    html! {
        <section class="share-card" aria-labelledby="share-title">
            <header>
                <h2 id="share-title">{ title.get(lang) }</h2>
                <button class="button plain" type="button" aria-label={page::CLOSE.get(lang)} onclick={close}>{ icon(Shape::Close) }</button>
            </header>
            <input class="link" type="text" readonly=true translate="no" aria-label={say::LINK.get(lang)} value={link.clone()} ref={field} />
            <p>{ say::length(lang, link.chars().count(), &takers(&link)) }</p>
            if sharing.shorter.is_some() {
                <p><button class="button" type="button" onclick={less}>{ say::SHORTER.get(lang) }</button></p>
            }
            <h3>{ say::FRAME.get(lang) }</h3>
            <textarea class="link" rows="3" readonly=true translate="no" aria-label={say::FRAME.get(lang)} value={frame_of(&sharing.address)} />
            <p><button class="button" type="button" onclick={frame}>{ say::COPY_FRAME.get(lang) }</button></p>
        </section>
    }
}

/// What the card needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ShareProps {
    /// The language.
    pub lang: Lang,
    /// The link.
    pub sharing: Sharing,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// Who does not take a message of this length.
fn takers(link: &str) -> Vec<&'static str> {
    let length = link.chars().count();
    let too_long = TAKEN.into_iter().filter(|(_, most)| length > *most);
    too_long.map(|(name, _)| name).collect()
}

/// HTML that shows an address of this page, from its `#` on, in another one.
pub fn frame_of(address: &str) -> String {
    format!(
        "<iframe src=\"{}?embed{}\" width=\"100%\" height=\"420\" style=\"border:0\" loading=\"lazy\" allow=\"clipboard-write\" title=\"Loopscope\"></iframe>",
        base(),
        address.replace('&', "&amp;"),
    )
}

/// The page's address up to its `?` or `#`.
pub fn base() -> String {
    let location = dom::window().map(|window| window.location());
    let base = location.and_then(|at| Some(at.origin().ok()? + &at.pathname().ok()?));
    base.unwrap_or_default()
}
