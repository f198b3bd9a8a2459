//! Why is it waiting? The graph of who waits for what at the cursor.

use std::collections::{BTreeMap, HashMap};

use super::format::seconds;
use super::{Colour, Scene, TaskPhase, Waitable};
use crate::analysis::waits::{circle_through, waits_of};
use crate::events::{Awaiting, FutureId, ResourceId, ResourceKind, Work};
use crate::text::wait_graph as say;
use crate::trace::Phase;

/// The graph, laid out in columns: whoever waits stands left of what it waits for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaitGraph {
    /// The nodes.
    pub nodes: Vec<WaitNode>,
    /// The edges.
    pub edges: Vec<WaitEdge>,
    /// How many columns there are.
    pub columns: usize,
    /// How many rows the fullest column has.
    pub rows: usize,
    /// How many waiting tasks are left out.
    pub more: usize,
    /// The circle that will never open, or what everybody waits for, in one sentence.
    pub sentence: String,
}

/// Something that waits or is waited for.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitNode {
    /// What it is; the same key at every cursor.
    pub key: Waitable,
    /// `main()`, `Lock`, `sleep(1)`.
    pub label: String,
    /// More of it: `until 2.000 s`, `held by main()`, `2 items`.
    pub detail: String,
    /// What kind of thing.
    pub kind: NodeKind,
    /// Its column, from the left.
    pub column: usize,
    /// Its row in the column, from the top.
    pub row: usize,
    /// Whether it is part of a circle.
    pub in_circle: bool,
}

/// The kinds of node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// A task, with its colour and what it does.
    Task(Colour, TaskPhase),
    /// A timer.
    Timer,
    /// Several futures as one: `gather`, `wait`, `shield`, a task group.
    Group,
    /// A plain future, a job, something outside.
    Future,
    /// A lock, queue, …
    Resource(ResourceKind),
}

/// `from` waits for `to`: places in [`WaitGraph::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitEdge {
    /// Who waits.
    pub from: usize,
    /// For what.
    pub to: usize,
    /// Whether it is part of a circle.
    pub in_circle: bool,
}

/// Chains longer than this share a column at their end.
const DEEPEST: usize = 32;

/// The graph at the scene's cursor, begun from at most `most` waiting tasks, those first that
/// were made first.
pub fn wait_graph(scene: &Scene<'_>, most: usize) -> WaitGraph {
    let state = &scene.state;
    let waiting = state
        .unfinished()
        .filter(|task| matches!(task.phase, Phase::Awaiting(Some(_))));
    let mut waiting: Vec<_> = waiting.map(|task| task.id).collect();
    let more = waiting.len().saturating_sub(most);
    waiting.truncate(most);
    let mut builder = Builder::new(scene, most.saturating_mul(4));
    for task in waiting {
        builder.follow(Waitable::Task(task));
    }
    let circle = builder.mark_circles();
    builder.lay_out();
    let sentence = match &circle {
        Some(circle) => circle_in_words(scene, circle),
        None if builder.graph.nodes.is_empty() => say::nobody_waits(scene.lang),
        None => say::waiting(scene.lang, builder.waiting_tasks() + more),
    };
    WaitGraph {
        more,
        sentence,
        ..builder.graph
    }
}

/// A circle of waiting: `A waits for Lock, which B holds; B waits for Lock 2, which A holds.`
fn circle_in_words(scene: &Scene<'_>, circle: &[Waitable]) -> String {
    let lang = scene.lang;
    let mut parts = Vec::new();
    for (n, from) in circle.iter().enumerate() {
        let to = circle[(n + 1) % circle.len()];
        let (from_name, to_name) = (label(scene, *from), label(scene, to));
        parts.push(match (from, to) {
            (Waitable::Resource(_), _) => say::is_held_by(lang, &from_name, &to_name),
            _ => say::waits_for(lang, &from_name, &to_name),
        });
    }
    say::circle(lang, &parts)
}

