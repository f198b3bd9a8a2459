//! The lesson's own words. Titles and ideas of its steps stand with the steps.

use super::{Lang, Text};

/// The list of steps, in the switcher of panes.
pub const STEPS: Text = Text::new("Steps", "步骤");

/// Above the list of steps.
pub const THE_LESSON: Text = Text::new("The lesson", "课程");

/// Where the check marks are remembered.
pub const KEPT: Text = Text::new("kept in this browser", "记录在此浏览器中");

/// A step that is done.
pub const DONE: Text = Text::new("done", "已完成");

/// Before the first step: what to do.
pub const LEAD: Text = Text::new(
    "Each step asks one question. Guess, press Run, and see. Then go on to the next.",
    "每一步提出一个问题。先猜，再按“运行”看结果，然后进入下一步。",
);

/// Before the step's idea, once its run is over.
pub const IDEA: Text = Text::new("The idea.", "要点。");

/// The way to the moment of the run that shows the idea.
pub const SHOW_IDEA: Text = Text::new("Show the moment", "查看这一刻");

/// Above the way on from the last step.
pub const AFTER: Text = Text::new("After the lesson", "课程之后");

/// The way on from the last step.
pub const SCENARIOS: Text = Text::new("All scenarios", "全部场景");

/// The steps around this one.
pub const PREVIOUS: Text = Text::new("Previous step", "上一步");

/// The steps around this one.
pub const NEXT: Text = Text::new("Next step", "下一步");

/// Which step is open: `Lesson, step 4 of 12`.
pub fn place(lang: Lang, number: usize, of: usize) -> String {
    match lang {
        Lang::En => format!("Lesson, step {number} of {of}"),
        Lang::Zh => format!("课程，第 {number} 步，共 {of} 步"),
    }
}

/// The page's title: the step's number and what it is about.
pub fn titled(lang: Lang, number: usize, title: &str) -> String {
    match lang {
        Lang::En => format!("Lesson {number}: {title}"),
        Lang::Zh => format!("课程 {number}：{title}"),
    }
}

/// Before the idea of an earlier step, on which this one builds.
pub fn from_step(lang: Lang, number: usize) -> String {
    match lang {
        Lang::En => format!("From step {number}"),
        Lang::Zh => format!("第 {number} 步说过"),
    }
}

/// Above the next step's title.
pub fn next(lang: Lang, number: usize, of: usize) -> String {
    match lang {
        Lang::En => format!("Next, step {number} of {of}"),
        Lang::Zh => format!("下一步，第 {number} 步，共 {of} 步"),
    }
}

/// How many steps are done.
pub fn done_of(lang: Lang, done: usize, of: usize) -> String {
    match lang {
        Lang::En => format!("{done} of {of} done"),
        Lang::Zh => format!("已完成 {done}/{of}"),
    }
}
