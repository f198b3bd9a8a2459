//! The words of trying other orders.

use super::{Lang, Text};

/// The button that opens the settings, above the timeline.
pub const TRY: Text = Text::new("Try other orders", "尝试其他顺序");
/// What the strip of a deadlock offers.
pub const WITHOUT_IT: Text = Text::new("Is there an order without it?", "有没有不死锁的顺序？");
/// Above the settings.
pub const WHAT_MAY_DIFFER: Text = Text::new("What may differ", "哪些可以不同");
/// Starts the search.
pub const START: Text = Text::new("Try orders", "开始尝试");
/// Starts it again.
pub const AGAIN: Text = Text::new("Try again", "再试一次");
/// Ends a sentence.
pub const STOP_SIGN: Text = Text::new(".", "。");
/// Ends the search.
pub const STOP: Text = Text::new("Stop", "停止");
/// The card of the results.
pub const RESULTS: Text = Text::new("Other orders", "其他顺序");
/// The table's column of buttons.
pub const OPEN: Text = Text::new("Open", "打开");
/// Closes settings and results.
pub const CLOSE: Text = Text::new("Close", "关闭");
/// Something that may differ.
pub const LATE: Text = Text::new("An await takes longer", "某个 await 用时更长");
/// The same at length.
pub const LATE_HOW: Text = Text::new(
    "A sleep stands for a request, a query or a job, and ends after others.",
    "sleep 代表请求、查询或作业，它在其他的之后才结束。",
);
/// Something that may differ.
pub const TIMEOUT: Text = Text::new("A wait times out", "某个等待超时");
/// The same at length.
pub const TIMEOUT_HOW: Text = Text::new(
    "A timeout comes before what would end the wait.",
    "超时先于本应结束等待的事情到来。",
);
/// Something that may differ.
pub const SWAP: Text = Text::new("Ready tasks swap places", "就绪的任务交换位置");
/// The same at length.
pub const SWAP_HOW: Text = Text::new(
    "asyncio itself never lets a ready task overtake another: such orders are marked.",
    "asyncio 自己从不让就绪的任务超过另一个：这样的顺序会标出来。",
);
/// Something that may differ.
pub const CANCEL: Text = Text::new(
    "A task is cancelled at an await",
    "某个任务在 await 处被取消",
);
/// The same at length.
pub const CANCEL_HOW: Text = Text::new(
    "Once in an order, at one of its awaits or before its first step.",
    "每个顺序一次，在它的某个 await 处，或在它的第一步之前。",
);
/// The number of deviations.
pub const DEVIATIONS: Text = Text::new("Deviations, at most", "偏离数，至多");
/// What counts as a failure.
pub const FAILS_IF: Text = Text::new("An order fails if it", "以下情况算失败");
/// It raises or hangs.
pub const RAISES: Text = Text::new("raises or hangs", "抛出异常或卡住");
/// Or other things that are wrong.
pub const WRONG: Text = Text::new(
    "raises, hangs, or loses something",
    "抛出异常、卡住或丢失什么",
);
/// Or prints something else.
pub const PRINTS: Text = Text::new(
    "does any of these, or prints something else",
    "有以上情况，或输出不同",
);
/// Of what is lost.
pub const LOSES_HOW: Text = Text::new(
    "Lost: a lock or a permit that is kept, an exception that nobody takes, a cancel that is swallowed, a coroutine that is never awaited.",
    "丢失：一直占着的锁或许可，没有人接的异常，被吞掉的取消，从未被 await 的协程。",
);
/// The number of deviations is wrong.
pub const DEVIATIONS_WRONG: Text = Text::new("A whole number from 1 to 4.", "1 到 4 的整数。");
/// Nothing is chosen that may differ.
pub const NOTHING_DIFFERS: Text = Text::new(
    "Choose something that may differ.",
    "请选择可以不同的内容。",
);

