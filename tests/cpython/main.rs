//! The claims of CPython 3.13.0's own asyncio tests, in our own words.
//!
//! A file for each of its test modules and classes, and a function of the same name for each test:
//! `test_locks.LockTests.test_cancel_race` is `locks/lock_tests.rs`, `fn test_cancel_race`. What has
//! no meaning outside Python, or in a runtime with types, is in `LEFT_OUT.md` with the reason;
//! `left_out.rs` keeps the two complete against `ORIGINALS.txt`.
#![allow(clippy::unwrap_used)]
#![cfg(not(target_arch = "wasm32"))]

#[path = "../support/mod.rs"]
mod support;

mod futures;
mod left_out;
mod locks;
mod queues;
mod taskgroups;
mod tasks;
mod timeouts;
mod waitfor;
