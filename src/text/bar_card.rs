//! The card of a bar: what, from when to when, and why it ended.

use super::said::{say, told};
use super::{Lang, Said};

/// A task runs.
pub fn runs(lang: Lang, who: &str) -> Said {
    told!(lang, "{who}" + " runs", "{who}" + " 在运行")
}

/// A task is ready.
pub fn is_ready(lang: Lang, who: &str) -> Said {
    told!(lang, "{who}" + " is ready", "{who}" + " 就绪")
}

/// A task awaits something.
pub fn awaits(lang: Lang, who: &str, what: &str) -> Said {
    told!(lang, "{who}" + " awaits {what}", "{who}" + " 等待 {what}")
}

/// A task has something.
pub fn holds(lang: Lang, who: &str, what: &str) -> Said {
    told!(lang, "{who}" + " has {what}", "{who}" + " 占有 {what}")
}

/// Something is kept for a task.
pub fn is_kept_for(lang: Lang, who: &str, what: &str) -> Said {
    told!(
        lang,
        "{what}" + " is kept for {who}, which is ready to take it",
        "{what}" + " 为 {who} 保留，它已就绪"
    )
}

/// More stretches than pixels.
pub fn many(lang: Lang, who: &str) -> Said {
    told!(
        lang,
        "{who}" + ": more than can be drawn here; zoom in",
        "{who}" + "：多得画不下，请放大"
    )
}

/// A stretch that is over: `1.000 s to 2.000 s, for 1.000 s`
pub fn from_to(lang: Lang, from: &str, to: &str, span: &str) -> String {
    say!(
        lang,
        "{from} to {to}, for {span}",
        "{from} 到 {to}，共 {span}"
    )
}

/// A stretch within one instant.
pub fn at(lang: Lang, when: &str) -> String {
    say!(lang, "at {when}, in no time", "{when}，不用时间")
}

/// A stretch that goes on: `since 1.000 s, for 1.000 s so far`
pub fn since(lang: Lang, from: &str, span: &str) -> String {
    say!(
        lang,
        "since {from}, for {span} so far",
        "从 {from} 起，至今 {span}"
    )
}

/// A stretch that never ends.
pub fn for_ever(lang: Lang, from: &str) -> String {
    say!(lang, "since {from}, for ever", "从 {from} 起，永远")
}

/// The line: `line 6`
pub fn line(lang: Lang, line: u32) -> String {
    say!(lang, "line {line}", "第 {line} 行")
}

/// A step ended at an await.
pub fn until_await(lang: Lang, what: &str) -> String {
    say!(lang, "Then it awaits {what}.", "然后等待 {what}。")
}

/// A step ended with giving way.
pub fn until_yield(lang: Lang) -> String {
    say!(lang, "Then it gives way once.", "然后让出一次。")
}

/// A step ended the task.
pub fn until_end(lang: Lang) -> String {
    say!(lang, "Then it ends.", "然后结束。")
}

/// A wait ended for a reason.
pub fn ended_because(lang: Lang, why: &str) -> String {
    let mut letters = why.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    let sentence = match why.split(['(', ' ']).next() {
        // A task's name is written as the program writes it.
        Some("its" | "it" | "the") => format!("{}{}", first.unwrap_or_default(), letters.as_str()),
        _ => why.to_owned(),
    };
    say!(lang, "{sentence}.", "{sentence}。")
}

/// Standing in line ended.
pub fn its_turn_came(lang: Lang, before: usize) -> String {
    match before {
        0 => say!(lang, "It was the first in line.", "它排在最前面。"),
        1 => say!(
            lang,
            "One other stood before it in line.",
            "它前面排了 1 个。"
        ),
        _ => say!(
            lang,
            "{before} others stood before it in line.",
            "它前面排了 {before} 个。"
        ),
    }
}

/// An event is set.
pub fn is_set(lang: Lang, name: &str) -> Said {
    told!(lang, "{name}" + " is set", "{name}" + " 已设置")
}

/// A task wrote a global.
pub fn wrote(lang: Lang, who: &str, name: &str, value: &str) -> Said {
    told!(
        lang,
        "{name} = {value}" + ", written by {who}",
        "{name} = {value}" + "，由 {who} 写入"
    )
}

/// A global has the value that it had before any change.
pub fn is_unchanged(lang: Lang, name: &str) -> Said {
    told!(
        lang,
        "{name}" + " is as it was at first",
        "{name}" + " 还是最初的值"
    )
}
