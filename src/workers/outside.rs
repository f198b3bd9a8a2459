//! What a run got from outside its loop, as a text that is short enough for a link: order, loop
//! times and results of what its workers did, and the machine they did it on.

use std::rc::Rc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::outside_0_1;
use super::recording::Recording;
use crate::events::{Entered, Input, Moment, Nanos};

/// A run's recording, and the machine on which it was made.
#[derive(Debug, Default)]
pub struct Outside {
    /// What its workers did.
    pub recording: Rc<Recording>,
    /// `os.cpu_count()`
    pub cpu_count: u32,
}

/// What a text begins with. Those of links of 0.1 begin with nothing.
const VERSION: &str = "v1.";

impl Outside {
    /// The longest text, in characters: half of what is read of an address.
    pub const LONGEST: usize = 32_768;

    /// As a text of letters, digits, `.`, `-` and `_`; none if it is too long for a link.
    pub fn written(&self) -> Option<String> {
        let bytes = postcard::to_allocvec(&Written::of(self)).ok()?;
        let text = VERSION.to_owned() + &BASE64_URL_SAFE_NO_PAD.encode(bytes);
        (text.len() <= Self::LONGEST).then_some(text)
    }

    /// What [`Self::written`] gave, here or in 0.1; none if it makes no sense.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > Self::LONGEST {
            return None;
        }
        let Some(text) = text.strip_prefix(VERSION) else {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
            return outside_0_1::read(&bytes);
        };
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (written, rest) = postcard::take_from_bytes::<Written>(&bytes).ok()?;
        written.outside().filter(|_| rest.is_empty())
    }
}

/// The shape in which it is written. Turns and times are differences to the entry before, which are
/// small numbers. What a person did stands in the link by itself.
#[derive(Serialize, Deserialize)]
struct Written {
    cpu_count: u32,
    turns: Vec<i64>,
    inputs: Vec<Input>,
}

impl Written {
    fn of(outside: &Outside) -> Self {
        let recording = &outside.recording;
        let mut last = Nanos::ZERO;
        let turns = recording.turns.iter().map(|turn| {
            let by = turn.when.0.saturating_sub(last.0);
            last = turn.when;
            by
        });
        let turns = turns.collect();
        let (mut turn, mut last) = (0, Nanos::ZERO);
        let inputs = recording.inputs.iter();
        let inputs = inputs.filter(|input| !matches!(input.what, Entered::Act(_)));
        let inputs = inputs.map(|input| {
            let written = Input {
                at: Moment {
                    turn: input.at.turn.saturating_sub(turn),
                    ..input.at
                },
                when: Nanos(input.when.0.saturating_sub(last.0)),
                ..input.clone()
            };
            (turn, last) = (input.at.turn, input.when);
            written
        });
        Self {
            cpu_count: outside.cpu_count,
            inputs: inputs.collect(),
            turns,
        }
    }

    fn outside(self) -> Option<Outside> {
        let mut now = 0_i64;
        let turns = self.turns.into_iter().map(|by| {
            now = now.checked_add(by)?;
            instant(now)
        });
        let turns = turns.collect::<Option<Vec<_>>>()?;
        let (mut turn, mut now) = (0_u32, 0_i64);
        let inputs = self.inputs.into_iter().map(|mut input| {
            turn = turn.checked_add(input.at.turn)?;
            now = now.checked_add(input.when.0)?;
            (input.at.turn, input.when) = (turn, instant(now)?);
            is_sound(&input.what).then_some(input)
        });
        let inputs = inputs.collect::<Option<Vec<_>>>()?;
        Some(Outside {
            cpu_count: self.cpu_count,
            recording: Rc::new(Recording::of(&inputs, turns)),
        })
    }
}

/// Whether the spans in an entry can be.
fn is_sound(what: &Entered) -> bool {
    match what {
        Entered::Called { expected, took, .. } => {
            instant(took.0).is_some() && expected.is_none_or(|takes| instant(takes.0).is_some())
        }
        Entered::Act(_) => false,
        _ => true,
    }
}

/// The farthest instant that is read, in nanoseconds: a year.
const FARTHEST: i64 = 366 * 24 * 3_600 * 1_000_000_000;

/// An instant that a run can reach.
pub(super) fn instant(nanos: i64) -> Option<Nanos> {
    (0..=FARTHEST).contains(&nanos).then_some(Nanos(nanos))
}
