//! Which key means what. No key is taken from a field or control that uses it itself.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::app::action::{Action, Overlay, ViewChange};
use crate::view_model::steps::Step;

/// The action of a key press, if it is one of the page's and nobody nearer wants it.
pub fn action(event: &KeyboardEvent, dialog_open: bool) -> Option<Action> {
    let key = event.key();
    let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
    if (event.ctrl_key() || event.meta_key()) && key.eq_ignore_ascii_case("k") {
        return (!dialog_open).then_some(Action::Open(Overlay::Palette));
    }
    let undoes = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && key == "z";
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let in_field = target.as_ref().is_some_and(|target| uses(target, "z"));
    if undoes && !dialog_open && !in_field {
        return Some(Action::Undo);
    }
    if !plain || dialog_open || target.is_some_and(|target| uses(&target, &key)) {
        return None;
    }
    Some(match (key.as_str(), event.shift_key()) {
        (" ", false) => Action::RunOrPause,
        ("ArrowLeft", false) => Action::Move(Step::Event, false),
        ("ArrowRight", false) => Action::Move(Step::Event, true),
        ("ArrowLeft", true) => Action::Move(Step::Turn, false),
        ("ArrowRight", true) => Action::Move(Step::Turn, true),
        ("Home", false) => Action::ToStart,
        ("End", false) => Action::ToEnd,
        ("w" | "W", _) => Action::View(ViewChange::Zoom(1.5, 0.5)),
        ("s" | "S", _) => Action::View(ViewChange::Zoom(1.0 / 1.5, 0.5)),
        ("a" | "A", _) => Action::View(ViewChange::Pan(-0.2)),
        ("d" | "D", _) => Action::View(ViewChange::Pan(0.2)),
        ("b" | "B", _) => Action::Mark,
        ("[", _) => Action::ToMark(false),
        ("]", _) => Action::ToMark(true),
        ("/", _) => Action::Open(Overlay::Palette),
        ("?", _) => Action::Open(Overlay::Help),
        ("Escape", _) => Action::Close,
        _ => return None,
    })
}

/// Whether an element that has the focus uses a key itself.
fn uses(element: &Element, key: &str) -> bool {
    if key == "Escape" {
        return false;
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
