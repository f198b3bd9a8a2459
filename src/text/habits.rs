//! The words of what a person's habits change: layout, sound, use without a network.

use super::Text;

/// The code pane's switch: both programs at once.
pub const BESIDE: Text = Text::new("Side by side", "并排显示");
/// A command.
pub const BESIDE_LONG: Text = Text::new(
    "Show Python and Rust side by side",
    "并排显示 Python 和 Rust",
);
/// A command.
pub const TABBED_LONG: Text = Text::new("Show one program at a time", "一次只显示一个程序");
/// The name of what a marked line says of its tasks.
pub const STACKS_HERE: Text = Text::new(
    "Who stands here, innermost first",
    "停在此处的任务（最内层在前）",
);

/// Between the panes: what a separator changes.
pub const PROGRAM_WIDTH: Text = Text::new("Width of the program", "程序面板的宽度");
/// Between the panes.
pub const LOWER_HEIGHT: Text = Text::new("Height of the lower panes", "下方面板的高度");
/// Between the panes.
pub const CONSOLE_WIDTH: Text = Text::new("Width of the console", "控制台的宽度");
/// Between the panes.
pub const TASK_WIDTH: Text = Text::new("Width of the task", "任务面板的宽度");
/// What a separator takes besides the pointer.
pub const DRAG: Text = Text::new(
    "Drag, or use the arrow keys; Enter or a double click puts it back",
    "拖动或使用方向键；按 Enter 或双击可还原",
);
/// A key's meaning.
pub const KEY_SEPARATOR: Text = Text::new(
    "On the line between two panes: their size",
    "焦点在两个面板之间的分隔线上时：调整大小",
);
/// A command.
pub const RESET_SIZES: Text = Text::new("Put the panes back to their sizes", "还原面板大小");

/// The sound's switch while it is off.
pub const SOUND_ON: Text = Text::new("Turn the sound on", "打开声音");
/// The sound's switch while it is on.
pub const SOUND_OFF: Text = Text::new("Turn the sound off", "关闭声音");
/// Once it is on.
pub const SOUND_IS_ON: Text = Text::new(
    "Sound is on: a note for each task that starts, waits or ends; tasks of one instant sound together",
    "声音已打开：任务开始、等待或结束时各有一个音；同一时刻的任务同时发声",
);
/// Where the browser has no sound.
pub const SOUND_REFUSED: Text = Text::new(
    "This browser plays no sound here",
    "此浏览器无法在此处播放声音",
);

/// The page is kept.
pub const OFFLINE_READY: Text = Text::new("Works without a network too", "没有网络时也可使用");
/// The browser keeps no page here.
pub const OFFLINE_REFUSED: Text = Text::new(
    "Needs the network at each visit: the browser keeps no page here",
    "每次访问都需要网络：浏览器不在此处保存页面",
);
