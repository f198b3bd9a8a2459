//! How long the page may be held at a time.

/// A slice of time: what is to be done in one frame beside drawing it. Whoever has much to do does
/// it in portions, asks after each whether the slice is over, and goes on in the next frame.
pub struct Slice<'a> {
    clock: &'a dyn Fn() -> f64,
    end: f64,
}

impl<'a> Slice<'a> {
    /// In milliseconds: half of a frame at 60 frames a second.
    pub const LENGTH: f64 = 8.0;

    /// One that begins now, by a clock in milliseconds.
    pub fn new(clock: &'a dyn Fn() -> f64) -> Self {
        Self {
            end: clock() + Self::LENGTH,
            clock,
        }
    }

    /// What its clock says, in milliseconds.
    pub fn now(&self) -> f64 {
        (self.clock)()
    }

    /// Whether it is time for the page.
    pub fn is_over(&self) -> bool {
        (self.clock)() >= self.end
    }
}
