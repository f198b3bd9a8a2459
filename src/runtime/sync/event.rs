//! `asyncio.Event` (`locks.py`).

use std::cell::Cell;
use std::fmt;
use std::future::Future as StdFuture;
use std::panic::Location;
use std::rc::Rc;

use super::object::Object;
use super::resource::{InLine, Resource, Waiters};
use crate::events::{Awaiting, Change, ResourceKind};
use crate::runtime::exceptions::Result;
use crate::runtime::futures::AwaitFuture;
use crate::runtime::places::SourceLocation;

/// `asyncio.Event`: a flag to wait for. Clones are the same event.
#[derive(Clone)]
pub struct Event(Rc<Inner>);

pub(in crate::runtime) struct Inner {
    resource: Resource,
    set: Cell<bool>,
    waiters: Waiters,
}

impl Default for Event {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl Event {
    /// `asyncio.Event()`: not set.
    #[track_caller]
    pub fn new() -> Self {
        Self::with(Resource::new(ResourceKind::Event, Location::caller()))
    }

    pub(crate) fn with(resource: Resource) -> Self {
        let inner = Rc::new(Inner {
            resource,
            set: Cell::new(false),
            waiters: Waiters::default(),
        });
        inner
            .resource
            .introduce(|| Object::Event(Rc::downgrade(&inner)));
        Self(inner)
    }

    pub(super) fn of(inner: Rc<Inner>) -> Self {
        Self(inner)
    }

    /// `event.is_set()`
    pub fn is_set(&self) -> bool {
        self.0.set.get()
    }

    /// `event.set()`: everybody present is woken, in the order of waiting, also if it is cleared
    /// again before they run. Whose loop is closed is not (CPython: `RuntimeError`).
    #[track_caller]
    pub fn set(&self) {
        if self.0.set.replace(true) {
            return;
        }
        self.0
            .resource
            .changed(Change::Set, 1, Some(Location::caller()));
        for waiter in self.0.waiters.all() {
            if !waiter.done() {
                self.0.resource.changed(Change::Woken(waiter.id()), 1, None);
                let _closed = waiter.0.complete(());
            }
        }
    }

    /// `event.clear()`
    #[track_caller]
    pub fn clear(&self) {
        self.0.set.set(false);
        self.0
            .resource
            .changed(Change::Cleared, 0, Some(Location::caller()));
    }

    /// `await event.wait()`: at once if it is set.
    ///
    /// # Errors
    /// `CancelledError` while it waits; `RuntimeError` on another loop than the one it is bound to.
    #[track_caller]
    pub fn wait(&self) -> impl StdFuture<Output = Result<bool>> + use<> {
        let at = Location::caller();
        let event = self.clone();
        async move { event.wait_at(at).await }
    }

    pub(crate) async fn wait_at(&self, at: SourceLocation) -> Result<bool> {
        let Inner {
            resource,
            set,
            waiters,
        } = &*self.0;
        if set.get() {
            return Ok(true);
        }
        let waiter = resource.create_waiter(Awaiting::Event)?;
        waiters.push(&waiter);
        resource.changed(Change::Waiting(waiter.id()), 0, Some(at));
        let _line = InLine {
            waiters,
            waiter: &waiter,
        };
        AwaitFuture::new(waiter.clone(), at).await?;
        Ok(true)
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.is_set() { "set" } else { "unset" };
        match self.0.waiters.len() {
            0 => write!(f, "<Event [{state}]>"),
            n => write!(f, "<Event [{state}, waiters:{n}]>"),
        }
    }
}
