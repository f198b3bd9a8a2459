//! The words of the wait-for graph.

use super::Lang;

/// A timer's deadline.
pub fn until(lang: Lang, when: &str) -> String {
    match lang {
        Lang::En => format!("until {when}"),
        Lang::Zh => format!("直到 {when}"),
    }
}

/// Who holds a lock.
pub fn held_by(lang: Lang, who: &str) -> String {
    match lang {
        Lang::En => format!("held by {who}"),
        Lang::Zh => format!("由 {who} 持有"),
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

/// So many tasks wait, and none of them in a circle.
pub fn waiting(lang: Lang, tasks: usize) -> String {
    match lang {
        Lang::En if tasks == 1 => "1 task waits; no circle.".to_owned(),
        Lang::En => format!("{tasks} tasks wait; no circle."),
        Lang::Zh => format!("{tasks} 个任务在等待；没有循环等待。"),
    }
}

/// One link of a circle.
pub fn waits_for(lang: Lang, from: &str, to: &str) -> String {
    match lang {
        Lang::En => format!("{from} waits for {to}"),
        Lang::Zh => format!("{from} 等待 {to}"),
    }
}

/// A link of a circle that goes through something held.
pub fn is_held_by(lang: Lang, what: &str, who: &str) -> String {
    match lang {
        Lang::En => format!("{what} is held by {who}"),
        Lang::Zh => format!("{what} 由 {who} 持有"),
    }
}

/// A whole circle.
pub fn circle(lang: Lang, links: &[String]) -> String {
    match lang {
        Lang::En => format!(
            "A circle that will never open: {}. None of them can go on.",
            links.join(", ")
        ),
        Lang::Zh => format!(
            "永远解不开的循环等待：{}。它们谁也无法继续。",
            links.join("，")
        ),
    }
}
