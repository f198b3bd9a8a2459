//! Cleaning up after a timeout took long: the timeout was late by that.

use std::collections::HashMap;

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::Known;
use crate::analysis::format::seconds;
use crate::analysis::words::say;
use crate::events::Nanos;
use crate::events::{CancelOrigin, Event, TaskId};
use crate::trace::Record;

/// A clean-up of at least this long is worth a word.
const LONG: Nanos = Nanos(100_000_000);

/// Watches timeouts whose time is up.
#[derive(Debug, Default)]
pub(crate) struct Check {
    /// The tasks that a timeout cancelled: the event, and when.
    expired: HashMap<TaskId, (usize, Nanos)>,
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        match &record.event {
            Event::CancelRequested {
                target,
                origin: CancelOrigin::Timeout | CancelOrigin::WaitFor,
                ..
            } => {
                self.expired.insert(*target, (known.now(), record.when));
            }
            Event::Uncancelled { task, .. } | Event::TaskFinished { task, .. } => {
                if let Some((event, when)) = self.expired.remove(task) {
                    let took = record.when.since(when);
                    if took >= LONG {
                        let n = known.now();
                        let slow = SlowCleanup {
                            task: *task,
                            asked: event,
                            took,
                        };
                        found.add(n, n, slow);
                    }
                }
            }
            _ => {}
        }
    }
}

#[derive(Debug)]
struct SlowCleanup {
    task: TaskId,
    asked: usize,
    took: Nanos,
}

impl Describe for SlowCleanup {
    fn kind(&self) -> FindingKind {
        FindingKind::SlowCleanup
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let (who, took) = (names.task_name(self.task), seconds(self.took));
        let when = names.when(self.asked);
        Words {
            title: say!(lang, "A timeout that came late", "来迟的超时"),
            what: say!(
                lang,
                "The timeout of {who} was up at {when}, but it took {took} more to clean up before it could go on.",
                "{who} 的超时在 {when} 到期，但又花了 {took} 清理才继续。"
            ),
            why: say!(
                lang,
                "A timeout only asks: it waits until the CancelledError has gone through every finally and except, however long these await.",
                "超时只是请求：它要等 CancelledError 走完每个 finally 和 except，不管它们 await 多久。"
            ),
            advice: say!(
                lang,
                "Keep clean-up short, give it a timeout of its own, or hand it to a task that others await.",
                "让清理尽量短，给它单独的超时，或者交给另一个有人等待的任务。"
            ),
        }
    }

    fn tasks(&self) -> Vec<TaskId> {
        vec![self.task]
    }

    fn events(&self) -> Vec<usize> {
        vec![self.asked]
    }
}
