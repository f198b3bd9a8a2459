//! The words around the programs that are kept, the templates, and programs in links.

use super::{Lang, Text};

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $en:literal, $zh:literal;)*) => {
        $($(#[$doc])* pub const $name: Text = Text::new($en, $zh);)*
    };
}

texts! {
    /// Above the templates.
    PROBLEM: "What is your problem?", "你遇到了什么问题？";
    /// Beside it.
    PROBLEM_LINE: "Each is a short program that has it, with the question to ask", "每个都是出现该问题的短程序，并附有要问的问题";
    /// Above the programs.
    PROGRAMS: "My programs", "我的程序";
    /// Beside it, and beside a program's name.
    KEPT: "kept in this browser", "保存在此浏览器中";
    /// There are none.
    NONE: "None yet. What you type is kept here.", "还没有。你输入的内容会保存在这里。";
    /// Takes all of them along.
    SAVE_ALL: "Save all as a file", "全部保存为文件";
    /// Takes one along.
    SAVE: "Save as a file", "保存为文件";
    /// Reads them from files.
    LOAD: "Load files", "载入文件";
    /// An empty editor.
    NEW: "New program", "新程序";
    /// Opens the list.
    OPEN: "Programs and templates", "程序与模板";
    /// The same in short.
    PROGRAMS_SHORT: "Programs", "程序";
    /// The templates alone.
    TEMPLATES: "Templates", "模板";
    /// On a scenario.
    EDIT_AS_PROGRAM: "Edit as my program", "作为我的程序编辑";
    /// The way to the recordings.
    RECORDING: "Open a recording of a real program", "打开真实程序的录制文件";
    /// Puts back what was removed.
    UNDO: "Put it back", "恢复";
    /// Removes a program.
    REMOVE: "Remove", "移除";
    /// Nothing more is left to do but to wait.
    OPENING: "Opening…", "正在打开…";

    /// There is no room.
    FULL: "Not kept: this browser has no room left. Save it as a file, or remove programs.", "未保存：此浏览器空间不足。请保存为文件，或移除一些程序。";
    /// The browser keeps nothing.
    BLOCKED: "Not kept: this browser keeps nothing for this page. Save it as a file before you leave.", "未保存：此浏览器不为本页保存任何内容。离开前请保存为文件。";
    /// A newer version of the page is open.
    NEWER: "Not kept: another tab has a newer version of this page. Load this page again.", "未保存：另一个标签页打开了本页的更新版本。请重新加载本页。";
    /// Some other reason.
    NOT_KEPT: "Not kept: this browser could not write it. Save it as a file.", "未保存：此浏览器无法写入。请保存为文件。";
    /// There is no such program.
    MISSING: "This browser has no such program", "此浏览器中没有这个程序";

    /// A link whose program cannot be read.
    LINK_CUT: "The end of this link is missing: its program cannot be read", "此链接的末尾缺失，无法读取其中的程序";
    /// It was changed.
    LINK_BROKEN: "This link was changed on its way: its program cannot be read", "此链接在传递中被改动，无法读取其中的程序";
    /// A newer page made it.
    LINK_VERSION: "A newer version of this page made this link", "此链接由本页的更新版本生成";
    /// It holds too much.
    LINK_LARGE: "This link holds more than a program may have", "此链接中的程序过大";
    /// A program that is too long for a link.
    TOO_LONG: "This program is too long for a link. Save it as a file instead.", "此程序过长，无法放入链接。请改为保存为文件。";
    /// A program that is no text.
    NO_TEXT: "This program has characters that no link can hold", "此程序含有链接无法容纳的字符";
}

/// Why the program of a link cannot be read.
pub fn not_unpacked(code: &str) -> Text {
    match code {
        "cut" | "empty" => LINK_CUT,
        "version" => LINK_VERSION,
        "large" | "long" => LINK_LARGE,
        _ => LINK_BROKEN,
    }
}

/// Why a program cannot be put into a link.
pub fn not_packed(code: &str) -> Text {
    match code {
        "encoding" => NO_TEXT,
        _ => TOO_LONG,
    }
}

/// Another tab has changed the program, too.
pub fn conflict(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => {
            format!("Another tab has changed this program. What you typed is kept as “{name}”.")
        }
        Lang::Zh => format!("另一个标签页更改了此程序。你输入的内容已保存为“{name}”。"),
    }
}

