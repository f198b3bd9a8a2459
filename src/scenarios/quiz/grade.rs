//! How near a guess is to what is true.

use super::{Guess, Truth};
use crate::events::Nanos;

/// What becomes of a guess.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grade {
    /// Nothing was guessed.
    None,
    /// It cannot be read as what was asked for.
    Unread,
    /// It is what is true.
    Right,
    /// It is not, and by so much.
    Wrong(Off),
}

/// How far off a guess is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Off {
    /// So many seconds too early (negative) or too late.
    Seconds(f64),
    /// So many too few (negative) or too many.
    Number(i64),
    /// Another choice; or never where it ends, or an end where it never does.
    Other,
}

/// Half a millisecond: what is shown has three decimals.
const SECONDS_ALIKE: f64 = 0.000_5;

/// Holds a guess, as it was typed or chosen, against what is true.
///
/// Read are `1.5`, `1,5`, `1.5 s`, `1500 ms`, full-width digits, and for never "never", "forever",
/// "∞" and their Chinese; spaces make no difference. A choice is given by its place in the list, or
/// by its words in either language.
pub fn grade(guess: &str, kind: &Guess, truth: Truth) -> Grade {
    let typed = narrow(guess);
    if typed.is_empty() {
        return Grade::None;
    }
    if kind.allows_never() && is_never(&typed) {
        return match truth {
            Truth::Never => Grade::Right,
            _ => Grade::Wrong(Off::Other),
        };
    }
    match kind {
        Guess::Seconds => seconds(&typed).map_or(Grade::Unread, |typed| in_time(typed, truth)),
        Guess::Number { .. } => {
            number(&typed).map_or(Grade::Unread, |typed| in_number(typed, truth))
        }
        Guess::Choice(choices) => {
            let said = |choice: &crate::text::Text| {
                narrow(choice.en) == typed || narrow(choice.zh) == typed
            };
            let by_words = choices.iter().position(said);
            let by_place = typed.parse().ok().filter(|place| *place < choices.len());
            match (by_words.or(by_place), truth) {
                (None, _) => Grade::Unread,
                (Some(place), Truth::Choice(right)) if place == right => Grade::Right,
                _ => Grade::Wrong(Off::Other),
            }
        }
    }
}

fn in_time(typed: f64, truth: Truth) -> Grade {
    let Truth::Seconds(right) = truth else {
        return Grade::Wrong(Off::Other);
    };
    let off = typed - seconds_of(right);
    match off.abs() < SECONDS_ALIKE {
        true => Grade::Right,
        false => Grade::Wrong(Off::Seconds(off)),
    }
}

fn in_number(typed: f64, truth: Truth) -> Grade {
    let Truth::Number(right) = truth else {
        return Grade::Wrong(Off::Other);
    };
    if typed.fract() != 0.0 || typed.abs() >= 9_007_199_254_740_992.0 {
        return Grade::Unread;
    }
    #[allow(clippy::cast_possible_truncation)]
    match typed as i64 - right {
        0 => Grade::Right,
        off => Grade::Wrong(Off::Number(off)),
    }
}

fn seconds_of(when: Nanos) -> f64 {
    when.as_secs()
}

/// Without spaces, in small letters, full-width forms as ASCII.
fn narrow(text: &str) -> String {
    let forms = text.chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '。' => '.',
        c => c,
    });
    forms
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_never(typed: &str) -> bool {
    const WORDS: [&str; 9] = [
        "never",
        "forever",
        "∞",
        "inf",
        "infinity",
        "永不",
        "永远不会",
        "永远",
        "不会结束",
    ];
    WORDS.contains(&typed)
}

/// A number of seconds, with or without its unit.
fn seconds(typed: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 11] = [
        ("milliseconds", 0.001),
        ("毫秒", 0.001),
        ("ms", 0.001),
        ("minutes", 60.0),
        ("分钟", 60.0),
        ("min", 60.0),
        ("seconds", 1.0),
        ("second", 1.0),
        ("sec", 1.0),
        ("秒", 1.0),
        ("s", 1.0),
    ];
    let unit = UNITS.iter().find(|(unit, _)| typed.ends_with(unit));
    match unit {
        Some((unit, scale)) => number(typed.strip_suffix(unit)?).map(|it| it * scale),
        None => number(typed),
    }
}

/// A number whose decimals stand behind a point or a comma.
fn number(typed: &str) -> Option<f64> {
    let has_one_comma = typed.matches(',').count() == 1 && !typed.contains('.');
    let read = match has_one_comma {
        true => typed.replace(',', ".").parse::<f64>(),
        false => typed.parse::<f64>(),
    };
    read.ok().filter(|it| it.is_finite())
}
