//! The files of recordings that a person opens: chosen, dropped, pasted, or named by an address. A
//! module in JavaScript reads them (`www/recordings`); it is loaded with the first one.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::{Function, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlInputElement};
use yew::Callback;

use super::{dom, library};
use crate::app::Action;
use crate::app::recordings::{Broken, Incoming};

/// The id of the field that asks for a file.
pub const FIELD: &str = "recording-file";

/// What the reader calls.
type Heard = Closure<dyn Fn(JsValue, JsValue, JsValue)>;

/// What reads a file, and hears of it.
struct Reader {
    reader: JsValue,
    _heard: [Heard; 4],
}

thread_local! {
    static READERS: RefCell<HashMap<u32, Reader>> = RefCell::default();
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// The browser's dialog asks for a file.
pub fn choose() {
    if let Some(field) = dom::document().and_then(|document| document.get_element_by_id(FIELD)) {
        field.unchecked_into::<HtmlInputElement>().click();
    }
}

/// The file that was chosen.
pub fn chosen(field: &HtmlInputElement, act: &Callback<Action>) {
    let file = item(&library::field(field, "files"), 0);
    // The same file may be chosen again.
    let opened = (!file.is_undefined()).then(|| open(file, act));
    if opened.is_some() {
        field.set_value("");
    }
}

/// Whether files are dragged.
pub fn has_files(event: &Event) -> bool {
    let types = library::field(&library::field(event, "dataTransfer"), "types");
    js_sys::Array::from(&types).includes(&JsValue::from_str("Files"), 0)
}

/// What was dropped.
pub fn dropped(event: &Event, act: &Callback<Action>) {
    take(&library::field(event, "dataTransfer"), act);
}

/// What was pasted; whether it is a file, or the text of a recording where one is wanted.
pub fn pasted(event: &Event, wants_text: bool, act: &Callback<Action>) -> bool {
    let data = library::field(event, "clipboardData");
    if !item(&library::field(&data, "files"), 0).is_undefined() {
        take(&data, act);
        return true;
    }
    if !wants_text {
        return false;
    }
    let text = call(&data, "getData", &JsValue::from_str("text/plain"));
    match text.as_string().filter(|text| !text.trim().is_empty()) {
        Some(text) => {
            let parts = js_sys::Array::of1(&JsValue::from_str(&text));
            if let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) {
                open(blob.into(), act);
            }
        }
        None => refuse("", Broken::NoFile, act),
    }
    true
}

/// Opens the one file of what was dropped or pasted.
fn take(data: &JsValue, act: &Callback<Action>) {
    let files = library::field(data, "files");
    let file = item(&files, 0);
    let name = library::text(&file, "name");
    if file.is_undefined() {
        return refuse(&name, Broken::NoFile, act);
    }
    if !item(&files, 1).is_undefined() {
        return refuse(&name, Broken::Many, act);
    }
    let entry = call(
        &item(&library::field(data, "items"), 0),
        "webkitGetAsEntry",
        &JsValue::UNDEFINED,
    );
    match library::field(&entry, "isDirectory").is_truthy() {
        true => refuse(&name, Broken::Folder, act),
        false => open(file, act),
    }
}

fn refuse(name: &str, broken: Broken, act: &Callback<Action>) {
    let number = next();
    act.emit(Action::File(number, Incoming::Begins(name.to_owned(), 0.0)));
    act.emit(Action::File(number, Incoming::Fails(broken)));
}

/// Opens the file at a path of the page's own origin.
pub fn fetch(path: &str, act: &Callback<Action>) {
    open(JsValue::from_str(path), act);
}

/// Gives more of a file.
pub fn read_on(number: u32) {
    READERS.with_borrow(|readers| {
        if let Some(reader) = readers.get(&number) {
            call(&reader.reader, "more", &JsValue::UNDEFINED);
        }
    });
}

/// Lets go of a file.
pub fn stop(number: u32) {
    let reader = READERS.with_borrow_mut(|readers| readers.remove(&number));
    if let Some(reader) = reader {
        call(&reader.reader, "cancel", &JsValue::UNDEFINED);
        // It may be one of its own callbacks that lets go of it.
        dom::before_paint(move || drop(reader));
    }
}

fn open(source: JsValue, act: &Callback<Action>) {
    let (number, act) = (next(), act.clone());
    wasm_bindgen_futures::spawn_local(async move {
        match library::load("recordings").await {
            Ok(module) => start(number, &module, &source, &act),
            Err(reason) => {
                let name = library::text(&source, "name");
                refuse(&name, Broken::Unreadable(reason), &act);
            }
        }
    });
}

fn start(number: u32, module: &JsValue, source: &JsValue, act: &Callback<Action>) {
    let tell = |incoming: fn(JsValue, JsValue, JsValue) -> Incoming| {
        let act = act.clone();
        Closure::<dyn Fn(JsValue, JsValue, JsValue)>::new(move |one, two, three| {
            act.emit(Action::File(number, incoming(one, two, three)));
        })
    };
    let heard = [tell(begins), tell(bytes), tell(ends), tell(fails)];
    let names = ["begins", "bytes", "ends", "fails"];
    let listener = Object::new();
    for (name, heard) in names.into_iter().zip(&heard) {
        library::set(&listener, name, heard.as_ref());
    }
    // It begins at once, and may ask for more before it is among the readers.
    let open: Option<Function> = library::field(module, "open").dyn_into().ok();
    let reader = open.and_then(|open| open.call2(module, source, &listener).ok());
    let Some(reader) = reader else {
        return refuse("", Broken::Unreadable(String::new()), act);
    };
    READERS.with_borrow_mut(|readers| {
        let _before = readers.insert(
            number,
            Reader {
                reader,
                _heard: heard,
            },
        );
    });
    read_on(number);
}

fn begins(name: JsValue, size: JsValue, _: JsValue) -> Incoming {
    let name = name.as_string().filter(|name| !name.is_empty());
    Incoming::Begins(
        name.unwrap_or_else(|| "recording.loopscope".to_owned()),
        size.as_f64().unwrap_or(0.0),
    )
}

fn bytes(bytes: JsValue, read: JsValue, is_packed: JsValue) -> Incoming {
    Incoming::Bytes {
        bytes: Rc::from(Uint8Array::new(&bytes).to_vec()),
        read: read.as_f64().unwrap_or(0.0),
        is_packed: is_packed.is_truthy(),
    }
}

fn ends(is_damaged: JsValue, _: JsValue, _: JsValue) -> Incoming {
    Incoming::Ends(is_damaged.is_truthy())
}

fn fails(code: JsValue, reason: JsValue, _: JsValue) -> Incoming {
    let reason = reason.as_string().unwrap_or_default();
    Incoming::Fails(match code.as_string().as_deref() {
        Some("elsewhere") => Broken::Elsewhere,
        Some("missing") => Broken::Missing(reason),
        _ => Broken::Unreadable(reason),
    })
}

fn next() -> u32 {
    COUNT.set(COUNT.get() + 1);
    COUNT.get()
}

fn item(list: &JsValue, number: u32) -> JsValue {
    Reflect::get_u32(list, number).unwrap_or_default()
}

/// Calls a method; nothing where there is none, or it throws.
fn call(object: &JsValue, name: &str, argument: &JsValue) -> JsValue {
    let method: Option<Function> = library::field(object, name).dyn_into().ok();
    let result = method.and_then(|method| method.call1(object, argument).ok());
    result.unwrap_or_default()
}
