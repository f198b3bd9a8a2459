//! A child of a gather failed after the gather had: nobody sees the second error.

use std::collections::HashMap;

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::Known;
use crate::analysis::words::say;
use crate::events::{Awaiting, Event, FutureId, Outcome, TaskId};
use crate::trace::Record;

/// Watches the children of gathers.
#[derive(Debug, Default)]
pub(crate) struct Check {
    /// The gathers of each task.
    gathers: HashMap<TaskId, Vec<FutureId>>,
    failed: HashMap<FutureId, Gather>,
}

/// The failures of one gather.
#[derive(Debug, Default)]
struct Gather {
    /// The children that failed, and the events, in order.
    children: Vec<(TaskId, usize)>,
    /// Whether the gather itself has failed, which the first of them made it.
    is_over: bool,
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        let n = known.now();
        match &record.event {
            Event::FutureLinked { outer, inner } => {
                let outer_state = known.state.futures.get(outer);
                let is_gather =
                    outer_state.is_some_and(|outer| matches!(outer.awaiting, Awaiting::Gather(_)));
                if is_gather && known.state.task(*inner).is_some() {
                    self.gathers.entry(*inner).or_default().push(*outer);
                }
            }
            Event::TaskFinished { task, outcome } => {
                let gathers = self.gathers.remove(task).unwrap_or_default();
                if matches!(outcome, Outcome::Raised(_)) {
                    for gather in gathers {
                        self.child_failed(gather, *task, n, found);
                    }
                }
            }
            Event::FutureFinished {
                future,
                outcome: Outcome::Raised(_),
            } => self.gather_failed(*future, n, found),
            _ => {}
        }
    }

    fn child_failed(&mut self, gather: FutureId, child: TaskId, n: usize, found: &mut Found) {
        let state = self.failed.entry(gather).or_default();
        state.children.push((child, n));
        if state.is_over {
            let first = state.children[0];
            found.add(n, n, HiddenError { child, first });
        }
    }

    /// The gather ends with its first child's error; those that failed in between are hidden.
    fn gather_failed(&mut self, gather: FutureId, n: usize, found: &mut Found) {
        let Some(state) = self.failed.get_mut(&gather) else {
            return;
        };
        state.is_over = true;
        if let Some((first, others)) = state.children.split_first() {
            for (child, event) in others {
                let (child, first) = (*child, *first);
                found.add(n, *event, HiddenError { child, first });
            }
        }
    }
}

#[derive(Debug)]
struct HiddenError {
    child: TaskId,
    first: (TaskId, usize),
}

impl Describe for HiddenError {
    fn kind(&self) -> FindingKind {
        FindingKind::HiddenError
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let (who, first) = (names.task_name(self.child), names.task_name(self.first.0));
        Words {
            title: say!(
                lang,
                "An error that gather() hides",
                "被 gather() 隐藏的错误"
            ),
            what: say!(
                lang,
                "{who} failed too, but the gather had already failed with the error of {first}: nobody sees this one.",
                "{who} 也失败了，但 gather 已经因 {first} 的错误而失败：没有人会看到这个错误。"
            ),
            why: say!(
                lang,
                "gather() passes the first error on and marks the others as seen; its other children go on unheard.",
                "gather() 只传递第一个错误，并把其余的标记为已处理；其他子任务继续运行而无人理会。"
            ),
            advice: say!(
                lang,
                "Use a TaskGroup, which stops the others and gives all errors together, or gather(..., return_exceptions=True).",
                "使用 TaskGroup，它会停止其他任务并一起给出所有错误；或者 gather(..., return_exceptions=True)。"
            ),
        }
    }

    fn tasks(&self) -> Vec<TaskId> {
        vec![self.child, self.first.0]
    }

    fn events(&self) -> Vec<usize> {
        vec![self.first.1]
    }
}
