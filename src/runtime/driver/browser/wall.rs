//! The wall's clock, as the browser reads it.

use std::cell::Cell;

use web_sys::Performance;

/// A clock in milliseconds that never goes back.
pub(super) struct Wall {
    performance: Option<Performance>,
    /// The latest reading.
    latest: Cell<f64>,
    /// How far the browser's clock went back, altogether.
    went_back: Cell<f64>,
}

impl Wall {
    pub(super) fn new() -> Self {
        let performance = web_sys::window().and_then(|window| window.performance());
        Self {
            latest: Cell::new(read(performance.as_ref())),
            performance,
            went_back: Cell::default(),
        }
    }

    pub(super) fn now(&self) -> f64 {
        let now = read(self.performance.as_ref()) + self.went_back.get();
        let latest = self.latest.get();
        if now < latest {
            // A clock that was set back, or that a machine lost: from here on it goes as before.
            self.went_back.set(self.went_back.get() + latest - now);
            return latest;
        }
        self.latest.set(now);
        now
    }
}

/// Milliseconds on a clock that should never go back, where the browser has one.
fn read(performance: Option<&Performance>) -> f64 {
    performance.map_or_else(js_sys::Date::now, Performance::now)
}
