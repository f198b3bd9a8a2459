//! A cancelled task went on, or ended as if it had not been cancelled.

use std::collections::{HashMap, HashSet};

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::Known;
use crate::analysis::words::say;
use crate::events::{Awaiting, Event, FutureId, Outcome, Place, TaskId};
use crate::trace::Record;

/// Watches what tasks do with a CancelledError.
#[derive(Debug, Default)]
pub(crate) struct Check {
    /// The tasks that were asked to cancel, and the event.
    asked: HashMap<TaskId, usize>,
    /// Those in which CancelledError was raised: the event, and the line.
    delivered: HashMap<TaskId, (usize, Option<Place>)>,
    told: HashSet<TaskId>,
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        let n = known.now();
        match &record.event {
            Event::CancelRequested { target, .. } => {
                self.asked.entry(*target).or_insert(n);
            }
            Event::Uncancelled { task, remaining: 0 } => self.forget(*task),
            Event::TaskResumed {
                task,
                thrown: Some(_),
                ..
            } if self.asked.contains_key(task) => {
                let state = known.state.task(*task);
                let line = state.and_then(|state| Some(state.frames.last()?.line));
                self.delivered.entry(*task).or_insert((n, line));
            }
            Event::TaskSuspended { task, at, on } if !cleans_up(*on, known) => {
                self.suspended(*task, *at, known, found);
            }
            Event::TaskFinished { task, outcome } => {
                let requests = known.state.task(*task).map_or(0, |task| task.cancelling);
                let is_new = !self.told.remove(task);
                if *outcome == Outcome::Returned && requests > 0 && is_new {
                    self.swallowed(*task, n, false, found);
                }
                self.forget(*task);
            }
            _ => {}
        }
    }

    fn forget(&mut self, task: TaskId) {
        self.asked.remove(&task);
        self.delivered.remove(&task);
    }

    /// Who stands again at the line at which the cancel came has gone around a loop.
    fn suspended(&mut self, task: TaskId, at: Place, known: Known<'_>, found: &mut Found) {
        let Some((delivered, line)) = self.delivered.get(&task) else {
            return;
        };
        let still_asked = known
            .state
            .task(task)
            .is_some_and(|task| task.cancelling > 0);
        let goes_around = *line == Some(at) && known.now() > *delivered;
        if still_asked && goes_around {
            self.swallowed(task, known.now(), true, found);
            self.told.insert(task);
            self.forget(task);
        }
    }

    fn swallowed(&self, task: TaskId, n: usize, goes_on: bool, found: &mut Found) {
        let events = self.asked.get(&task).copied().into_iter();
        let delivered = self.delivered.get(&task).map(|(event, _)| *event);
        let swallowed = Swallowed {
            task,
            events: events.chain(delivered).collect(),
            goes_on,
        };
        found.add(n, n, swallowed);
    }
}

/// Whether a task waits for what asyncio itself still has to do before the CancelledError goes on:
/// a group for its children, a condition for its lock.
fn cleans_up(on: Option<FutureId>, known: Known<'_>) -> bool {
    let on = on.and_then(|on| known.state.futures.get(&on));
    on.is_some_and(|on| {
        matches!(
            on.awaiting,
            Awaiting::TaskGroup
                | Awaiting::Condition(_)
                | Awaiting::Barrier(_)
                | Awaiting::CancelAndWait(_)
        )
    })
}

#[derive(Debug)]
struct Swallowed {
    task: TaskId,
    events: Vec<usize>,
    goes_on: bool,
}

impl Describe for Swallowed {
    fn kind(&self) -> FindingKind {
        FindingKind::SwallowedCancel
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let who = names.task_name(self.task);
        Words {
            title: say!(lang, "Swallowed cancel", "被吞掉的取消"),
            what: match self.goes_on {
                true => say!(
                    lang,
                    "{who} was asked to cancel, caught that, and waits again at the same line.",
                    "{who} 被请求取消，却接住了它，又在同一行继续等待。"
                ),
                false => say!(
                    lang,
                    "{who} was asked to cancel and ended as if nothing had happened.",
                    "{who} 被请求取消，却像什么都没发生一样结束了。"
                ),
            },
            why: say!(
                lang,
                "Whoever cancelled it believes that it stopped; timeouts and task groups rely on that.",
                "取消它的一方以为它停了；超时和任务组都依赖这一点。"
            ),
            advice: say!(
                lang,
                "After cleaning up, let the CancelledError go on (raise), and never catch BaseException whole.",
                "清理之后让 CancelledError 继续传播（raise），不要笼统地捕获 BaseException。"
            ),
        }
    }

    fn tasks(&self) -> Vec<TaskId> {
        vec![self.task]
    }

    fn events(&self) -> Vec<usize> {
        self.events.clone()
    }
}
