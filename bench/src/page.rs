//! The runtime in a page, measured by the page itself: `run.mjs` calls these in headless Chromium.
//!
//! Each gives what it counted, so that the caller can check that the work was done; the caller
//! takes the time.

#[cfg(target_arch = "wasm32")]
mod crowd;
#[cfg(target_arch = "wasm32")]
mod in_page;
#[cfg(target_arch = "wasm32")]
mod trace;
#[cfg(target_arch = "wasm32")]
mod trace_in_page;

fn main() {}
