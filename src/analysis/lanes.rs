//! The order of the lanes: which task was made by which.

use std::collections::HashMap;

use crate::trace::{Index, TaskFacts};

/// The order of the lanes: a task below the one that made it, in order of creation.
#[derive(Debug, Default)]
pub(crate) struct LaneOrder {
    rows: Vec<LanePlace>,
    tasks: usize,
    /// How deep each task stands, by its place in the index.
    depths: Vec<usize>,
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

    /// Takes the new tasks into the order. Costs what is new where tasks come in the order of the
    /// lanes, as they mostly do; else one pass over the rows below the first new one.
    pub(crate) fn catch_up(&mut self, index: &Index) {
        let tasks = index.tasks();
        let mut late: Vec<Late> = Vec::new();
        for (place, task) in tasks.iter().enumerate().skip(self.tasks) {
            self.depths.push(0);
            if is_asyncios_own(task) {
                continue;
            }
            let parent = task.parent.and_then(|parent| index.task_row(parent));
            let parent = parent.filter(|parent| *parent < place);
            let depth = parent.map_or(0, |parent| self.depths[parent] + 1);
            self.depths[place] = depth;
            let lane = LanePlace { task: place, depth };
            match late.is_empty() && self.is_last_below(parent, index) {
                true => self.rows.push(lane),
                false => late.push(Late { lane, parent }),
            }
        }
        self.tasks = tasks.len();
        if !late.is_empty() {
            self.merge(late);
        }
    }

    /// Whether a child of `parent` that is made now stands below all rows: the last row is that of
    /// the parent, or of one of its descendants.
    fn is_last_below(&self, parent: Option<usize>, index: &Index) -> bool {
        let Some(parent) = parent else {
            return true;
        };
        let mut above = self.rows.last().map(|last| last.task);
        while let Some(task) = above {
            if task == parent {
                return true;
            }
            if self.depths[task] <= self.depths[parent] {
                return false;
            }
            let facts = index.tasks().get(task);
            above = facts.and_then(|facts| index.task_row(facts.parent?));
        }
        false
    }

    /// Puts each task below the last descendant of its parent, in one pass.
    fn merge(&mut self, late: Vec<Late>) {
        let mut children: HashMap<Option<usize>, Vec<LanePlace>> = HashMap::new();
        for Late { lane, parent } in late {
            children.entry(parent).or_default().push(lane);
        }
        let old = std::mem::take(&mut self.rows);
        // Those whose subtree is open: their late children follow when it ends.
        let mut open: Vec<LanePlace> = Vec::new();
        for lane in old {
            self.close(&mut open, lane.depth, &mut children);
            self.rows.push(lane);
            open.push(lane);
        }
        self.close(&mut open, 0, &mut children);
        self.add_below(None, &mut children);
    }

    fn close(
        &mut self,
        open: &mut Vec<LanePlace>,
        depth: usize,
        children: &mut HashMap<Option<usize>, Vec<LanePlace>>,
    ) {
        while open.last().is_some_and(|last| last.depth >= depth) {
            if let Some(ended) = open.pop() {
                self.add_below(Some(ended.task), children);
            }
        }
    }

    fn add_below(
        &mut self,
        parent: Option<usize>,
        children: &mut HashMap<Option<usize>, Vec<LanePlace>>,
    ) {
        let mut next = children.remove(&parent).unwrap_or_default();
        next.reverse();
        while let Some(lane) = next.pop() {
            self.rows.push(lane);
            let below = children.remove(&Some(lane.task)).unwrap_or_default();
            next.extend(below.into_iter().rev());
        }
    }
}

/// A task that does not stand below all rows.
struct Late {
    lane: LanePlace,
    parent: Option<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{Call, Event, FutureId, Name, Nanos, Place};
    use crate::trace::Trace;

    fn made(trace: &mut Trace, task: u32, parent: Option<u32>) {
        let call = Call {
            name: Name::of("job"),
            args: "".into(),
            defined_at: Place::FIRST,
            internal: false,
        };
        trace.push(
            Nanos::ZERO,
            Event::TaskCreated {
                task: FutureId(task),
                name: "Task".into(),
                call: call.into(),
                parent: parent.map(FutureId),
                at: Place::FIRST,
                internal: false,
            },
        );
    }

    fn order(trace: &Trace, step: usize) -> Vec<(usize, usize)> {
        let (mut index, mut lanes) = (Index::new(), LaneOrder::default());
        let mut end = 0;
        while end < trace.len() {
            end = (end + step).min(trace.len());
            index.catch_up_to(trace, end);
            lanes.catch_up(&index);
        }
        lanes
            .rows()
            .iter()
            .map(|lane| (lane.task, lane.depth))
            .collect()
    }

    #[test]
    fn the_order_is_the_same_however_the_tasks_come() {
        // Who made whom, from the first task on: two that make children in turn, and deeper ones.
        let parents = [
            None,
            Some(1),
            Some(1),
            Some(2),
            Some(3),
            Some(2),
            Some(5),
            None,
            Some(3),
            Some(8),
            Some(4),
            Some(1),
            Some(12),
            Some(2),
        ];
        let mut trace = Trace::new();
        for (n, parent) in parents.into_iter().enumerate() {
            made(&mut trace, n as u32 + 1, parent);
        }
        let whole = order(&trace, usize::MAX / 2);
        assert_eq!(whole.len(), parents.len());
        for step in 1..parents.len() {
            assert_eq!(order(&trace, step), whole, "{step} at a time");
        }
        let rows: Vec<usize> = whole.iter().map(|(task, _)| task + 1).collect();
        assert_eq!(rows, [1, 2, 4, 11, 6, 14, 3, 5, 7, 9, 12, 13, 8, 10]);
    }
}
