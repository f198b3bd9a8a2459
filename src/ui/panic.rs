//! What stands on the page when the program itself has failed.
//!
//! After a panic nothing of the program may run, so the screen is made here and now of plain
//! elements, its buttons work without it: a link, and a field whose text is selected.

use std::cell::RefCell;
use std::panic::PanicHookInfo;

use web_sys::{Document, Element};

use super::dom;
use super::platform::preferences;
use crate::text::{Text, page};

thread_local! {
    static LAST_EVENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Shows the screen whenever the program panics, and logs as well.
pub fn install() {
    // Through Yew, which otherwise puts its own in the place of this one.
    yew::set_custom_panic_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // A second failure here must not hide the first, which is on the console.
        let _shown = show(info);
    }));
}

/// Keeps the newest of what happened, for the report.
pub fn remember(event: String) {
    LAST_EVENTS.with_borrow_mut(|events| {
        if events.len() >= 20 {
            events.remove(0);
        }
        events.push(event);
    });
}

fn show(info: &PanicHookInfo) -> Option<()> {
    let document = dom::document()?;
    let lang = preferences().lang;
    let screen = element(&document, "div", "panic")?;
    let inner = element(&document, "div", "")?;
    screen.set_attribute("role", "alert").ok()?;
    let says = |kind: &str, text: Text| {
        let element = element(&document, kind, "")?;
        element.set_text_content(Some(text.get(lang)));
        Some(element)
    };
    inner
        .append_child(&says("h1", page::PANIC_TITLE)?.into())
        .ok()?;
    inner
        .append_child(&says("p", page::PANIC_LEAD)?.into())
        .ok()?;
    let report_field = element(&document, "textarea", "")?;
    report_field.set_attribute("readonly", "").ok()?;
    report_field
        .set_attribute("aria-label", page::REPORT.get(lang))
        .ok()?;
    report_field.set_text_content(Some(&report(info)));
    inner.append_child(&report_field.into()).ok()?;
    let again = says("a", page::START_AGAIN)?;
    again.set_class_name("button main");
    // A query makes it a load of the page; the hash, with scenario and parameters, stays.
    again.set_attribute("href", &address_again()?).ok()?;
    inner.append_child(&again.into()).ok()?;
    screen.append_child(&inner.into()).ok()?;
    document.body()?.append_child(&screen.into()).ok()?;
    Some(())
}

fn element(document: &Document, kind: &str, class: &str) -> Option<Element> {
    let element = document.create_element(kind).ok()?;
    element.set_class_name(class);
    Some(element)
}

fn address_again() -> Option<String> {
    let location = dom::window()?.location();
    let hash = location.hash().ok()?;
    let marked = location.search().ok()?.contains("again");
    Some(format!(
        "{}{hash}",
        if marked { "?restart" } else { "?again" }
    ))
}

fn report(info: &PanicHookInfo) -> String {
    let hash = dom::window().and_then(|window| window.location().hash().ok());
    let events = LAST_EVENTS.with(|events| {
        // Whoever writes just now is who failed.
        let events = events.try_borrow();
        events.map(|events| events.join("\n")).unwrap_or_default()
    });
    format!(
        "Loopscope {}\n{info}\naddress: {}\nlast events:\n{events}\n",
        env!("CARGO_PKG_VERSION"),
        hash.unwrap_or_default(),
    )
}
