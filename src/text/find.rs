//! Finding a text in a run, and the span that is selected.

use super::{Lang, Text};

/// The field's name.
pub const FIND: Text = Text::new(
    "Find in names, awaits, console",
    "在名称、等待和控制台中查找",
);

/// In the empty field.
pub const FIND_SHORT: Text = Text::new("Find in the run", "在运行中查找");

/// `22 of 95`
pub fn hits(lang: Lang, number: usize, count: usize) -> String {
    match (lang, count) {
        (Lang::En, 0) => "no hits".to_owned(),
        (Lang::En, _) => format!("{number} of {count}"),
        (Lang::Zh, 0) => "无结果".to_owned(),
        (Lang::Zh, _) => format!("第 {number} 个，共 {count} 个"),
    }
}

/// To the hit before.
pub const PREVIOUS: Text = Text::new("Previous hit (Shift+F3)", "上一个（Shift+F3）");

/// To the next hit.
pub const NEXT: Text = Text::new("Next hit (F3)", "下一个（F3）");

/// All lanes.
pub const ALL_TASKS: Text = Text::new("All tasks", "全部任务");

/// Only lanes of tasks that have a hit.
pub const WITH_A_HIT: Text = Text::new("With a hit", "有命中的");

/// Closes the field.
pub const CLOSE: Text = Text::new("Close the search", "关闭查找");

/// A key's meaning.
pub const KEY_FIND: Text = Text::new("Find in the run; next hit", "在运行中查找；下一个");

/// A key's meaning.
pub const KEY_SELECT: Text = Text::new(
    "Select a span: drag on the axis, or with Shift on the lanes",
    "选择区间：在坐标轴上拖动，或按住 Shift 在泳道上拖动",
);

/// On the selection: `0.320 s selected`
pub fn selected(lang: Lang, time: &str) -> String {
    match lang {
        Lang::En => format!("{time} selected"),
        Lang::Zh => format!("已选择 {time}"),
    }
}
