//! Names of tasks with as few arguments as tell them apart: `visitor(5)`, not
//! `visitor(5, <asyncio.locks.Semaphore object>)`.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::events::Call;
use crate::trace::{Index, TaskFacts};

/// More arguments than this are never needed to tell tasks apart, or never read.
const MOST: usize = 6;

/// How many arguments of each function tell its calls apart, found as tasks are made.
#[derive(Debug, Default)]
pub struct ShortNames {
    functions: HashMap<Box<str>, Apart>,
    tasks: usize,
}

/// How many different calls of a function there are, by their first arguments.
#[derive(Debug, Default)]
struct Apart {
    /// For each number of arguments, from one: the different beginnings.
    beginnings: [HashSet<u64>; MOST],
    whole: HashSet<u64>,
}

impl ShortNames {
    /// Takes the tasks into account that are new.
    pub(crate) fn catch_up(&mut self, index: &Index) {
        for task in &index.tasks()[self.tasks..] {
            self.add(task);
        }
        self.tasks = index.tasks().len();
    }

    fn add(&mut self, task: &TaskFacts) {
        let Call { name, args, .. } = &*task.call;
        if args.is_empty() {
            return;
        }
        let apart = match self.functions.get_mut(&**name) {
            Some(apart) => apart,
            None => self.functions.entry((**name).into()).or_default(),
        };
        if !apart.whole.insert(hash(args)) {
            return;
        }
        let ends = ends_of_arguments(args);
        for (n, beginnings) in apart.beginnings.iter_mut().enumerate() {
            let end = ends.get(n).copied().unwrap_or(args.len());
            beginnings.insert(hash(&args[..end]));
        }
    }

    /// A call with as few arguments as tell it from the others of its function, but at least one.
    pub fn call(&self, call: &Call) -> String {
        let Call { name, args, .. } = call;
        let enough = self.functions.get(&**name).map(Apart::enough);
        match enough.and_then(|enough| ends_of_arguments(args).get(enough - 1).copied()) {
            Some(end) => format!("{name}({})", &args[..end]),
            None => format!("{name}({args})"),
        }
    }
}

impl Apart {
    /// The fewest arguments, from one on, that tell apart what all of them tell apart.
    fn enough(&self) -> usize {
        let all = self.whole.len();
        let enough = self.beginnings.iter().position(|some| some.len() == all);
        enough.map_or(MOST, |n| n + 1)
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Where each argument of a call ends, in bytes: at a comma outside quotes and brackets.
fn ends_of_arguments(args: &str) -> Vec<usize> {
    let (mut ends, mut depth, mut quote, mut escaped) = (Vec::new(), 0_i32, None, false);
    for (at, character) in args.char_indices() {
        match (quote, character) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(' | '[' | '{' | '<') => depth += 1,
            (None, ')' | ']' | '}' | '>') => depth -= 1,
            (None, ',') if depth <= 0 => ends.push(at),
            (None, _) => {}
        }
    }
    ends.push(args.len());
    ends
}
