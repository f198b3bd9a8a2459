//! The facts of a run, below its timeline: what is bold comes first where the language allows.

use super::said::told;
use super::{Lang, Said};

/// The order was compared with CPython's: `Same order as CPython 3.13`
pub fn same_order(lang: Lang, version: &str) -> Said {
    told!(
        lang,
        "Same order as CPython {version}" + "",
        "与 CPython {version} 顺序相同" + ""
    )
}

/// `3.000 s in all`
pub fn in_all(lang: Lang, span: &str) -> Said {
    told!(lang, "{span}" + " in all", "{span}" + "（总共）")
}

/// `6.000 s one after the other`
pub fn one_after_the_other(lang: Lang, span: &str) -> Said {
    told!(
        lang,
        "{span}" + " one after the other",
        "{span}" + "（依次执行）"
    )
}

/// `at most 3 wait`
pub fn at_most_wait(lang: Lang, waiting: usize) -> Said {
    match waiting {
        1 => told!(lang, "at most 1" + " waits", "最多 1 个" + "同时等待"),
        _ => told!(
            lang,
            "at most {waiting}" + " wait",
            "最多 {waiting} 个" + "同时等待"
        ),
    }
}

/// `at most 5 in line`
pub fn at_most_in_line(lang: Lang, waiting: i64) -> Said {
    told!(
        lang,
        "at most {waiting}" + " in line",
        "最多 {waiting} 个" + "排队"
    )
}
