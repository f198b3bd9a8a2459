//! The room of recordings: opening a file, what is refused, and what the page says of a recording.

use super::{Lang, Text};

/// The room, in the header.
pub const RECORDINGS: Text = Text::new("Recordings", "录制");

/// The heading before a file is open.
pub const TITLE: Text = Text::new("See what a real program did", "看看真实的程序做了什么");

/// Below the heading.
pub const LEAD: Text = Text::new(
    "Record an asyncio program where it runs, and open the file here: which task held the loop, who waits for whom, where the time went.",
    "在程序运行的地方录制 asyncio 程序，再在这里打开文件：哪个任务占住了循环、谁在等谁、时间花在了哪里。",
);

/// On the place where files are dropped.
pub const DROP: Text = Text::new("Drop a recording here", "把录制文件拖放到这里");

/// Below it.
pub const DROP_MORE: Text = Text::new(
    "a .loopscope file, gzipped or not; or paste it",
    ".loopscope 文件，是否用 gzip 压缩均可；也可以粘贴",
);

/// The button that opens the browser's own dialog.
pub const CHOOSE: Text = Text::new("Choose a file…", "选择文件…");

/// It is read here.
pub const STAYS: Text = Text::new(
    "The file stays on this device: nothing is sent anywhere.",
    "文件不会离开这台设备：不会发送到任何地方。",
);

/// The heading above the commands.
pub const HOW: Text = Text::new("How to record", "怎样录制");

/// The first step.
pub const HOW_GET: Text = Text::new(
    "Get the recorder. It is one file, and needs CPython 3.10 to 3.14 and nothing else.",
    "获取录制器。它只有一个文件，只需要 CPython 3.10 到 3.14。",
);

/// The link to it.
pub const DOWNLOAD: Text = Text::new("Download loopscope.pyz", "下载 loopscope.pyz");

/// The second step.
pub const HOW_RECORD: Text = Text::new(
    "Run the program under it. Its output, signals and exit status stay as they are.",
    "用它运行程序。程序的输出、信号和退出状态都保持不变。",
);

/// A server that runs for long.
pub const HOW_SERVER: Text = Text::new(
    "Of a server, keep the last 30 seconds; the signal writes the file:",
    "对于长期运行的服务器，只保留最后 30 秒；收到信号时写出文件：",
);

/// While a file is opened.
pub fn opening(lang: Lang, name: &str, percent: u32) -> String {
    match lang {
        Lang::En => format!("Opening {name}: {percent} %"),
        Lang::Zh => format!("正在打开 {name}：{percent} %"),
    }
}

/// While the rest of a file is read that is shown already.
pub fn reading(lang: Lang, percent: u32) -> String {
    match lang {
        Lang::En => format!("{percent} % read"),
        Lang::Zh => format!("已读取 {percent} %"),
    }
}

/// Gives it up.
pub const CANCEL: Text = Text::new("Cancel", "取消");

/// Opens another file.
pub const ANOTHER: Text = Text::new("Open another…", "打开另一个…");

/// Before the reason for which a file was refused.
pub fn refused(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("{name} was not opened."),
        Lang::Zh => format!("未能打开 {name}。"),
    }
}

/// Refused.
pub const EMPTY: Text = Text::new("The file is empty.", "文件是空的。");

/// Refused.
pub const FOLDER: Text = Text::new(
    "It is a folder; open the recording that is in it.",
    "这是一个文件夹；请打开其中的录制文件。",
);

/// Refused.
pub const MANY: Text = Text::new(
    "More than one file was given; one can be open at a time.",
    "给出了多个文件；一次只能打开一个。",
);

/// Refused.
pub const NO_FILE: Text = Text::new(
    "That is neither a file nor the text of a recording.",
    "这既不是文件，也不是录制的文本。",
);

/// Refused.
pub const ELSEWHERE: Text = Text::new(
    "A link can only open a recording that lies beside this page, not one on another site.",
    "链接只能打开与本页同一站点的录制，不能打开其他网站上的。",
);

/// Refused.
pub const UTF_16: Text = Text::new(
    "It is text in UTF-16; a recording is UTF-8. PowerShell's > writes UTF-16: give the recorder the file's name by -o instead.",
    "这是 UTF-16 文本；录制文件是 UTF-8。PowerShell 的 > 会写成 UTF-16：请改用 -o 把文件名交给录制器。",
);

/// Refused.
pub const CHROME_TRACE: Text = Text::new(
    "It is a Chrome trace; that format does not say who waits for whom. Perfetto opens it.",
    "这是 Chrome 跟踪文件；这种格式不记录谁在等谁。可以用 Perfetto 打开。",
);

/// Refused.
pub const OTHER_JSON: Text = Text::new(
    "It is JSON of another kind: its first line is no header of a recording.",
    "这是别的 JSON：第一行不是录制文件的头部。",
);

/// Refused.
pub const OTHER_GZIP: Text = Text::new(
    "It is compressed with gzip, and what is in it is no recording.",
    "它用 gzip 压缩，但里面不是录制。",
);

/// Refused.
pub const BROKEN_GZIP: Text = Text::new(
    "It is compressed with gzip, and damaged from its beginning on.",
    "它用 gzip 压缩，但从开头就已损坏。",
);

/// Refused.
pub const OTHER_TEXT: Text = Text::new(
    "It is some other text: its first line is no header of a recording.",
    "这是别的文本：第一行不是录制文件的头部。",
);

/// Refused.
pub const BINARY: Text = Text::new(
    "It is a binary file of another kind.",
    "这是别的二进制文件。",
);

/// Refused.
pub fn newer(lang: Lang, given: u64, newest: u32) -> String {
    match lang {
        Lang::En => format!(
            "It is a recording of version {given}; this page reads up to version {newest}. A newer Loopscope is needed."
        ),
        Lang::Zh => {
            format!("这是版本 {given} 的录制；本页最多能读版本 {newest}。需要更新的 Loopscope。")
        }
    }
}

/// Refused: in the JSON reader's words.
pub fn header(lang: Lang, reason: &str) -> String {
    match lang {
        Lang::En => format!("It begins as a recording, but its header cannot be read: {reason}."),
        Lang::Zh => format!("它的开头像录制，但头部无法读取：{reason}。"),
    }
}

/// Refused: the server has no such file.
pub fn missing(lang: Lang, status: &str) -> String {
    match lang {
        Lang::En => format!("The server has no such file ({status})."),
        Lang::Zh => format!("服务器上没有这个文件（{status}）。"),
    }
}

/// Refused: in the browser's words.
pub fn unreadable(lang: Lang, reason: &str) -> String {
    match lang {
        Lang::En => format!("The browser cannot read it: {reason}"),
        Lang::Zh => format!("浏览器无法读取：{reason}"),
    }
}
