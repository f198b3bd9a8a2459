//! What the page listens to as a whole: the address, the keys, the system's theme.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::{dom, files, keyboard, platform};
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
    listeners.extend(files_given(&window, act));
    let theme = act.clone();
    if let Some(dark) = dom::media("(prefers-color-scheme: dark)") {
        listeners.push(dom::listen(&dark, "change", move |_| {
            theme.emit(Action::SystemTheme(platform::system_theme()));
        }));
    }
    listeners
}

/// A recording that is dropped anywhere on the page, or pasted, is opened.
fn files_given(window: &web_sys::Window, act: &Callback<Action>) -> Vec<EventListener> {
    let drags = |is_dragged: bool| {
        if let Some(root) = dom::root() {
            let _refused = root.toggle_attribute_with_force("data-drags", is_dragged);
        }
    };
    let over = dom::listen(window, "dragover", move |event| {
        if files::has_files(event) {
            event.prevent_default();
            drags(true);
        }
    });
    let leave = dom::listen(window, "dragleave", move |event| {
        let to: &MouseEvent = event.unchecked_ref();
        drags(to.related_target().is_some() && files::has_files(event));
    });
    let dropped = act.clone();
    let drop = dom::listen(window, "drop", move |event| {
        drags(false);
        // Somebody nearer may have taken it: the editor takes programs.
        if files::has_files(event) && !event.default_prevented() {
            event.prevent_default();
            files::dropped(event, &dropped);
        }
    });
    let pasted = act.clone();
    let paste = dom::listen(window, "paste", move |event| {
        let target = event
            .target()
            .and_then(|it| it.dyn_into::<web_sys::Element>().ok());
        let is_typed = target.is_some_and(|it| {
            it.matches("input, textarea, [contenteditable] *")
                .unwrap_or(false)
        });
        let wants_text = dom::has(".recordings");
        if !is_typed && files::pasted(event, wants_text, &pasted) {
            event.prevent_default();
        }
    });
    vec![over, leave, drop, paste]
}
