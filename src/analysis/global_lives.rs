//! The values of globals over time, and which task wrote each: a race shows there.

use std::collections::HashMap;
use std::rc::Rc;

use crate::events::{Event, GlobalChange, TaskId};
use crate::trace::Trace;

/// A module's global that changed.
#[derive(Debug)]
pub struct GlobalLife {
    /// The module's name.
    pub module: Rc<str>,
    /// The global's name.
    pub name: Rc<str>,
    /// The repr of its value before the first change; none if it was not there.
    pub first: Option<Rc<str>>,
    /// Its changes, in order.
    pub values: Vec<GlobalValue>,
    writers: [Option<TaskId>; 2],
}

/// A value of a global, from an event on.
#[derive(Clone, Debug)]
pub struct GlobalValue {
    /// The event.
    pub from: u32,
    /// The repr of the value; none where it is gone.
    pub value: Option<Rc<str>>,
    /// The task that wrote it.
    pub task: Option<TaskId>,
}

/// A value of a global: the event with which it begins, its repr, who wrote it.
pub type ValueOfGlobal<'a> = (u32, Option<&'a Rc<str>>, Option<TaskId>);

impl GlobalLife {
    /// Value number `n`, counted from 0. The first is the one before any change, if there was one.
    pub fn value(&self, n: usize) -> Option<ValueOfGlobal<'_>> {
        let place = match &self.first {
            Some(first) if n == 0 => return Some((0, Some(first), None)),
            Some(_) => n - 1,
            None => n,
        };
        let value = self.values.get(place)?;
        Some((value.from, value.value.as_ref(), value.task))
    }

    /// Whether two tasks wrote it: each may overwrite what the other did.
    pub fn is_shared(&self) -> bool {
        self.writers[1].is_some()
    }
}

/// The lives of all globals that changed, in order of their first change.
#[derive(Debug, Default)]
pub struct GlobalLives {
    lives: Vec<GlobalLife>,
    places: HashMap<(Rc<str>, Rc<str>), usize>,
}

impl GlobalLives {
    /// All lives.
    pub fn all(&self) -> &[GlobalLife] {
        &self.lives
    }

    /// Takes the events `from .. to` into account.
    pub(crate) fn catch_up(&mut self, trace: &Trace, from: usize, to: usize) {
        for (n, record) in trace.range(from, to) {
            if let Event::GlobalChanged(change) = &record.event {
                // A trace is bounded far below 2^32 events.
                self.add(n as u32, change);
            }
        }
    }

    fn add(&mut self, n: u32, change: &GlobalChange) {
        let (module, name): (Rc<str>, Rc<str>) =
            (change.module.as_str().into(), change.name.as_str().into());
        let place = *self
            .places
            .entry((Rc::clone(&module), Rc::clone(&name)))
            .or_insert(self.lives.len());
        if place == self.lives.len() {
            self.lives.push(GlobalLife {
                module,
                name,
                first: change.from.clone(),
                values: Vec::new(),
                writers: [None; 2],
            });
        }
        let life = &mut self.lives[place];
        if let Some(task) = change.task
            && !life.writers.contains(&Some(task))
            && let Some(free) = life.writers.iter_mut().find(|writer| writer.is_none())
        {
            *free = Some(task);
        }
        life.values.push(GlobalValue {
            from: n,
            value: change.to.clone(),
            task: change.task,
        });
    }
}
