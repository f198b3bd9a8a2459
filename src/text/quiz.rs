//! Questions, guesses and answers.

use super::{Lang, Text};

/// It does not happen.
pub const NEVER: Text = Text::new("never", "永远不会");

/// A moment: `3.000 s`.
pub fn seconds(lang: Lang, seconds: f64) -> String {
    match lang {
        Lang::En => format!("{seconds:.3} s"),
        Lang::Zh => format!("{seconds:.3} 秒"),
    }
}

/// A number of seconds as the form has it.
pub fn with_seconds(lang: Lang, raw: &str) -> String {
    match lang {
        Lang::En => format!("{raw} s"),
        Lang::Zh => format!("{raw} 秒"),
    }
}

/// A number of things: in English in words up to twelve.
pub fn count(lang: Lang, number: i64) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let word = usize::try_from(number).ok().and_then(|it| WORDS.get(it));
    match (lang, word) {
        (Lang::En, Some(word)) => (*word).to_owned(),
        _ => number.to_string(),
    }
}

/// How far off a guess of seconds was: `0.333 s early`.
pub fn off_seconds(lang: Lang, off: f64) -> String {
    let by = off.abs();
    match (lang, off < 0.0) {
        (Lang::En, true) => format!("{by:.3} s early"),
        (Lang::En, false) => format!("{by:.3} s late"),
        (Lang::Zh, true) => format!("早了 {by:.3} 秒"),
        (Lang::Zh, false) => format!("晚了 {by:.3} 秒"),
    }
}

/// How far off a guess of a number was: `2 too many`.
pub fn off_number(lang: Lang, off: i64) -> String {
    let by = off.unsigned_abs();
    match (lang, off < 0) {
        (Lang::En, true) => format!("{by} too few"),
        (Lang::En, false) => format!("{by} too many"),
        (Lang::Zh, true) => format!("少了 {by}"),
        (Lang::Zh, false) => format!("多了 {by}"),
    }
}
