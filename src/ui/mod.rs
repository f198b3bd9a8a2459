//! The page, in Yew: draws the state of [`app`](crate::app), turns what a person does into its
//! actions, and performs its effects.

mod app;
mod colours;
mod components;
mod dom;
mod editor;
mod effects;
mod exploring;
mod files;
mod keyboard;
mod library;
mod listeners;
#[cfg(debug_assertions)]
mod live_reload;
mod paint;
mod panes;
mod panic;
mod platform;
mod python;
mod recording;
mod screen;
mod shelf;
mod sound;

use crate::scenarios::Scenario;
use crate::workers::slot_browser::parts;

/// Mounts the page on the element with this id. A worker's instance of the program has no document:
/// there it does nothing, and the worker begins by itself.
pub fn start(id: &str) {
    mount(id, None);
}

/// The same with a scenario that is not in the catalogue, whatever the address says.
pub fn start_with(id: &str, scenario: &'static Scenario) {
    mount(id, Some(scenario));
}

fn mount(id: &str, scenario: Option<&'static Scenario>) {
    let Some(document) = dom::document() else {
        return;
    };
    parts::announce();
    panic::install();
    #[cfg(debug_assertions)]
    live_reload::follow_builds();
    match document.get_element_by_id(id) {
        Some(root) => {
            let props = app::AppProps {
                scenario: scenario.map(components::form::Known),
            };
            yew::Renderer::<app::App>::with_root_and_props(root, props).render();
        }
        None => web_sys::console::error_1(&format!("the page has no element #{id}").into()),
    }
}
