//! Locks are taken in more than one order: another timing, and the program hangs.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::Known;
use crate::analysis::words::{capital, number, say};
use crate::events::{Change, Event, ResourceId, ResourceKind, TaskId};
use crate::trace::Record;

/// So many pairs of locks are watched.
const MOST_PAIRS: usize = 1_000;

/// So many uses are kept of each pair.
const MOST_USES: usize = 4;

/// Watches which lock is wanted while which is held.
#[derive(Debug, Default)]
pub(crate) struct Check {
    held: HashMap<TaskId, Vec<(ResourceId, usize)>>,
    /// For a lock that is held, those that were wanted meanwhile, and by whom.
    orders: HashMap<ResourceId, BTreeMap<ResourceId, Vec<Use>>>,
    pairs: usize,
    told: HashSet<Vec<ResourceId>>,
}

/// A task that held one lock and wanted another.
#[derive(Clone, Debug)]
struct Use {
    task: TaskId,
    /// The events with which it took the first, and wanted the second.
    events: [usize; 2],
    /// What else it held: who holds a lock in common cannot meet inside.
    gates: Vec<ResourceId>,
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        match record.event {
            Event::ResourceChanged {
                resource,
                change,
                task: Some(task),
                ..
            } if is_lock(resource, known) => self.changed(resource, change, task, known, found),
            Event::TaskFinished { task, .. } => {
                self.held.remove(&task);
            }
            _ => {}
        }
    }

    fn changed(
        &mut self,
        lock: ResourceId,
        change: Change,
        task: TaskId,
        known: Known<'_>,
        found: &mut Found,
    ) {
        match change {
            Change::Waiting(_) => self.wants(lock, task, known, found),
            Change::Acquired => {
                self.wants(lock, task, known, found);
                self.held.entry(task).or_default().push((lock, known.now()));
            }
            Change::Released => {
                if let Some(held) = self.held.get_mut(&task) {
                    held.retain(|(own, _)| *own != lock);
                }
            }
            _ => {}
        }
    }

    fn wants(&mut self, lock: ResourceId, task: TaskId, known: Known<'_>, found: &mut Found) {
        let held = match self.held.get(&task) {
            Some(held) if !held.is_empty() => held.clone(),
            _ => return,
        };
        for (first, taken) in held.iter().filter(|(first, _)| *first != lock) {
            let gates = held.iter().map(|(own, _)| *own).filter(|own| own != first);
            let used = Use {
                task,
                events: [*taken, known.now()],
                gates: gates.collect(),
            };
            if self.add(*first, lock, used.clone()) {
                self.look_for_ring(*first, lock, used, known, found);
            }
        }
    }

    /// Whether that was new.
    fn add(&mut self, first: ResourceId, second: ResourceId, used: Use) -> bool {
        let seconds = self.orders.entry(first).or_default();
        if !seconds.contains_key(&second) {
            if self.pairs >= MOST_PAIRS {
                return false;
            }
            self.pairs += 1;
        }
        let uses = seconds.entry(second).or_default();
        let is_new = uses.len() < MOST_USES && uses.iter().all(|own| own.task != used.task);
        if is_new {
            uses.push(used);
        }
        is_new
    }

    /// Whether others lead from `second` back to `first`.
    fn look_for_ring(
        &mut self,
        first: ResourceId,
        second: ResourceId,
        used: Use,
        known: Known<'_>,
        found: &mut Found,
    ) {
        let Some(path) = self.path(second, first) else {
            return;
        };
        let mut key = path.clone();
        key.sort_unstable();
        if self.told.contains(&key) {
            return;
        }
        let mut uses = vec![used];
        for pair in path.windows(2) {
            let all = self
                .orders
                .get(&pair[0])
                .and_then(|seconds| seconds.get(&pair[1]));
            let own = all.and_then(|all| all.iter().find(|own| self.can_meet(own, &uses, known)));
            match own {
                Some(own) => uses.push(own.clone()),
                None => return,
            }
        }
        self.told.insert(key);
        let mut locks = vec![first];
        locks.extend(&path[..path.len() - 1]);
        let n = known.now();
        found.add(n, n, LockOrder { locks, uses });
    }

    /// The locks from `from` to `to`, each held while the next was wanted.
    fn path(&self, from: ResourceId, to: ResourceId) -> Option<Vec<ResourceId>> {
        let mut came_from: HashMap<ResourceId, ResourceId> = HashMap::new();
        let mut next = VecDeque::from([from]);
        while let Some(here) = next.pop_front() {
            if here == to {
                let mut path = vec![to];
                while let Some(before) = path.last().and_then(|last| came_from.get(last)) {
                    path.push(*before);
                }
                path.reverse();
                return Some(path);
            }
            for there in self.orders.get(&here).into_iter().flat_map(BTreeMap::keys) {
                if *there != from && !came_from.contains_key(there) {
                    came_from.insert(*there, here);
                    next.push_back(*there);
                }
            }
        }
        None
    }

    /// Whether a use may happen at the same time as all the others.
    fn can_meet(&self, own: &Use, others: &[Use], known: Known<'_>) -> bool {
        others.iter().all(|other| {
            let shares_gate = own.gates.iter().any(|gate| other.gates.contains(gate));
            own.task != other.task
                && !shares_gate
                && !self.is_before(own.task, other.task, known)
                && !self.is_before(other.task, own.task, known)
        })
    }

    /// Whether one task was made only after another had ended. That may have been so by chance, but
    /// whoever made it may as well have made sure of it, which no event tells.
    fn is_before(&self, first: TaskId, second: TaskId, known: Known<'_>) -> bool {
        let finished = known.index.task(first).and_then(|facts| facts.finished);
        let created = known.index.task(second).map(|facts| facts.created);
        let times = finished.zip(created);
        times.is_some_and(|(finished, created)| finished < created)
    }
}

