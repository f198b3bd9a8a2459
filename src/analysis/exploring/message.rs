//! Reads what a worker says of a search. A program runs beside it, so it may be anything.

use std::fmt;

use serde::Deserialize;

use super::{Order, Outcome};

/// What is said of a search.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Heard {
    /// All that is known by now.
    Found(Found),
    /// It is over.
    Explored,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Found {
    /// All orders with at most so many deviations were tried; less than 0 before asyncio's own.
    pub complete: i64,
    /// Whether asyncio's own order did the same twice.
    pub is_deterministic: bool,
    /// The orders, those with the fewest deviations first.
    pub orders: Vec<Order>,
    /// The outcomes, that of asyncio's own order first.
    pub outcomes: Vec<Outcome>,
}

impl Default for Found {
    fn default() -> Self {
        Self {
            complete: -1,
            is_deterministic: true,
            orders: Vec::new(),
            outcomes: Vec::new(),
        }
    }
}

/// Something that no search says, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub(super) String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The most that is read of one message, in bytes.
const MOST: usize = 16 << 20;

/// How long a token may be.
const MOST_TOKEN: usize = 16_384;

/// Reads a message, a JSON object.
///
/// # Errors
/// It is none, or makes no sense.
pub fn hear(text: &str) -> Result<Heard, Unreadable> {
    if text.len() > MOST {
        return Err(Unreadable(format!("a message of {} bytes", text.len())));
    }
    let heard = serde_json::from_str(text).map_err(|error| Unreadable(error.to_string()))?;
    if let Heard::Found(Found { outcomes, .. }) = &heard
        && outcomes.iter().any(|outcome| !is_token(&outcome.token))
    {
        return Err(Unreadable("a token that is none".to_owned()));
    }
    Ok(heard)
}

/// Whether a text has the form of a token: `1-43f6145a-l8.1-c40.1`. Whether it is one of a program
/// only the explorer knows.
pub fn is_token(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_first = text.len() <= MOST_TOKEN && parts.next() == Some("1");
    let is_mark = |mark: &str| mark.len() == 8 && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_first && parts.next().is_some_and(is_mark) && parts.all(is_deviation)
}

fn is_deviation(part: &str) -> bool {
    let is_number =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let Some((decision, choice)) = part.split_once('.') else {
        return false;
    };
    let number = decision.strip_prefix(['l', 's', 't', 'c']);
    number.is_some_and(is_number) && is_number(choice)
}