/// The table's column.
pub const HOW_IT_ENDS: Text = Text::new("How it ends", "怎样结束");
/// The table's column.
pub const ORDERS: Text = Text::new("Orders", "顺序数");
/// The table's column.
pub const LEAST: Text = Text::new(
    "Its least deviation from the normal order",
    "与正常顺序的最小偏离",
);
/// Of asyncio's own order.
pub const NONE: Text = Text::new(
    "none: the order of CPython itself",
    "没有：CPython 自己的顺序",
);
/// Of an order that asyncio's loop does not take.
pub const NOT_ASYNCIO: Text = Text::new(
    "asyncio's own loop never lets a ready task overtake another",
    "asyncio 自己的循环从不让就绪的任务超过另一个",
);
/// Above the cells of asyncio's own order.
pub const NORMAL: Text = Text::new("normal", "正常");
/// The group of cells.
pub const CELLS: Text = Text::new("Orders by number of deviations", "按偏离数排列的顺序");
/// An order that is right.
pub const PASSES: Text = Text::new("passes", "通过");
/// An order that is not.
pub const FAILS: Text = Text::new("fails", "失败");
/// A right order that prints nothing.
pub const PRINTS_NOTHING: Text = Text::new("prints nothing", "没有输出");

/// Nothing came of it yet.
pub const STARTING: Text = Text::new(
    "Python starts, and runs the program in its own order first.",
    "Python 正在启动，先按它自己的顺序运行程序。",
);
/// The normal order fails.
pub const OWN_FAILS: Text = Text::new(
    "It fails in asyncio's own order too.",
    "在 asyncio 自己的顺序下也失败。",
);
/// The program is not the same each time.
pub const NOT_DETERMINISTIC: Text = Text::new(
    "The program does not do the same each time in asyncio's own order, so that an order may not repeat.",
    "程序在 asyncio 自己的顺序下每次并不相同，所以某个顺序可能无法重现。",
);
/// A person ended it.
pub const STOPPED: Text = Text::new("You stopped it.", "你停止了它。");
/// Not even the own order came to its end.
pub const NOTHING_TRIED: Text =
    Text::new("Nothing was tried to its end.", "没有一个顺序试到了结尾。");
/// Not all orders with one deviation were tried.
pub const NOT_EVEN_ONE: Text = Text::new(
    "Not all orders with 1 deviation were tried.",
    "偏离数为 1 的顺序没有全部尝试。",
);
/// The program was edited since.
pub const OTHER_PROGRAM: Text = Text::new(
    "These orders are of the program before your last edit.",
    "这些顺序属于你最近一次修改之前的程序。",
);
/// The program cannot be tried.
pub const NO_PROGRAM: Text = Text::new(
    "There is no program whose orders can be tried.",
    "没有可以尝试顺序的程序。",
);
/// The strip of another order.
pub const BACK: Text = Text::new("Back to the normal order", "回到正常顺序");
/// A word for the order where it has no number.
pub const ANOTHER_ORDER: Text = Text::new("another order", "另一个顺序");
/// Where both orders are the same.
pub const NO_PARTING: Text = Text::new("it does the same as the normal order", "它与正常顺序相同");
/// An order that cannot be opened.
pub const BAD_TOKEN: Text = Text::new(
    "This order is of another program, or of another version of this one.",
    "这个顺序属于另一个程序，或这个程序的另一个版本。",
);

/// The headline: `3 of 24 orders fail`.
pub fn headline(lang: Lang, failing: usize, orders: usize, is_over: bool) -> String {
    let so_far = match (is_over, lang) {
        (true, _) => "",
        (false, Lang::En) => " so far",
        (false, Lang::Zh) => "（目前）",
    };
    match (lang, failing, orders) {
        (Lang::En, 0, 1) => format!("The one order passes{so_far}"),
        (Lang::En, 1, 1) => format!("The one order fails{so_far}"),
        (Lang::En, 0, _) => format!("None of {orders} orders fails{so_far}"),
        (Lang::En, 1, _) => format!("1 of {orders} orders fails{so_far}"),
        (Lang::En, _, _) => format!("{failing} of {orders} orders fail{so_far}"),
        (Lang::Zh, 0, _) => format!("{orders} 个顺序中没有失败的{so_far}"),
        (Lang::Zh, _, _) => format!("{orders} 个顺序中有 {failing} 个失败{so_far}"),
    }
}

