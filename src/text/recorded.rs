//! What the page says of a recording: when and where it was made, and tables of what it holds.

use super::{Lang, Text};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day: `27 November 2026`
pub fn day(lang: Lang, year: i64, month: u32, day: u32) -> String {
    match lang {
        Lang::En => {
            let name = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
            format!("{day} {name} {year}")
        }
        Lang::Zh => format!("{year} 年 {month} 月 {day} 日"),
    }
}

/// A time of day on a day.
pub fn at(lang: Lang, day: &str, time: &str) -> String {
    match lang {
        Lang::En => format!("{day}, {time}"),
        Lang::Zh => format!("{day} {time}"),
    }
}

/// From when to when, and in which zone.
pub fn span(lang: Lang, from: &str, to: &str, zone: &str) -> String {
    match lang {
        Lang::En => format!("{from} to {to} ({zone})"),
        Lang::Zh => format!("{from} 至 {to}（{zone}）"),
    }
}

/// On which machine.
pub fn on_host(lang: Lang, host: &str) -> String {
    match lang {
        Lang::En => format!("recorded on {host}"),
        Lang::Zh => format!("录制于 {host}"),
    }
}

/// It does not say on which.
pub const RECORDED: Text = Text::new("recorded", "录制");

/// How many tasks there are.
pub fn tasks(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::En, 1) => "1 task".to_owned(),
        (Lang::En, count) => format!("{count} tasks"),
        (Lang::Zh, count) => format!("{count} 个任务"),
    }
}

/// It goes nowhere.
pub const STAYS: Text = Text::new("Stays on this device.", "不会离开这台设备。");

/// The file ends in the middle.
pub const CUT: Text = Text::new(
    "The file ends in the middle; this is all that came before.",
    "文件在中途结束；这是在那之前的全部内容。",
);

/// Reading was given up.
pub const GIVEN_UP: Text = Text::new(
    "Reading was given up; this is what was read.",
    "已放弃读取；这是已读取的部分。",
);

/// A line cannot be read: the reason in the reader's words.
pub fn wrong_line(lang: Lang, line: usize, reason: &str) -> String {
    match lang {
        Lang::En => {
            format!(
                "Line {line} of the file cannot be read ({reason}); this is what stands before it."
            )
        }
        Lang::Zh => format!("无法读取文件的第 {line} 行（{reason}）；这是它之前的内容。"),
    }
}

/// The recorder began in the middle.
pub const FROM_THE_MIDDLE: Text = Text::new(
    "The recording begins in the middle of the run.",
    "录制从运行的中途开始。",
);

/// The trace is full.
pub fn full(lang: Lang, kept: usize, beyond: u64) -> String {
    match lang {
        Lang::En => format!("The first {kept} events are shown; {beyond} more are not."),
        Lang::Zh => format!("只显示前 {kept} 个事件；另有 {beyond} 个未显示。"),
    }
}

/// The clock is the machine's.
pub const WALL: Text = Text::new("wall", "挂钟");

/// Plays it at the speed that is chosen.
pub const PLAY: Text = Text::new("Play", "播放");

// Sides of a recording.

/// The sums of the span that is selected.
pub const SPAN: Text = Text::new("Span", "区间");

/// The table of tasks.
pub const TASKS: Text = Text::new("Tasks", "任务");

/// The table of what was awaited.
pub const AWAITS: Text = Text::new("Awaits", "等待");

/// The table of steps that ran for long.
pub const SLOW: Text = Text::new("Slow steps", "慢步");

/// What runs, what is ready, what is timed.
pub const NOW: Text = Text::new("Now", "现在");

/// One task.
pub const ONE_TASK: Text = Text::new("One task", "单个任务");

/// The program's text.
pub const SOURCE: Text = Text::new("Source", "源码");

/// The name of the tabs together.
pub const SIDES: Text = Text::new("About the recording", "关于这次录制");

// Sums.

/// No span is selected: how one is.
pub const NO_SPAN: Text = Text::new(
    "All of the recording. Drag on the axis, or with Shift on the lanes, to select a span.",
    "整个录制。在坐标轴上拖动，或按住 Shift 在泳道上拖动，可选择区间。",
);

/// Takes the selection away.
pub const CLEAR_SPAN: Text = Text::new("Clear the selection", "取消选择");

