//! Values that hold: parsed, in bounds, complete.

use super::{Param, ParamKind};

/// The value of one parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Of an integer.
    Int(i64),
    /// Of a float; finite, and never `-0.0`.
    Float(f64),
    /// Of a text.
    Text(String),
    /// Of a switch.
    Bool(bool),
    /// Of a choice: one of its words.
    Choice(&'static str),
}

/// A value for every parameter of a scenario, each inside its bounds.
///
/// There are only two ways to one: [`Values::defaults`] and [`Form::values`](super::Form::values).
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    params: &'static [Param],
    values: Vec<Value>,
}

impl Values {
    /// Every parameter at its default.
    pub fn defaults(params: &'static [Param]) -> Self {
        Self {
            params,
            values: params.iter().map(Param::default).collect(),
        }
    }

    /// The values must be in the order of the parameters and inside their bounds.
    pub(super) fn checked(params: &'static [Param], values: Vec<Value>) -> Self {
        Self { params, values }
    }

    /// The parameters that these are values of.
    pub fn params(&self) -> &'static [Param] {
        self.params
    }

    /// The value of the parameter `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let index = self.params.iter().position(|param| param.name == name)?;
        self.values.get(index)
    }

    /// Each parameter with its value, in the form's order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Param, &Value)> {
        self.params.iter().zip(&self.values)
    }

    /// The value of the field `name`, for the `params!` macro, which has checked name and type.
    /// For a set of values of another scenario it is the type's default.
    pub fn field<T: FromValue>(&self, name: &str) -> T {
        self.get(name).and_then(T::from_value).unwrap_or_default()
    }

    /// The smallest, or the largest, value of every parameter: numbers at their bound, texts of
    /// the shortest or longest length, switches off or on, the first or the last choice.
    pub fn extreme(params: &'static [Param], largest: bool) -> Self {
        let values = params.iter().map(|param| extreme(param, largest)).collect();
        Self { params, values }
    }
}

/// What a field of a `Params` struct can be.
pub trait FromValue: Default {
    /// The value, when it is of this type.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($type:ty, $variant:ident, $value:ident => $field:expr;)+) => {$(
        impl FromValue for $type {
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::$variant($value) => Some($field),
                    _ => None,
                }
            }
        }
    )+};
}

from_value! {
    i64, Int, value => *value;
    usize, Int, value => usize::try_from(*value).unwrap_or(0);
    u32, Int, value => u32::try_from(*value).unwrap_or(0);
    u64, Int, value => u64::try_from(*value).unwrap_or(0);
    f64, Float, value => *value;
    String, Text, value => value.clone();
    bool, Bool, value => *value;
    &'static str, Choice, value => value;
}

fn extreme(param: &Param, largest: bool) -> Value {
    match param.kind {
        ParamKind::Int { min, max, .. } => Value::Int(if largest { max } else { min }),
        ParamKind::Float { min, max, .. } => Value::Float(if largest { max } else { min }),
        ParamKind::Text { min, max, .. } => {
            Value::Text("m".repeat(if largest { max } else { min }))
        }
        // A tag of that many letters.
        ParamKind::Selector { max, .. } => Value::Text("m".repeat(if largest { max } else { 1 })),
        ParamKind::Bool { .. } => Value::Bool(largest),
        ParamKind::Choice { choices, default } => {
            let word = if largest {
                choices.last()
            } else {
                choices.first()
            };
            Value::Choice(word.copied().unwrap_or(default))
        }
    }
}