/// How many were tried.
pub fn tried(lang: Lang, orders: usize) -> String {
    match (lang, orders) {
        (Lang::En, 1) => "1 order tried so far.".to_owned(),
        (Lang::En, _) => format!("{orders} orders tried so far."),
        (Lang::Zh, _) => format!("目前已尝试 {orders} 个顺序。"),
    }
}

/// All that were wanted were tried.
pub fn all_tried(lang: Lang, deviations: u32) -> String {
    match (lang, deviations) {
        (Lang::En, 1) => "All orders with at most 1 deviation were tried.".to_owned(),
        (Lang::En, _) => format!("All orders with at most {deviations} deviations were tried."),
        (Lang::Zh, _) => format!("偏离数至多为 {deviations} 的顺序全部尝试过。"),
    }
}

/// Fewer than were wanted.
pub fn fewer_tried(lang: Lang, complete: u32) -> String {
    let next = complete + 1;
    match (lang, complete) {
        (Lang::En, 1) => {
            format!("All orders with at most 1 deviation were tried, and some with {next}.")
        }
        (Lang::En, _) => format!(
            "All orders with at most {complete} deviations were tried, and some with {next}."
        ),
        (Lang::Zh, _) => {
            format!("偏离数至多为 {complete} 的顺序全部尝试过，偏离数为 {next} 的尝试了一部分。")
        }
    }
}

/// Above the cells of orders with so many deviations.
pub fn deviations(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (_, 0) => NORMAL.get(lang).to_owned(),
        (Lang::En, 1) => "1 deviation".to_owned(),
        (Lang::En, _) => format!("{count} deviations"),
        (Lang::Zh, _) => format!("偏离数 {count}"),
    }
}

/// Above the cells of orders with at least so many.
pub fn more_deviations(lang: Lang, least: usize) -> String {
    match lang {
        Lang::En => format!("{least} or more"),
        Lang::Zh => format!("{least} 或更多"),
    }
}

/// The cells that are not shown, and how many of them fail.
pub fn more_cells(lang: Lang, orders: usize, failing: usize) -> String {
    match (lang, failing) {
        (_, 0) => format!("+{orders}"),
        (Lang::En, 1) => format!("+{orders}, 1 fails"),
        (Lang::En, _) => format!("+{orders}, {failing} fail"),
        (Lang::Zh, _) => format!("+{orders}，{failing} 个失败"),
    }
}

/// The outcomes that are not shown.
pub fn more_rows(lang: Lang, outcomes: usize) -> String {
    match (lang, outcomes) {
        (Lang::En, 1) => "1 other outcome.".to_owned(),
        (Lang::En, _) => format!("{outcomes} other outcomes."),
        (Lang::Zh, _) => format!("另有 {outcomes} 种结果。"),
    }
}

/// Opens an order.
pub fn open(lang: Lang, number: usize) -> String {
    match lang {
        Lang::En => format!("Open {number}"),
        Lang::Zh => format!("打开 {number}"),
    }
}

/// The order that is open.
pub fn is_open(lang: Lang, number: usize) -> String {
    match lang {
        Lang::En => format!("{number} is open"),
        Lang::Zh => format!("{number} 已打开"),
    }
}

/// An order by its number.
pub fn order(lang: Lang, number: usize) -> String {
    match lang {
        Lang::En => format!("order {number}"),
        Lang::Zh => format!("顺序 {number}"),
    }
}

