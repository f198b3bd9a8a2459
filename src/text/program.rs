//! The words around a person's own program.

use super::{Lang, Text};

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $en:literal, $zh:literal;)*) => {
        $($(#[$doc])* pub const $name: Text = Text::new($en, $zh);)*
    };
}

texts! {
    /// The room of a person's own programs.
    MY_PROGRAMS: "My programs", "我的程序";
    /// A program without a name.
    UNTITLED: "Untitled", "未命名";
    /// The editor, for a screen reader.
    EDITOR: "Python program", "Python 程序";
    /// What stands in the editor as long as it is empty.
    TYPE_HERE: "Type or paste Python here. Ctrl Enter runs it.", "在此输入或粘贴 Python，按 Ctrl Enter 运行。";
    /// The editor did not load.
    NO_EDITOR: "The editor could not be loaded. You can type here all the same.", "无法加载编辑器，但仍可在此输入。";
    /// The field of the program's name.
    NAME: "Name", "名称";
    /// The row of keys on a phone.
    KEYS: "Keys", "按键";
    /// What the key of the editor does.
    CTRL_ENTER: "Ctrl Enter runs", "Ctrl Enter 运行";
    /// In the place of the sentence, with an empty editor.
    EMPTY: "Nothing to run yet. Type or paste a Python program.", "还没有可运行的内容。请输入或粘贴 Python 程序。";
    /// After Run with an empty editor.
    NOTHING_TO_RUN: "There is nothing to run yet", "还没有可运行的内容";
    /// In the place of the sentence, before the run.
    PRESS_RUN: "Press Run, or Ctrl Enter, to see.", "按“运行”或 Ctrl Enter 查看。";
    /// After a paste.
    MENDED: "Characters that Python cannot read were replaced", "已替换 Python 无法读取的字符";
    /// Below the editor.
    WHAT_IS_HERE: "CPython itself runs it in this page, with all of asyncio and what of the standard library needs no network. A constant with a range behind it,", "由 CPython 本身在此页面中运行，包括全部 asyncio 和标准库中无需网络的部分。后面带有范围的常量，如";
    /// An example of such a constant.
    KNOB_EXAMPLE: "WORKERS = 3  # 1..9", "WORKERS = 3  # 1..9";
    /// After that example.
    WHAT_STAYS: ", gets a slider. Your text stays in this browser.", "，会带有滑块。你的文本只保留在此浏览器中。";
    /// The interpreter is on its way.
    LOADING: "Python is loading", "正在加载 Python";
    /// It does not come.
    MISSING: "Python could not be loaded. A page that has been open for long may have to be loaded again.", "无法加载 Python。页面若已打开很久，可能需要重新加载。";
    /// The way out.
    TRY_AGAIN: "Try again", "重试";

    /// A syntax error.
    CANNOT_START: "It cannot start.", "无法开始。";
    /// The interpreter overflowed.
    FAILED_STACK: "Too deep a recursion ended the interpreter.", "递归过深，解释器已终止。";
    /// The interpreter was aborted.
    FAILED_ABORT: "The program ended the interpreter itself, by os.abort() or the like.", "程序自行终止了解释器，例如通过 os.abort()。";
    /// The trace is too long.
    FAILED_EVENTS: "The program did more than is kept here, 256 MB of events, and was stopped.", "程序产生的事件超出了保留上限（256 MB），已被停止。";
    /// The program did not start.
    FAILED_START: "Python did not start.", "Python 未能启动。";
    /// Something else.
    FAILED_BROKEN: "The interpreter ended unexpectedly.", "解释器意外终止。";
    /// After each of them.
    NEXT_IS_FRESH: "What came before stays, and the next run begins in a fresh interpreter.", "之前的内容会保留，下一次运行将在新的解释器中开始。";

    /// Beside the field of the console.
    ASKS: "The program asks for a line", "程序需要输入一行";
    /// Hands the line over.
    SEND: "Send", "发送";
    /// Files that a program wrote.
    WRITTEN: "Files that it wrote", "它写入的文件";
    /// Files for a program.
    GIVE_FILES: "Give it files", "提供文件";
    /// A file whose bytes are not there.
    TOO_LARGE: "too large to be handed out", "过大，无法提供下载";
}

/// A line of the program, as a link to it.
pub fn line(lang: Lang, line: u32) -> String {
    match lang {
        Lang::En => format!("line {line}"),
        Lang::Zh => format!("第 {line} 行"),
    }
}

/// The way to a line.
pub fn go_to_line(lang: Lang, line: u32) -> String {
    match lang {
        Lang::En => format!("Go to line {line}"),
        Lang::Zh => format!("前往第 {line} 行"),
    }
}

/// Takes a file from the program's folder.
pub fn take_away(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("Take {name} away"),
        Lang::Zh => format!("移除 {name}"),
    }
}

/// Where a syntax error is, before its message.
pub fn at_line(lang: Lang, line: u32) -> String {
    match lang {
        Lang::En => format!("Line {line}:"),
        Lang::Zh => format!("第 {line} 行："),
    }
}

/// What a result that is shown does not know yet: the lines that were changed since.
pub fn stale(lang: Lang, first: u32, last: u32) -> (&'static str, String, &'static str) {
    let lines = match (lang, first == last) {
        (Lang::En, true) => format!("line {first}"),
        (Lang::En, false) => format!("lines {first} to {last}"),
        (Lang::Zh, true) => format!("第 {first} 行"),
        (Lang::Zh, false) => format!("第 {first} 至 {last} 行"),
    };
    match lang {
        Lang::En => ("This result is from before you changed ", lines, "."),
        Lang::Zh => ("这个结果来自你更改", lines, "之前。"),
    }
}

/// How far the interpreter is, in megabytes.
pub fn loaded(lang: Lang, bytes: u64) -> String {
    let megabytes = bytes as f64 / 1e6;
    match lang {
        Lang::En => format!("{megabytes:.1} MB so far"),
        Lang::Zh => format!("已加载 {megabytes:.1} MB"),
    }
}

/// How large a file is.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// So many of those that hold something are named.
const NAMED: usize = 3;

/// Who holds a lock, behind the line that made it.
pub fn held_by(lang: Lang, names: &[String]) -> String {
    let (named, more) = names.split_at(names.len().min(NAMED));
    match (lang, more.len()) {
        (Lang::En, 0) => format!("held by {}", named.join(", ")),
        (Lang::En, more) => format!("held by {} and {more} more", named.join(", ")),
        (Lang::Zh, 0) => format!("由 {} 持有", named.join("、")),
        (Lang::Zh, more) => format!(
            "由 {} 等 {} 个任务持有",
            named.join("、"),
            named.len() + more
        ),
    }
}

/// CodeMirror's own words, from its English; in English they stay.
pub const fn phrases(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::En => &[],
        Lang::Zh => &[
            ("Find", "查找"),
            ("Replace", "替换为"),
            ("next", "下一个"),
            ("previous", "上一个"),
            ("all", "全部"),
            ("match case", "区分大小写"),
            ("regexp", "正则表达式"),
            ("by word", "全字匹配"),
            ("replace", "替换"),
            ("replace all", "全部替换"),
            ("close", "关闭"),
            ("current match", "当前匹配"),
            ("on line", "位于行"),
            ("replaced match on line $", "已替换第 $ 行的匹配"),
            ("replaced $ matches", "已替换 $ 处匹配"),
            ("Go to line", "跳转到行"),
            ("go", "跳转"),
            ("Control character", "控制字符"),
            ("Diagnostics", "问题"),
            ("No diagnostics", "没有问题"),
        ],
    }
}
