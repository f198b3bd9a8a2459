//! Hosts: who waits for what a loop needs next, and moves its clock.
//!
//! A host calls [`Program::run_once`](super::Program::run_once) and does what its [`Next`](super::Next)
//! asks: go on, wait until an instant, or wait for something from outside.

#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod pace;
pub mod virtual_time;
