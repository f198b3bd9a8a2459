//! What a person does to a run from outside, and what is said about it.

use super::{Lang, Text};

/// The side of the event loop's pane on which a person steps in.
pub const STEP_IN: Text = Text::new("Step in", "介入");
/// Above what can be done.
pub const LEAD: Text = Text::new(
    "What you do here happens at this very moment: the run begins again, goes the same way up to here, and then another one. The old run stays behind it in the timeline.",
    "在这里做的事就发生在此刻：程序从头重新运行，到这里为止完全相同，之后走另一条路。旧的运行留在时间线的背后。",
);
/// There is no run.
pub const NO_RUN: Text = Text::new(
    "Run something and stop at a moment: then you can step in there.",
    "先运行并停在某一时刻，然后就可以在那里介入。",
);
/// There is nothing left to act upon.
pub const OVER: Text = Text::new(
    "At this moment no task is left: go back to step in.",
    "此刻已没有任务：请回到更早的时刻再介入。",
);
/// There are as many as there may be.
pub const FULL: Text = Text::new(
    "A run has 50 interventions at most",
    "一次运行最多 50 次介入",
);
/// The field of a queue's item.
pub const ITEM: Text = Text::new("Item", "元素");
/// What was done in this run.
pub const DONE: Text = Text::new("Done in this run", "本次运行中的介入");
/// Withdraws what was done.
pub const TAKE_BACK: Text = Text::new("Take back", "撤回");
/// The baseline's column in the lanes' table.
pub const BEFORE: Text = Text::new("Before stepping in", "介入之前");
/// When an intervention in a link lies after the run's end.
pub const NEVER_CAME: Text = Text::new(
    "What was to be done to this run lies after its end, and was not done",
    "要做的介入在此次运行结束之后，因此没有执行",
);
/// A run of a link that does not hold what its workers did.
pub const STAND_IN: Text = Text::new(
    "This link does not hold what its run's workers did, which may have been too long for a link: here their jobs take the time that they declare, and give what they give now.",
    "这个链接不含那次运行中工作线程实际做了什么（可能太长，链接放不下）：这里的任务按声明的时间执行，给出现在的结果。",
);
/// A link is made of a run whose workers did too much for it.
pub const TOO_LONG: Text = Text::new(
    "Copied, without what the run's workers did: that is too long for a link. Where it is opened, their jobs take the time that they declare.",
    "已复制，但不含工作线程实际做了什么：那对链接来说太长了。打开链接时，任务按声明的时间执行。",
);

/// Cancels the task that is looked at.
pub const CANCEL: Text = Text::new("Cancel", "取消");

/// Cancels a task.
pub fn cancel(lang: Lang, task: &str) -> String {
    match lang {
        Lang::En => format!("Cancel {task}"),
        Lang::Zh => format!("取消 {task}"),
    }
}

/// Sets an event.
pub fn set(lang: Lang, event: &str) -> String {
    match lang {
        Lang::En => format!("Set {event}"),
        Lang::Zh => format!("设置 {event}"),
    }
}

/// Gives a semaphore a permit.
pub fn release(lang: Lang, semaphore: &str) -> String {
    match lang {
        Lang::En => format!("Release {semaphore}"),
        Lang::Zh => format!("释放 {semaphore}"),
    }
}

/// Puts an item into a queue.
pub fn put(lang: Lang, queue: &str) -> String {
    match lang {
        Lang::En => format!("Put into {queue}"),
        Lang::Zh => format!("放入 {queue}"),
    }
}

/// The item that goes into a queue.
pub fn item_of(lang: Lang, queue: &str) -> String {
    match lang {
        Lang::En => format!("Item for {queue}"),
        Lang::Zh => format!("{queue} 的元素"),
    }
}

/// A whole number.
pub const INTEGER: Text = Text::new("a whole number", "整数");
/// A number.
pub const NUMBER: Text = Text::new("a number", "数");
/// Any text.
pub const TEXT: Text = Text::new("any text", "任意文本");
/// A pair.
pub const NUMBERED_TEXT: Text = Text::new("a whole number, a comma, a text", "整数、逗号、文本");

/// An item that the queue does not take.
pub fn wrong_item(lang: Lang, given: &str, allowed: &str) -> String {
    match lang {
        Lang::En => format!("“{given}” is not {allowed}"),
        Lang::Zh => format!("“{given}”不是{allowed}"),
    }
}

/// A queue whose items nobody can type.
pub fn no_items(lang: Lang, queue: &str) -> String {
    match lang {
        Lang::En => {
            format!("{queue}: its items are objects of the program, which cannot be typed here.")
        }
        Lang::Zh => format!("{queue}：它的元素是程序中的对象，无法在此输入。"),
    }
}

/// What was done, as the narration says it.
pub fn cancelled(lang: Lang, task: &str) -> String {
    match lang {
        Lang::En => format!("You cancel {task} from outside."),
        Lang::Zh => format!("你从外部取消 {task}。"),
    }
}

/// What was done, as the narration says it.
pub fn was_set(lang: Lang, event: &str) -> String {
    match lang {
        Lang::En => format!("You set {event} from outside."),
        Lang::Zh => format!("你从外部设置 {event}。"),
    }
}

/// What was done, as the narration says it.
pub fn released(lang: Lang, semaphore: &str) -> String {
    match lang {
        Lang::En => format!("You release {semaphore} from outside."),
        Lang::Zh => format!("你从外部释放 {semaphore}。"),
    }
}

/// What was done, as the narration says it.
pub fn was_put(lang: Lang, queue: &str, item: &str) -> String {
    match lang {
        Lang::En => format!("You put {item} into {queue} from outside."),
        Lang::Zh => format!("你从外部把 {item} 放入 {queue}。"),
    }
}

/// What was to be done cannot be.
pub fn refused(lang: Lang, reason: &str) -> String {
    match lang {
        Lang::En => format!("That is refused, and changes nothing: {reason}"),
        Lang::Zh => format!("这被拒绝，什么也没有改变：{reason}"),
    }
}

/// Where in the run something was done.
pub fn at(lang: Lang, what: &str, when: &str, event: usize) -> String {
    match lang {
        Lang::En => format!("{when}, event {event}: {what}"),
        Lang::Zh => format!("{when}，事件 {event}：{what}"),
    }
}

/// How long the run behind this one took: `3.000 s before`.
pub fn baseline(lang: Lang, makespan: &str) -> String {
    match lang {
        Lang::En => format!("{makespan} before"),
        Lang::Zh => format!("之前 {makespan}"),
    }
}
