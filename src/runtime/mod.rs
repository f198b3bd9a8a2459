//! asyncio in Rust: CPython 3.13's event loop, tasks, futures and primitives, in its exact order.

pub mod clock;
pub mod instrument;
pub mod repr;