/// What became of files that were loaded.
pub fn loaded(lang: Lang, added: usize, same: usize, refused: &[(String, String)]) -> String {
    let mut said = match (lang, added) {
        (Lang::En, 1) => "1 program added.".to_owned(),
        (Lang::En, added) => format!("{added} programs added."),
        (Lang::Zh, added) => format!("已添加 {added} 个程序。"),
    };
    if same > 0 {
        said += &match lang {
            Lang::En => format!(" {same} were there already."),
            Lang::Zh => format!("另有 {same} 个已存在。"),
        };
    }
    for (file, code) in refused.iter().take(3) {
        said += &match lang {
            Lang::En => format!(" {file}: {}.", refusal(code).get(lang)),
            Lang::Zh => format!("{file}：{}。", refusal(code).get(lang)),
        };
    }
    said
}

/// Why a file is refused.
fn refusal(code: &str) -> Text {
    match code {
        "empty" => Text::new("it is empty", "文件为空"),
        "large" => Text::new("it is too large", "文件过大"),
        "encoding" => Text::new("it is not UTF-8", "不是 UTF-8 编码"),
        "binary" => Text::new("it is no text", "不是文本"),
        "json" | "format" => Text::new("it holds no programs", "其中没有程序"),
        "version" => Text::new(
            "a newer version of this page made it",
            "由本页的更新版本生成",
        ),
        "damaged" => Text::new("it is damaged", "文件已损坏"),
        _ => Text::new("it cannot be read", "无法读取"),
    }
}

/// How the last run of a program ended, and when.
pub fn ended(lang: Lang, when: &str) -> String {
    match lang {
        Lang::En => format!("ends after {when}"),
        Lang::Zh => format!("{when} 后结束"),
    }
}

/// The same for a deadlock.
pub fn deadlocked(lang: Lang, when: &str) -> String {
    match lang {
        Lang::En => format!("deadlock at {when}"),
        Lang::Zh => format!("{when} 时死锁"),
    }
}

/// The same for an exception.
pub fn failed(lang: Lang, when: &str) -> String {
    match lang {
        Lang::En => format!("fails at {when}"),
        Lang::Zh => format!("{when} 时失败"),
    }
}

/// The same for a livelock.
pub fn livelocked(lang: Lang, when: &str) -> String {
    match lang {
        Lang::En => format!("gets nowhere at {when}"),
        Lang::Zh => format!("{when} 时停滞不前"),
    }
}

/// How long ago, in minutes; none where a date says it better.
pub fn ago(lang: Lang, minutes: u64) -> Option<String> {
    let hours = minutes / 60;
    Some(match (lang, minutes, hours) {
        (Lang::En, 0, _) => "just now".to_owned(),
        (Lang::En, 1, _) => "1 minute ago".to_owned(),
        (Lang::En, 2..60, _) => format!("{minutes} minutes ago"),
        (Lang::En, _, 1) => "1 hour ago".to_owned(),
        (Lang::En, _, 2..24) => format!("{hours} hours ago"),
        (Lang::Zh, 0, _) => "刚刚".to_owned(),
        (Lang::Zh, 1..60, _) => format!("{minutes} 分钟前"),
        (Lang::Zh, _, 1..24) => format!("{hours} 小时前"),
        _ => return None,
    })
}

/// Where a program was removed.
pub fn removed(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("“{name}” was removed."),
        Lang::Zh => format!("已移除“{name}”。"),
    }
}

/// The button of a program, for a screen reader.
pub fn of(lang: Lang, what: Text, name: &str) -> String {
    match lang {
        Lang::En => format!("{}: {name}", what.get(lang)),
        Lang::Zh => format!("{}：{name}", what.get(lang)),
    }
}
