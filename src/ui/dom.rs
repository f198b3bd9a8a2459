//! The few things the page asks of the browser, each giving nothing where the browser refuses.

use std::cell::RefCell;
use std::collections::HashMap;

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::prelude::*;
use web_sys::{
    Document, Element, Event, EventTarget, HtmlElement, MediaQueryList, Storage, Window,
};

/// The window.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The document.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// The element `<html>`.
pub fn root() -> Option<Element> {
    document()?.document_element()
}

/// Whether a media query holds. Each is asked for once and then kept: Chromium keeps whatever was
/// ever asked for as long as the page is open.
pub fn matches(query: &'static str) -> bool {
    media(query).is_some_and(|list| list.matches())
}

/// A media query, to ask it or listen to it.
pub fn media(query: &'static str) -> Option<MediaQueryList> {
    thread_local! {
        static ASKED: RefCell<HashMap<&'static str, MediaQueryList>> = RefCell::default();
    }
    ASKED.with_borrow_mut(|asked| {
        if let Some(list) = asked.get(query) {
            return Some(list.clone());
        }
        let list = window()?.match_media(query).ok().flatten()?;
        asked.insert(query, list.clone());
        Some(list)
    })
}

/// The page's own storage; none when it is blocked.
pub fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

/// The address of the workers' script, under the name that this build gave it.
pub fn worker_script() -> String {
    let script = document().and_then(|document| document.get_element_by_id("worker-script"));
    script
        .and_then(|script| script.get_attribute("src"))
        .unwrap_or_else(|| "worker.js".to_owned())
}

/// Puts the focus on an element.
pub fn focus(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // A refused focus leaves the page usable.
        let _refused = element.focus();
    }
}

/// Whether the page has an element of a selector.
pub fn has(selector: &str) -> bool {
    let element = document().and_then(|document| document.query_selector(selector).ok().flatten());
    element.is_some()
}

/// Scrolls the element of a selector so far down, in pixels.
pub fn scroll_to(selector: &str, top: i32) {
    let element = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = element {
        element.set_scroll_top(top);
    }
}

/// Copies a text; `then` hears whether the browser allowed it.
pub fn copy(text: &str, then: impl FnOnce(bool) + 'static) {
    let clipboard = window().map(|window| window.navigator().clipboard());
    // Outside a secure context there is no clipboard, and the binding gives `undefined`.
    match clipboard.filter(|clipboard| !clipboard.is_undefined()) {
        Some(clipboard) => {
            let promise = clipboard.write_text(text);
            wasm_bindgen_futures::spawn_local(async move {
                then(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok());
            });
        }
        None => then(false),
    }
}

/// Calls back before the next paint, once.
pub fn before_paint(callback: impl FnOnce() + 'static) {
    if let Some(window) = window() {
        let callback = Closure::once_into_js(callback);
        // Without a frame there is nothing to paint.
        let _refused = window.request_animation_frame(callback.unchecked_ref());
    }
}

/// Calls back after so many milliseconds, whatever happens until then.
///
/// A gloo `Timeout` that is forgotten would keep its closure for good.
pub fn after(milliseconds: u32, callback: impl FnOnce() + 'static) {
    if let Some(window) = window() {
        let callback = Closure::once_into_js(callback);
        let delay = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        // A page that is being left has no timers.
        let _refused = window
            .set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), delay);
    }
}

/// Listens to `kind` on `target` until what it gives is dropped. Who listens may prevent what the
/// browser does by itself.
pub fn listen(
    target: &EventTarget,
    kind: &'static str,
    mut heard: impl FnMut(&Event) + 'static,
) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, kind, options, move |event| heard(event))
}

/// Milliseconds since the page was opened.
pub fn milliseconds() -> f64 {
    let performance = window().and_then(|window| window.performance());
    performance.map_or_else(js_sys::Date::now, |performance| performance.now())
}

/// The local time of day, in seconds since midnight.
pub fn seconds_of_day() -> u32 {
    let now = js_sys::Date::new_0();
    now.get_hours() * 3600 + now.get_minutes() * 60 + now.get_seconds()
}

/// How many workers may search at once: as many as there are cores, within what memory there is. Each
/// has an interpreter of its own.
pub fn searchers() -> usize {
    let cores = window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    let most = match matches("(pointer: fine)") {
        true => 4,
        false => 2,
    };
    (cores as usize).clamp(1, most)
}

/// Gives a text to the person as a file; false when the browser refuses.
pub fn save(name: &str, kind: &str, text: &str) -> bool {
    let parts = js_sys::Array::of1(&text.into());
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    save_blob(
        name,
        web_sys::Blob::new_with_str_sequence_and_options(&parts, &options),
    )
}

/// The same with bytes.
pub fn save_bytes(name: &str, bytes: &js_sys::Uint8Array) -> bool {
    let parts = js_sys::Array::of1(bytes);
    save_blob(name, web_sys::Blob::new_with_u8_array_sequence(&parts))
}

fn save_blob(name: &str, blob: Result<web_sys::Blob, JsValue>) -> bool {
    let address = blob.and_then(|blob| web_sys::Url::create_object_url_with_blob(&blob));
    let Ok(address) = address else { return false };
    let saved = save_address(name, &address);
    // The browser has read the address when the click returns.
    let _gone = web_sys::Url::revoke_object_url(&address);
    saved.is_some()
}

/// Gives what an address holds to the person as a file.
pub fn save_address(name: &str, address: &str) -> Option<()> {
    let link = document()?.create_element("a").ok()?;
    let link: web_sys::HtmlAnchorElement = link.dyn_into().ok()?;
    link.set_href(address);
    link.set_download(name);
    link.click();
    Some(())
}
