//! What belongs in the picture: who waits, for what, who holds it.

use std::collections::HashMap;
use std::rc::Rc;

use crate::analysis::deadlock::{Cause, CauseKind, causes_in_words};
use crate::analysis::findings::{closed_ring, deadlock};
use crate::analysis::waits::awaited;
use crate::events::{Awaiting, FutureId, Nanos, Place, ResourceId, ResourceKind, TaskId, Work};
use crate::text::wait_graph as say;
use crate::trace::{Phase, TaskState};
use crate::view_model::format::seconds;
use crate::view_model::{Colour, Scene, TaskPhase, Waitable};

/// Who waits for whom at a cursor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waits {
    /// Tasks, locks, queues, …
    pub parts: Vec<Part>,
    /// Who waits for what, and what is held by whom: places in `parts`.
    pub links: Vec<Link>,
    /// The ring, in order: each waits for the next or is held by it. Empty if there is none.
    pub ring: Vec<usize>,
    /// Since when nothing can go on; none if something can.
    pub stuck_since: Option<Nanos>,
    /// How many waiting tasks are left out.
    pub more: usize,
    /// The same in one sentence.
    pub sentence: String,
}

/// Something that waits or is waited for.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is; the same key at every cursor.
    pub key: Waitable,
    /// What kind of thing.
    pub kind: PartKind,
    /// `worker('one')`, `Lock a`.
    pub name: String,
    /// Shorter, where the name is too long for any box: `worker() Task-2`.
    pub short: String,
    /// `awaits sleep(1), until 2.000 s`, `2 items`; empty where the picture says it.
    pub state: String,
    /// Since when a task does that.
    pub since: Option<String>,
    /// The line where a task stands, or where the thing was made.
    pub place: Option<Place>,
    /// The file of that line, as its source names it.
    pub file: Rc<str>,
    /// Where a click goes: the cursor of the moment since which it is so.
    pub cursor: Option<usize>,
}

impl Part {
    /// Whether it is a task.
    pub const fn is_task(&self) -> bool {
        matches!(self.kind, PartKind::Task(..))
    }
}

/// The kinds of part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// A task, with its colour and what it does.
    Task(Colour, TaskPhase),
    /// A lock, queue, …
    Resource(ResourceKind),
    /// A future that is no task.
    Future,
}

/// An arrow of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it begins.
    pub from: usize,
    /// Where it points.
    pub to: usize,
    /// What it says.
    pub kind: LinkKind,
}

/// What an arrow says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// `from` waits for `to`: dashed.
    WaitsFor,
    /// `from`, a lock or a permit, is held by `to`: solid.
    HeldBy,
    /// Items of `from`, a queue, were taken by `to`: solid.
    TakenBy,
}

/// Who waits at the scene's cursor: the ring or the cause of a deadlock with those that hang on
/// it, else the waiting tasks in order of creation. At most `most` parts.
pub fn who_waits(scene: &Scene<'_>, most: usize) -> Waits {
    let mut builder = Builder::new(scene, most.max(4));
    let (trace, analysis, cursor) = (scene.trace, scene.analysis, scene.state.cursor);
    let stuck = deadlock(trace, analysis, cursor, scene.lang);
    let ring = closed_ring(analysis, cursor);
    match (&stuck, ring) {
        (Some(stuck), _) => {
            builder.waits.stuck_since = Some(stuck.when);
            if let Some(cause) = stuck.causes.first() {
                builder.cause(cause);
                builder.waits.sentence = causes_in_words(cause, &scene.names());
            }
            builder.hang_on();
        }
        (None, Some(cause)) => {
            builder.cause(cause);
            builder.waits.sentence = causes_in_words(cause, &scene.names());
            builder.hang_on();
        }
        (None, None) => builder.all_waiting(),
    }
    builder.link();
    builder.waits
}

struct Builder<'a, 'b> {
    scene: &'a Scene<'b>,
    waits: Waits,
    places: HashMap<Waitable, usize>,
    most: usize,
}

impl<'a, 'b> Builder<'a, 'b> {
    fn new(scene: &'a Scene<'b>, most: usize) -> Self {
        Self {
            scene,
            waits: Waits::default(),
            places: HashMap::new(),
            most,
        }
    }

    /// The place of a part, which is added if there is room.
    fn add(&mut self, what: Waitable) -> Option<usize> {
        if let Some(place) = self.places.get(&what) {
            return Some(*place);
        }
        if self.waits.parts.len() >= self.most {
            return None;
        }
        let part = self.part(what);
        self.waits.parts.push(part);
        self.places.insert(what, self.waits.parts.len() - 1);
        Some(self.waits.parts.len() - 1)
    }

