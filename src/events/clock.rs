//! The loop's clock: logical time in whole nanoseconds.
//!
//! `loop.time()` is a float in asyncio; here it is an exact integer that is
//! *shown* as a float, so that two deadlines which the source writes the same
//! way are the same instant on every machine.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An instant or a span on the loop clock, in nanoseconds since the loop was made.
///
/// Bounds: those of `i64` (about 292 years); every conversion saturates. A loop's present is never
/// below zero; a deadline may be, and then comes before those at zero, as it does in CPython.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Nanos(pub i64);

impl Nanos {
    /// The instant at which every loop starts.
    pub const ZERO: Self = Self(0);
    /// No deadline is ever later than this one, and the clock does not reach it: infinity.
    pub const MAX: Self = Self(i64::MAX);

    /// Seconds to nanoseconds, rounded half to even; NaN gives zero.
    pub fn from_secs(seconds: f64) -> Self {
        // `as` saturates, and takes NaN to zero.
        Self((seconds * 1e9).round_ties_even() as i64)
    }

    /// What asyncio's `loop.time()` would say: seconds as a float.
    pub fn as_secs(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// The instant `delay` seconds after this one, computed as CPython does: in floats, then
    /// quantized to whole nanoseconds (`round((time() + delay) * 1e9)`, half to even).
    pub fn after(self, delay: f64) -> Self {
        Self::from_secs(self.as_secs() + delay)
    }

    /// The span from `earlier` to this instant; zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0).max(0))
    }
}

/// Seconds with nine decimals: `1.000000000`.
impl fmt::Display for Nanos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(
            f,
            "{sign}{}.{:09}",
            nanos / 1_000_000_000,
            nanos % 1_000_000_000
        )
    }
}
