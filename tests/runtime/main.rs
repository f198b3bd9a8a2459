//! What the runtime promises beyond CPython's own tests: nothing that a program does makes it
//! panic, nothing is left behind, and a few laws that hold for every program.
#![allow(clippy::unwrap_used)]
#![cfg(not(target_arch = "wasm32"))]

#[path = "../support/mod.rs"]
mod support;

mod laws;
mod leaks;
mod leaving;
mod long_chains;
mod names;
mod no_panic;
mod order;
mod runner;
mod told;