    fn cause(&mut self, cause: &Cause) {
        match &cause.kind {
            CauseKind::Ring(_, ring) => {
                // A gather between two tasks goes without saying.
                let is_group = |what: &Waitable| matches!(what, Waitable::Future(_));
                let shown: Vec<Waitable> = match ring.len() {
                    0..=2 => ring.clone(),
                    _ => ring
                        .iter()
                        .copied()
                        .filter(|what| !is_group(what))
                        .collect(),
                };
                // Of a ring that is too long for any picture, the beginning.
                let places = shown.into_iter().map_while(|what| self.add(what));
                self.waits.ring = places.collect();
            }
            kind => {
                if let Some(root) = root(kind) {
                    self.add(root);
                }
                for task in &cause.tasks {
                    self.add_waiting(*task);
                }
            }
        }
    }

    fn add_waiting(&mut self, task: TaskId) {
        if self.add(Waitable::Task(task)).is_none() {
            self.waits.more += 1;
        }
    }

    /// Those that wait for what is there already, from the nearest on.
    fn hang_on(&mut self) {
        let mut next = 0;
        while let Some(part) = self.waits.parts.get(next) {
            for waiter in self.waiters(part.key) {
                self.add_waiting(waiter);
            }
            next += 1;
        }
    }

    /// The tasks that wait for something.
    fn waiters(&self, what: Waitable) -> Vec<TaskId> {
        let state = &self.scene.state;
        let of = |future: &FutureId| match state.futures.get(future) {
            Some(future) => future.awaited_by.clone(),
            None => Vec::new(),
        };
        let through = |outer: &[FutureId]| outer.iter().flat_map(of).collect::<Vec<_>>();
        match what {
            Waitable::Task(task) => {
                let Some(task) = state.task(task) else {
                    return Vec::new();
                };
                let direct = task.awaited_by.iter().copied();
                direct.chain(through(&task.outer)).collect()
            }
            Waitable::Future(future) => {
                let outer = state.futures.get(&future).map(|future| &future.outer[..]);
                let mut all = of(&future);
                all.extend(through(outer.unwrap_or_default()));
                all
            }
            Waitable::Resource(resource) => {
                let waiting = state.resources.get(&resource).map(|r| &r.waiters[..]);
                waiting.unwrap_or_default().iter().flat_map(of).collect()
            }
        }
    }

    fn all_waiting(&mut self) {
        let scene = self.scene;
        let waiting = scene
            .state
            .unfinished()
            .filter(|task| awaits(task).is_some());
        let mut count = 0;
        for task in waiting {
            count += 1;
            if self.add(Waitable::Task(task.id)).is_none() {
                self.waits.more += 1;
                continue;
            }
            let targets = awaits(task).map(|on| self.targets(on)).unwrap_or_default();
            for target in targets {
                if let (Waitable::Resource(_), Some(_)) = (target, self.add(target)) {
                    for (holder, _) in self.held_by(target) {
                        self.add(holder);
                    }
                }
            }
        }
        self.waits.sentence = match count {
            0 => say::nobody_waits(scene.lang),
            _ => say::waiting(scene.lang, count),
        };
    }

    /// The arrows between the parts that are there.
    fn link(&mut self) {
        for from in 0..self.waits.parts.len() {
            let key = self.waits.parts[from].key;
            let targets: Vec<(Waitable, LinkKind)> = match key {
                Waitable::Task(task) => {
                    let on = self.scene.state.task(task).and_then(awaits);
                    let targets = on.into_iter().flat_map(|on| self.targets(on));
                    targets.map(|to| (to, LinkKind::WaitsFor)).collect()
                }
                Waitable::Resource(_) => self.held_by(key),
                Waitable::Future(_) => Vec::new(),
            };
            for (to, kind) in targets {
                if let Some(to) = self.places.get(&to).copied() {
                    self.push(Link { from, to, kind });
                }
            }
        }
        // What the state alone does not tell: the ring goes through a group, or through items taken.
        for n in 0..self.waits.ring.len() {
            let ring = &self.waits.ring;
            let (from, to) = (ring[n], ring[(n + 1) % ring.len()]);
            let kind = match self.waits.parts[from].kind {
                PartKind::Resource(_) => LinkKind::TakenBy,
                PartKind::Task(..) | PartKind::Future => LinkKind::WaitsFor,
            };
            self.push(Link { from, to, kind });
        }
    }

    fn push(&mut self, link: Link) {
        let same = |other: &Link| (other.from, other.to) == (link.from, link.to);
        if !self.waits.links.iter().any(same) {
            self.waits.links.push(link);
        }
    }

