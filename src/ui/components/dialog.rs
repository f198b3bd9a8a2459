//! A modal dialog: the browser's own, which keeps the focus inside and closes on Escape.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::icon::{Shape, icon};
use crate::app::Action;
use crate::text::{Lang, page};

/// A dialog that is open as long as it is on the page.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            if let Some(dialog) = node.cast::<HtmlDialogElement>() {
                // A dialog that cannot be modal stays readable.
                if dialog.show_modal().is_err() {
                    dialog.set_open(true);
                }
            }
        }
    });
    let close = props.act.reform(|_: Event| Action::Close);
    let close_button = props.act.reform(|_: MouseEvent| Action::Close);
    let outside = {
        let (node, act) = (node.clone(), props.act.clone());
        Callback::from(move |event: MouseEvent| {
            // Only the backdrop is the dialog itself; whatever is in it covers it.
            if event.target() == node.get().map(Into::into) {
                act.emit(Action::Close);
            }
        })
    };
    html! {
        <dialog class={classes!("dialog", props.class)} ref={node} aria-label={props.title} onclose={close} onclick={outside}>
            <header>
                <h2>{ props.title }</h2>
                <button class="button plain" type="button" aria-label={page::CLOSE.get(props.lang)} onclick={close_button}>
                    { icon(Shape::Close) }
                </button>
            </header>
            { props.children.clone() }
        </dialog>
    }
}

/// What a dialog needs.
#[derive(Clone, PartialEq, Properties)]
pub struct DialogProps {
    /// Its title and name.
    pub title: &'static str,
    /// A class of its own.
    #[prop_or_default]
    pub class: &'static str,
    /// The language.
    pub lang: Lang,
    /// Where closing goes.
    pub act: Callback<Action>,
    /// What it holds.
    pub children: Html,
}
