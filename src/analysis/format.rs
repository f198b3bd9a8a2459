//! Numbers as the screen shows them: never without their unit.

use crate::events::Nanos;

/// Seconds: `1.000 s`; with more decimals where three would lie. What follows the microseconds is
/// noise of the wall's clock where the whole is a millisecond or more, and is rounded off there.
pub fn seconds(nanos: Nanos) -> String {
    format!("{} s", decimal(nanos))
}

/// The number of [`seconds`] alone, for a column whose head has the unit: `1.000`.
pub fn decimal(nanos: Nanos) -> String {
    if nanos.0.saturating_abs() >= 1_000_000 {
        let rounded = nanos.0.saturating_add(500 * nanos.0.signum()) / 1_000 * 1_000;
        let all = Nanos(rounded).to_string();
        let more = all[all.len() - 6..].bytes().rev();
        let zeros = more.take_while(|digit| *digit == b'0').count();
        return all[..all.len() - zeros].to_owned();
    }
    let all = nanos.to_string();
    let decimals = match nanos.0 {
        n if n % 1_000_000 == 0 => 3,
        n if n % 1_000 == 0 => 6,
        _ => 9,
    };
    all[..all.len() - (9 - decimals)].to_owned()
}

/// A delay as the program wrote it: `1`, `0.5`, `1e-05`.
pub fn float(value: f64) -> String {
    let plain = value == 0.0 || (1e-4..1e16).contains(&value.abs()) || !value.is_finite();
    if plain {
        return value.to_string();
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        // Python writes at least two digits of an exponent, and its sign.
        Some((mantissa, exponent)) => match exponent.strip_prefix('-') {
            Some(digits) => format!("{mantissa}e-{digits:0>2}"),
            None => format!("{mantissa}e+{exponent:0>2}"),
        },
        None => text,
    }
}
