//! The effects that [`update`](crate::app::update()) asks for, performed by the browser.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::Callback;

use super::components::share::base;
use super::components::share::frame_of;
use super::{dom, editor, exploring, files, python, shelf};
use crate::app::preferences::{KEY, OLD_KEYS};
use crate::app::{Action, Divider, Effect, Preferences, Sizes, State};
use crate::workers::slot_browser;

/// Performs an effect; what comes of it at once. What comes later is sent to `act`.
pub fn perform(effect: Effect, state: &State, act: &Callback<Action>) -> Option<Action> {
    match effect {
        Effect::ShowPreferences => show_preferences(state),
        Effect::SavePreferences { asked } => {
            let saved = save_preferences(&state.preferences);
            return asked.then_some(Action::Remembered(saved));
        }
        Effect::Title(title) => {
            if let Some(document) = dom::document() {
                document.set_title(&title);
            }
        }
        Effect::Address { address, new_entry } => write_address(&address, new_entry),
        Effect::CopyAddress { is_short } => {
            let location = dom::window().and_then(|window| window.location().href().ok());
            copy(&location.unwrap_or_default(), act, move |done| {
                match done && is_short {
                    true => Action::CopiedShort,
                    false => Action::Copied(done),
                }
            });
        }
        Effect::CopyLink(address) => {
            let link = format!("{}{address}", base());
            copy(&link, act, Action::Copied);
        }
        Effect::OpenShelf => shelf::open(act),
        Effect::OpenProgram(id) => shelf::open_program(id, act),
        Effect::BeginProgram { name, text } => shelf::begin(name, text, act),
        Effect::Keep(text) => shelf::keep(text, act),
        Effect::RenameProgram(name) => shelf::rename(name, act),
        Effect::RememberResult(result) => shelf::remember(result, act),
        Effect::OnShelf(done) => shelf::perform(done, act),
        Effect::Pack { name, text } => shelf::pack(name, text, act),
        Effect::Unpack(piece) => shelf::unpack(piece, act),
        Effect::CopyFrame(address) => copy(&frame_of(&address), act, Action::Copied),
        Effect::Copy(text) => copy(&text, act, Action::Copied),
        Effect::Save(file) => {
            let saved = dom::save(&file.name, file.kind, &file.text);
            return Some(Action::Saved(saved));
        }
        Effect::SavePicture(name) => return Some(Action::Saved(save_picture(&name).is_some())),
        Effect::After(milliseconds, action) => {
            let act = act.clone();
            dom::after(milliseconds, move || act.emit(action));
        }
        Effect::ScrollLanes(top) => {
            dom::before_paint(move || dom::scroll_to(".timeline .lanes", top));
        }
        Effect::WarmInterpreter => python::warm(act),
        Effect::Check { edit, text, file } => python::check(edit, text, file, act),
        Effect::ShowLine(line) => editor::show_line(line),
        Effect::SaveWritten(number) => return Some(Action::Saved(python::save_written(number))),
        Effect::Focus(id) => dom::before_paint(move || dom::focus(id)),
        Effect::ChooseFile => files::choose(),
        Effect::FetchFile(path) => files::fetch(&path, act),
        Effect::ReadOn(number) => files::read_on(number),
        Effect::StopReading(number) => files::stop(number),
        Effect::EndWarmThreads => slot_browser::end_warm_threads(),
        Effect::Search(request) => exploring::begin(request, act),
        Effect::EndSearch(number) => exploring::end(number),
        // The root has it.
        Effect::Sound(_) => {}
    }
    None
}

fn copy(text: &str, act: &Callback<Action>, answer: impl FnOnce(bool) -> Action + 'static) {
    let act = act.clone();
    dom::copy(text, move |done| act.emit(answer(done)));
}

/// Browsers refuse an address that comes too soon after too many (Safari: a hundred in 10 s). The
/// last one is tried again until it gets there.
fn write_address(address: &str, new_entry: bool) {
    thread_local! {
        static WAITING: RefCell<Option<(String, bool)>> = const { RefCell::new(None) };
    }
    let was_waiting = WAITING.take().is_some();
    if set_address(address, new_entry).is_some() {
        return;
    }
    WAITING.set(Some((address.to_owned(), new_entry)));
    if !was_waiting {
        dom::after(RETRY, || {
            if let Some((address, new_entry)) = WAITING.take() {
                write_address(&address, new_entry);
            }
        });
    }
}

/// How long until an address that was refused is tried again, in milliseconds.
const RETRY: u32 = 1_500;

fn set_address(address: &str, new_entry: bool) -> Option<()> {
    let history = dom::window()?.history().ok()?;
    let nothing = wasm_bindgen::JsValue::NULL;
    match new_entry {
        true => history.push_state_with_url(&nothing, "", Some(address)),
        false => history.replace_state_with_url(&nothing, "", Some(address)),
    }
    .ok()
}

fn save_picture(name: &str) -> Option<()> {
    let canvas = dom::document()?.query_selector(".timeline canvas").ok()??;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    dom::save_address(name, &canvas.to_data_url().ok()?)
}

fn save_preferences(preferences: &Preferences) -> bool {
    let Some(storage) = dom::storage() else {
        return false;
    };
    let saved = storage.set_item(KEY, &preferences.written()).is_ok();
    if saved {
        for key in OLD_KEYS {
            let _refused = storage.remove_item(key);
        }
    }
    saved
}

/// Puts theme, language and sizes on the document.
fn show_preferences(state: &State) {
    if let Some(root) = dom::root() {
        let _refused = root.set_attribute("data-theme", state.theme().name());
        let _refused = root.set_attribute("lang", state.preferences.lang.tag());
    }
    show_sizes(state.preferences.sizes);
}

/// Gives the panes' sizes to the style sheets.
fn show_sizes(sizes: Sizes) {
    let Some(root) = dom::root().and_then(|root| root.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let set = |name: &str, value: String| {
        let _refused = root.style().set_property(name, &value);
    };
    for divider in Divider::ALL {
        let size = sizes.of(divider);
        set(&format!("--size-{}", divider.name()), format!("{size}%"));
    }
}
