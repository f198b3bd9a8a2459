//! What all primitives share: the loop they are bound to, their line of waiters, and what the trace
//! is told about them.

use std::cell::{OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use super::object::Object;
use crate::events::{Awaiting, Change, Event, Items, ResourceId, ResourceKind};
use crate::runtime::event_loop::{EventLoop, Inner, get_running_loop, running};
use crate::runtime::exceptions::{Exception, Result, classes};
use crate::runtime::futures::Future;
use crate::runtime::places::SourceLocation;
use crate::runtime::standing::stand_at;

/// `mixins._LoopBoundMixin`, and the primitive's name in the trace.
pub(crate) struct Resource {
    kind: ResourceKind,
    made_at: SourceLocation,
    /// Permits, parties, or how many items a queue holds.
    limit: Option<u32>,
    /// Which items a queue takes from a person.
    items: Option<Items>,
    /// Bound when somebody first has to wait, as in asyncio: only then another loop is an error.
    bound: OnceCell<Weak<Inner>>,
    /// The loop in whose trace it has a number, and the number.
    named: RefCell<Option<(Weak<Inner>, ResourceId)>>,
    /// Set for a primitive inside another one: the trace shows that other one only, and says that
    /// who waits here waits for it.
    owner: Option<(Rc<Resource>, SayAwaiting)>,
}

/// Where something is released.
#[derive(Clone, Copy)]
pub(crate) enum Released {
    /// In a call at this place, or at the end of an `async with` there.
    At(SourceLocation),
    /// At the end of an `async with` there, by an exception perhaps: its frames go on standing where
    /// it was raised.
    Leaving(SourceLocation),
}

impl Released {
    /// The place of an `async with` whose body ended so.
    pub(crate) fn after<T>(result: &Result<T>, at: SourceLocation) -> Self {
        match result {
            Ok(_) => Self::At(at),
            Err(_) => Self::Leaving(at),
        }
    }

    /// A release that fails raises here.
    pub(crate) fn fails(self) {
        if let Self::At(at) = self {
            stand_at(at);
        }
    }
}

/// What a task that waits for the numbered primitive says it awaits.
type SayAwaiting = fn(ResourceId) -> Awaiting;

impl Resource {
    pub(crate) fn new(kind: ResourceKind, made_at: SourceLocation) -> Self {
        Self::of_items(kind, made_at, None, None)
    }

    /// One that has a limit: permits, or parties.
    pub(crate) fn with_limit(kind: ResourceKind, made_at: SourceLocation, limit: usize) -> Self {
        Self::of_items(kind, made_at, Some(limit), None)
    }

    pub(crate) fn of_items(
        kind: ResourceKind,
        made_at: SourceLocation,
        limit: Option<usize>,
        items: Option<Items>,
    ) -> Self {
        let resource = Self {
            kind,
            made_at,
            limit: limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX)),
            items,
            bound: OnceCell::new(),
            named: RefCell::default(),
            owner: None,
        };
        // Numbered in order of making where that happens on a loop.
        running(|event_loop| resource.id(event_loop));
        resource
    }

    pub(crate) fn kind(&self) -> ResourceKind {
        self.kind
    }

    /// For a primitive that is a part of another.
    pub(crate) fn part_of(owner: &Rc<Resource>, awaiting: SayAwaiting) -> Self {
        Self {
            kind: owner.kind,
            made_at: owner.made_at,
            limit: None,
            items: None,
            bound: OnceCell::new(),
            named: RefCell::default(),
            owner: Some((owner.clone(), awaiting)),
        }
    }

    /// `_get_loop()`
    ///
    /// # Errors
    /// `RuntimeError` outside a running loop, or when it is bound to another one.
    pub(crate) fn get_loop(&self) -> Result<EventLoop> {
        let event_loop = get_running_loop()?;
        let bound = self.bound.get_or_init(|| Rc::downgrade(&event_loop.0));
        if bound.as_ptr() != Rc::as_ptr(&event_loop.0) {
            let message = format!("<{:?}> is bound to a different event loop", self.kind);
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        }
        Ok(event_loop)
    }

    /// Its number in `event_loop`'s trace.
    pub(crate) fn id(&self, event_loop: &EventLoop) -> ResourceId {
        if let Some((known, id)) = &*self.named.borrow()
            && known.as_ptr() == Rc::as_ptr(&event_loop.0)
        {
            return *id;
        }
        let id = event_loop.register_resource(self.kind, self.made_at, self.limit, self.items);
        *self.named.borrow_mut() = Some((Rc::downgrade(&event_loop.0), id));
        id
    }

    /// Lets the running loop act upon the primitive that this is of, where somebody listens.
    pub(in crate::runtime) fn introduce(&self, object: impl FnOnce() -> Object) {
        running(|event_loop| {
            if event_loop.is_listening() && self.owner.is_none() {
                event_loop.introduce(self.id(event_loop), object());
            }
        });
    }

    /// Tells the trace, if somebody listens, and lets the running task stand there.
    pub(crate) fn changed(&self, change: Change, value: i64, at: Option<SourceLocation>) {
        self.tell(change, value, at, at);
    }

    /// The same of a release.
    pub(crate) fn released(&self, value: i64, released: Released) {
        let (at, stands) = match released {
            Released::At(at) => (at, Some(at)),
            Released::Leaving(at) => (at, None),
        };
        self.tell(Change::Released, value, Some(at), stands);
    }

    fn tell(
        &self,
        change: Change,
        value: i64,
        at: Option<SourceLocation>,
        stands: Option<SourceLocation>,
    ) {
        if self.owner.is_some() {
            return;
        }
        running(|event_loop| {
            if event_loop.is_listening() {
                let resource = self.id(event_loop);
                let task = event_loop.current_task();
                if let (Some(task), Some(at)) = (&task, stands) {
                    task.stand_at(at);
                }
                let task = task.map(|task| task.id());
                event_loop.emit(|| Event::ResourceChanged {
                    resource,
                    change,
                    value,
                    task,
                    at: at.map(|at| event_loop.place(at)),
                });
            }
        });
    }

    /// A future for somebody who has to wait, on the loop that it is bound to.
    pub(crate) fn create_waiter(
        &self,
        awaiting: impl FnOnce(ResourceId) -> Awaiting,
    ) -> Result<Future<()>> {
        let event_loop = self.get_loop()?;
        let awaiting = match &self.owner {
            Some((owner, awaiting)) => awaiting(owner.id(&event_loop)),
            None => awaiting(self.id(&event_loop)),
        };
        Ok(Future::new(&event_loop, awaiting))
    }
}

