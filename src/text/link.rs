//! What is said about the pieces of a link that make no sense.

use super::{Lang, Text};

/// The link is not as it was made.
pub const CHANGED: Text = Text::new(
    "This link is not as it was made: something in it was changed on its way, so it may show another run or another moment.",
    "这个链接与生成时不同：途中有内容被改动，因此显示的可能是另一次运行或另一时刻。",
);

/// A piece that is not one of the page's.
pub const UNKNOWN: Text = Text::new(
    "is nothing that a link of this page says",
    "不是本页链接的内容",
);
/// A piece that stands there twice.
pub const REPEATED: Text = Text::new("is given more than once", "给出了不止一次");
/// What a moment is.
pub const A_MOMENT: Text = Text::new(
    "a moment: v1, turn, handle, offset (v1.12.3.4)",
    "一个时刻：v1、轮次、句柄、偏移（v1.12.3.4）",
);
/// What a moment by the clock is.
pub const A_TIME: Text = Text::new("a time in seconds, or “end”", "以秒为单位的时间，或“end”");
/// What a speed is.
pub const A_SPEED: Text = Text::new("one of the speeds on offer", "可选的速度之一");
/// What an intervention is.
pub const AN_ACT: Text = Text::new(
    "an intervention: moment, what, number, item (v1.12.3.4.cancel.3)",
    "一次介入：时刻、动作、编号、元素（v1.12.3.4.cancel.3）",
);
/// What a bookmark is.
pub const A_BOOKMARK: Text = Text::new(
    "a bookmark: moment and name (v1.12.3.4.here)",
    "书签：时刻和名称（v1.12.3.4.here）",
);
/// What a part of the timeline is.
pub const A_WINDOW: Text = Text::new(
    "a part of the timeline: from_to_width",
    "时间线的一部分：起_止_宽",
);
/// What a name of something is.
pub const A_CHOICE: Text = Text::new("one of", "以下之一：");
/// What a task is.
pub const A_TASK: Text = Text::new("a task's number", "任务的编号");
/// How many events are kept.
pub const A_LIMIT: Text = Text::new(
    "a number of events from 10 to 1000000",
    "10 到 1000000 之间的事件数",
);
/// What a clock of day is.
pub const AN_EPOCH: Text = Text::new(
    "a second of the day, from 0 to 86399",
    "0 到 86399 之间的一天中的秒数",
);
/// What another order is.
pub const AN_ORDER: Text = Text::new(
    "an order's token (1-43f6145a-l8.1)",
    "一个顺序的标记（1-43f6145a-l8.1）",
);
/// What the panes' sizes are.
pub const SIZES: Text = Text::new(
    "four sizes of panes in percent that fit the page (43-44-27-29)",
    "四个能放进页面的窗格百分比尺寸（43-44-27-29）",
);
/// What a distance is.
pub const A_DISTANCE: Text = Text::new("a distance in pixels", "像素距离");
/// What a record of jobs is.
pub const A_RECORD: Text = Text::new("a record of what workers did", "工作线程的记录");
/// More than there may be.
pub const TOO_MANY: Text = Text::new("is one more than a link may hold", "超过了链接允许的数量");

/// A piece that is left out, and what it should have been.
pub fn refused(lang: Lang, name: &str, given: &str, allowed: &str) -> String {
    match lang {
        Lang::En => format!("The link's “{name}={given}” is left out: it is not {allowed}."),
        Lang::Zh => format!("链接中的“{name}={given}”被忽略：它不是{allowed}。"),
    }
}

/// A piece that is left out, and why.
pub fn left_out(lang: Lang, name: &str, given: &str, why: &str) -> String {
    match lang {
        Lang::En => format!("The link's “{name}={given}” is left out: it {why}."),
        Lang::Zh => format!("链接中的“{name}={given}”被忽略：它{why}。"),
    }
}
