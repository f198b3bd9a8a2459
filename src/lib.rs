//! Loopscope
pub mod analysis;
pub mod app;
pub mod events;
pub mod runtime;
pub mod scenarios;
pub mod text;
pub mod trace;
#[cfg(target_arch = "wasm32")]
pub mod ui;
pub mod view_model;
pub mod workers;
