//! A scenario's parameters: what its form asks for, and what its program gets.

mod arrows;
mod error;
mod form;
mod parse;
mod slider;
mod spec;
mod value;

pub use error::{ParamError, Problem, shown};
pub use form::Form;
pub use slider::Slider;
pub use spec::{Spec, choice, count, float, integer, seconds, selector, switch, text};
pub use value::{FromValue, Value, Values};

use crate::runtime::repr;
use crate::text::{Lang, Text, parameter as words};

/// One parameter: a field of the form, a name in the address, a literal in the Python twin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Param {
    /// Its name in the address, in the twin's markers and in the Rust (`p.name`).
    pub name: &'static str,
    /// What the form calls it.
    pub label: Text,
    /// What a number of it is a number of.
    pub unit: Unit,
    /// What it allows, and its default.
    pub kind: ParamKind,
}

/// The unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A plain number, or no number at all.
    None,
    /// Seconds on the loop clock.
    Seconds,
}

impl Unit {
    /// What stands after a number; empty when there is nothing to say.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Seconds => "s",
        }
    }
}

/// What a parameter allows. All bounds are inclusive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParamKind {
    /// A whole number.
    Int {
        /// The smallest allowed.
        min: i64,
        /// The largest allowed.
        max: i64,
        /// How far the form's arrows move it; any whole number in bounds may be typed.
        step: i64,
        /// Its value until somebody changes it.
        default: i64,
    },
    /// A finite number.
    Float {
        /// The smallest allowed.
        min: f64,
        /// The largest allowed.
        max: f64,
        /// How far the form's arrows move it; any number in bounds may be typed.
        step: f64,
        /// Its value until somebody changes it.
        default: f64,
        /// How a whole value is spelled.
        whole: Whole,
    },
    /// One line of text; the bounds are lengths in code points.
    Text {
        /// The shortest allowed.
        min: usize,
        /// The longest allowed.
        max: usize,
        /// Its value until somebody changes it.
        default: &'static str,
    },
    /// A selector of elements of a page, see [`Selector`](crate::workers::job::selector::Selector).
    Selector {
        /// The longest allowed, in characters.
        max: usize,
        /// Its value until somebody changes it.
        default: &'static str,
    },
    /// A switch.
    Bool {
        /// Its value until somebody changes it.
        default: bool,
    },
    /// One of a few words.
    Choice {
        /// The words, in the order in which the form offers them.
        choices: &'static [&'static str],
        /// Its value until somebody changes it.
        default: &'static str,
    },
}

/// How a float is spelled in Python when it is whole, after the default's own spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// `1`
    Digits,
    /// `1.0`
    Point,
}

impl Param {
    /// Its default.
    pub fn default(&self) -> Value {
        match self.kind {
            ParamKind::Int { default, .. } => Value::Int(default),
            ParamKind::Float { default, .. } => Value::Float(default),
            ParamKind::Text { default, .. } | ParamKind::Selector { default, .. } => {
                Value::Text(default.to_owned())
            }
            ParamKind::Bool { default } => Value::Bool(default),
            ParamKind::Choice { default, .. } => Value::Choice(default),
        }
    }

    /// What the form says under the label: `integer, 0 to 34`; nothing where the control says it all.
    pub fn hint(&self, lang: Lang) -> String {
        let allowed = self.allowed(lang);
        match self.kind {
            ParamKind::Int { .. } => words::integer_hint(lang, &allowed),
            ParamKind::Float { .. } => words::number_hint(lang, &allowed),
            ParamKind::Text { .. } => words::text_hint(lang, &allowed),
            ParamKind::Selector { .. } => words::selector_hint(lang, &allowed),
            ParamKind::Bool { .. } | ParamKind::Choice { .. } => String::new(),
        }
    }

    /// What it allows, as the messages say it: `0 to 3600 s`.
    pub fn allowed(&self, lang: Lang) -> String {
        let unit = self.unit.symbol();
        match self.kind {
            ParamKind::Int { min, max, .. } => {
                words::range(lang, &min.to_string(), &max.to_string(), unit)
            }
            ParamKind::Float { min, max, .. } => {
                words::range(lang, &min.to_string(), &max.to_string(), unit)
            }
            ParamKind::Text { min, max, .. } => words::length(lang, min, max),
            ParamKind::Selector { max, .. } => words::selector(lang, max),
            ParamKind::Bool { .. } => words::one_of(lang, &["true", "false"]),
            ParamKind::Choice { choices, .. } => words::one_of(lang, choices),
        }
    }

    /// The value as a Python literal. A whole float keeps the default's spelling (`1`, or `1.0`);
    /// any other, and every text, is its `repr`.
    pub fn python_literal(&self, value: &Value) -> String {
        match value {
            Value::Int(number) => number.to_string(),
            Value::Float(number) => self.spell(*number),
            Value::Text(text) => repr::text(text),
            Value::Bool(on) => repr::bool(*on).to_owned(),
            Value::Choice(word) => repr::text(word),
        }
    }

    /// The value as the form's field and the address hold it: [`Param::parse`] reads it back.
    pub fn raw(&self, value: &Value) -> String {
        match value {
            Value::Int(number) => number.to_string(),
            Value::Float(number) => self.spell(*number),
            Value::Text(text) => text.clone(),
            Value::Bool(on) => on.to_string(),
            Value::Choice(word) => (*word).to_owned(),
        }
    }

    fn spell(&self, number: f64) -> String {
        let digits = matches!(
            self.kind,
            ParamKind::Float {
                whole: Whole::Digits,
                ..
            }
        );
        // Beyond 2^53 a float has no neighbours one apart, and digits would feign that it had.
        if digits && number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
            format!("{number:.0}")
        } else {
            repr::float(number)
        }
    }
}
