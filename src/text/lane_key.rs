//! How a lane is read, before the run.

use super::Text;

/// Before the example.
pub const HOW: Text = Text::new("How to read one:", "读法：");

/// The dotted part.
pub const READY: Text = Text::new("Ready", "就绪");
/// The first of them.
pub const STANDS: Text = Text::new("stands in the queue", "在队列里排队");
/// The solid part.
pub const RUNNING: Text = Text::new("Running", "运行");
/// What that means.
pub const ONE: Text = Text::new("only one task at any time", "任何时刻只有一个任务");
/// The hatched part.
pub const AWAITING: Text = Text::new("Awaiting", "等待");
/// What that means.
pub const LETS: Text = Text::new(
    "lets others run, until its sleep is over",
    "让别的任务运行，直到睡眠结束",
);
/// The second dotted part.
pub const WOKEN: Text = Text::new("woken, not yet run", "已唤醒，尚未运行");
/// The mark at the end.
pub const DONE: Text = Text::new("Done", "完成");
/// The other marks.
pub const ENDS: Text = Text::new("✕ cancelled, ! failed", "✕ 已取消，! 失败");
