//! The words of the page itself: its header, panes, buttons and notices.

use super::{Lang, Text};

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $en:literal, $zh:literal;)*) => {
        $($(#[$doc])* pub const $name: Text = Text::new($en, $zh);)*
    };
}

texts! {
    /// Under the name, in the header.
    TAGLINE: "asyncio, one step at a time", "一步一步看懂 asyncio";
    /// The first thing that a keyboard reaches.
    SKIP: "Skip to the scenario", "跳到场景";
    /// The opener of the catalogue where it is hidden.
    SCENARIOS: "Scenarios", "场景";
    /// Closes the catalogue, a dialog.
    CLOSE: "Close", "关闭";
    /// The opener of the palette.
    FIND: "Find a scenario or a command", "查找场景或命令";
    /// The theme switch, by what it would do.
    TO_DARK: "Use the dark theme", "切换到深色主题";
    /// The theme switch, by what it would do.
    TO_LIGHT: "Use the light theme", "切换到浅色主题";
    /// The language switch, in the language that it would switch to.
    OTHER_LANGUAGE: "中文", "English";
    /// The sheet of keys.
    SHORTCUTS: "Keyboard shortcuts", "键盘快捷键";
    /// The short opener of the sheet of keys.
    HELP: "Help", "帮助";

    /// A link to this moment.
    SHARE: "Share", "分享";
    /// Takes a run along as a file.
    EXPORT: "Export", "导出";
    /// Opens the explanation of a scenario.
    EXPLANATION: "What this shows", "这说明了什么";
    /// The ordered lesson.
    LESSON: "The lesson, step by step", "循序渐进的课程";
    /// A scenario whose question a run has answered.
    ANSWERED: "answered", "已回答";
    /// Links to similar scenarios.
    SEE_ALSO: "See also", "另请参阅";
    /// The link to Python's documentation.
    PYTHON_DOCS: "Python documentation", "Python 文档";
    /// Named sets of parameters.
    PRESETS: "Presets", "预设";

    /// The pane with the program.
    CODE: "Code", "代码";
    /// Python's tab.
    PYTHON: "Python", "Python";
    /// Rust's tab.
    RUST: "Rust", "Rust";
    /// Copies the program.
    COPY: "Copy", "复制";
    /// After a copy.
    COPIED: "Copied", "已复制";
    /// When the browser refuses a copy.
    COPY_REFUSED: "The browser does not allow copying here", "浏览器不允许在此处复制";
    /// Why the code has no editor.
    CHANGED_BY_FORM: "Changed by its form, not by typing here", "请通过参数表单修改，不能在此处编辑";
    /// In the Rust tab.
    RUST_RUNS: "The very file that runs; values beside their names", "正是运行的文件；参数值标在名称旁";
    /// Beside a line of the program: the tasks that stand there.
    STANDS_HERE: "stands here", "停在这里";

    /// The pane with the form.
    PARAMETERS: "Parameters", "参数";
    /// The short name of the form on a phone.
    FORM: "Form", "参数";
    /// Puts the defaults back.
    RESET: "Reset", "重置";
    /// A scenario without parameters.
    NO_PARAMETERS: "This scenario has no parameters.", "这个场景没有参数。";

    /// The transport bar.
    CONTROLS: "Run controls", "运行控制";
    /// Starts.
    RUN: "Run", "运行";
    /// Halts.
    PAUSE: "Pause", "暂停";
    /// Goes on after a pause.
    CONTINUE: "Continue", "继续";
    /// Ends a run before its end.
    STOP: "Stop", "停止";
    /// One handle.
    STEP: "One step forward", "前进一步";
    /// One event back.
    BACK: "One step back", "后退一步";
    /// To the first event.
    TO_START: "To the start", "回到开头";
    /// To the last event.
    TO_END: "To the end", "跳到末尾";
    /// Skips idle time.
    NEXT_EVENT: "Next event", "下一事件";
    /// What the button skips.
    NEXT_EVENT_LONG: "Next event: skips the time in which nothing happens", "下一事件：跳过空闲时间";
    /// The speed's label.
    SPEED: "Speed", "速度";
    /// No waiting at all.
    INSTANT: "Instant", "即时";
    /// Which clock the page shows, before a run and when it does not matter.
    CLOCK_VIRTUAL: "virtual", "虚拟";
    /// Which clock the page shows while workers are at work.
    CLOCK_WALL: "wall", "真实";
    /// The clock's reading.
    CLOCK: "Loop clock", "事件循环时钟";
    /// What the run came to.
    MEASURES: "Measures of the run", "运行的度量";
    /// Before the first run.
    NOT_RUN: "not run yet", "尚未运行";

    /// The timeline pane.
    TIMELINE: "Timeline", "时间线";
    /// Legend.
    RUNNING: "running", "运行";
    /// Legend.
    AWAITING: "awaiting", "等待";
    /// Legend.
    READY: "ready", "就绪";
    /// Legend.
    DONE: "done", "完成";
    /// Legend.
    CANCELLED: "cancelled", "已取消";
    /// Legend.
    FAILED: "failed", "失败";
    /// Where a stretch of the timeline is too short to be told apart.
    MANY: "many short stretches", "许多短阶段";
    /// The timeline as a table, for those who do not see it.
    LANES: "Lanes of the timeline", "时间线各行";
    /// A column: the task of a lane.
    TASK_COLUMN: "Task", "任务";
    /// A column: how the task ended or what it does.
    STATE_COLUMN: "State", "状态";
    /// A column: what the task did, in order.
    HISTORY_COLUMN: "History", "经过";
    /// The state of a task that does not exist at the cursor.
    NOT_YET: "not made yet", "尚未创建";
    /// Before the first run.
    LOOP_EMPTY: "Press Run: what runs, what is ready and what is timed stands here.", "按“运行”：这里显示正在运行、就绪和定时的内容。";
    /// Before the first run.
    TIMELINE_EMPTY: "Press Run: each task gets a lane here.", "按“运行”：每个任务在这里有一行。";
    /// Shows the whole run.
    FIT: "Fit", "适应";
    /// Shows the time in which nothing happens in full.
    GAPS: "Gaps", "空隙";
    /// The same, for who wants to know more.
    GAPS_LONG: "Show the time in which nothing happens in full", "完整显示没有事件的时间";
    /// Zooms in.
    ZOOM_IN: "Zoom in", "放大";
    /// Zooms out.
    ZOOM_OUT: "Zoom out", "缩小";

    /// The console pane.
    CONSOLE: "Console", "控制台";
    /// Nothing printed yet.
    CONSOLE_EMPTY: "Nothing printed yet.", "还没有输出。";

    /// At the end of the console, after Stop.
    STOPPED: "Stopped before its end.", "在结束之前被停止。";

    /// The event loop pane.
    EVENT_LOOP: "Now", "现在";
    /// Its short name on a phone.
    LOOP: "Loop", "循环";
    /// In the event loop's pane.
    RUNNING_NOW: "Running now", "正在运行";
    /// In the event loop's pane.
    NOTHING_RUNS: "nothing", "无";
    /// In the event loop's pane.
    READY_QUEUE: "Ready queue, next first", "就绪队列（先到先行）";
    /// In the event loop's pane: what stands behind it was added during this turn.
    NEXT_TURN: "next turn:", "下一轮：";
    /// In the event loop's pane.
    NONE_READY: "nothing is ready", "没有就绪的句柄";
    /// In the event loop's pane.
    TIMERS: "Timers, soonest first", "定时器（最早的在前）";
    /// In the event loop's pane.
    NO_TIMERS: "no timer is set", "没有定时器";
    /// The sentence that tells what happened.
    NARRATION: "What happened and why", "发生了什么，为什么";
    /// What a click on a line or a bar does.
    GO_THERE: "Go to this moment", "跳到这一时刻";

    /// A side of the event loop's pane.
    WAITS: "Who waits", "谁在等待";
    /// A side of the event loop's pane.
    FINDINGS: "Findings", "发现";
    /// No task waits.
    NOBODY_WAITS: "Nobody waits at this moment.", "此刻没有任务在等待。";
    /// Nothing is wrong.
    NO_FINDINGS: "Nothing to point out up to this moment.", "到此刻为止没有需要指出的问题。";

    /// The list of tasks.
    TASKS: "Tasks", "任务";
    /// A fact of a task.
    STATE: "State", "状态";
    /// What asyncio calls a task: `Task-3`.
    ASYNCIO_NAME: "Name", "名称";
    /// A fact of a task.
    EXCEPTION: "Exception", "异常";
    /// A fact of a task.
    AT: "At", "位于";
    /// A fact of a task.
    AWAITS: "Awaits", "在等待";
    /// A fact of a task.
    AWAITED_BY: "Awaited by", "被谁等待";
    /// What a task holds.
    HOLDS: "Holds", "持有";
    /// A fact of a task.
    MADE_BY: "Made by", "由谁创建";
    /// A fact of a task.
    WAITED: "Waited", "等待了";
    /// The task pane before a task is chosen.
    TASK: "Task", "任务";
    /// No task yet.
    NO_TASK: "No task yet.", "还没有任务。";

    /// An unknown scenario, before its name.
    UNKNOWN_LEAD: "These are the scenarios there are:", "现有的场景如下：";
    /// The title of the page of an unknown scenario.
    UNKNOWN_TITLE: "No such scenario", "没有这个场景";

    /// When storage is blocked, full or broken.
    STORAGE_REFUSED: "The browser keeps nothing here, so theme, language and speed are forgotten when the page is closed.", "浏览器不在此处保存数据，关闭页面后主题、语言和速度会被遗忘。";
    /// A run went on while nobody saw the page.
    WAS_HIDDEN: "While this page was hidden the browser slowed its timers: the run went on late, in the same order and at the same times of its loop clock.", "页面隐藏期间浏览器放慢了定时器：运行有所延迟，但顺序和循环时钟的时间不变。";
    /// A reader's correction of the order that a run had.
    SAME_ORDER: "same order as CPython 3.13", "顺序与 CPython 3.13 相同";
    /// A link of a moment that this run does not have.
    MOMENT_NOT_FOUND: "This run does not have the link's moment; its end is shown.", "此次运行中没有链接所指的时刻；现显示末尾。";

    /// The panic screen.
    PANIC_TITLE: "Loopscope has failed", "Loopscope 出错了";
    /// The panic screen.
    PANIC_LEAD: "This is a fault of the page, not of your program. The report below holds nothing personal; please copy it and send it to us. Starting again keeps the scenario and its parameters.", "这是页面的错误，不是您的程序的错误。下面的报告不含个人信息，请复制并发送给我们。重新开始会保留场景和参数。";
    /// The panic screen's field.
    REPORT: "Report", "报告";
    /// The panic screen.
    START_AGAIN: "Start again", "重新开始";

    /// The switcher on a phone.
    PANES: "Panes", "面板";
    /// No match in the palette.
    NO_MATCH: "Nothing is called that.", "没有匹配的项目。";
    /// A kind of item in the palette.
    COMMAND: "command", "命令";
    /// A kind of item in the palette.
    SCENARIO: "scenario", "场景";

    /// A command.
    UNDO: "Undo the last edit of the parameters", "撤销上次参数修改";
    /// A command.
    NEXT_PRINT: "To the next printed line", "到下一行输出";
    /// A command.
    PRINT_BEFORE: "To the printed line before", "到上一行输出";
    /// Opens the comparison of two runs.
    COMPARE: "Compare", "比较";
    /// In the comparison, before there are two runs.
    COMPARE_HOW: "Keep this run, change a parameter or open another scenario, and run again: both runs then stand here on one time axis.", "保留这次运行，修改参数或打开另一个场景，再运行一次：两次运行会在同一时间轴上并排显示。";
    /// In the comparison, before there is a run.
    COMPARE_FIRST_RUN: "Run something first.", "请先运行。";
    /// In the comparison, once the run is to be kept.
    COMPARE_AGAIN: "This run is kept. Change something and run again.", "这次运行已保留。请修改后再次运行。";
    /// Keeps the run.
    KEEP: "Keep this run", "保留这次运行";
    /// After that.
    KEPT: "Kept: run again to compare", "已保留：再次运行即可比较";
    /// A column.
    KEPT_RUN: "Kept run", "保留的运行";
    /// A column.
    THIS_RUN: "This run", "这次运行";
    /// A column.
    DIFFERENCE: "Difference", "差异";
    /// A column.
    MEASURE: "Measure", "度量";
    /// Above the moment where two runs part.
    PARTING: "Where they part", "从哪里开始不同";
    /// Two runs without a difference.
    NO_PARTING: "Every event is the same.", "所有事件都相同。";
    /// What is taken along.
    EXPORT_CHROME: "Trace for Perfetto and speedscope (.json)", "供 Perfetto 和 speedscope 使用的跟踪（.json）";
    /// What is taken along.
    EXPORT_DRAWING: "Timeline as a drawing (.svg)", "时间线矢量图（.svg）";
    /// When there is no edit left.
    NOTHING_TO_UNDO: "No edit to undo", "没有可撤销的修改";
    /// Steps along one task.
    TASK_BACK: "This task's event before", "此任务的上一事件";
    /// Steps along one task.
    TASK_FORWARD: "This task's next event", "此任务的下一事件";
    /// In an embedded page.
    OPEN_WHOLE: "Open in Loopscope", "在 Loopscope 中打开";
    /// Takes along a frame for another page.
    EMBED: "Copy a frame for a web page", "复制可嵌入网页的框架";
    /// A command.
    RESET_LONG: "Reset the parameters", "重置参数";
    /// A command.
    RUN_INSTANTLY: "Set the speed to instant", "将速度设为即时";
    /// A command.
    SHOW_PYTHON: "Show the Python program", "显示 Python 程序";
    /// A command.
    SHOW_RUST: "Show the Rust file", "显示 Rust 文件";
    /// A command.
    COPY_LONG: "Copy the program", "复制程序";
    /// A command.
    ENGLISH: "Use English", "使用英文";
    /// A command.
    CHINESE: "Use Chinese", "使用中文";

    /// A prediction, its title.
    PREDICTION: "Your guess", "你的猜测";
    /// A prediction.
    PREDICT_TIME: "How long will it take?", "需要多长时间？";
    /// A prediction's unit.
    IN_SECONDS: "in seconds", "以秒为单位";
    /// A prediction.
    PREDICT_LAST: "What is printed last?", "最后输出什么？";

    /// What is taken along.
    EXPORT_PYTHON: "Python program (.py)", "Python 程序（.py）";
    /// What is taken along.
    EXPORT_CONSOLE: "Console as text (.txt)", "控制台文本（.txt）";
    /// What is taken along.
    EXPORT_EVENTS: "All events as JSON lines (.jsonl)", "全部事件，JSON 行（.jsonl）";
    /// What is taken along.
    EXPORT_PICTURE: "Timeline as a picture (.png)", "时间线图片（.png）";
    /// What is taken along.
    COPY_REPORT: "Copy a report of a wrong order", "复制顺序错误报告";
    /// The same as a file.
    EXPORT_REPORT: "Report of a wrong order (.txt)", "顺序错误报告（.txt）";
    /// Nothing has run yet.
    EXPORT_FIRST_RUN: "Console, events and timeline can be taken along after a run.", "运行之后才能导出控制台、事件和时间线。";
    /// Where the browser does not give a file.
    EXPORT_REFUSED: "The browser does not allow saving here", "浏览器不允许在此处保存";

    /// A key's meaning.
    KEY_RUN: "Run, pause, continue", "运行、暂停、继续";
    /// A key's meaning.
    KEY_EVENT: "One step back, forward", "后退、前进一步";
    /// A key's meaning.
    KEY_TURN: "One turn of the loop back, forward", "后退、前进一轮";
    /// A key's meaning.
    KEY_ENDS: "To the start, to the end", "到开头、到末尾";
    /// A key's meaning.
    KEY_ZOOM: "Timeline: zoom in, out; pan left, right", "时间线：放大、缩小；左移、右移";
    /// A key's meaning.
    KEY_FIND: "Find a scenario or a command", "查找场景或命令";
    /// A key's meaning.
    KEY_HELP: "This sheet", "本表";
    /// A key's meaning.
    KEY_CLOSE: "Close what is open", "关闭打开的内容";
}

/// Why Run is refused, by the labels of the wrong fields.
pub fn refused(lang: Lang, fields: &[&str]) -> String {
    match lang {
        Lang::En if fields.len() == 1 => {
            format!("Cannot run: “{}” needs another value.", fields[0])
        }
        Lang::En => format!(
            "Cannot run: {} fields need other values: “{}”.",
            fields.len(),
            fields.join("”, “")
        ),
        Lang::Zh => format!("无法运行：请修改“{}”。", fields.join("”、“")),
    }
}

/// The address names a scenario that there is not.
pub fn unknown_scenario(lang: Lang, given: &str) -> String {
    match lang {
        Lang::En => format!("There is no scenario “{given}”"),
        Lang::Zh => format!("没有名为“{given}”的场景"),
    }
}

/// A speed factor: `1×`.
pub fn factor(speed: f64) -> String {
    format!("{speed}×")
}

/// Where the cursor stands, by its event.
pub fn position(lang: Lang, event: usize, of: usize) -> String {
    match lang {
        Lang::En => format!("event {event} of {of}"),
        Lang::Zh => format!("事件 {event} / {of}"),
    }
}

/// The loop's turn at the cursor.
pub fn turn(lang: Lang, turn: u32) -> String {
    match lang {
        Lang::En => format!("turn {turn}"),
        Lang::Zh => format!("第 {turn} 轮"),
    }
}

/// More of the same, not listed.
pub fn and_more(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("and {count} more"),
        Lang::Zh => format!("另有 {count} 个"),
    }
}

