//! The web, by the browser's own `fetch`: texts from the host that the page came from.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

use crate::workers::job::Fetched;
use crate::workers::protocol::Raised;

#[wasm_bindgen]
extern "C" {
    // Of a page and of a worker alike.
    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(url: &str, how: &RequestInit) -> js_sys::Promise;
}

/// A host that never answers is given up after so many milliseconds.
const PATIENCE: u32 = 30_000;

/// Requests that are given up together. Clones are the same ones.
#[derive(Clone, Default)]
pub struct Requests(Rc<Inner>);

#[derive(Default)]
struct Inner {
    /// Nobody wants them any more.
    given_up: Cell<bool>,
    /// The one that is on its way.
    controller: Cell<Option<AbortController>>,
}

impl Requests {
    /// Gives up the request that is on its way, and any that would follow.
    pub fn give_up(&self) {
        self.0.given_up.set(true);
        if let Some(controller) = self.0.controller.take() {
            controller.abort();
        }
    }

    /// The text at `url`, seen from the page: an `OSError` when there is none.
    pub fn get(&self, url: &str) -> Fetched {
        let (requests, url) = (self.clone(), url.to_owned());
        Box::pin(async move {
            let got = requests.text(&url).await;
            requests.0.controller.take();
            got
        })
    }

    async fn text(&self, url: &str) -> Result<String, Raised> {
        let failed = |_: JsValue| Raised::no_page(url, "the host does not answer");
        let controller = AbortController::new().map_err(failed)?;
        if self.0.given_up.get() {
            controller.abort();
        }
        let how = RequestInit::new();
        how.set_signal(Some(&controller.signal()));
        self.0.controller.set(Some(controller.clone()));
        let _patience = Timeout::new(PATIENCE, move || controller.abort());
        let response = JsFuture::from(global_fetch(url, &how));
        let response: Response = response.await.map_err(failed)?.unchecked_into();
        if !response.ok() {
            let status = response.status();
            return Err(Raised::no_page(url, format_args!("HTTP status {status}")));
        }
        let text = JsFuture::from(response.text().map_err(failed)?);
        Ok(text.await.map_err(failed)?.as_string().unwrap_or_default())
    }
}
