//! What the page listens to as a whole: the address, the keys, the system's theme.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::{dom, keyboard, platform};
use crate::app::Action;

/// Listens, until they are dropped; with a dialog open the keys are the dialog's.
pub fn listeners(act: &Callback<Action>, dialog_open: &Rc<Cell<bool>>) -> Vec<EventListener> {
    let Some(window) = dom::window() else {
        return Vec::new();
    };
    let hash = act.clone();
    let mut listeners = vec![dom::listen(&window, "hashchange", move |_| {
        hash.emit(Action::Address(platform::address()));
    })];
    // A page that the browser keeps for the way back must not keep its workers busy.
    let leave = act.clone();
    listeners.push(dom::listen(&window, "pagehide", move |_| {
        leave.emit(Action::Leave);
    }));
    if let Some(document) = dom::document() {
        let (seen, page) = (act.clone(), document.clone());
        listeners.push(dom::listen(&document, "visibilitychange", move |_| {
            seen.emit(Action::Seen(!page.hidden()));
        }));
        for (kind, is_seen) in [("freeze", false), ("resume", true)] {
            let seen = act.clone();
            listeners.push(dom::listen(&document, kind, move |_| {
                seen.emit(Action::Seen(is_seen));
            }));
        }
    }
    let (key, open) = (act.clone(), Rc::clone(dialog_open));
    listeners.push(dom::listen(&window, "keydown", move |event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        if let Some(action) = keyboard::action(event, open.get()) {
            event.prevent_default();
            key.emit(action);
        }
    }));
    let theme = act.clone();
    if let Some(dark) = dom::media("(prefers-color-scheme: dark)") {
        listeners.push(dom::listen(&dark, "change", move |_| {
            theme.emit(Action::SystemTheme(platform::system_theme()));
        }));
    }
    listeners
}
