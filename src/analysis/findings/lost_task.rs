//! `asyncio.run` cut a task off that nobody awaited.

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::Known;
use crate::analysis::words::say;
use crate::events::{CancelOrigin, Event, FutureId, TaskId};
use crate::trace::Record;

/// Watches what `asyncio.run` cancels at its end.
#[derive(Debug, Default)]
pub(crate) struct Check {
    main: Option<TaskId>,
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        match &record.event {
            Event::TaskCreated {
                task, parent: None, ..
            } => {
                self.main.get_or_insert(*task);
            }
            Event::CancelRequested {
                target,
                origin: CancelOrigin::Runner,
                ..
            } => self.cut_off(*target, known, found),
            _ => {}
        }
    }

    fn cut_off(&mut self, task: TaskId, known: Known<'_>, found: &mut Found) {
        let Some(state) = known.state.task(task) else {
            return;
        };
        // Who is awaited is not lost: whoever awaits it is.
        let mut outer = state.outer.iter();
        if !state.awaited_by.is_empty() || outer.any(|outer| is_pending(*outer, known)) {
            return;
        }
        let n = known.now();
        let lost = LostTask {
            main: self.main,
            task,
            has_begun: state.resumes > 0,
        };
        found.add(n, n, lost);
    }
}

/// Whether something that waits for a task waits still: a gather that has failed does not.
fn is_pending(future: FutureId, known: Known<'_>) -> bool {
    let state = known.state.futures.get(&future);
    state.is_some_and(|state| state.outcome.is_none())
}

#[derive(Debug)]
struct LostTask {
    main: Option<TaskId>,
    task: TaskId,
    has_begun: bool,
}

impl Describe for LostTask {
    fn kind(&self) -> FindingKind {
        FindingKind::LostTask
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let (who, main) = (names.task_name(self.task), names.who(self.main));
        Words {
            title: say!(lang, "A task was cut off", "任务被中途切断"),
            what: match self.has_begun {
                true => say!(
                    lang,
                    "{who} was not done when {main} ended, and nobody was waiting for it: asyncio.run() cancelled it.",
                    "{main} 结束时 {who} 还没有完成，也没有人等待它：asyncio.run() 取消了它。"
                ),
                false => say!(
                    lang,
                    "{who} had not begun when {main} ended, and nobody was waiting for it: asyncio.run() cancelled it before its first line.",
                    "{main} 结束时 {who} 还没有开始，也没有人等待它：asyncio.run() 在它的第一行之前就取消了它。"
                ),
            },
            why: say!(
                lang,
                "What it had left to do was not done, and nothing says so: no error, no output.",
                "它剩下的工作没有做完，而且毫无提示：没有错误，也没有输出。"
            ),
            advice: say!(
                lang,
                "Keep the task and await it before main() returns, or start it in a TaskGroup. If it is meant to run until the end, cancel it yourself.",
                "保留这个任务并在 main() 返回之前 await 它，或者在 TaskGroup 里启动它。如果它本该运行到最后，就自己取消它。"
            ),
        }
    }

    fn tasks(&self) -> Vec<TaskId> {
        vec![self.task]
    }
}
