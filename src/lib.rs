//! Loopscope
pub mod runtime;
pub mod scenarios;
pub mod text;
pub mod trace;
