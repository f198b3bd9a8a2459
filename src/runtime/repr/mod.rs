//! Python's `repr` of numbers and texts, as CPython 3.13 writes them.

mod argument;
mod printable;

use std::any::Any;
use std::fmt::Write;
use std::rc::Rc;

pub use argument::Repr;

/// `repr(value)` of a float: the shortest digits that read back as the same float
/// (`float_repr_style` "short"), with an exponent below 1e-04 and from 1e+16 on.
pub fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    // Rust's `{:e}` has the same shortest digits: `-1.25e-7`.
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = format!("{value}");
        return if plain.contains('.') {
            plain
        } else {
            plain + ".0"
        };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

/// `repr(text)` of a str: in single quotes unless it has those and no double ones; what is not
/// printable is escaped.
pub fn text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for character in text.chars() {
        if character == quote || character == '\\' {
            out.push('\\');
            out.push(character);
        } else {
            escape_unprintable(&mut out, character);
        }
    }
    out.push(quote);
    out
}

/// `reprlib.repr(value)`, which shortens: of an int, float, bool, str or None; none for any other
/// type.
pub fn short(value: &dyn Any) -> Option<String> {
    macro_rules! integer {
        ($($ty:ty)*) => {
            None$(.or_else(|| value.downcast_ref::<$ty>().map(ToString::to_string)))*
        };
    }
    let short = integer!(i8 i16 i32 i64 u8 u16 u32 u64 isize usize);
    short
        .or_else(|| value.downcast_ref().copied().map(float))
        .or_else(|| Some(bool(*value.downcast_ref()?).to_owned()))
        .or_else(|| value.downcast_ref().map(|()| "None".to_owned()))
        .or_else(|| value.downcast_ref::<&str>().map(|text| short_text(text)))
        .or_else(|| value.downcast_ref::<String>().map(|text| short_text(text)))
        .or_else(|| value.downcast_ref::<Rc<str>>().map(|text| short_text(text)))
}

/// At most 30 characters: the beginning and the end, three points between them.
fn short_text(whole: &str) -> String {
    const LONGEST: usize = 30;
    let characters: Vec<char> = whole.chars().collect();
    let first: String = characters.iter().take(LONGEST).collect();
    let quoted = text(&first);
    if quoted.chars().count() <= LONGEST {
        return quoted;
    }
    let (before, after) = ((LONGEST - 3) / 2, (LONGEST - 3).div_ceil(2));
    let begin = characters.iter().take(before);
    let end = characters
        .iter()
        .skip(characters.len().saturating_sub(after));
    let joined: String = begin.chain(end).collect();
    let quoted: Vec<char> = text(&joined).chars().collect();
    let begin: String = quoted.iter().take(before).collect();
    let end: String = quoted
        .iter()
        .skip(quoted.len().saturating_sub(after))
        .collect();
    format!("{begin}...{end}")
}

/// `repr(value)` of a bool.
pub fn bool(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// `str.isprintable` of one character.
pub fn is_printable(character: char) -> bool {
    let code = u32::from(character);
    let after = printable::UNPRINTABLE.partition_point(|&(first, _)| first <= code);
    after == 0 || printable::UNPRINTABLE[after - 1].1 < code
}

/// Adds the character, or its escape as `repr` has it when it is not printable.
pub fn escape_unprintable(out: &mut String, character: char) {
    let code = u32::from(character);
    // Writing to a String cannot fail.
    let _ = match character {
        '\t' => out.write_str("\\t"),
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        _ if is_printable(character) => out.write_char(character),
        _ if code < 0x100 => write!(out, "\\x{code:02x}"),
        _ if code < 0x1_0000 => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}
