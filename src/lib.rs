//! Loopscope
pub mod runtime;