/// Futures in the order of their coming.
#[derive(Default)]
pub(crate) struct Waiters(RefCell<VecDeque<Future<()>>>);

impl Waiters {
    pub(crate) fn push(&self, waiter: &Future<()>) {
        self.0.borrow_mut().push_back(waiter.clone());
    }

    /// Takes one out of the line, wherever it stands; it may have left it already.
    pub(crate) fn remove(&self, waiter: &Future<()>) {
        let mut line = self.0.borrow_mut();
        if let Some(index) = line.iter().position(|other| other.same(waiter)) {
            line.remove(index);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// Whether everybody in the line is cancelled, which an empty line is.
    pub(crate) fn all_cancelled(&self) -> bool {
        self.0.borrow().iter().all(Future::cancelled)
    }

    pub(crate) fn first(&self) -> Option<Future<()>> {
        self.0.borrow().front().cloned()
    }

    /// The first that was not woken or cancelled yet.
    pub(crate) fn first_pending(&self) -> Option<Future<()>> {
        self.0
            .borrow()
            .iter()
            .find(|waiter| !waiter.done())
            .cloned()
    }

    pub(crate) fn pop(&self) -> Option<Future<()>> {
        self.0.borrow_mut().pop_front()
    }

    pub(crate) fn all(&self) -> Vec<Future<()>> {
        self.0.borrow().iter().cloned().collect()
    }
}

/// Takes the waiter out of the line when the wait ends, in whichever way.
pub(crate) struct InLine<'a> {
    pub(crate) waiters: &'a Waiters,
    pub(crate) waiter: &'a Future<()>,
}

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        self.waiters.remove(self.waiter);
    }
}
