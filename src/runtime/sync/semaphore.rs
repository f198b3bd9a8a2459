//! `asyncio.Semaphore` and `asyncio.BoundedSemaphore` (`locks.py`).

use std::cell::Cell;
use std::fmt;
use std::future::Future as StdFuture;
use std::panic::Location;
use std::rc::Rc;

use super::object::Object;
use super::resource::{InLine, Released, Resource, Waiters};
use crate::events::{Awaiting, Change, ResourceKind};
use crate::runtime::exceptions::{Exception, Result, classes};
use crate::runtime::futures::AwaitFuture;
use crate::runtime::places::SourceLocation;

/// `asyncio.Semaphore`: first come, first served (since 3.11; before 3.10 a newcomer could barge
/// in). Clones are the same semaphore.
#[derive(Clone)]
pub struct Semaphore(Rc<Inner>);

/// `asyncio.BoundedSemaphore`: releasing it above its first value is an error.
#[derive(Clone, Debug)]
pub struct BoundedSemaphore(Semaphore);

pub(in crate::runtime) struct Inner {
    resource: Resource,
    value: Cell<usize>,
    /// `_bound_value` of a bounded one.
    bound: Option<usize>,
    waiters: Waiters,
}

impl Semaphore {
    /// `asyncio.Semaphore(value)`; Python's `ValueError` for a negative value is the type's here.
    #[track_caller]
    pub fn new(value: usize) -> Self {
        Self::with(
            Resource::with_limit(ResourceKind::Semaphore, Location::caller(), value),
            value,
            None,
        )
    }

    fn with(resource: Resource, value: usize, bound: Option<usize>) -> Self {
        let value = Cell::new(value);
        let inner = Rc::new(Inner {
            resource,
            value,
            bound,
            waiters: Waiters::default(),
        });
        inner
            .resource
            .introduce(|| Object::Semaphore(Rc::downgrade(&inner)));
        Self(inner)
    }

    pub(super) fn of(inner: Rc<Inner>) -> Self {
        Self(inner)
    }

    /// `semaphore.locked()`: whether `acquire` would wait.
    pub fn locked(&self) -> bool {
        self.0.value.get() == 0 || !self.0.waiters.all_cancelled()
    }

    /// `await semaphore.acquire()`. The guard releases it on every way out, as `async with` does.
    ///
    /// # Errors
    /// `CancelledError` while it waits; `RuntimeError` on another loop than the one it is bound to.
    #[track_caller]
    pub fn acquire(&self) -> impl StdFuture<Output = Result<SemaphoreGuard>> + use<> {
        let at = Location::caller();
        let semaphore = self.clone();
        async move {
            semaphore.acquire_at(at).await?;
            Ok(SemaphoreGuard {
                semaphore,
                at,
                armed: true,
            })
        }
    }

    /// `async with semaphore: body`
    ///
    /// # Errors
    /// What the body raises; the release's own `ValueError` instead, if it is bounded and was
    /// released too often.
    #[track_caller]
    pub fn with_permit<T>(
        &self,
        body: impl StdFuture<Output = Result<T>>,
    ) -> impl StdFuture<Output = Result<T>> {
        let at = Location::caller();
        let semaphore = self.clone();
        async move {
            semaphore.acquire_at(at).await?;
            let result = body.await;
            semaphore.release_at(Released::after(&result, at))?;
            result
        }
    }

    async fn acquire_at(&self, at: SourceLocation) -> Result {
        let Inner {
            resource,
            value,
            waiters,
            ..
        } = &*self.0;
        if !self.locked() {
            value.set(value.get() - 1);
            resource.changed(Change::Acquired, self.value(), Some(at));
            return Ok(());
        }
        let waiter = resource.create_waiter(Awaiting::Semaphore)?;
        waiters.push(&waiter);
        resource.changed(Change::Waiting(waiter.id()), self.value(), Some(at));
        let waited = {
            let _line = InLine {
                waiters,
                waiter: &waiter,
            };
            AwaitFuture::new(waiter.clone(), at).await
        };
        match &waited {
            Ok(()) => resource.changed(Change::Acquired, self.value(), Some(at)),
            Err(exception) => {
                resource.changed(Change::LeftLine(waiter.id()), self.value(), Some(at));
                if exception.is_cancelled() && waiter.done() && !waiter.cancelled() {
                    // The permit was given to this one already, and is given back.
                    value.set(value.get() + 1);
                }
            }
        }
        // Newcomers had to line up behind this one although permits were free.
        while value.get() > 0 && self.wake_up_next()? {}
        waited
    }

    /// `semaphore.release()`: the first in line gets the permit now, and goes on once it runs.
    ///
    /// # Errors
    /// `ValueError` if it is bounded and nobody holds it.
    #[track_caller]
    pub fn release(&self) -> Result {
        self.release_at(Released::At(Location::caller()))
    }

    fn release_at(&self, released: Released) -> Result {
        if self
            .0
            .bound
            .is_some_and(|bound| self.0.value.get() >= bound)
        {
            released.fails();
            let message = "BoundedSemaphore released too many times";
            return Err(Exception::internal(&classes::VALUE_ERROR, message));
        }
        self.0.value.set(self.0.value.get().saturating_add(1));
        self.0.resource.released(self.value(), released);
        self.wake_up_next()?;
        Ok(())
    }

    /// Whether there was somebody to wake.
    fn wake_up_next(&self) -> Result<bool> {
        let Some(waiter) = self.0.waiters.first_pending() else {
            return Ok(false);
        };
        self.0.value.set(self.0.value.get() - 1);
        self.0
            .resource
            .changed(Change::Woken(waiter.id()), self.value(), None);
        waiter.0.complete(())?;
        Ok(true)
    }

    fn value(&self) -> i64 {
        self.0.value.get() as i64
    }
}

impl BoundedSemaphore {
    /// `asyncio.BoundedSemaphore(value)`
    #[track_caller]
    pub fn new(value: usize) -> Self {
        let resource =
            Resource::with_limit(ResourceKind::BoundedSemaphore, Location::caller(), value);
        Self(Semaphore::with(resource, value, Some(value)))
    }
}

impl std::ops::Deref for BoundedSemaphore {
    type Target = Semaphore;

    fn deref(&self) -> &Semaphore {
        &self.0
    }
}

impl fmt::Debug for Semaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.locked() {
            true => "locked".to_owned(),
            false => format!("unlocked, value:{}", self.0.value.get()),
        };
        match self.0.waiters.len() {
            0 => write!(f, "<Semaphore [{state}]>"),
            n => write!(f, "<Semaphore [{state}, waiters:{n}]>"),
        }
    }
}

/// A permit held: `async with semaphore` around the rest of the block.
#[must_use = "the permit is given back when the guard is dropped: at once, if it is not bound to a name"]
#[derive(Debug)]
pub struct SemaphoreGuard {
    semaphore: Semaphore,
    /// Where it was acquired: the line of the `async with`.
    at: SourceLocation,
    armed: bool,
}

impl SemaphoreGuard {
    /// The permit stays taken until [`Semaphore::release`].
    pub fn detach(mut self) {
        self.armed = false;
    }
}

impl Drop for SemaphoreGuard {
    fn drop(&mut self) {
        if self.armed {
            // Its error has no way out of a destructor: `with_permit` is there for who needs it.
            let _ = self.semaphore.release_at(Released::Leaving(self.at));
        }
    }
}
