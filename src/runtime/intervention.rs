//! What somebody outside the program does to it between two of its handles: a task is cancelled,
//! an event set, a permit given back, an item put.
//!
//! A plan is given to the loop before its program starts. The loop counts what it tells its
//! instrument; as soon as the moment has come that an intervention waits for, and no handle runs, it
//! is done directly, through the same calls that a program has, and takes no handle of its
//! own. Under virtual time all that happens before it is what happens without it. CPython would do
//! the same if the call were made where `Handle._run` has returned. A loop without an instrument
//! tells nothing and keeps no register: there nothing is ever done.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::event_loop::EventLoop;
use super::exceptions::{Exception, Result, classes};
use super::sync::Object;
use super::tasks::AnyTask;
use crate::events::{
    Act, CancelOrigin, Entered, Event, Intervention, Items, Moment, ResourceId, When,
};

/// The loop's part: what is planned, what was told, and what there is to act upon.
#[derive(Default)]
pub(super) struct Interventions {
    planned: RefCell<VecDeque<Intervention>>,
    /// When the next one is due, so that asking costs nothing.
    due: Cell<Option<When>>,
    /// The moment that has come, and how many events were told by then.
    now: Cell<Moment>,
    told: Cell<usize>,
    objects: RefCell<BTreeMap<ResourceId, Object>>,
}

impl Interventions {
    /// One more event is told.
    pub(super) fn tell(&self, event: &Event) {
        self.now.set(self.now.get().after(event));
        self.told.set(self.told.get() + 1);
    }

    fn has_come(&self, when: When) -> bool {
        match when {
            When::Moment(moment) => moment <= self.now.get(),
            When::Events(count) => count <= self.told.get(),
        }
    }

    /// The next one, if its time has come.
    fn next(&self) -> Option<Act> {
        if !self.has_come(self.due.get()?) {
            return None;
        }
        let mut planned = self.planned.borrow_mut();
        let next = planned.pop_front();
        self.due.set(planned.front().map(|next| next.at));
        next.map(|next| next.act)
    }
}

impl EventLoop {
    /// What is to be done to the program of this loop, in any order. Those of the same moment are
    /// done in the order in which they are given here.
    pub fn plan(&self, mut interventions: Vec<Intervention>) {
        interventions.sort_by_key(|intervention| intervention.at);
        let due = interventions.first().map(|first| first.at);
        self.0.interventions.due.set(due);
        let _previous = self.0.interventions.planned.replace(interventions.into());
    }

    /// The moment that has come. Without an instrument nothing is told, and it stays the first.
    pub fn moment(&self) -> Moment {
        self.0.interventions.now.get()
    }

    /// How many of the plan have not been done.
    pub fn planned(&self) -> usize {
        self.0.interventions.planned.borrow().len()
    }

    /// Does what is due, unless a handle runs. The loop itself does so around its handles; a host
    /// does when something has come from outside, before it moves the clock on.
    pub fn intervene(&self) {
        while !self.is_running() && !self.is_held() && !self.is_closed() {
            let Some(act) = self.0.interventions.next() else {
                return;
            };
            let _running = self.enter();
            self.log_input(|| Entered::Act(act.clone()));
            self.emit(|| Event::Intervened { act: act.clone() });
            if let Err(exception) = self.perform(&act) {
                let reason = exception.told();
                self.emit(|| Event::InterventionRefused { reason });
            }
        }
    }

    fn perform(&self, act: &Act) -> Result {
        match act {
            Act::Cancel(task) => {
                let known = self.0.known.tasks.borrow().get(*task);
                let task = known.ok_or_else(|| refused("this task has ended, or never was"))?;
                AnyTask(task).cancel_by(CancelOrigin::Intervention);
                Ok(())
            }
            Act::Set(resource) => self.object(*resource)?.set(),
            Act::Release(resource) => self.object(*resource)?.release(),
            Act::Put(resource, item) => self.object(*resource)?.put(item),
        }
    }

    fn object(&self, resource: ResourceId) -> Result<Object> {
        let objects = self.0.interventions.objects.borrow();
        let object = objects.get(&resource).cloned();
        object.ok_or_else(|| refused("nothing here can be acted upon under this number"))
    }

    /// What can be acted upon later on, if anybody listens.
    pub(super) fn introduce(&self, resource: ResourceId, object: Object) {
        if self.is_listening() {
            let mut objects = self.0.interventions.objects.borrow_mut();
            objects.insert(resource, object);
        }
    }
}

pub(super) fn refused(reason: &str) -> Exception {
    Exception::internal(&classes::RUNTIME_ERROR, reason)
}

impl Items {
    /// What a person can type for an item of type `T`; none if it is not among those known here.
    pub(super) fn of<T: 'static>() -> Option<Self> {
        if is::<T, i64>() {
            Some(Self::Integer)
        } else if is::<T, f64>() {
            Some(Self::Number)
        } else if is::<T, String>() || is::<T, Rc<str>>() {
            Some(Self::Text)
        } else if is::<T, (i64, String)>() {
            Some(Self::NumberedText)
        } else {
            None
        }
    }

    /// Whether a text is one of these.
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Integer => text.trim().parse::<i64>().is_ok(),
            Self::Number => number(text).is_some(),
            Self::Text => true,
            Self::NumberedText => numbered(text).is_some(),
        }
    }
}

/// The item of type `T` that a text stands for.
pub(super) fn item<T: 'static>(text: &str) -> Option<T> {
    match Items::of::<T>()? {
        Items::Integer => cast(text.trim().parse::<i64>().ok()?),
        Items::Number => cast(number(text)?),
        Items::Text => cast(text.to_owned()).or_else(|| cast(Rc::<str>::from(text))),
        Items::NumberedText => cast(numbered(text)?),
    }
}

fn number(text: &str) -> Option<f64> {
    let number = text.trim().parse::<f64>().ok()?;
    number.is_finite().then_some(number)
}

/// `2, text`
fn numbered(text: &str) -> Option<(i64, String)> {
    let (number, text) = text.split_once(',')?;
    Some((number.trim().parse().ok()?, text.trim().to_owned()))
}

fn is<T: 'static, U: 'static>() -> bool {
    std::any::TypeId::of::<T>() == std::any::TypeId::of::<U>()
}

/// A value as what it is: `T`, if that is its type.
fn cast<T: 'static>(value: impl Any) -> Option<T> {
    let mut value = Some(value);
    let value: &mut dyn Any = &mut value;
    value.downcast_mut::<Option<T>>().and_then(Option::take)
}