/// So many tasks are not listed, and where they are.
pub fn tasks_left_out(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("and {count} more tasks: choose one in the timeline"),
        Lang::Zh => format!("另有 {count} 个任务：请在时间线中选择"),
    }
}

/// A lock or a permit is held by a task.
pub fn is_held_by(lang: Lang, what: &str, who: &str) -> String {
    match lang {
        Lang::En => format!("{what} is held by {who}"),
        Lang::Zh => format!("{what} 由 {who} 持有"),
    }
}

/// Items of a queue were taken by a task that has not reported them done.
pub fn was_taken_by(lang: Lang, what: &str, who: &str) -> String {
    match lang {
        Lang::En => format!("items of {what} were taken by {who}"),
        Lang::Zh => format!("{what} 的项目被 {who} 取走"),
    }
}

/// Who waits for what, and how that is.
pub fn waits_for(lang: Lang, who: &str, what: &str, detail: &str) -> String {
    let detail = if detail.is_empty() {
        String::new()
    } else {
        format!(" ({detail})")
    };
    match lang {
        Lang::En => format!("{who} waits for {what}{detail}"),
        Lang::Zh => format!("{who} 在等待 {what}{detail}"),
    }
}

/// A jump to a moment.
pub fn go_to(lang: Lang, when: &str) -> String {
    match lang {
        Lang::En => format!("Go to {when}"),
        Lang::Zh => format!("跳到 {when}"),
    }
}

