//! The arrow keys in a field of the form: they move its number.

use super::{Param, ParamKind, Value};

impl Param {
    /// What stands in the field after the arrows have moved it by so many of its steps, within its
    /// bounds; parts of a step move numbers that need not be whole. None for a field of another
    /// kind, and for what is no number.
    pub fn moved(&'static self, raw: &str, steps: f64) -> Option<String> {
        match (self.kind, self.parse(raw).ok()?) {
            (ParamKind::Int { min, max, step, .. }, Value::Int(value)) => {
                let whole = match steps.abs() < 1.0 {
                    true => steps.signum() as i64,
                    false => steps as i64,
                };
                let value = value.saturating_add(whole.saturating_mul(step));
                Some(value.clamp(min, max).to_string())
            }
            (ParamKind::Float { min, max, step, .. }, Value::Float(value)) => {
                let value = (value + steps * step).clamp(min, max);
                // 0.1 + 0.2 is to stand there as 0.3.
                let rounded = (value * DECIMALS).round() / DECIMALS;
                Some(rounded.to_string())
            }
            _ => None,
        }
    }
}

const DECIMALS: f64 = 1e9;
