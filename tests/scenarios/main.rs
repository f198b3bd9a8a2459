//! What the scenarios claim about themselves, before any of them runs.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod address;
mod catalogue;
mod lesson;
mod literals;
mod parameters;
mod quiz;
mod random;
mod search;
mod site;
mod standing;
mod twins;
