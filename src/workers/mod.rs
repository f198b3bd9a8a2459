//! Who runs the loop's jobs: pools of workers, and the jobs themselves.
//!
//! Under virtual time a worker is arithmetic over declared costs ([`slot_native`]).

pub mod job;
pub mod pool;
pub mod protocol;
pub mod scheduler;
pub mod slot_native;
