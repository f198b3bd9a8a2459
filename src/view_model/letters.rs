//! How wide letters are, in pixels: a layout that asks no browser must allow for the widest.

/// A Latin letter of a name: monospaced, 12.5 px high.
pub const NAME: f64 = 7.6;
/// A Latin letter of a label, 11.5 px high.
pub const LABEL: f64 = 6.5;
