//! What every scenario's file needs, so that it can begin with one line.

pub use super::params::{Unit, choice, count, float, integer, seconds, switch, text};
pub use super::{Doc, Group, Preset, Scenario};
pub use crate::params;
pub use crate::text::Text;

use crate::runtime::{Repr, Result};

/// Python's `repr` of one of `gather`'s results with `return_exceptions=True`.
pub fn result_repr<T: Repr>(result: &Result<T>) -> String {
    match result {
        Ok(value) => value.repr(),
        Err(exception) => exception.repr(),
    }
}
