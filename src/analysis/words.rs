//! Small words that findings share: lists, counts, times.

use super::Names;
use crate::events::TaskId;
use crate::text::Lang;

/// One sentence in the language that is wanted, with values in it.
macro_rules! say {
    ($lang:expr, $en:literal, $zh:literal $(,)?) => {
        match $lang {
            $crate::text::Lang::En => format!($en),
            $crate::text::Lang::Zh => format!($zh),
        }
    };
}
pub(crate) use say;

/// How many names are said before the others are only counted.
const MOST: usize = 4;

/// `a, b and c`; of many, `a, b, c, d and 7 more`.
pub(crate) fn list(lang: Lang, names: &[String]) -> String {
    let Some((last, first)) = names.split_last() else {
        return String::new();
    };
    if names.len() > MOST + 1 {
        let more = names.len() - MOST;
        let some = names[..MOST].join(comma(lang));
        let all = names.len();
        return say!(lang, "{some} and {more} more", "{some}等 {all} 个");
    }
    if first.is_empty() {
        return last.clone();
    }
    let first = first.join(comma(lang));
    say!(lang, "{first} and {last}", "{first}和 {last}")
}

fn comma(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    }
}

/// Names of tasks, alike ones counted: `consume() ×2`.
pub(crate) fn tasks(names: &Names<'_>, tasks: &[TaskId]) -> Vec<String> {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for task in tasks {
        let name = names.task_name(*task);
        match counted.iter_mut().find(|(own, _)| *own == name) {
            Some((_, count)) => *count += 1,
            None => counted.push((name, 1)),
        }
    }
    let said = counted.into_iter().map(|(name, count)| match count {
        1 => name,
        _ => format!("{name} \u{d7}{count}"),
    });
    said.collect()
}

/// A sentence's or heading's first letter made large.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// A number below eleven in letters, as running text has it.
pub(crate) fn number(lang: Lang, n: usize) -> String {
    const LETTERS: [&str; 11] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    match (lang, LETTERS.get(n)) {
        (Lang::En, Some(letters)) => (*letters).to_owned(),
        (Lang::Zh, _) if n == 2 => "两".to_owned(),
        _ => n.to_string(),
    }
}