fn label(scene: &Scene<'_>, what: Waitable) -> String {
    match what {
        Waitable::Task(task) => scene.names().task_name(task),
        Waitable::Future(future) => scene.names().future(future),
        Waitable::Resource(resource) => scene.names().resource(resource),
    }
}

struct Builder<'a, 'b> {
    scene: &'a Scene<'b>,
    graph: WaitGraph,
    places: HashMap<Waitable, usize>,
    most: usize,
    timers: HashMap<FutureId, String>,
}

impl<'a, 'b> Builder<'a, 'b> {
    fn new(scene: &'a Scene<'b>, most: usize) -> Self {
        let timers = scene.state.timers.iter();
        let timers = timers.filter_map(|((when, _), work)| match work {
            Work::WakeSleeper(future) => Some((*future, seconds(*when))),
            _ => None,
        });
        Self {
            scene,
            graph: WaitGraph::default(),
            places: HashMap::new(),
            most,
            timers: timers.collect(),
        }
    }

    /// Adds `start`, what it waits for, and so on to the end.
    fn follow(&mut self, start: Waitable) {
        let mut next = vec![start];
        while let Some(from) = next.pop() {
            let is_new = !self.places.contains_key(&from);
            if is_new && self.graph.nodes.len() >= self.most.max(8) {
                return;
            }
            let from_place = self.place(from);
            if self.graph.edges.iter().any(|edge| edge.from == from_place) {
                continue;
            }
            for to in waits_of(&self.scene.state, from).on {
                let is_new = !self.places.contains_key(&to);
                if is_new && self.graph.nodes.len() >= self.most.max(8) {
                    break;
                }
                let to_place = self.place(to);
                self.graph.edges.push(WaitEdge {
                    from: from_place,
                    to: to_place,
                    in_circle: false,
                });
                next.push(to);
            }
        }
    }

    fn place(&mut self, what: Waitable) -> usize {
        if let Some(place) = self.places.get(&what) {
            return *place;
        }
        let node = self.node(what);
        self.graph.nodes.push(node);
        let place = self.graph.nodes.len() - 1;
        self.places.insert(what, place);
        place
    }

    fn node(&self, key: Waitable) -> WaitNode {
        let (kind, detail) = match key {
            Waitable::Task(task) => self.task(task),
            Waitable::Future(future) => self.future(future),
            Waitable::Resource(resource) => self.resource(resource),
        };
        WaitNode {
            key,
            label: label(self.scene, key),
            detail,
            kind,
            column: 0,
            row: 0,
            in_circle: false,
        }
    }

    fn task(&self, task: FutureId) -> (NodeKind, String) {
        let phase = self.scene.state.task(task).map(|task| &task.phase);
        let phase = phase.map_or(TaskPhase::Created, TaskPhase::of);
        let colour = self.scene.names().task(task);
        let colour = colour.map_or(Colour::Main, |task| task.colour);
        let detail = phase.text().get(self.scene.lang).to_owned();
        (NodeKind::Task(colour, phase), detail)
    }

    fn future(&self, future: FutureId) -> (NodeKind, String) {
        let awaiting = self.scene.state.futures.get(&future);
        let kind = match awaiting.map(|future| future.awaiting) {
            Some(Awaiting::Sleep(_)) => NodeKind::Timer,
            Some(
                Awaiting::Gather(_)
                | Awaiting::Wait(_)
                | Awaiting::Shield(_)
                | Awaiting::TaskGroup
                | Awaiting::CancelAndWait(_),
            ) => NodeKind::Group,
            _ => NodeKind::Future,
        };
        let until = self.timers.get(&future);
        let detail = until.map_or_else(String::new, |when| say::until(self.scene.lang, when));
        (kind, detail)
    }

