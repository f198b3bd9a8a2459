//! What a person can do to a run at a moment, and what was done to it.

use super::format::seconds;
use super::{Names, Scene, TaskRef};
use crate::analysis::is_asyncios_own;
use crate::events::{Act, Event, Intervention, Items, ResourceId, ResourceKind, When};
use crate::text::{Lang, Text, interventions as say};
use crate::trace::ResourceState;

/// How many interventions a run, and so a link, may hold.
pub const MOST_ACTS: usize = 50;

/// The choice at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct StepIn {
    /// What can be done, tasks first, in order of creation.
    pub offers: Vec<Offer>,
    /// How many unfinished tasks more there are, which are not offered here.
    pub more: usize,
    /// The queues whose items nobody can type, and that it is so.
    pub not_offered: Vec<String>,
    /// What was done up to the moment.
    pub done: Vec<Done>,
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// `Cancel factorial('B', 3)`
    pub label: String,
    /// What it needs.
    pub what: What,
}

/// What an offer does.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Cancels a task.
    Cancel(TaskRef),
    /// Just does it.
    Do(Act),
    /// Puts an item that a person types.
    Put {
        /// The queue.
        queue: ResourceId,
        /// The field's name: `Item for Queue 1`.
        field: String,
        /// What it takes.
        items: Items,
    },
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// Which intervention of the run it was, counted from 0.
    pub number: usize,
    /// `1.000 s, event 45: You cancel factorial('B', 3) from outside.`
    pub label: String,
    /// The cursor just after it.
    pub cursor: usize,
}

/// What can be done at the scene's cursor: to at most so many tasks.
pub fn step_in(scene: &Scene<'_>, most: usize) -> StepIn {
    let names = scene.names();
    let state = &scene.state;
    let mut step_in = StepIn {
        offers: Vec::new(),
        more: 0,
        not_offered: Vec::new(),
        done: done(scene),
    };
    let index = &scene.analysis.index;
    let own = |facts| !is_asyncios_own(facts);
    let tasks = state
        .unfinished()
        .filter(|task| index.task(task.id).is_some_and(own));
    let tasks: Vec<_> = tasks.collect();
    step_in.more = tasks.len().saturating_sub(most);
    let tasks = tasks.iter().take(most);
    let tasks = tasks.filter_map(|task| names.task(task.id));
    step_in.offers.extend(tasks.map(|task| Offer {
        label: say::cancel(scene.lang, &task.name),
        what: What::Cancel(task),
    }));
    // A program that is over has let go of its things.
    if step_in.offers.is_empty() {
        return step_in;
    }
    for (id, resource) in &state.resources {
        step_in.offer(&names, *id, resource);
    }
    step_in
}

impl StepIn {
    fn offer(&mut self, names: &Names<'_>, id: ResourceId, resource: &ResourceState) {
        let (lang, name) = (names.lang(), names.resource(id));
        let offer = match resource.kind {
            ResourceKind::Event => Offer {
                label: say::set(lang, &name),
                what: What::Do(Act::Set(id)),
            },
            ResourceKind::Semaphore | ResourceKind::BoundedSemaphore => Offer {
                label: say::release(lang, &name),
                what: What::Do(Act::Release(id)),
            },
            ResourceKind::Queue | ResourceKind::LifoQueue | ResourceKind::PriorityQueue => {
                let Some(items) = resource.items else {
                    self.not_offered.push(say::no_items(lang, &name));
                    return;
                };
                Offer {
                    label: say::put(lang, &name),
                    what: What::Put {
                        queue: id,
                        field: say::item_of(lang, &name),
                        items,
                    },
                }
            }
            ResourceKind::Lock | ResourceKind::Condition | ResourceKind::Barrier => return,
        };
        self.offers.push(offer);
    }
}

/// What a queue takes, in words.
pub const fn allowed(items: Items) -> Text {
    match items {
        Items::Integer => say::INTEGER,
        Items::Number => say::NUMBER,
        Items::Text => say::TEXT,
        Items::NumberedText => say::NUMBERED_TEXT,
    }
}

/// The cursor at which an act at a cursor is to happen. What ends a run has not happened yet where one steps in:
/// a circle of waiters is opened before the loop finds it closed for good.
pub fn moment(scene: &Scene<'_>) -> usize {
    let is_end = |event: usize| {
        let record = scene.trace.get(event);
        record.is_some_and(|it| matches!(it.event, Event::Deadlocked | Event::RunEnded { .. }))
    };
    let mut cursor = scene.state.cursor;
    while cursor > 0 && is_end(cursor - 1) {
        cursor -= 1;
    }
    cursor
}

/// The plan of a run in which one more thing is done: what was planned for later is given up,
/// since nobody knows whether it still means anything then. None if that were more than
/// [`MOST_ACTS`].
pub fn with(plan: &[Intervention], done: usize, at: When, act: Act) -> Option<Vec<Intervention>> {
    let mut plan = plan.get(..done).unwrap_or(plan).to_vec();
    plan.push(Intervention { at, act });
    (plan.len() <= MOST_ACTS).then_some(plan)
}

/// The cursor just after intervention number `number` of a run, counted from 0; none if it has
/// not happened.
pub fn cursor_after(analysis: &super::Analysis, number: usize) -> Option<usize> {
    let event = analysis.index.interventions().get(number)?;
    Some(*event as usize + 1)
}

/// Why the intervention just before a cursor was refused, if it was.
pub fn refusal(scene: &Scene<'_>, cursor: usize) -> Option<String> {
    match &scene.trace.get(cursor)?.event {
        Event::InterventionRefused { reason } => {
            Some(say::refused(scene.lang, &reason.to_string()))
        }
        _ => None,
    }
}

fn done(scene: &Scene<'_>) -> Vec<Done> {
    let names = scene.names();
    let events = scene.analysis.index.interventions().iter();
    let events = events.map(|event| *event as usize);
    let before = events.take_while(|event| *event < scene.state.cursor);
    let done = before.enumerate().filter_map(|(number, event)| {
        let record = scene.trace.get(event)?;
        let Event::Intervened { act } = &record.event else {
            return None;
        };
        let when = seconds(record.when);
        Some(Done {
            number,
            label: say::at(scene.lang, &sentence(&names, act), &when, event + 1),
            cursor: event + 1,
        })
    });
    done.collect()
}

/// What was done, in one sentence.
pub fn sentence(names: &Names<'_>, act: &Act) -> String {
    let lang: Lang = names.lang();
    match act {
        Act::Cancel(task) => say::cancelled(lang, &names.task_name(*task)),
        Act::Set(event) => say::was_set(lang, &names.resource(*event)),
        Act::Release(semaphore) => say::released(lang, &names.resource(*semaphore)),
        Act::Put(queue, item) => say::was_put(lang, &names.resource(*queue), item),
    }
}
