//! Claims about traces and about what the panes show of them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod deadlocks;
mod exports;
mod files;
mod findings;
mod format;
mod interventions;
mod limits;
mod narration;
mod panes;
mod recorded;
mod reports;
mod runs;
mod scale;
mod selecting;
mod shared;
mod steps;
mod timeline;
mod told;
mod trace;
mod waiting;
mod waits;
mod warnings;
mod workers;
