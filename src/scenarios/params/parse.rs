//! From what was typed to a value, or to what is wrong with it.
//!
//! The form, the address and the command line all come here, so that they say the same.
//!
//! | kind | what may be written |
//! | --- | --- |
//! | integer | a sign or none, then ASCII digits: `3`, `+3`, `-3`; no `_`, no `3.0`, no `3e0` |
//! | float | as an integer, or with a point, an exponent, or both: `1.`, `.5`, `1e-3`; no `nan`, no `inf` |
//! | text | any characters but control characters, line separators and U+FFFD; taken as it is |
//! | selector | steps with one space between them, each `tag`, `.class`, `#id`, `tag.class` or `tag#id` |
//! | bool | `true` or `false`, in any case |
//! | choice | one of the words |
//!
//! Spaces around anything but a text are left out.

use super::{Param, ParamError, ParamKind, Problem, Value};
use crate::workers::job::selector::Selector;

impl Param {
    /// The value that `raw` stands for.
    ///
    /// # Errors
    /// What is wrong with it, with what is allowed instead.
    pub fn parse(&'static self, raw: &str) -> Result<Value, ParamError> {
        let parsed = match self.kind {
            ParamKind::Int { min, max, .. } => integer(raw.trim(), min, max).map(Value::Int),
            ParamKind::Float { min, max, .. } => float(raw.trim(), min, max).map(Value::Float),
            ParamKind::Text { min, max, .. } => text(raw, min, max).map(Value::Text),
            ParamKind::Selector { max, .. } => selector(raw.trim(), max).map(Value::Text),
            ParamKind::Bool { .. } => switch(raw.trim()).map(Value::Bool),
            ParamKind::Choice { choices, .. } => choice(raw.trim(), choices).map(Value::Choice),
        };
        parsed.map_err(|problem| ParamError {
            param: self,
            given: raw.to_owned(),
            problem,
        })
    }
}

fn integer(given: &str, min: i64, max: i64) -> Result<i64, Problem> {
    let negative = given.starts_with('-');
    let digits = given.strip_prefix(['-', '+']).unwrap_or(given);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that no integer can be, or none at all.
        return Err(match finite(given) {
            Ok(_) => Problem::NotWhole,
            Err(problem) => problem,
        });
    }
    match given.parse::<i64>() {
        Ok(number) if number < min => Err(Problem::Below),
        Ok(number) if number > max => Err(Problem::Above),
        Ok(number) => Ok(number),
        // Digits that are no i64 are beyond every bound.
        Err(_) if negative => Err(Problem::Below),
        Err(_) => Err(Problem::Above),
    }
}

fn float(given: &str, min: f64, max: f64) -> Result<f64, Problem> {
    // 1e400 reads as infinity here, which is above.
    let number = finite(given)?;
    if number < min {
        Err(Problem::Below)
    } else if number > max {
        Err(Problem::Above)
    } else {
        // Takes -0.0 to 0.0: no program shall see the difference.
        Ok(number + 0.0)
    }
}

/// A number as the table above has it; too large a one is an infinity.
fn finite(given: &str) -> Result<f64, Problem> {
    if given.is_empty() {
        return Err(Problem::Empty);
    }
    let written = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    let parsed = given.parse::<f64>();
    match parsed {
        Ok(number) if given.bytes().all(written) => Ok(number),
        // Rust reads these words in any case, as Python's float() does.
        Ok(_) => Err(Problem::NotFinite),
        Err(_) => Err(Problem::NotANumber),
    }
}

fn text(given: &str, min: usize, max: usize) -> Result<String, Problem> {
    let length = given.chars().count();
    if length == 0 && min > 0 {
        return Err(Problem::Empty);
    }
    if !(min..=max).contains(&length) {
        return Err(Problem::Length(length));
    }
    for (index, character) in given.chars().enumerate() {
        if character == char::REPLACEMENT_CHARACTER {
            return Err(Problem::Undecodable {
                position: index + 1,
            });
        }
        if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
            return Err(Problem::Control {
                character,
                position: index + 1,
            });
        }
    }
    Ok(given.to_owned())
}

fn selector(given: &str, max: usize) -> Result<String, Problem> {
    let given = text(given, 1, max)?;
    match Selector::parse(&given) {
        Some(_) => Ok(given),
        None => Err(Problem::NotASelector),
    }
}

fn switch(given: &str) -> Result<bool, Problem> {
    match given.to_ascii_lowercase().as_str() {
        "" => Err(Problem::Empty),
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Problem::NotOneOf),
    }
}

fn choice(given: &str, choices: &[&'static str]) -> Result<&'static str, Problem> {
    if given.is_empty() {
        return Err(Problem::Empty);
    }
    choices
        .iter()
        .copied()
        .find(|&word| word == given)
        .ok_or(Problem::NotOneOf)
}
