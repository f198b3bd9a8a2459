//! What every scenario's file needs, so that it can begin with one line.

pub use super::params::{Unit, choice, count, float, integer, seconds, selector, switch, text};
pub use super::quiz::{Answer, End, Guess, Quiz, YES_NO};
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

/// Python's `json.dumps(item, ensure_ascii=False)` of a dict of texts.
pub fn json_line(item: &[(String, String)]) -> String {
    let text = |text: &String| serde_json::Value::from(text.as_str()).to_string();
    let field = |(name, value): &(String, String)| format!("{}: {}", text(name), text(value));
    let fields: Vec<String> = item.iter().map(field).collect();
    format!("{{{}}}", fields.join(", "))
}
