//! The Rust file as the screen shows it: unchanged but for the markers, with the present values
//! beside each use of a parameter.

use super::{
    super::{Scenario, Values},
    marker,
};

/// The Rust file of a scenario, with where its values are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustSource {
    /// Its lines, without their ends and without markers.
    pub lines: Vec<&'static str>,
    /// An inlay hint after each `p.name`, in order.
    pub hints: Vec<Hint>,
}

/// A value to be shown inside a line, but not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The line, counted from 1.
    pub line: u32,
    /// After which byte of the line it stands.
    pub column: usize,
    /// The parameter.
    pub param: &'static str,
    /// Its value as Rust would write it.
    pub value: String,
}

/// The Rust file of `scenario` with `values` as hints.
pub fn rust_source(scenario: &Scenario, values: &Values) -> RustSource {
    let lines: Vec<_> = marker::rust_lines(scenario.rust)
        .into_iter()
        .map(|line| line.text)
        .collect();
    let mut hints = Vec::new();
    for (number, line) in (1..).zip(&lines) {
        for (column, name) in uses(line) {
            if let Some((param, value)) = values.iter().find(|(param, _)| param.name == name) {
                let value = rust_literal(value);
                hints.push(Hint {
                    line: number,
                    column,
                    param: param.name,
                    value,
                });
            }
        }
    }
    RustSource { lines, hints }
}

/// The ends and names of all `p.name` in a line of code; comments have none.
fn uses(line: &str) -> Vec<(usize, &str)> {
    let code = line.split("//").next().unwrap_or_default();
    let word = |character: char| character.is_alphanumeric() || character == '_';
    let mut found = Vec::new();
    for (start, _) in code.match_indices("p.") {
        let inside = code[..start]
            .chars()
            .next_back()
            .is_some_and(|c| word(c) || c == '.');
        let name: &str = &code[start + 2..];
        let length = name
            .find(|character| !word(character))
            .unwrap_or(name.len());
        if !inside && length > 0 {
            found.push((start + 2 + length, &name[..length]));
        }
    }
    found
}

fn rust_literal(value: &super::super::Value) -> String {
    use super::super::Value;
    match value {
        Value::Int(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Text(text) => format!("{text:?}"),
        Value::Bool(on) => on.to_string(),
        Value::Choice(word) => format!("{word:?}"),
    }
}
