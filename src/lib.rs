//! Loopscope
pub mod runtime;
pub mod scenarios;
pub mod text;
pub mod trace;
pub mod view_model;
