//! The words of the wait-for graph.

use super::{Lang, Text};

/// On an arrow.
pub const WAITS_FOR: Text = Text::new("waits for", "等待");
/// On an arrow.
pub const IS_HELD_BY: Text = Text::new("is held by", "被持有于");
/// On an arrow: items of a queue.
pub const WAS_TAKEN_BY: Text = Text::new("was taken by", "被取走于");
/// Inside a ring.
pub const NOBODY_CAN_GO_ON: Text = Text::new("Nobody can go on", "谁也无法继续");

/// Since when.
pub fn since(lang: Lang, when: &str) -> String {
    match lang {
        Lang::En => format!("since {when}"),
        Lang::Zh => format!("自 {when} 起"),
    }
}

/// What a task awaits.
pub fn awaits(lang: Lang, what: &str) -> String {
    match lang {
        Lang::En => format!("awaits {what}"),
        Lang::Zh => format!("等待 {what}"),
    }
}

/// What a task awaits, and until when.
pub fn awaits_until(lang: Lang, what: &str, when: &str) -> String {
    match lang {
        Lang::En => format!("awaits {what}, until {when}"),
        Lang::Zh => format!("等待 {what}，直到 {when}"),
    }
}

/// What a task does, where it stands, since when: `at line 25 since 1.400 s`.
pub fn task_detail(lang: Lang, state: &str, line: Option<u32>, since: Option<&str>) -> String {
    let at = line.map(|line| match lang {
        Lang::En if state.is_empty() => format!("at line {line}"),
        Lang::En => format!("line {line}"),
        Lang::Zh => format!("第 {line} 行"),
    });
    let since = since.map(|when| self::since(lang, when));
    let apart = match lang {
        Lang::En => ", ",
        Lang::Zh => "，",
    };
    let place_and_time: Vec<String> = at.into_iter().chain(since).collect();
    let parts = [state.to_owned(), place_and_time.join(" ")];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(apart)
}

/// How a lock, a queue, … is, and where it was made: `not set, made at line 9`.
pub fn thing_detail(lang: Lang, state: &str, line: Option<u32>) -> String {
    let made = line.map(|line| match lang {
        Lang::En => format!("made at line {line}"),
        Lang::Zh => format!("在第 {line} 行创建"),
    });
    let state = Some(state.to_owned()).filter(|state| !state.is_empty());
    let parts: Vec<String> = state.into_iter().chain(made).collect();
    match lang {
        Lang::En => parts.join(", "),
        Lang::Zh => parts.join("，"),
    }
}

/// What has no room.
pub fn more(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("and {count} more"),
        Lang::Zh => format!("还有 {count} 个"),
    }
}

/// Nobody holds a lock.
pub fn free(lang: Lang) -> String {
    match lang {
        Lang::En => "free".to_owned(),
        Lang::Zh => "空闲".to_owned(),
    }
}

/// An event's value.
pub fn event(lang: Lang, is_set: bool) -> String {
    match (lang, is_set) {
        (Lang::En, true) => "set".to_owned(),
        (Lang::En, false) => "not set".to_owned(),
        (Lang::Zh, true) => "已设置".to_owned(),
        (Lang::Zh, false) => "未设置".to_owned(),
    }
}

/// A semaphore's value.
pub fn permits(lang: Lang, count: i64) -> String {
    match lang {
        Lang::En if count == 1 => "1 permit left".to_owned(),
        Lang::En => format!("{count} permits left"),
        Lang::Zh => format!("还剩 {count} 个许可"),
    }
}

/// A barrier's value.
pub fn parties(lang: Lang, count: i64) -> String {
    match lang {
        Lang::En => format!("{count} arrived"),
        Lang::Zh => format!("已到 {count} 个"),
    }
}

/// Those who wait at a condition.
pub fn waiters(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("{count} waiting"),
        Lang::Zh => format!("{count} 个在等"),
    }
}

/// A queue's value.
pub fn items(lang: Lang, count: i64) -> String {
    match lang {
        Lang::En if count == 1 => "1 item".to_owned(),
        Lang::En => format!("{count} items"),
        Lang::Zh => format!("{count} 项"),
    }
}

/// No task waits.
pub fn nobody_waits(lang: Lang) -> String {
    match lang {
        Lang::En => "No task waits for anything.".to_owned(),
        Lang::Zh => "没有任务在等待。".to_owned(),
    }
}

/// So many tasks wait, and none of them in a ring.
pub fn waiting(lang: Lang, tasks: usize) -> String {
    match lang {
        Lang::En if tasks == 1 => "1 task waits; there is no ring.".to_owned(),
        Lang::En => format!("{tasks} tasks wait; there is no ring."),
        Lang::Zh => format!("{tasks} 个任务在等待；没有循环等待。"),
    }
}
