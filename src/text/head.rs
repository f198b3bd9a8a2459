//! The head of the page: question, guess and answer, and the strip that says what kind of result
//! this is.

use super::{Lang, Text};

/// The button that opens the palette.
pub const FIND: Text = Text::new("Find", "查找");

/// The lesson's room.
pub const LESSON: Text = Text::new("Lesson", "课程");

/// A key's meaning.
pub const KEY_LEVEL: Text = Text::new("Steps of the program, of the loop", "程序的步、循环的步");

/// A key's meaning.
pub const KEY_NEXT: Text = Text::new("Next scenario", "下一个实例");

/// Above the guess, after the run.
pub const YOUR_GUESS: Text = Text::new("Your guess", "你的猜测");

/// Above the answer.
pub const ANSWER: Text = Text::new("Answer", "答案");

/// Above what people get wrong.
pub const WRONG: Text = Text::new("What people get wrong", "常见的误解");

/// Before the run: beside the field of the guess.
pub const GUESS: Text = Text::new("Your guess (you may skip it)", "你的猜测（可以不填）");

/// In the field of a guess of seconds.
pub const SECONDS: Text = Text::new("seconds", "秒");

/// In the field of a guess of a number.
pub const NUMBER: Text = Text::new("a number", "一个数");

/// Nothing was guessed.
pub const NO_GUESS: Text = Text::new("none", "没有");

/// A guess that cannot be read.
pub const UNREAD: Text = Text::new("not understood", "看不懂");

/// A guess that is right.
pub const RIGHT: Text = Text::new("right", "正确");

/// A guess that is not.
pub const NOT_SO: Text = Text::new("not so", "不对");

/// The name of the group of transport, sentence and strip.
pub const HEAD: Text = Text::new("Run and result", "运行与结果");

/// The switch of what one step is.
pub const LEVEL: Text = Text::new("What one step is", "一步是什么");

/// One step is one of the program's.
pub const PROGRAM: Text = Text::new("Program", "程序");

/// One step is one event of the loop.
pub const LOOP: Text = Text::new("Loop", "循环");

/// What can be done before a run.
pub const PRESS_RUN: Text = Text::new("Press Run, or Space, to see.", "按“运行”或空格键查看。");

/// The scenario before.
pub const PREVIOUS: Text = Text::new("Previous scenario", "上一个实例");

/// The scenario after.
pub const NEXT: Text = Text::new("Next scenario", "下一个实例");

/// The way out of a stale result.
pub const RUN_AGAIN: Text = Text::new("Run again", "重新运行");

/// The way out of a form that is wrong.
pub const GO_TO_FIELD: Text = Text::new("Go to the field", "前往该栏");

/// What a strip of a hang offers.
pub const WHO_WAITS: Text = Text::new("Who waits for whom", "谁在等谁");

/// What a strip of a failure offers.
pub const SEE_FINDINGS: Text = Text::new("Findings", "发现");

/// A form that is wrong: nothing can be run.
pub const CANNOT_START: Text = Text::new("It cannot start.", "无法开始。");

/// A run that a person ended.
pub const STOPPED: Text = Text::new("You stopped it.", "你停止了它。");

/// What else can be done.
pub const MORE: Text = Text::new("More", "更多");

/// The explanation, after the run.
pub const WHY: Text = Text::new("Why", "为什么");

/// Above the links to scenarios and documentation.
pub const READ_ON: Text = Text::new("Read on", "继续阅读");

/// Where a scenario stands: `Synchronisation, 24 of 35`.
pub fn place(lang: Lang, group: &str, number: usize, of: usize) -> String {
    match lang {
        Lang::En => format!("{group}, {number} of {of}"),
        Lang::Zh => format!("{group}，第 {number} 个，共 {of} 个"),
    }
}

/// Above the next scenario's name: `Next, 25 of 35`.
pub fn next(lang: Lang, number: usize, of: usize) -> String {
    match lang {
        Lang::En => format!("Next, {number} of {of}"),
        Lang::Zh => format!("下一个，第 {number} 个，共 {of} 个"),
    }
}

/// A guess, before the run.
pub fn you_guess(lang: Lang, guess: &str) -> String {
    match lang {
        Lang::En => format!("You guess {guess}."),
        Lang::Zh => format!("你猜 {guess}。"),
    }
}

/// When a hang was found.
pub fn deadlock_at(lang: Lang, when: &str) -> String {
    match lang {
        Lang::En => format!("Deadlock at {when}."),
        Lang::Zh => format!("{when} 时死锁。"),
    }
}

/// What CPython would do there.
pub const CPYTHON_HANGS: Text = Text::new(
    "CPython would hang here for ever.",
    "CPython 会永远卡在这里。",
);

/// The class of the exception that left the program, and when.
pub fn failed_at(lang: Lang, class: &str, when: &str) -> String {
    match lang {
        Lang::En => format!("{class} at {when}:"),
        Lang::Zh => format!("{when} 时 {class}："),
    }
}

/// Which value the result that is shown had, and what the form says now.
pub fn stale(lang: Lang, label: &str, is: &str) -> (String, String) {
    match lang {
        Lang::En => (
            format!("This result belongs to {label} "),
            format!(". The form says {is} now."),
        ),
        Lang::Zh => (
            format!("这个结果属于“{label}”为 "),
            format!(" 的时候。表单里现在是 {is}。"),
        ),
    }
}

/// And so many other values differ.
pub fn and_others(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::En, 1) => " One other value differs too.".to_owned(),
        (Lang::En, count) => format!(" {count} other values differ too."),
        (Lang::Zh, count) => format!("另有 {count} 个值也不同。"),
    }
}
