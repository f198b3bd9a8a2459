//! The loop clock, and the two clocks that a host reads: of the day, and of what comes from outside.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::EventLoop;
use crate::events::{Event, Nanos};

/// A clock of the host's.
type ReadClock = Rc<dyn Fn() -> Nanos>;

/// What a loop knows of time.
#[derive(Default)]
pub(super) struct Clock {
    /// What the loop clock shows. It never goes back.
    pub(super) now: Cell<Nanos>,
    /// Seconds since midnight at loop time zero.
    pub(super) epoch: Cell<u32>,
    /// What a host says the time is when something comes from outside.
    pub(super) outside: RefCell<Option<ReadClock>>,
    /// Set while what comes from outside is one thing, which happens at one instant.
    pub(super) in_instant: Cell<bool>,
}

impl EventLoop {
    /// `loop.time()`: the loop clock, in seconds.
    pub fn time(&self) -> f64 {
        self.0.clock.now.get().as_secs()
    }

    /// The loop clock.
    pub fn now(&self) -> Nanos {
        self.0.clock.now.get()
    }

    /// Moves the clock forward; for hosts. It never goes back.
    pub fn advance_to(&self, now: Nanos) {
        self.0.clock.now.set(self.0.clock.now.get().max(now));
    }

    /// What the clock of the day said at loop time zero, in seconds since midnight, for
    /// [`EventLoop::strftime_x`].
    pub fn set_epoch(&self, seconds_of_day: u32) {
        self.0.clock.epoch.set(seconds_of_day);
    }

    /// `time.strftime('%X')` at the loop clock's present.
    pub fn strftime_x(&self) -> String {
        let seconds =
            i64::from(self.0.clock.epoch.get()) + self.0.clock.now.get().0 / 1_000_000_000;
        format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600 % 24,
            seconds / 60 % 60,
            seconds % 60
        )
    }

    /// How a host that paces the clock says what time it is when something comes from outside, in
    /// the middle of a wait.
    pub fn set_outside_clock(&self, clock: Option<Rc<dyn Fn() -> Nanos>>) {
        let _previous = self.0.clock.outside.replace(clock);
    }

    /// Something comes from outside: all that `happens` then happens at one instant of the clock.
    pub fn at_one_instant<R>(&self, happens: impl FnOnce() -> R) -> R {
        self.look_at_outside_clock();
        let outer = self.0.clock.in_instant.replace(true);
        let given = happens();
        self.0.clock.in_instant.set(outer);
        given
    }

    pub(super) fn look_at_outside_clock(&self) {
        if self.0.clock.in_instant.get() {
            return;
        }
        let clock = self.0.clock.outside.borrow().clone();
        if let Some(now) = clock {
            self.advance_to(now());
        }
    }

    /// As [`EventLoop::emit`], for what happens outside the loop's own turns: the clock shows when.
    pub fn from_outside(&self, event: impl FnOnce() -> Event) {
        if !self.0.life.closed.get() {
            self.look_at_outside_clock();
            self.emit(event);
        }
    }
}
