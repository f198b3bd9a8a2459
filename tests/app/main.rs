//! Claims about the page's logic, made without a page.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod links;
