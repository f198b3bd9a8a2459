//! Who runs the loop's jobs: pools of workers, and the jobs themselves.
//!
//! In the page a worker is a web worker (`slot_browser`), which runs `worker_main`; under virtual
//! time it is arithmetic over declared costs ([`slot_native`]). The pool that hands out the jobs is
//! the same.

pub mod backend;
pub mod job;
pub mod outside;
mod outside_0_1;
pub mod pool;
pub mod protocol;
pub mod recording;
pub mod replay;
pub mod scheduler;
#[cfg(target_arch = "wasm32")]
pub mod slot_browser;
pub mod slot_native;
#[cfg(target_arch = "wasm32")]
mod worker_main;
