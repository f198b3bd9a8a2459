//! What is said of a link that was just made.

use super::{Lang, Text};

/// The link.
pub const LINK: Text = Text::new("Link to this moment", "指向这一刻的链接");

/// It was copied.
pub const COPIED: Text = Text::new("Link copied", "链接已复制");

/// It was not, and is selected instead.
pub const REFUSED: Text = Text::new(
    "The browser does not copy: copy the selected link",
    "浏览器不允许复制：请复制选中的链接",
);

/// Takes a shorter one.
pub const SHORTER: Text = Text::new(
    "Copy a shorter link: only the run and the moment",
    "复制较短的链接：只含运行和时刻",
);

/// The code of a frame.
pub const FRAME: Text = Text::new("To show it in a web page", "在网页中显示");

/// Copies it.
pub const COPY_FRAME: Text = Text::new("Copy this HTML", "复制这段 HTML");

/// How long the link is, and who does not take so much.
pub fn length(lang: Lang, length: usize, too_long_for: &[&str]) -> String {
    let said = match lang {
        Lang::En => format!("{length} characters."),
        Lang::Zh => format!("{length} 个字符。"),
    };
    if too_long_for.is_empty() {
        return said;
    }
    match lang {
        Lang::En => format!(
            "{said} Too long for a message in {}.",
            too_long_for.join(" or ")
        ),
        Lang::Zh => format!("{said}对 {} 的一条消息来说太长。", too_long_for.join("、")),
    }
}
