//! The words around the table of items.

use super::{Lang, Text};

/// The tab with the items.
pub const ITEMS: Text = Text::new("Items", "条目");
/// The two tabs, for who listens.
pub const OUTPUT: Text = Text::new("Output", "输出");
/// None so far.
pub const NONE: Text = Text::new("No items yet.", "还没有条目。");
/// Saves the items.
pub const DOWNLOAD_CSV: Text = Text::new("Download CSV", "下载 CSV");
/// Saves the items.
pub const DOWNLOAD_JSON: Text = Text::new("Download JSON", "下载 JSON");

/// The tab with the items, with their number: `Items (8)`.
pub fn items(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("{} ({count})", ITEMS.en),
        Lang::Zh => format!("{}（{count}）", ITEMS.zh),
    }
}

/// More items than are shown.
pub fn left_out(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("{count} earlier items are not shown here; a download has all."),
        Lang::Zh => format!("此处未显示之前的 {count} 个条目；下载的文件包含全部。"),
    }
}
