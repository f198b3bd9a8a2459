//! The words of a comparison.

use super::{Lang, Text};

/// The loop clock at the end.
pub const MAKESPAN: Text = Text::new("In all", "总时长");
/// All sleeps, jobs and blocking calls together.
pub const SEQUENTIAL: Text = Text::new("One after the other", "依次执行");
/// How long all tasks awaited something.
pub const WAITED: Text = Text::new("Waiting, all tasks together", "所有任务的等待之和");
/// The most that waited at one time.
pub const PEAK: Text = Text::new("Peak waiting", "最多同时等待");
/// How many events there were.
pub const EVENTS: Text = Text::new("Events", "事件数");
/// No difference.
pub const SAME: Text = Text::new("same", "相同");

/// A run had ended where the other went on.
pub fn over(lang: Lang) -> String {
    match lang {
        Lang::En => "This run has ended.".to_owned(),
        Lang::Zh => "这次运行已经结束。".to_owned(),
    }
}
