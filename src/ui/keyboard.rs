//! Which key means what. No key is taken from a field or control that uses it itself.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::dom;
use crate::app::action::{Action, Overlay, ViewChange};
use crate::app::lookup::Seek;
use crate::view_model::steps::{Step, StepLevel};

/// The action of a key press, if it is one of the page's and nobody nearer wants it.
pub fn action(event: &KeyboardEvent, dialog_open: bool) -> Option<Action> {
    // Enter that ends a composition chooses nothing, and what the editor used is used.
    if event.is_composing() || event.default_prevented() {
        return None;
    }
    let key = event.key();
    let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
    let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if command && !dialog_open {
        let in_field = target.as_ref().is_some_and(|target| uses(target, "z"));
        // By the physical key: CapsLock and other alphabets make no difference.
        return match (event.code().as_str(), event.shift_key()) {
            ("KeyK", _) => Some(Action::Open(Overlay::Palette)),
            // Where nothing has run, the browser's own search is of more use.
            ("KeyF", false) if dom::has(".timeline") => Some(Action::Seek(Seek::Open)),
            ("Enter" | "NumpadEnter", _) => Some(Action::RunOrPause),
            ("KeyZ", false) if !in_field => Some(Action::Undo),
            _ => None,
        };
    }
    if plain && !dialog_open && key == "F3" && dom::has(".timeline") {
        return Some(Action::Seek(Seek::Next(!event.shift_key())));
    }
    if !plain || dialog_open || target.is_some_and(|target| uses(&target, &key)) {
        return None;
    }
    by_name(&key, event.shift_key()).or_else(|| by_place(&event.code()))
}

/// What a key means by what is written on it.
fn by_name(key: &str, shift: bool) -> Option<Action> {
    Some(match (key, shift) {
        (" ", false) => Action::RunOrPause,
        ("ArrowLeft", false) => Action::StepBy(false),
        ("ArrowRight", false) => Action::StepBy(true),
        ("ArrowLeft", true) => Action::Move(Step::Turn, false),
        ("ArrowRight", true) => Action::Move(Step::Turn, true),
        ("Home", false) => Action::ToStart,
        ("End", false) => Action::ToEnd,
        ("/", _) => Action::Open(Overlay::Palette),
        ("?", _) => Action::Open(Overlay::Help),
        ("Escape", _) => Action::Close,
        _ => return None,
    })
}

/// What a key means by where it is, whatever alphabet is written on it.
fn by_place(code: &str) -> Option<Action> {
    Some(match code {
        "KeyW" => Action::View(ViewChange::Zoom(1.5, 0.5)),
        "KeyS" => Action::View(ViewChange::Zoom(1.0 / 1.5, 0.5)),
        "KeyA" => Action::View(ViewChange::Pan(-0.2)),
        "KeyD" => Action::View(ViewChange::Pan(0.2)),
        "KeyB" => Action::Mark,
        "KeyN" => Action::NextScenario,
        "BracketLeft" => Action::ToMark(false),
        "BracketRight" => Action::ToMark(true),
        "Digit1" | "Numpad1" => Action::Level(StepLevel::Program),
        "Digit2" | "Numpad2" => Action::Level(StepLevel::Loop),
        _ => return None,
    })
}

/// Whether an element that has the focus uses a key itself.
fn uses(element: &Element, key: &str) -> bool {
    if key == "Escape" {
        return false;
    }
    // What has the focus in the editor's shadow root is not known here.
    if element.has_attribute("data-editor") {
        return true;
    }
    match element.tag_name().as_str() {
        "INPUT" | "TEXTAREA" | "SELECT" => true,
        "BUTTON" | "SUMMARY" => matches!(key, " " | "Enter"),
        "A" => key == "Enter",
        // A pane that scrolls keeps the keys that scroll it.
        _ => {
            let scrolls = element.has_attribute("data-scrolls");
            scrolls && matches!(key, "Home" | "End" | "ArrowLeft" | "ArrowRight" | " ")
        }
    }
}
