//! What a page, its scripts and its browser have logged.

use serde_json::{Value, json};
use thirtyfour::error::WebDriverResult;

use super::driver::Browser;
use super::page::Page;
use super::skipped::skip;

/// What Firefox says in its own name: its settings are not loaded from Mozilla, parts of it are not
/// there without a screen, and a page was left while something of it was on the way.
const NOT_THE_PAGES: [&str; 5] = [
    "resource://",
    " RSLoader:",
    "NS_ERROR_NOT_AVAILABLE",
    " AbortError: The operation was aborted.",
    "Service Worker Interception: Failed to load",
];

/// What went wrong in pages from this machine, once; not what Firefox says of its own parts.
const FIREFOX_ERRORS: &str = "
    const { console } = Services;
    const all = console.getMessageArray();
    console.reset();
    return all.filter((message) => message instanceof Ci.nsIScriptError
            && !(message.flags & Ci.nsIScriptError.warningFlag)
            && !(message.flags & Ci.nsIScriptError.infoFlag)
            && (message.sourceName.startsWith('http://127.0.0.1:')
                || message.category.startsWith('content ')
                || message.category === 'CSP'))
        .map((message) => `${message.category}: ${message.errorMessage} (${message.sourceName})`);";

impl Page {
    /// All that Chromium logged since the last call, also by itself.
    pub async fn logged(&self) -> WebDriverResult<Vec<Value>> {
        if self.browser != Browser::Chromium {
            skip("only Chromium gives its whole log");
        }
        let entries = self.ask("se/log", json!({ "type": "browser" })).await?;
        Ok(serde_json::from_value(entries)?)
    }

    /// The errors the page logged since the last call: of scripts, of requests, of its policies.
    /// Firefox does not log that a request failed, only what scripts and policies make of it.
    pub async fn take_errors(&self) -> WebDriverResult<Vec<String>> {
        if self.browser == Browser::Firefox {
            return self.errors_in_firefox().await;
        }
        Ok(self
            .logged()
            .await?
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            // A debug build asks `trunk serve` for its news, and there is none here.
            .filter(|message| !message.contains("/.well-known/trunk/ws"))
            .collect())
    }

    async fn errors_in_firefox(&self) -> WebDriverResult<Vec<String>> {
        let errors = self.in_firefox(FIREFOX_ERRORS, Vec::new()).await?;
        let mut errors: Vec<String> = serde_json::from_value(errors)?;
        let said = std::mem::take(&mut *self.said.lock().expect("what it said"));
        errors.extend(
            said.into_iter()
                .filter(|line| line.starts_with("console.error:")),
        );
        errors.retain(|error| !NOT_THE_PAGES.iter().any(|other| error.contains(other)));
        errors.retain(|message| !message.contains("/.well-known/trunk/ws"));
        Ok(errors)
    }
}
