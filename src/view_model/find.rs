//! Finding a text in a run: in the names of tasks, in what they await, on the console.

use std::collections::{HashMap, HashSet};

use super::{Analysis, Names};
use crate::events::{Event, TaskId};
use crate::text::Lang;
use crate::trace::Trace;

/// A search through a trace, in slices. It goes on as the trace grows.
#[derive(Clone, Debug, PartialEq)]
pub struct Find {
    /// What is looked for, in lower case.
    query: String,
    lang: Lang,
    searched: usize,
    hits: Vec<Hit>,
    tasks: HashSet<TaskId>,
    /// The tasks whose names are hits, and which hit that is.
    named: HashMap<TaskId, usize>,
}

/// A place where the text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The event, counted from 0: a click goes to the cursor just after it.
    pub event: u32,
    /// What has the text in it.
    pub kind: HitKind,
    /// The task that it is about.
    pub task: Option<TaskId>,
}

/// What has the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HitKind {
    /// A task's name: its call, or its asyncio name.
    Name,
    /// What a task awaits.
    Await,
    /// What was printed.
    Output,
}

impl Find {
    /// A search for a text, whose case does not matter. An empty one finds nothing.
    pub fn new(query: &str, lang: Lang) -> Self {
        Self {
            query: query.trim().to_lowercase(),
            lang,
            searched: 0,
            hits: Vec::new(),
            tasks: HashSet::new(),
            named: HashMap::new(),
        }
    }

    /// Searches at most `most` events more, of those that are analysed. Gives whether all were
    /// searched now.
    pub fn catch_up_by(&mut self, trace: &Trace, analysis: &Analysis, most: usize) -> bool {
        let known = analysis.index.len();
        let end = self.searched.saturating_add(most).min(known);
        if !self.query.is_empty() {
            let names = analysis.names(trace, self.lang);
            for (n, record) in trace.range(self.searched, end) {
                self.look_at(&names, n as u32, &record.event);
            }
        }
        self.searched = end;
        end == known
    }

    /// All hits so far, in order.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// The hits of the events from one number up to before another.
    pub fn between(&self, from: usize, until: usize) -> &[Hit] {
        let before = |event: usize| {
            self.hits
                .partition_point(|hit| (hit.event as usize) < event)
        };
        &self.hits[before(from)..before(until.max(from))]
    }

    /// The hit that a task's name is, if it is one.
    pub fn name_of(&self, task: TaskId) -> Option<&Hit> {
        self.hits.get(*self.named.get(&task)?)
    }

    /// Whether a task has a hit.
    pub fn has_hit(&self, task: TaskId) -> bool {
        self.tasks.contains(&task)
    }

    /// The number of the hit at or before a cursor, counted from 1; 0 if all come after it.
    pub fn number_at(&self, cursor: usize) -> usize {
        self.hits
            .partition_point(|hit| (hit.event as usize) < cursor)
    }

    /// The next hit after a cursor; after the last one comes the first again.
    pub fn next(&self, cursor: usize) -> Option<Hit> {
        let next = self.hits.get(self.number_at(cursor));
        next.or(self.hits.first()).copied()
    }

    /// The hit before the one at a cursor; before the first one comes the last again.
    pub fn previous(&self, cursor: usize) -> Option<Hit> {
        let before = self
            .hits
            .partition_point(|hit| hit.event as usize + 1 < cursor);
        let previous = before.checked_sub(1).and_then(|n| self.hits.get(n));
        previous.or(self.hits.last()).copied()
    }

    fn look_at(&mut self, names: &Names<'_>, n: u32, event: &Event) {
        let (kind, task, found) = match event {
            Event::TaskCreated { task, name, .. } => {
                let found = self.is_in(&names.task_name(*task)) || self.is_in(name);
                (HitKind::Name, Some(*task), found)
            }
            Event::TaskSuspended {
                task,
                on: Some(future),
                ..
            } => {
                let found = self.is_in(&names.future(*future));
                (HitKind::Await, Some(*task), found)
            }
            Event::Printed { task, text, .. } => (HitKind::Output, *task, self.is_in(text)),
            _ => return,
        };
        if found {
            if let (HitKind::Name, Some(task)) = (kind, task) {
                self.named.insert(task, self.hits.len());
            }
            self.hits.push(Hit {
                event: n,
                kind,
                task,
            });
            self.tasks.extend(task);
        }
    }

    fn is_in(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.query)
    }
}
