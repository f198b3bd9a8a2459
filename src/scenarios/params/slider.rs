//! The slider beside a number: from its least value to where it gets interesting.

use super::{Param, ParamKind, Value};

/// A slider: its ends, its step, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slider {
    /// The left end.
    pub least: f64,
    /// The right end: three times the default or ten steps, whichever is more. The field beside it
    /// takes more than that.
    pub most: f64,
    /// How far one step goes.
    pub step: f64,
    /// Where it stands; at an end if the value lies beyond.
    pub value: f64,
}

impl Param {
    /// The slider for what stands in the field; none for what is no number.
    pub fn slider(&'static self, raw: &str) -> Option<Slider> {
        let (least, most, step, default) = match self.kind {
            ParamKind::Int {
                min,
                max,
                step,
                default,
            } => (min as f64, max as f64, step as f64, default as f64),
            ParamKind::Float {
                min,
                max,
                step,
                default,
                ..
            } => (min, max, step, default),
            _ => return None,
        };
        let value = match self.parse(raw) {
            Ok(Value::Int(value)) => value as f64,
            Ok(Value::Float(value)) => value,
            _ => default,
        };
        let most = (3.0 * default).max(least + 10.0 * step).min(most);
        Some(Slider {
            least,
            most,
            step,
            value: value.clamp(least, most),
        })
    }
}
