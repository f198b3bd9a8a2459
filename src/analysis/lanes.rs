//! The order of the lanes: which task was made by which.

use crate::trace::{Index, TaskFacts};

/// The order of the lanes: a task below the one that made it, in order of creation.
#[derive(Debug, Default)]
pub(crate) struct LaneOrder {
    rows: Vec<LanePlace>,
    tasks: usize,
}

/// A lane: the task's place in the index, and how deep it stands in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LanePlace {
    pub(crate) task: usize,
    pub(crate) depth: usize,
}

/// The tasks in which `asyncio.run` closes the loop, after the program is over: they happen, but
/// no program has written them, so they get no lane.
pub fn is_asyncios_own(task: &TaskFacts) -> bool {
    task.internal
}

impl LaneOrder {
    pub(crate) fn rows(&self) -> &[LanePlace] {
        &self.rows
    }

    pub(crate) fn catch_up(&mut self, index: &Index) {
        let tasks = index.tasks();
        if tasks.len() == self.tasks {
            return;
        }
        self.tasks = tasks.len();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); tasks.len()];
        let mut roots = Vec::new();
        for (place, task) in tasks.iter().enumerate() {
            if is_asyncios_own(task) {
                continue;
            }
            let parent = task.parent.and_then(|parent| index.task_row(parent));
            match parent.filter(|parent| *parent < place) {
                Some(parent) => children[parent].push(place),
                None => roots.push(place),
            }
        }
        self.rows.clear();
        let place = |task, depth| LanePlace { task, depth };
        let mut next: Vec<_> = roots.into_iter().rev().map(|root| place(root, 0)).collect();
        while let Some(lane) = next.pop() {
            self.rows.push(lane);
            let below = children[lane.task].iter().rev();
            next.extend(below.map(|child| place(*child, lane.depth + 1)));
        }
    }
}
