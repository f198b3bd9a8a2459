//! The release build in a real browser. `./dev e2e` builds it and runs these.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod harness;
mod random;

mod accessibility;
mod code;
mod crawler;
mod embed;
mod explore;
mod faults;
mod first_use;
mod habits;
mod hostile;
mod journeys;
mod lesson;
mod links;
mod looks;
mod nginx;
mod offline;
mod parts;
mod pools;
mod presets;
mod program;
mod recording;
mod run;
mod soak;
mod speedscope;
mod start;
mod stepping_in;
mod studio;
mod taken_along;
mod time_travel;
mod timeline;
