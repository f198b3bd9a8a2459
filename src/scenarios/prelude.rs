//! What every scenario's file needs, so that it can begin with one line.

#[allow(unused_imports)] // the next scenarios use them
pub use super::params::{choice, float, integer, seconds, switch, text};
pub use super::{Doc, Group, Preset, Scenario};
pub use crate::params;
pub use crate::text::Text;
