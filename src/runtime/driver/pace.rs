//! How loop time goes with the wall's: the arithmetic of a host that waits.
//!
//! Wall time is in milliseconds, as a browser counts it. A pace is a line through one point (this
//! loop time at that wall time) with the speed as its slope; while it stands (a pause) there is
//! the point alone. Deadlines are met on the line, so a timer that fires late delays nothing after
//! it, up to [`Pace::LATEST`].

use crate::events::Nanos;

/// How fast the loop clock goes against the wall's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// So many loop seconds a second of the wall: 0.1 to 100, what is outside is taken to the
    /// nearer end.
    Times(f64),
    /// No waiting at all.
    Instant,
}

impl Speed {
    const SLOWEST: f64 = 0.1;
    const FASTEST: f64 = 100.0;

    fn factor(self) -> Option<f64> {
        match self {
            Speed::Times(factor) if factor.is_nan() => Some(1.0),
            Speed::Times(factor) => Some(factor.clamp(Self::SLOWEST, Self::FASTEST)),
            Speed::Instant => None,
        }
    }
}

/// Where the loop clock would stand at a wall time.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    loop_time: Nanos,
    wall: f64,
    speed: Speed,
    /// Set while something outside the loop is in flight: then the clock is the wall's, whatever
    /// the speed.
    following: bool,
    /// Set while the clock stands. `wall` means nothing then.
    standing: bool,
}

impl Pace {
    /// How many milliseconds of the wall a host may be late and still catch up. What is beyond (the
    /// computer slept, the page was hidden) is forgotten.
    pub const LATEST: f64 = 250.0;

    /// A pace from loop time `from` at `wall` on.
    pub fn new(from: Nanos, wall: f64, speed: Speed) -> Self {
        Self {
            loop_time: from,
            wall,
            speed,
            following: false,
            standing: false,
        }
    }

    /// The speed asked for.
    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// Whether the clock is the wall's at present, at 1x.
    pub fn is_following(&self) -> bool {
        self.following
    }

    /// The loop time at `wall`, where nothing stops it; the point's own if there is no waiting.
    pub fn loop_time(&self, wall: f64) -> Nanos {
        match self.factor() {
            Some(factor) if !self.standing => {
                let gone = (wall - self.wall).max(0.0) * factor * 1e6;
                Nanos(self.loop_time.0.saturating_add(gone as i64))
            }
            _ => self.loop_time,
        }
    }

    /// How many milliseconds of the wall are left at `wall` until loop time is `when`; zero or less
    /// when it is past. None while the clock stands.
    pub fn wait(&self, when: Nanos, wall: f64) -> Option<f64> {
        if self.standing {
            return None;
        }
        let Some(factor) = self.factor() else {
            return Some(0.0);
        };
        let ahead = when.0.saturating_sub(self.loop_time.0) as f64 / 1e6;
        Some(self.wall + ahead / factor - wall)
    }

    /// The loop clock was taken to `now`, by a jump or by a call that blocked.
    pub fn set(&mut self, now: Nanos, wall: f64) {
        self.loop_time = now;
        self.wall = wall;
    }

    /// Forgets how late `when`, met at `wall`, was, but for [`Pace::LATEST`].
    pub fn forgive(&mut self, when: Nanos, wall: f64) {
        if self
            .wait(when, wall)
            .is_some_and(|left| left < -Self::LATEST)
        {
            self.set(when, wall - Self::LATEST);
        }
    }

    /// Another speed from `wall` on, while the loop clock shows `shown`.
    pub fn set_speed(&mut self, speed: Speed, shown: Nanos, wall: f64) {
        self.set(shown, wall);
        self.speed = speed;
    }

    /// Whether the clock is the wall's from `wall` on, while the loop clock shows `shown`.
    pub fn follow(&mut self, following: bool, shown: Nanos, wall: f64) {
        if self.following != following {
            self.set(shown, wall);
            self.following = following;
        }
    }

    /// Whether the clock stands from `wall` on, while the loop clock shows `shown`.
    pub fn stand(&mut self, standing: bool, shown: Nanos, wall: f64) {
        if self.standing != standing {
            self.set(shown, wall);
            self.standing = standing;
        }
    }

    fn factor(&self) -> Option<f64> {
        if self.following {
            Some(1.0)
        } else {
            self.speed.factor()
        }
    }
}
