//! What is said about a parameter: what it allows, and what is wrong with what was given.
//!
//! `given` is always ready to be shown: shortened when long, escaped when strange. `allowed` is
//! one of the phrases that this file makes.

use super::Lang;

/// The bounds of a number, for a hint or the end of a message: `0 to 3600 s`.
pub fn range(lang: Lang, min: &str, max: &str, unit: &str) -> String {
    let unit = spaced(unit);
    match lang {
        Lang::En => format!("{min} to {max}{unit}"),
        Lang::Zh => format!("{min} 到 {max}{unit}"),
    }
}

/// The bounds of a text's length: `1 to 40 characters`.
pub fn length(lang: Lang, min: usize, max: usize) -> String {
    match lang {
        Lang::En => format!("{min} to {max} characters"),
        Lang::Zh => format!("{min} 到 {max} 个字符"),
    }
}

/// The hint at a whole number's field: `integer, 0 to 34`.
pub fn integer_hint(lang: Lang, range: &str) -> String {
    match lang {
        Lang::En => format!("integer, {range}"),
        Lang::Zh => format!("整数，{range}"),
    }
}

/// The hint at a number's field: `number, 0 to 3600 s`.
pub fn number_hint(lang: Lang, range: &str) -> String {
    match lang {
        Lang::En => format!("number, {range}"),
        Lang::Zh => format!("数字，{range}"),
    }
}

/// The hint at a text's field: `text, 1 to 40 characters`.
pub fn text_hint(lang: Lang, length: &str) -> String {
    match lang {
        Lang::En => format!("text, {length}"),
        Lang::Zh => format!("文本，{length}"),
    }
}

/// What a selector may be: `tag, .class, #id, tag.class, or several with spaces, up to 40 characters`.
pub fn selector(lang: Lang, max: usize) -> String {
    match lang {
        Lang::En => {
            format!("tag, .class, #id, tag.class; inner after outer, up to {max} characters")
        }
        Lang::Zh => format!("tag、.class、#id、tag.class，外层在前，至多 {max} 个字符"),
    }
}

/// The hint at a selector's field: `selector: tag, .class …`.
pub fn selector_hint(lang: Lang, allowed: &str) -> String {
    match lang {
        Lang::En => format!("selector: {allowed}"),
        Lang::Zh => format!("选择器：{allowed}"),
    }
}

/// What was given is no selector that this page knows.
pub fn not_a_selector(lang: Lang, given: &str, allowed: &str) -> String {
    match lang {
        Lang::En => format!("“{given}” is not a selector; allowed: {allowed}"),
        Lang::Zh => format!("“{given}”不是选择器；允许：{allowed}"),
    }
}

/// The hint at a switch and at a choice: `true or false`, `a, b or c`.
pub fn one_of(lang: Lang, choices: &[&str]) -> String {
    let (comma, or) = match lang {
        Lang::En => (", ", " or "),
        Lang::Zh => ("、", " 或 "),
    };
    match choices {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [firsts @ .., last] => format!("{}{or}{last}", firsts.join(comma)),
    }
}

/// Nothing was given where something must be.
pub fn empty(lang: Lang, allowed: &str) -> String {
    match lang {
        Lang::En => format!("nothing was given; allowed: {allowed}"),
        Lang::Zh => format!("没有填写；允许：{allowed}"),
    }
}

/// What was given is no number.
pub fn not_a_number(lang: Lang, given: &str, allowed: &str) -> String {
    match lang {
        Lang::En => format!("“{given}” is not a number; allowed: {allowed}"),
        Lang::Zh => format!("“{given}”不是数字；允许：{allowed}"),
    }
}

/// What was given is a number, but not a row of digits.
pub fn not_whole(lang: Lang, given: &str, allowed: &str) -> String {
    match lang {
        Lang::En => format!("{given} is not a whole number written in digits; allowed: {allowed}"),
        Lang::Zh => format!("{given} 不是用数字写成的整数；允许：{allowed}"),
    }
}

/// What was given is `nan` or an infinity.
pub fn not_finite(lang: Lang, given: &str, allowed: &str) -> String {
    match lang {
        Lang::En => format!("“{given}” is not a finite number; allowed: {allowed}"),
        Lang::Zh => format!("“{given}”不是有限的数；允许：{allowed}"),
    }
}

/// Less than the lower bound.
pub fn below(lang: Lang, given: &str, min: &str, unit: &str) -> String {
    let unit = spaced(unit);
    match lang {
        Lang::En => format!("{given} is below the smallest allowed, {min}{unit}"),
        Lang::Zh => format!("{given} 小于允许的最小值 {min}{unit}"),
    }
}

/// More than the upper bound.
pub fn above(lang: Lang, given: &str, max: &str, unit: &str) -> String {
    let unit = spaced(unit);
    match lang {
        Lang::En => format!("{given} is above the largest allowed, {max}{unit}"),
        Lang::Zh => format!("{given} 大于允许的最大值 {max}{unit}"),
    }
}

/// A text of the wrong length, too short or too long.
pub fn wrong_length(lang: Lang, given: &str, count: usize, allowed: &str) -> String {
    match lang {
        Lang::En => format!("“{given}” has {count} characters; allowed: {allowed}"),
        Lang::Zh => format!("“{given}”有 {count} 个字符；允许：{allowed}"),
    }
}

/// A character that does not fit on one line of text.
pub fn control_character(lang: Lang, given: &str, code_point: &str, position: usize) -> String {
    match lang {
        Lang::En => format!(
            "“{given}” has the control character {code_point} at place {position}; \
             allowed: one line of text"
        ),
        Lang::Zh => {
            format!("“{given}”的第 {position} 个字符是控制字符 {code_point}；允许：一行文本")
        }
    }
}

/// The mark that stands where bytes could not be read as text.
pub fn undecodable(lang: Lang, given: &str, position: usize) -> String {
    match lang {
        Lang::En => format!(
            "“{given}” has U+FFFD at place {position}, which stands for something that is not \
             Unicode text; allowed: one line of text"
        ),
        Lang::Zh => format!(
            "“{given}”的第 {position} 个字符是 U+FFFD，表示那里不是 Unicode 文本；允许：一行文本"
        ),
    }
}

/// None of the words that a switch or a choice knows.
pub fn not_one_of(lang: Lang, given: &str, allowed: &str) -> String {
    match lang {
        Lang::En => format!("“{given}” is not one of the choices; allowed: {allowed}"),
        Lang::Zh => format!("“{given}”不在可选项中；允许：{allowed}"),
    }
}

fn spaced(unit: &str) -> String {
    if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    }
}
