//! Claims about the page's logic, made without a page.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod edits;
mod exploring;
mod kept;
mod lanes;
mod lesson;
mod links;
mod moments;
mod opening;
mod other_orders;
mod page;
mod playback;
mod preferences;
mod programs;
mod run_states;
mod sharing;
mod sources;
mod stepping;
