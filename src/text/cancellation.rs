//! The way of a cancellation, in words.

use super::{Lang, Text};

/// The list of all steps.
pub const CANCELLATIONS: Text = Text::new("Cancellations, step by step", "取消的经过");

/// A step of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `cancel()` was called.
    Request,
    /// It went on to what the target awaits.
    Propagation,
    /// CancelledError was raised at the await.
    Delivery,
    /// What the task did until its end.
    Cleanup,
    /// The end was raised at whoever awaited the task.
    Return,
}

/// `1.000 s: main() asks factorial('B', 3) to cancel.`
pub fn step(lang: Lang, step: Step, from: Option<&str>, to: &str, when: &str) -> String {
    let said = match lang {
        Lang::En => english(step, from, to),
        Lang::Zh => chinese(step, from, to),
    };
    match lang {
        Lang::En => format!("{when}: {said}"),
        Lang::Zh => format!("{when}：{said}"),
    }
}

fn english(step: Step, from: Option<&str>, to: &str) -> String {
    match (step, from) {
        (Step::Request, Some(from)) => format!("{from} asks {to} to cancel."),
        (Step::Request, None) => format!("{to} is asked to cancel, by no task."),
        (Step::Propagation, Some(from)) => {
            format!("The request goes on from {from} to {to}, which it awaits.")
        }
        (Step::Propagation, None) => format!("The request goes on to {to}."),
        (Step::Delivery, _) => format!("CancelledError is raised in {to}, where it stands."),
        (Step::Cleanup, _) => format!("{to} has cleaned up and ends."),
        (Step::Return, Some(from)) => {
            format!("The end of {from} is raised in {to}, which awaits it.")
        }
        (Step::Return, None) => format!("CancelledError is raised in {to}."),
    }
}

fn chinese(step: Step, from: Option<&str>, to: &str) -> String {
    match (step, from) {
        (Step::Request, Some(from)) => format!("{from} 请求取消 {to}。"),
        (Step::Request, None) => format!("{to} 被请求取消，请求不来自任何任务。"),
        (Step::Propagation, Some(from)) => format!("请求从 {from} 传给它等待的 {to}。"),
        (Step::Propagation, None) => format!("请求传给 {to}。"),
        (Step::Delivery, _) => format!("CancelledError 在 {to} 停住的地方抛出。"),
        (Step::Cleanup, _) => format!("{to} 清理完毕并结束。"),
        (Step::Return, Some(from)) => format!("{from} 的结束在等待它的 {to} 中抛出。"),
        (Step::Return, None) => format!("CancelledError 在 {to} 中抛出。"),
    }
}
