//! A lock or permit whose holder ended without giving it back, while others wait for it.

use std::collections::{HashMap, HashSet};

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::Known;
use crate::analysis::words::{list, say, tasks};
use crate::events::{Change, Event, ResourceId, TaskId};
use crate::trace::Record;

/// Watches what tasks hold when they end.
#[derive(Debug, Default)]
pub(crate) struct Check {
    /// What each task took and has not given back.
    taken: HashMap<TaskId, Vec<ResourceId>>,
    told: HashMap<ResourceId, usize>,
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        match record.event {
            Event::ResourceChanged {
                resource,
                change: Change::Acquired,
                task: Some(task),
                ..
            } => self.taken.entry(task).or_default().push(resource),
            Event::ResourceChanged {
                resource,
                change: Change::Released,
                task,
                ..
            } => self.released(resource, task, known, found),
            Event::ResourceChanged {
                resource,
                change: Change::Waiting(_),
                ..
            } => self.look_at(resource, known, found),
            Event::TaskFinished { task, .. } => {
                let taken: HashSet<ResourceId> = self
                    .taken
                    .remove(&task)
                    .unwrap_or_default()
                    .into_iter()
                    .collect();
                for resource in taken {
                    self.look_at(resource, known, found);
                }
            }
            // What nobody can get any more is then said as a cause of that.
            Event::Deadlocked => {
                for (_, fact) in self.told.drain() {
                    found.withdraw(fact, known.now());
                }
            }
            _ => {}
        }
    }

    fn released(
        &mut self,
        resource: ResourceId,
        task: Option<TaskId>,
        known: Known<'_>,
        found: &mut Found,
    ) {
        let taken = task.and_then(|task| self.taken.get_mut(&task));
        if let Some(taken) = taken
            && let Some(place) = taken.iter().position(|own| *own == resource)
        {
            taken.swap_remove(place);
        }
        if let Some(fact) = self.told.remove(&resource) {
            found.withdraw(fact, known.now());
        }
    }

    fn look_at(&mut self, resource: ResourceId, known: Known<'_>, found: &mut Found) {
        let (Some(state), Some(used)) = (
            known.state.resources.get(&resource),
            known.usage.of(resource),
        ) else {
            return;
        };
        let has_ended = |task: TaskId| known.state.task(task).is_none_or(|task| task.is_finished());
        let all_ended = used.held.iter().all(|(task, _)| has_ended(*task));
        let is_leaked = !used.held.is_empty() && all_ended && !used.is_handed_on;
        if !is_leaked || state.waiters.is_empty() || self.told.contains_key(&resource) {
            return;
        }
        let n = known.now();
        let leaked = LeakedPermit {
            resource,
            held: used.held.clone(),
        };
        if let Some(fact) = found.add(n, n, leaked) {
            self.told.insert(resource, fact);
        }
    }
}

#[derive(Debug)]
struct LeakedPermit {
    resource: ResourceId,
    held: Vec<(TaskId, usize)>,
}

impl Describe for LeakedPermit {
    fn kind(&self) -> FindingKind {
        FindingKind::LeakedPermit
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let thing = names.resource(self.resource);
        let who = list(lang, &tasks(names, &self.tasks()));
        Words {
            title: say!(lang, "{thing} was never given back", "{thing} 从未归还"),
            what: say!(
                lang,
                "Others wait for {thing}, which {who} took and never gave back before ending.",
                "别的任务在等 {thing}；{who} 拿走后没有归还就结束了。"
            ),
            why: say!(
                lang,
                "Nobody is left who would give it back as part of its work: whoever waits for it may wait for ever.",
                "再没有谁会在自己的工作中归还它：等它的可能永远等下去。"
            ),
            advice: say!(
                lang,
                "Use async with: it gives back on every way out, by an error or a cancel too.",
                "使用 async with：无论以什么方式离开（包括出错和取消）它都会归还。"
            ),
        }
    }

    fn tasks(&self) -> Vec<TaskId> {
        self.held.iter().map(|(task, _)| *task).collect()
    }

    fn events(&self) -> Vec<usize> {
        self.held.iter().map(|(_, event)| *event).collect()
    }
}
