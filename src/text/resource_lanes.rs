//! The words in the lanes of what tasks share.

use super::Lang;
use super::said::say;

/// A lock nobody has.
pub fn is_free(lang: Lang) -> String {
    say!(lang, "free", "空闲")
}

/// Who has a lock.
pub fn held_by(lang: Lang, who: &str) -> String {
    say!(lang, "held by {who}", "由 {who} 持有")
}

/// How many have a place of a semaphore.
pub fn taken(lang: Lang, count: i64) -> String {
    say!(lang, "{count} taken", "已占 {count}")
}

/// How many stand in line: nothing where nobody does.
pub fn in_line(lang: Lang, count: usize) -> Option<String> {
    (count > 0).then(|| say!(lang, "{count} in line", "{count} 个在排队"))
}

/// How full a queue is.
pub fn items(lang: Lang, count: i64, limit: Option<i64>) -> String {
    match (count, limit) {
        (0, Some(room)) => say!(lang, "empty, room for {room}", "空，可放 {room} 项"),
        (0, None) => say!(lang, "empty", "空"),
        (_, Some(limit)) if count >= limit => say!(lang, "full: {count}", "已满：{count}"),
        (_, Some(limit)) => say!(lang, "{count} of {limit}", "{count} / {limit}"),
        (1, None) => say!(lang, "1 item", "1 项"),
        (_, None) => say!(lang, "{count} items", "{count} 项"),
    }
}

/// An event is set.
pub fn is_set(lang: Lang) -> String {
    say!(lang, "set", "已设置")
}

/// An event is not set.
pub fn is_not_set(lang: Lang) -> String {
    say!(lang, "not set", "未设置")
}

/// How many wait at an event or a condition.
pub fn wait(lang: Lang, count: i64) -> String {
    match count {
        0 => say!(lang, "nobody waits", "没有等待者"),
        1 => say!(lang, "1 waits", "1 个在等"),
        _ => say!(lang, "{count} wait", "{count} 个在等"),
    }
}

/// How many have come to a barrier.
pub fn have_come(lang: Lang, count: i64, parties: Option<i64>) -> String {
    match parties {
        Some(parties) => say!(
            lang,
            "{count} of {parties} have come",
            "已到 {count} / {parties}"
        ),
        None => say!(lang, "{count} have come", "已到 {count}"),
    }
}

/// Two facts in one line.
pub fn and(lang: Lang, one: &str, two: &str) -> String {
    say!(lang, "{one}, {two}", "{one}，{two}")
}

/// A global's value and who wrote it: `110, by deposit('ann')`
pub fn written_by(lang: Lang, value: &str, who: &str) -> String {
    say!(lang, "{value}, by {who}", "{value}，由 {who} 写入")
}
