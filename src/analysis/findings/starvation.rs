//! A waiter is overtaken again and again.

use std::collections::HashMap;

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::Known;
use crate::analysis::words::say;
use crate::events::{Awaiting, Change, Event, FutureId, ResourceId, TaskId};
use crate::trace::Record;

/// So many later ones overtake a waiter before it counts as starved.
const OVERTAKEN: u32 = 3;

/// Watches the lines at locks, semaphores and queues.
#[derive(Debug, Default)]
pub(crate) struct Check {
    lines: HashMap<(ResourceId, Line), Vec<Waiter>>,
}

/// Who takes and who gives stand apart. At an event, a condition or a barrier nobody can be
/// overtaken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Line {
    Take,
    Put,
}

#[derive(Debug)]
struct Waiter {
    task: TaskId,
    future: FutureId,
    overtaken: u32,
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        let Event::ResourceChanged {
            resource,
            change,
            task,
            ..
        } = record.event
        else {
            return;
        };
        match change {
            Change::Waiting(future) => self.joins(resource, future, task, known),
            Change::LeftLine(future) => {
                for line in [Line::Take, Line::Put] {
                    if let Some(line) = self.lines.get_mut(&(resource, line)) {
                        line.retain(|waiter| waiter.future != future);
                    }
                }
            }
            Change::Acquired | Change::Got => {
                self.gets((resource, Line::Take), task, known.now(), found);
            }
            Change::Put => self.gets((resource, Line::Put), task, known.now(), found),
            _ => {}
        }
    }

    fn joins(
        &mut self,
        resource: ResourceId,
        future: FutureId,
        task: Option<TaskId>,
        known: Known<'_>,
    ) {
        let Some(task) = task else {
            return;
        };
        let awaiting = known
            .state
            .futures
            .get(&future)
            .map(|future| future.awaiting);
        let which = match awaiting {
            Some(Awaiting::Lock(_) | Awaiting::Semaphore(_) | Awaiting::QueueGet(_)) => Line::Take,
            Some(Awaiting::QueuePut(_)) => Line::Put,
            _ => return,
        };
        let line = self.lines.entry((resource, which)).or_default();
        // One that was woken in vain and stands in line again has waited all the time.
        match line.iter_mut().find(|waiter| waiter.task == task) {
            Some(again) => again.future = future,
            None => line.push(Waiter {
                task,
                future,
                overtaken: 0,
            }),
        }
    }

    fn gets(
        &mut self,
        line: (ResourceId, Line),
        task: Option<TaskId>,
        n: usize,
        found: &mut Found,
    ) {
        let resource = line.0;
        let Some(line) = self.lines.get_mut(&line) else {
            return;
        };
        let place = line.iter().position(|waiter| Some(waiter.task) == task);
        if let Some(place) = place {
            line.remove(place);
        }
        // Those who stood there before it came are overtaken.
        let before = place.unwrap_or(line.len());
        for waiter in &mut line[..before] {
            waiter.overtaken += 1;
            if waiter.overtaken == OVERTAKEN {
                let starved = Starved(waiter.task, resource);
                found.add(n, n, starved);
            }
        }
    }
}

#[derive(Debug)]
struct Starved(TaskId, ResourceId);

impl Describe for Starved {
    fn kind(&self) -> FindingKind {
        FindingKind::Starvation
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let (who, what) = (names.task_name(self.0), names.resource(self.1));
        Words {
            title: say!(lang, "Starvation", "饥饿"),
            what: say!(
                lang,
                "{who} waits for {what} while others, who came later, got it {OVERTAKEN} times.",
                "{who} 在等 {what}，后来者却已经得到了 {OVERTAKEN} 次。"
            ),
            why: say!(
                lang,
                "Under load it may wait for ever, though what it waits for becomes free again and again.",
                "负载高时它可能永远等下去，尽管它等的东西一再空出来。"
            ),
            advice: say!(
                lang,
                "Let the others give way (an await) between two takes, or use a fair Lock or Semaphore.",
                "让其他任务在两次获取之间让出（一次 await），或者使用公平的 Lock 或 Semaphore。"
            ),
        }
    }

    fn tasks(&self) -> Vec<TaskId> {
        vec![self.0]
    }
}