/// A cell, for who listens: `order 5, fails`.
pub fn cell(lang: Lang, number: usize, fails: bool) -> String {
    let how = match fails {
        true => FAILS,
        false => PASSES,
    };
    match lang {
        Lang::En => format!("{}, {}", order(lang, number), how.get(lang)),
        Lang::Zh => format!("{}，{}", order(lang, number), how.get(lang)),
    }
}

/// Before and after the order's name, in the strip.
pub fn this_is(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::En => ("This is ", ", not CPython's own: "),
        Lang::Zh => ("这是", "，不是 CPython 自己的顺序："),
    }
}

/// So many lines of a console differ.
pub fn lines_differ(lang: Lang, lines: usize) -> String {
    match (lang, lines) {
        (Lang::En, 0) => "as in the normal order".to_owned(),
        (Lang::En, 1) => "1 line differs".to_owned(),
        (Lang::En, _) => format!("{lines} lines differ"),
        (Lang::Zh, 0) => "与正常顺序相同".to_owned(),
        (Lang::Zh, _) => format!("{lines} 行不同"),
    }
}

/// Of a line, for who listens.
pub const DIFFERS: Text = Text::new("differs", "不同");

/// The caption of a console: `order 5, two lines differ`.
pub fn with_difference(lang: Lang, order: &str, lines: usize) -> String {
    let difference = lines_differ(lang, lines);
    match lang {
        Lang::En => format!("{order}, {difference}"),
        Lang::Zh => format!("{order}，{difference}"),
    }
}

/// How long the normal order took, in the foot.
pub fn normal_took(lang: Lang, makespan: &str) -> String {
    match lang {
        Lang::En => format!("{makespan} in the normal order"),
        Lang::Zh => format!("正常顺序 {makespan}"),
    }
}

/// In the bar that took longer.
pub fn longer(lang: Lang, by: &str) -> String {
    match lang {
        Lang::En => format!("{by} longer"),
        Lang::Zh => format!("长 {by}"),
    }
}

/// A task in a deviation, with its function: `deposit (Task-2)`.
pub fn task(lang: Lang, name: &str, function: &str) -> String {
    match (lang, function) {
        (_, "") => name.to_owned(),
        (Lang::En, _) => format!("{function} ({name})"),
        (Lang::Zh, _) => format!("{function}（{name}）"),
    }
}

/// What is timed.
pub const SLEEP_OF: Text = Text::new("sleep", "sleep");
/// What is timed.
pub const TIMEOUT_OF: Text = Text::new("timeout", "超时");

/// What is timed, whose it is and where: `the sleep of deposit (Task-2) at line 11`.
pub fn stand(lang: Lang, what: Text, task: &str, line: u32) -> String {
    let what = what.get(lang);
    match (lang, line) {
        (Lang::En, 0) => format!("the {what} of {task}"),
        (Lang::En, _) => format!("the {what} of {task} at line {line}"),
        (Lang::Zh, 0) => format!("{task} 的 {what}"),
        (Lang::Zh, _) => format!("{task} 第 {line} 行的 {what}"),
    }
}

/// A timer that is no task's.
pub fn timer(lang: Lang, function: &str) -> String {
    match (lang, function) {
        (Lang::En, "") => "a timer".to_owned(),
        (Lang::En, _) => format!("the timer that calls {function}"),
        (Lang::Zh, "") => "某个定时器".to_owned(),
        (Lang::Zh, _) => format!("调用 {function} 的定时器"),
    }
}

/// Between two that are named.
pub const AND: Text = Text::new(" and ", "、");

/// What is late, and by how much.
pub fn takes_longer(lang: Lang, who: &str, by: &str) -> String {
    match lang {
        Lang::En => format!("{who} takes {by} longer"),
        Lang::Zh => format!("{who} 长 {by}"),
    }
}

/// What is late.
pub fn is_late(lang: Lang, who: &str) -> String {
    match lang {
        Lang::En => format!("{who} takes longer"),
        Lang::Zh => format!("{who} 用时更长"),
    }
}

