//! Tasks that wait for ever become more and more.

use std::collections::HashMap;

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::{Known, awaits};
use crate::analysis::format::seconds;
use crate::analysis::words::say;
use crate::events::Nanos;
use crate::events::{Awaiting, Event, Place, TaskId};
use crate::trace::Record;

/// Fewer than so many are no crowd.
const FEWEST: usize = 128;

/// The elder half waits for at least so long.
const LONG: Nanos = Nanos(1_000_000_000);

/// Watches how many tasks of each place are alive.
#[derive(Debug, Default)]
pub(crate) struct Check {
    groups: HashMap<Place, Group>,
    places: HashMap<TaskId, Place>,
}

/// The tasks that one line of the program makes.
#[derive(Debug, Default)]
struct Group {
    alive: Vec<TaskId>,
    alive_now: usize,
    ended: usize,
    /// In how many turns some were made, and the last of these: many at once are meant so.
    turns: (u32, u32),
    next_look: usize,
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        match &record.event {
            Event::TaskCreated { task, at, .. } => {
                let at: Place = *at;
                self.places.insert(*task, at);
                let group = self.groups.entry(at).or_default();
                group.add(*task, record.turn);
                if group.alive_now >= group.next_look.max(FEWEST) {
                    group.look(record.when, known, found);
                }
            }
            Event::TaskFinished { task, .. } => {
                let group = self
                    .places
                    .remove(task)
                    .and_then(|at| self.groups.get_mut(&at));
                if let Some(group) = group {
                    group.ended += 1;
                    group.alive_now = group.alive_now.saturating_sub(1);
                }
            }
            _ => {}
        }
    }
}

impl Group {
    fn add(&mut self, task: TaskId, turn: u32) {
        self.alive.push(task);
        self.alive_now += 1;
        if self.turns.1 != turn || self.turns.0 == 0 {
            self.turns = (self.turns.0 + 1, turn);
        }
    }

    /// Looks at all of them, and again when they have doubled.
    fn look(&mut self, now: Nanos, known: Known<'_>, found: &mut Found) {
        let is_alive = |task: &TaskId| {
            known
                .state
                .task(*task)
                .is_some_and(|task| !task.is_finished())
        };
        self.alive.retain(is_alive);
        self.next_look = 2 * self.alive_now;
        let came_one_by_one = self.turns.0 as usize >= self.alive.len() / 4;
        let few_end = self.ended * 20 <= self.alive.len();
        let elder = &self.alive[..self.alive.len() / 2];
        if !came_one_by_one || !few_end || !elder.iter().all(|task| is_stuck(*task, now, known)) {
            return;
        }
        let n = known.now();
        let (oldest, alive) = (elder[0], self.alive.len());
        let since = known.state.task(oldest).map_or(now, |task| task.since);
        found.add(
            n,
            n,
            LeakedTasks {
                oldest,
                alive,
                waits: now.since(since),
            },
        );
    }
}

/// Whether a task waits for long already, and not for the clock or the world.
fn is_stuck(task: TaskId, now: Nanos, known: Known<'_>) -> bool {
    let Some(state) = known.state.task(task) else {
        return false;
    };
    let on = awaits(state).and_then(|on| known.state.futures.get(&on));
    let is_idle = on.is_some_and(|on| {
        !matches!(
            on.awaiting,
            Awaiting::Sleep(_) | Awaiting::Job(_) | Awaiting::Outside(_)
        )
    });
    is_idle && now.since(state.since) >= LONG
}

#[derive(Debug)]
struct LeakedTasks {
    oldest: TaskId,
    alive: usize,
    waits: Nanos,
}

impl Describe for LeakedTasks {
    fn kind(&self) -> FindingKind {
        FindingKind::LeakedTasks
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let (oldest, alive, waits) = (
            names.task_name(self.oldest),
            self.alive,
            seconds(self.waits),
        );
        Words {
            title: say!(lang, "More and more tasks", "任务越来越多"),
            what: say!(
                lang,
                "{alive} tasks that were made like {oldest} are alive, and hardly any has ended; the oldest has waited for {waits}.",
                "和 {oldest} 一样创建的任务还有 {alive} 个活着，几乎没有结束的；最早的已经等了 {waits}。"
            ),
            why: say!(
                lang,
                "Each keeps its memory and what it holds; if they never end, the program grows until it fails.",
                "每个都占着内存和手里的东西；如果它们永远不结束，程序会一直增长直到崩溃。"
            ),
            advice: say!(
                lang,
                "See what the oldest waits for, and give that wait a timeout or an end.",
                "看看最早的那个在等什么，给这个等待加上超时或结束的办法。"
            ),
        }
    }

    fn tasks(&self) -> Vec<TaskId> {
        vec![self.oldest]
    }
}
