//! Loads the page again when `trunk serve` has built it anew: debug builds alone.
//!
//! Trunk's own script for this stands inline, which the page's content security policy refuses.

use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MessageEvent, WebSocket};

/// What Trunk says over its socket.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", tag = "type", content = "data")]
enum Build {
    Reload,
    BuildFailure { reason: String },
}

/// Listens to the server of this page for as long as the page stands.
pub fn follow_builds() {
    let Some(socket) = connect() else { return };
    let told = Closure::<dyn FnMut(MessageEvent)>::new(|message: MessageEvent| {
        let text = message.data().as_string().unwrap_or_default();
        match serde_json::from_str(&text) {
            Ok(Build::Reload) => reload(),
            Ok(Build::BuildFailure { reason }) => web_sys::console::error_1(&reason.into()),
            Err(_) => {}
        }
    });
    socket.set_onmessage(Some(told.as_ref().unchecked_ref()));
    told.forget();
}

fn connect() -> Option<WebSocket> {
    let host = web_sys::window()?.location().host().ok()?;
    WebSocket::new(&format!("ws://{host}/.well-known/trunk/ws")).ok()
}

fn reload() {
    if let Some(window) = web_sys::window() {
        // A page that cannot be loaded again stays as it is.
        let _ = window.location().reload();
    }
}
