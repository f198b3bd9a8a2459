//! Bookmarks: moments of a run that a person wants to find again.

use super::{Lang, Text};

/// Sets one at the cursor.
pub const SET: Text = Text::new("Bookmark this moment", "为此刻加书签");
/// Takes the one at the cursor away.
pub const UNSET: Text = Text::new("Remove this bookmark", "移除此书签");
/// Their list.
pub const BOOKMARKS: Text = Text::new("Bookmarks", "书签");
/// Where there is none.
pub const NONE: Text = Text::new(
    "There is no bookmark in this run yet. B sets one at the cursor.",
    "这次运行还没有书签。按 B 在光标处添加。",
);
/// There is no run to have one.
pub const NO_RUN: Text = Text::new("Run something first.", "请先运行。");
/// There are as many as there may be.
pub const FULL: Text = Text::new("A run has 50 bookmarks at most", "一次运行最多 50 个书签");
/// There is none in this direction.
pub const NO_MORE: Text = Text::new("No bookmark in that direction", "那个方向没有书签");
/// The field of a name, where the moment is not in the run.
pub const NAME: Text = Text::new("Name of the bookmark", "书签的名称");
/// A key's meaning.
pub const KEY_SET: Text = Text::new("Set or remove a bookmark", "设置或移除书签");
/// A key's meaning.
pub const KEY_JUMP: Text = Text::new("To the bookmark before, after", "到前一个、后一个书签");

/// The name of one until a person gives another.
pub fn named(lang: Lang, event: usize) -> String {
    match lang {
        Lang::En => format!("event {event}"),
        Lang::Zh => format!("事件 {event}"),
    }
}

/// The field of a name.
pub fn name_of(lang: Lang, event: usize) -> String {
    match lang {
        Lang::En => format!("Name of the bookmark at event {event}"),
        Lang::Zh => format!("事件 {event} 处书签的名称"),
    }
}

/// Takes one away.
pub fn remove(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("Remove {name}"),
        Lang::Zh => format!("移除 {name}"),
    }
}

/// The run has not come there, or has no such moment.
pub fn not_reached(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("{name}: this run has not come there"),
        Lang::Zh => format!("{name}：此次运行没有到达那里"),
    }
}

/// Goes there.
pub fn go(lang: Lang, name: &str, when: &str) -> String {
    match lang {
        Lang::En => format!("Go to {name}, {when}"),
        Lang::Zh => format!("跳到 {name}，{when}"),
    }
}