    fn resource(&self, resource: ResourceId) -> (NodeKind, String) {
        let Some(state) = self.scene.state.resources.get(&resource) else {
            return (NodeKind::Future, String::new());
        };
        let lang = self.scene.lang;
        let holders: Vec<_> = state
            .holders
            .iter()
            .map(|task| self.scene.names().task_name(*task))
            .collect();
        let detail = match state.kind {
            ResourceKind::Lock if !holders.is_empty() => say::held_by(lang, &holders.join(", ")),
            ResourceKind::Lock => say::free(lang),
            ResourceKind::Event => say::event(lang, state.value != 0),
            ResourceKind::Semaphore | ResourceKind::BoundedSemaphore => {
                say::permits(lang, state.value)
            }
            ResourceKind::Barrier => say::parties(lang, state.value),
            ResourceKind::Condition => say::waiters(lang, state.waiters.len()),
            ResourceKind::Queue | ResourceKind::LifoQueue | ResourceKind::PriorityQueue => {
                say::items(lang, state.value)
            }
        };
        (NodeKind::Resource(state.kind), detail)
    }

    /// Marks what is part of a circle, and gives the first one.
    fn mark_circles(&mut self) -> Option<Vec<Waitable>> {
        let mut first = None;
        for place in 0..self.graph.nodes.len() {
            let node = &self.graph.nodes[place];
            if node.in_circle || !matches!(node.key, Waitable::Task(_)) {
                continue;
            }
            let Some(circle) = circle_through(&self.scene.state, node.key) else {
                continue;
            };
            for (n, from) in circle.iter().enumerate() {
                let to = circle[(n + 1) % circle.len()];
                let (from, to) = (self.places.get(from), self.places.get(&to));
                if let (Some(from), Some(to)) = (from, to) {
                    self.graph.nodes[*from].in_circle = true;
                    let mut edges = self.graph.edges.iter_mut();
                    if let Some(edge) = edges.find(|e| e.from == *from && e.to == *to) {
                        edge.in_circle = true;
                    }
                }
            }
            first.get_or_insert(circle);
        }
        first
    }

    /// Columns by how far a node is from those that nobody waits for; rows by order of creation,
    /// so that a node keeps its row while others come and go below it.
    fn lay_out(&mut self) {
        let count = self.graph.nodes.len();
        let mut awaited = vec![false; count];
        for edge in &self.graph.edges {
            awaited[edge.to] = true;
        }
        let mut columns = vec![None; count];
        let mut next: Vec<_> = (0..count).filter(|place| !awaited[*place]).collect();
        next.iter().for_each(|place| columns[*place] = Some(0));
        // In a circle nobody is first; whoever was made first begins.
        let mut rest = 0..count;
        loop {
            while let Some(from) = next.pop() {
                let column = columns[from].unwrap_or(0);
                for edge in self.graph.edges.iter().filter(|edge| edge.from == from) {
                    // A circle would push its members right for ever.
                    let may_move = !edge.in_circle && column < DEEPEST;
                    if columns[edge.to].is_none_or(|c| may_move && c < column + 1) {
                        columns[edge.to] = Some(column + 1);
                        next.push(edge.to);
                    }
                }
            }
            match rest.find(|place| columns[*place].is_none()) {
                Some(place) => {
                    columns[place] = Some(0);
                    next.push(place);
                }
                None => break,
            }
        }
        let mut filled: BTreeMap<usize, usize> = BTreeMap::new();
        let mut order: Vec<_> = (0..count).collect();
        order.sort_by_key(|place| self.graph.nodes[*place].key);
        for place in order {
            let node = &mut self.graph.nodes[place];
            node.column = columns[place].unwrap_or(0);
            let row = filled.entry(node.column).or_default();
            node.row = *row;
            *row += 1;
        }
        self.graph.columns = filled.keys().last().map_or(0, |last| last + 1);
        self.graph.rows = filled.values().copied().max().unwrap_or(0);
    }

    fn waiting_tasks(&self) -> usize {
        let nodes = self.graph.nodes.iter();
        nodes
            .filter(|node| matches!(node.kind, NodeKind::Task(_, TaskPhase::Awaiting)))
            .count()
    }
}