    /// What a task that awaits `on` waits for: the members of a group, not the group.
    fn targets(&self, on: FutureId) -> Vec<Waitable> {
        let state = &self.scene.state;
        match state.futures.get(&on) {
            Some(group) if !group.inner.is_empty() => {
                let pending = |inner: &&FutureId| match state.task(**inner) {
                    Some(task) => !task.is_finished(),
                    None => state
                        .futures
                        .get(inner)
                        .is_some_and(|f| f.outcome.is_none()),
                };
                let inner = group.inner.iter().filter(pending).take(self.most);
                inner.map(|inner| awaited(state, *inner)).collect()
            }
            Some(future) => match future.awaiting {
                Awaiting::Sleep(_) | Awaiting::Job(_) | Awaiting::Outside(_) => Vec::new(),
                _ => vec![awaited(state, on)],
            },
            None => vec![awaited(state, on)],
        }
    }

    fn held_by(&self, what: Waitable) -> Vec<(Waitable, LinkKind)> {
        let Waitable::Resource(resource) = what else {
            return Vec::new();
        };
        let state = self.scene.state.resources.get(&resource);
        let holders = state.map(|state| &state.holders[..]).unwrap_or_default();
        let holders = holders
            .iter()
            .map(|task| (Waitable::Task(*task), LinkKind::HeldBy));
        holders.collect()
    }

    fn part(&self, key: Waitable) -> Part {
        let name = self.scene.names().waitable(key);
        let part = Part {
            key,
            kind: PartKind::Future,
            short: name.clone(),
            name,
            state: String::new(),
            since: None,
            place: None,
            file: Rc::default(),
            cursor: None,
        };
        let part = match key {
            Waitable::Task(task) => self.task(task, part),
            Waitable::Resource(resource) => self.resource(resource, part),
            Waitable::Future(_) => part,
        };
        let sources = self.scene.trace.sources();
        let file = part.place.map(|place| sources.shared_path(place));
        Part {
            file: file.unwrap_or_default(),
            ..part
        }
    }

    fn task(&self, id: TaskId, part: Part) -> Part {
        let Some(task) = self.scene.state.task(id) else {
            return part;
        };
        let colour = self
            .scene
            .names()
            .task(id)
            .map_or(Colour::Main, |task| task.colour);
        let phase = TaskPhase::of(&task.phase);
        let on = awaits(task);
        let shown_by_arrows = on.is_some_and(|on| !self.targets(on).is_empty());
        let state = match on {
            Some(_) if shown_by_arrows => String::new(),
            Some(on) => self.awaits_in_words(on),
            None => phase.text().get(self.scene.lang).to_owned(),
        };
        Part {
            kind: PartKind::Task(colour, phase),
            short: format!("{}() {}", task.call.name, task.name),
            state,
            since: Some(seconds(task.since)),
            place: task.frames.last().map(|frame| frame.line),
            cursor: self.scene.since(id),
            ..part
        }
    }

    /// `awaits sleep(1), until 2.000 s`
    fn awaits_in_words(&self, on: FutureId) -> String {
        let lang = self.scene.lang;
        let what = self.scene.names().future(on);
        let mut timers = self.scene.state.timers.iter();
        let timer = timers.find(|(_, work)| matches!(work, Work::WakeSleeper(own) if *own == on));
        match timer {
            Some(((when, _), _)) => say::awaits_until(lang, &what, &seconds(*when)),
            None => say::awaits(lang, &what),
        }
    }

    fn resource(&self, id: ResourceId, part: Part) -> Part {
        let Some(state) = self.scene.state.resources.get(&id) else {
            return part;
        };
        let lang = self.scene.lang;
        let state_in_words = match state.kind {
            ResourceKind::Lock if state.holders.is_empty() => say::free(lang),
            ResourceKind::Lock => String::new(),
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
        Part {
            kind: PartKind::Resource(state.kind),
            state: state_in_words,
            place: Some(state.made_at),
            ..part
        }
    }
}

/// What nobody is left to do something about.
fn root(kind: &CauseKind) -> Option<Waitable> {
    match kind {
        CauseKind::Ring(..) => None,
        CauseKind::Leaked { resource, .. } | CauseKind::NotReleased { resource } => {
            Some(Waitable::Resource(*resource))
        }
        CauseKind::TaskDone { queue, .. }
        | CauseKind::NotWorkedOff { queue, .. }
        | CauseKind::NobodyTakes { queue, .. }
        | CauseKind::NobodyPuts { queue, .. } => Some(Waitable::Resource(*queue)),
        CauseKind::MissingParty { barrier, .. } => Some(Waitable::Resource(*barrier)),
        CauseKind::NotSet { event, .. } => Some(Waitable::Resource(*event)),
        CauseKind::NotNotified { condition, .. } => Some(Waitable::Resource(*condition)),
        CauseKind::NoResult { future } => Some(Waitable::Future(*future)),
    }
}

fn awaits(task: &TaskState) -> Option<FutureId> {
    match task.phase {
        Phase::Awaiting(on) => on,
        _ => None,
    }
}
