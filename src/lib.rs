//! Loopscope: what an asynchronous program does, in CPython's exact order, to be seen and stepped
//! through in a browser.
//!
//! The layout, in the direction of the data (`ARCHITECTURE.md` has the invariants):
//!
//! | module | what it is |
//! | --- | --- |
//! | [`events`] | the vocabulary of a trace, and its file format |
//! | [`runtime`] | asyncio in Rust, which tells its events to whoever listens |
//! | [`trace`] | the events of a run, kept: index, states at any cursor, files |
//! | [`workers`] | pools of workers, and the jobs that they do |
//! | [`scenarios`] | the programs that the page offers, beside their Python twins |
//! | [`analysis`] | what is known of a trace |
//! | [`view_model`] | what the panes show, as plain data |
//! | [`app`] | the page's logic: state, actions, effects; no DOM |
//! | `ui` | the page, in Yew; only where there is a browser |
//! | [`text`] | every word on the page, in two languages |

#![deny(missing_docs)]

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