/// What is late, and what it comes after.
pub fn ends_after(lang: Lang, who: &str, others: &str) -> String {
    match lang {
        Lang::En => format!("{who} ends after {others}"),
        Lang::Zh => format!("{who} 在 {others} 之后结束"),
    }
}

/// A wait times out.
pub fn times_out(lang: Lang, who: &str, others: &str) -> String {
    match lang {
        Lang::En => format!("{who} comes before {others}"),
        Lang::Zh => format!("{who} 先于 {others} 到来"),
    }
}

/// A ready task overtakes others.
pub fn steps_before(lang: Lang, who: &str, others: &str) -> String {
    match lang {
        Lang::En => format!("{who} steps before {others}"),
        Lang::Zh => format!("{who} 先于 {others} 执行"),
    }
}

/// A task is cancelled, at a line or, where that is 0, before its first step.
pub fn cancelled(lang: Lang, task: &str, line: u32) -> String {
    match (lang, line) {
        (Lang::En, 0) => format!("{task} is cancelled before its first step"),
        (Lang::En, _) => format!("{task} is cancelled at line {line}"),
        (Lang::Zh, 0) => format!("{task} 在它的第一步之前被取消"),
        (Lang::Zh, _) => format!("{task} 在第 {line} 行被取消"),
    }
}

/// And so many deviations more.
pub fn and_more(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::En, 1) => "and 1 more".to_owned(),
        (Lang::En, _) => format!("and {count} more"),
        (Lang::Zh, _) => format!("以及另外 {count} 处"),
    }
}

/// Between two deviations.
pub const THEN: Text = Text::new("; then ", "；然后");

/// A kind of failure, before its text.
pub const DEADLOCK: Text = Text::new("deadlock", "死锁");
/// A kind of failure.
pub const LIVELOCK: Text = Text::new("livelock", "活锁");
/// A kind of failure.
pub const UNENDING: Text = Text::new("never ends", "没有尽头");
/// A kind of failure.
pub const INVARIANT: Text = Text::new("invariant", "不变式");
/// A kind of failure.
pub const HIDDEN: Text = Text::new("exception lost", "异常丢失");
/// A kind of failure.
pub const UNAWAITED: Text = Text::new("never awaited", "从未被 await");
/// A kind of failure.
pub const DESTROYED: Text = Text::new("task destroyed", "任务被销毁");
/// A kind of failure.
pub const KEPT: Text = Text::new("kept", "一直占着");
/// A kind of failure.
pub const SWALLOWED: Text = Text::new("cancel swallowed", "取消被吞掉");
/// A kind of failure.
pub const OTHER_OUTPUT: Text = Text::new(
    "prints something else than the normal order",
    "输出与正常顺序不同",
);

/// A failure with what is said of it: `kept: the Lock made in line 3`.
pub fn failure(lang: Lang, kind: &str, text: &str) -> String {
    match (lang, text) {
        (_, "") => kind.to_owned(),
        (Lang::En, _) => format!("{kind}: {text}"),
        (Lang::Zh, _) => format!("{kind}：{text}"),
    }
}

/// Python did not start, or did not outlive a program; or it says what cannot be read.
pub fn broken(lang: Lang, detail: &str) -> String {
    match (lang, detail) {
        (Lang::En, "") => "The search ended before its time.".to_owned(),
        (Lang::En, _) => format!("The search ended before its time: {detail}"),
        (Lang::Zh, "") => "搜索提前结束了。".to_owned(),
        (Lang::Zh, _) => format!("搜索提前结束了：{detail}"),
    }
}

/// The caption of one of two runs.
pub fn run_of(lang: Lang, order: &str, is_normal: bool) -> String {
    match (lang, is_normal) {
        (Lang::En, true) => format!("{order}, the normal one"),
        (Lang::Zh, true) => format!("{order}，正常的"),
        (_, false) => order.to_owned(),
    }
}
