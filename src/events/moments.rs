//! Moments of a run, and addresses of them that last.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Event;

/// A place between two events of a run, as `docs/trace-format.md` counts. Moments are in the order in
/// which they come.
///
/// It stays the same though events of other kinds are told earlier in the run: it counts turns, the
/// handles of one turn, and the events of one handle.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Moment {
    /// How many turns have begun.
    pub turn: u32,
    /// How many handles of this turn were started or skipped.
    pub handle: u32,
    /// How many events have happened since the last of these, with it; where `handle` is 0, since
    /// the turn began, with that; before the first turn, since the beginning.
    pub offset: u32,
}

impl Moment {
    /// Before everything.
    pub const START: Self = Self {
        turn: 0,
        handle: 0,
        offset: 0,
    };

    /// The moment just after `event`, if that happens at this one.
    #[must_use]
    pub const fn after(self, event: &Event) -> Self {
        match event {
            Event::TurnStarted { .. } => Self {
                turn: self.turn.saturating_add(1),
                handle: 0,
                offset: 1,
            },
            Event::HandleStarted { .. } | Event::HandleSkipped { .. } => Self {
                turn: self.turn,
                handle: self.handle.saturating_add(1),
                offset: 1,
            },
            _ => Self {
                turn: self.turn,
                handle: self.handle,
                offset: self.offset.saturating_add(1),
            },
        }
    }
}

/// `12.3.4`
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.turn, self.handle, self.offset)
    }
}

/// When something is to be in a run: the address of a moment, as links have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// At this moment. Written `v1.12.3.4`, with the version of the trace format that counts so.
    Moment(Moment),
    /// After so many events: links of Loopscope 0.1 say so. Written `45`.
    Events(usize),
}

/// What stands before a moment.
const VERSION: &str = "v1";

impl When {
    /// Reads the address that a text begins with, and gives what stands behind it and a dot.
    pub fn read(text: &str) -> Option<(Self, Option<&str>)> {
        let (first, mut rest) = part(text);
        if first != VERSION {
            return Some((Self::Events(number(first)?), rest));
        }
        let mut next = || {
            let (number_of, after) = part(rest?);
            rest = after;
            number(number_of)
        };
        let (turn, handle, offset) = (next()?, next()?, next()?);
        let moment = Moment {
            turn,
            handle,
            offset,
        };
        Some((Self::Moment(moment), rest))
    }

    /// Whether it comes before `end`; none is never. What is counted in two ways cannot be compared,
    /// and counts as before.
    pub fn is_before(self, end: Option<Self>) -> bool {
        match (self, end) {
            (Self::Moment(own), Some(Self::Moment(end))) => own < end,
            (Self::Events(own), Some(Self::Events(end))) => own < end,
            _ => true,
        }
    }
}

impl From<Moment> for When {
    fn from(moment: Moment) -> Self {
        Self::Moment(moment)
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moment(moment) => write!(f, "{VERSION}.{moment}"),
            Self::Events(count) => write!(f, "{count}"),
        }
    }
}

fn part(text: &str) -> (&str, Option<&str>) {
    match text.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (text, None),
    }
}

/// Digits alone.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}