/// The span that is selected: `4.560 s to 4.880 s`
pub fn from_to(lang: Lang, from: &str, to: &str) -> String {
    match lang {
        Lang::En => format!("{from} to {to}"),
        Lang::Zh => format!("{from} 至 {to}"),
    }
}

/// How busy the loop was: `The loop ran for 315 ms, 98 % of the span`
pub fn busy(lang: Lang, ran: &str, percent: &str) -> String {
    match lang {
        Lang::En => format!("Tasks ran for {ran}, {percent} % of the span"),
        Lang::Zh => format!("任务运行了 {ran}，占区间的 {percent} %"),
    }
}

/// The head of the table of sums: `19 tasks, in ms`
pub fn tasks_in_ms(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("{}, in ms", tasks(lang, count)),
        Lang::Zh => format!("{}，毫秒", tasks(lang, count)),
    }
}

/// All tasks together.
pub const ALL: Text = Text::new("All", "全部");

/// What was awaited in it.
pub const AWAITED: Text = Text::new("Awaiting what", "在等什么");

/// Rows that are not listed.
pub fn more(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("and {count} more"),
        Lang::Zh => format!("另有 {count} 个"),
    }
}

/// Findings that are not listed.
pub fn more_alike(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("and {count} more of the same kinds"),
        Lang::Zh => format!("另有 {count} 个同类问题"),
    }
}

// Tables.

/// A column: the task.
pub const TASK: Text = Text::new("Task", "任务");

/// A column: from its creation to its end.
pub const LIFETIME: Text = Text::new("Lifetime", "寿命");

/// A column: how long its steps were.
pub const RAN: Text = Text::new("Ran", "运行");

/// A column: how long it stood in the ready queue.
pub const READY: Text = Text::new("Ready", "就绪");

/// A column: its longest step.
pub const LONGEST: Text = Text::new("Longest step", "最长的一步");

/// A column: how many times it waited.
pub const TIMES: Text = Text::new("Awaits", "等待次数");

/// The tables' times.
pub const IN_MS: Text = Text::new("Times in ms.", "时间以毫秒计。");

/// No step was slow.
pub const NO_SLOW: Text = Text::new(
    "No step ran for 10 ms or longer.",
    "没有哪一步运行了 10 毫秒以上。",
);

/// No task awaited anything.
pub const NO_AWAITS: Text = Text::new("No task has awaited anything.", "没有任务等待过任何东西。");

/// While a file is read: what needs all of it comes later.
pub const WHEN_READ: Text = Text::new(
    "Shown when all of the file is read.",
    "读完整个文件后显示。",
);

// Lanes.

/// Filters the lanes.
pub const FILTER: Text = Text::new("Name or file", "名称或文件");

/// Shows all lanes, not only those of tasks that live in what is seen.
pub const ALIVE: Text = Text::new("Only alive in view", "仅显示视图内存活的");

/// Hides the tasks that are a library's.
pub const LIBRARIES: Text = Text::new("Library tasks", "库的任务");

/// The overview's name.
pub const OVERVIEW: Text = Text::new(
    "How busy the loop was, and where the hits are; choose the part that is shown",
    "循环有多忙、命中在哪里；可选择要显示的部分",
);

/// A step that held the loop: `report.py:58, 0.312 s without an await`
pub fn held(lang: Lang, place: Option<&str>, time: &str) -> String {
    let (apart, words) = match lang {
        Lang::En => (", ", "without an await"),
        Lang::Zh => ("，", "没有 await"),
    };
    let place = place
        .map(|place| format!("{place}{apart}"))
        .unwrap_or_default();
    format!("{place}{time} {words}")
}

// Taking home.

/// Who awaits whom, as text.
pub const EXPORT_TREE: Text = Text::new("Who awaits whom, as text (.txt)", "谁在等谁，文本 (.txt)");

/// What is worth a look, for an issue.
pub const EXPORT_MARKDOWN: Text = Text::new(
    "Findings, as Markdown for an issue (.md)",
    "发现，供 issue 使用的 Markdown (.md)",
);

/// The sums as text.
pub const EXPORT_SUMMARY: Text = Text::new("Summary, as text (.txt)", "摘要，文本 (.txt)");

// Two recordings.

/// Their tasks by name.
pub const BY_NAME: Text = Text::new("By task name", "按任务名称");
