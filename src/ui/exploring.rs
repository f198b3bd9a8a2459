//! Searches through a program's orders, in workers of Python's that share one. See
//! `docs/exploring.md`.

use std::cell::RefCell;

use js_sys::{JSON, Object};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::library::{self, set, text};
use super::python::{self, Python, Running};
use crate::app::explore::{EPOCH, SearchRequest};
use crate::app::{Action, Explore};

thread_local! {
    /// The search that goes on: its number, and itself as soon as it has begun.
    static SEARCH: RefCell<Option<(u32, Option<Running>)>> = const { RefCell::new(None) };
}

/// Begins a search. The one before has ended.
pub fn begin(request: SearchRequest, act: &Callback<Action>) {
    let number = request.number;
    SEARCH.set(Some((number, None)));
    let act = act.clone();
    spawn_local(async move {
        let begun = match python::python(&act).await {
            Ok(python) if is_wanted(number) => start(&python, &request, &act),
            Ok(_) => return,
            Err(reason) => Err(reason),
        };
        match begun {
            Ok(running) => SEARCH.set(Some((number, Some(running)))),
            Err(reason) => act.emit(Action::Explore(Explore::Broke(number, reason))),
        }
    });
}

/// Ends the search of that number at once, whatever its workers do.
pub fn end(number: u32) {
    let ended = SEARCH.with_borrow_mut(|search| search.take_if(|(its, _)| *its == number));
    if let Some((_, Some(running))) = ended {
        running.stop();
    }
}

fn is_wanted(number: u32) -> bool {
    SEARCH.with_borrow(|search| matches!(search, Some((its, _)) if *its == number))
}

fn start(
    python: &Python,
    request: &SearchRequest,
    act: &Callback<Action>,
) -> Result<Running, String> {
    let program = Object::new();
    set(
        &program,
        "source",
        &JsValue::from_str(&request.program.text),
    );
    set(&program, "name", &JsValue::from_str(&request.program.file));
    set(&program, "epoch", &JsValue::from_f64(f64::from(EPOCH)));
    set(&program, "files", &python::given_files());
    let settings = JSON::parse(&request.settings).map_err(|error| library::said(&error))?;
    set(&program, "settings", &settings);
    let listener = listener(request.number, act);
    let running = python.explore(&program, request.workers as u32, &listener);
    running.map_err(|error| library::said(&error))
}

/// Hears what is found; it lives as long as whoever calls it.
fn listener(number: u32, act: &Callback<Action>) -> JsValue {
    let act = act.clone();
    Closure::<dyn FnMut(JsValue)>::new(move |said: JsValue| {
        let action = match text(&said, "type").as_str() {
            "failed" => Explore::Broke(number, reason(&said)),
            "stopped" => return,
            _ => match JSON::stringify(&said) {
                Ok(said) => Explore::Heard(number, said.into()),
                Err(error) => Explore::Broke(number, library::said(&error)),
            },
        };
        act.emit(Action::Explore(action));
    })
    .into_js_value()
}

/// Why it failed, in English.
fn reason(said: &JsValue) -> String {
    let detail = text(said, "detail");
    match detail.is_empty() {
        true => text(said, "reason"),
        false => detail,
    }
}
