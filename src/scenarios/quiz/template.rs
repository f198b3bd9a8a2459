//! Words with a form's values in them.

use crate::scenarios::params::{Unit, Value, Values};
use crate::text::{Lang, Text, quiz as say};

/// Fills a template:
///
/// - `{delay}` is a parameter's value, with its unit: `1 s`.
/// - `{places:place:places}` is a number with its noun, in English in words up to twelve:
///   `three places`; the noun is left out where it is empty.
/// - `{fails?and fails|}` is one template where the switch is on, another where it is off.
///
/// What names no parameter stays as it is written.
pub fn fill(template: Text, values: &Values, lang: Lang) -> String {
    fill_text(template.get(lang), values, lang)
}

fn fill_text(template: &str, values: &Values, lang: Lang) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some(end) = closing(after) else {
            filled.push('{');
            rest = after;
            continue;
        };
        let piece = &after[..end];
        rest = &after[end + 1..];
        match value_of(piece, values, lang) {
            Some(words) => {
                filled.push_str(&words);
                rest = without_doubled_space(&words, rest);
            }
            None => filled.extend(["{", piece, "}"]),
        }
    }
    filled.push_str(rest);
    filled
}

/// Where the brace stands that closes the piece which begins here.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
        None
    })
}

/// Chinese has a space between a numeral and a character, and none between two characters.
fn without_doubled_space<'a>(words: &str, rest: &'a str) -> &'a str {
    let is_wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    match rest.strip_prefix(' ') {
        Some(behind) if is_wide(words.chars().last()) && is_wide(behind.chars().next()) => behind,
        _ => rest,
    }
}

/// With a capital at the beginning of each sentence, unless a name of Python's stands there.
pub(super) fn sentence(words: &str) -> String {
    let mut begins = true;
    let capital = |(at, word): (usize, &str)| {
        let is_name = word.contains(['(', '_']);
        let is_first = std::mem::replace(&mut begins, word.ends_with(['.', '?', '!']));
        let mut letters = word.chars();
        let first = letters.next().filter(|_| is_first && !is_name);
        let word = match first {
            Some(first) => format!("{}{}", first.to_ascii_uppercase(), letters.as_str()),
            None => word.to_owned(),
        };
        if at == 0 { word } else { format!(" {word}") }
    };
    words.split(' ').enumerate().map(capital).collect()
}

fn value_of(piece: &str, values: &Values, lang: Lang) -> Option<String> {
    if let Some((name, both)) = piece.split_once('?') {
        let (on, off) = both.split_once('|')?;
        return match values.get(name)? {
            Value::Bool(true) => Some(fill_text(on, values, lang)),
            Value::Bool(false) => Some(fill_text(off, values, lang)),
            _ => None,
        };
    }
    let (name, nouns) = match piece.split_once(':') {
        Some((name, nouns)) => (name, Some(nouns.split_once(':')?)),
        None => (piece, None),
    };
    let (param, value) = values.iter().find(|(param, _)| param.name == name)?;
    match (value, nouns) {
        (Value::Int(number), Some((one, many))) => {
            let noun = if *number == 1 { one } else { many };
            let number = say::count(lang, *number);
            Some(match noun {
                "" => number,
                noun => format!("{number} {noun}"),
            })
        }
        (value, None) => {
            let raw = match value {
                Value::Float(number) => number.to_string(),
                value => param.raw(value),
            };
            Some(match param.unit {
                Unit::Seconds => say::with_seconds(lang, &raw),
                Unit::None => raw,
            })
        }
        _ => None,
    }
}