fn is_lock(resource: ResourceId, known: Known<'_>) -> bool {
    let used = known.usage.of(resource);
    used.is_some_and(|used| used.kind == ResourceKind::Lock)
}

/// Locks, each of which was held by a task that wanted the next one; of the last, the first one.
#[derive(Debug)]
struct LockOrder {
    locks: Vec<ResourceId>,
    uses: Vec<Use>,
}

impl Describe for LockOrder {
    fn kind(&self) -> FindingKind {
        FindingKind::LockOrder
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let count = number(lang, self.locks.len());
        let title = match self.locks.len() {
            2 => say!(lang, "Two orders of locking", "两种加锁顺序"),
            _ => capital(&say!(
                lang,
                "{count} locks are taken in a circle",
                "{count}把锁的获取顺序成环"
            )),
        };
        let next = self.locks.iter().cycle().skip(1);
        let parts = self.uses.iter().zip(self.locks.iter().zip(next));
        let parts: Vec<String> = parts
            .map(|(used, (first, second))| {
                let who = names.task_name(used.task);
                let (first, second) = (names.resource(*first), names.resource(*second));
                say!(
                    lang,
                    "{who} takes {first} and then {second}",
                    "{who} 先获取 {first}，再获取 {second}"
                )
            })
            .collect();
        Words {
            title,
            what: match lang {
                crate::text::Lang::En => format!("{}.", parts.join("; ")),
                crate::text::Lang::Zh => format!("{}。", parts.join("；")),
            },
            why: say!(
                lang,
                "Should each of them get its first lock before another gets its second, none can go on. Only timing keeps that from happening.",
                "如果每个都先拿到第一把锁，就谁也拿不到第二把，全都无法继续。能不能避免只看时机。"
            ),
            advice: say!(
                lang,
                "Take the locks in one order everywhere: then no timing can make the program hang.",
                "在所有地方按同一个顺序加锁：那样任何时机都不会让程序卡住。"
            ),
        }
    }

    fn tasks(&self) -> Vec<TaskId> {
        self.uses.iter().map(|used| used.task).collect()
    }

    fn events(&self) -> Vec<usize> {
        self.uses.iter().flat_map(|used| used.events).collect()
    }
}