/// How many requests to cancel a task were not taken back.
pub fn cancelling(lang: Lang, requests: u32) -> String {
    match lang {
        Lang::En if requests == 1 => "requested once".to_owned(),
        Lang::En => format!("requested {requests} times"),
        Lang::Zh => format!("已请求 {requests} 次"),
    }
}

/// The console shows its newest lines only.
pub fn lines_left_out(lang: Lang, lines: usize) -> String {
    match lang {
        Lang::En => format!("{lines} lines stand before these."),
        Lang::Zh => format!("前面还有 {lines} 行。"),
    }
}

/// A scenario's title with the values that are not its own, the first three of them.
pub fn titled_with(lang: Lang, title: &str, values: &[String]) -> String {
    let shown = &values[..values.len().min(3)];
    match (lang, shown) {
        (_, []) => title.to_owned(),
        (Lang::En, shown) => format!("{title} ({})", shown.join(", ")),
        (Lang::Zh, shown) => format!("{title}（{}）", shown.join("，")),
    }
}

/// The page's title in the browser.
pub fn document_title(scenario: &str) -> String {
    format!("{scenario} · Loopscope")
}

/// Beside a guess: what it was in truth.
pub fn guess_beside(lang: Lang, guess: &str, truth: &str, right: bool) -> String {
    match (lang, right) {
        (Lang::En, true) => format!("✓ You said {guess}, and it is {truth}."),
        (Lang::En, false) => format!("You said {guess}; it is {truth}."),
        (Lang::Zh, true) => format!("✓ 你猜 {guess}，结果是 {truth}。"),
        (Lang::Zh, false) => format!("你猜 {guess}；结果是 {truth}。"),
    }
}
