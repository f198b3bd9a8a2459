//! A task was ready for long before it ran, and no single step is to blame.

use std::collections::VecDeque;

use super::blocked_loop::SLOW;
use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::Known;
use crate::analysis::format::seconds;
use crate::analysis::words::say;
use crate::events::Nanos;
use crate::events::{Event, TaskId, Work};
use crate::trace::Record;

/// So long a task stands in the ready queue before that is worth a word.
const LONG: Nanos = Nanos(500_000_000);

/// Watches how long handles stand in the ready queue.
#[derive(Debug, Default)]
pub(crate) struct Check {
    /// The ready handles in order: since when, and how many handles had run by then.
    ready: VecDeque<(Nanos, u32)>,
    ran: u32,
    started: Nanos,
    /// When a handle last held the loop alone: what waited for that is told there.
    held: Option<Nanos>,
    /// The run of waits that was told last, so that one jam is one finding.
    told: Option<Nanos>,
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        match record.event {
            Event::HandleQueued { .. } | Event::TimerDue { .. } => {
                self.ready.push_back((record.when, self.ran));
            }
            Event::HandleSkipped { .. } => {
                self.ready.pop_front();
            }
            Event::HandleStarted { .. } => {
                self.ran = self.ran.saturating_add(1);
                self.started = record.when;
                let since = self.ready.pop_front();
                if let Some((since, ran)) = since {
                    self.starts(since, ran, record, known, found);
                }
            }
            Event::HandleEnded { .. } if record.when.since(self.started) >= SLOW => {
                self.held = Some(record.when);
            }
            _ => {}
        }
    }

    fn starts(
        &mut self,
        since: Nanos,
        ran: u32,
        record: &Record,
        known: Known<'_>,
        found: &mut Found,
    ) {
        let stood = record.when.since(since);
        let is_told =
            self.held.is_some_and(|held| held > since) || self.told.is_some_and(|t| t > since);
        let work = known.state.running.map(|running| running.work);
        let Some(Work::Step(task) | Work::Wakeup { task, .. }) = work else {
            return;
        };
        if stood < LONG || is_told {
            return;
        }
        self.told = Some(record.when);
        let n = known.now();
        let others = self.ran.saturating_sub(ran + 1);
        found.add(
            n,
            n,
            StarvedTask {
                task,
                stood,
                others,
            },
        );
    }
}

#[derive(Debug)]
struct StarvedTask {
    task: TaskId,
    stood: Nanos,
    others: u32,
}

impl Describe for StarvedTask {
    fn kind(&self) -> FindingKind {
        FindingKind::StarvedTask
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let (who, stood, others) = (names.task_name(self.task), seconds(self.stood), self.others);
        Words {
            title: say!(lang, "A crowded loop", "循环过于拥挤"),
            what: say!(
                lang,
                "{who} was ready for {stood} before it got its turn: {others} other handles ran first.",
                "{who} 就绪后等了 {stood} 才轮到：之前先运行了 {others} 个别的回调。"
            ),
            why: say!(
                lang,
                "Each step is short, but there are so many that everything on this loop is late.",
                "每一步都很短，但数量太多，这个循环上的一切都晚了。"
            ),
            advice: say!(
                lang,
                "Do less in each step or start fewer tasks at once (a Semaphore), or move work to processes.",
                "减少每一步的工作，或者减少同时启动的任务（用 Semaphore），或者把工作移到进程。"
            ),
        }
    }

    fn tasks(&self) -> Vec<TaskId> {
        vec![self.task]
    }
}
