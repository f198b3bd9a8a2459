//! `asyncio.Lock` (`locks.py`).

use std::cell::Cell;
use std::fmt;
use std::future::Future as StdFuture;
use std::panic::Location;
use std::rc::Rc;

use super::resource::{InLine, Released, Resource, Waiters};
use crate::events::{Awaiting, Change, ResourceKind};
use crate::runtime::exceptions::{Exception, Result, classes};
use crate::runtime::futures::AwaitFuture;
use crate::runtime::places::SourceLocation;

/// `asyncio.Lock`: first come, first served. Clones are the same lock.
#[derive(Clone)]
pub struct Lock(Rc<Inner>);

struct Inner {
    resource: Resource,
    locked: Cell<bool>,
    waiters: Waiters,
}

impl Default for Lock {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl Lock {
    /// `asyncio.Lock()`
    #[track_caller]
    pub fn new() -> Self {
        Self::with(Resource::new(ResourceKind::Lock, Location::caller()))
    }

    pub(crate) fn with(resource: Resource) -> Self {
        Self(Rc::new(Inner {
            resource,
            locked: Cell::new(false),
            waiters: Waiters::default(),
        }))
    }

    /// `lock.locked()`
    pub fn locked(&self) -> bool {
        self.0.locked.get()
    }

    /// `await lock.acquire()`: at once if it is free and nobody stands in line who was not
    /// cancelled; else in line. The guard releases it on every way out of its block, as
    /// `async with` does; [`LockGuard::detach`] leaves that to [`Lock::release`].
    ///
    /// # Errors
    /// `CancelledError` while it waits; `RuntimeError` on another loop than the one it is bound to.
    #[track_caller]
    pub fn acquire(&self) -> impl StdFuture<Output = Result<LockGuard>> + use<> {
        let at = Location::caller();
        let lock = self.clone();
        async move {
            lock.acquire_at(at).await?;
            Ok(LockGuard {
                lock,
                at,
                armed: true,
            })
        }
    }

    /// `async with lock: body`
    ///
    /// # Errors
    /// What the body raises; the release's own `RuntimeError`, if the body released it, instead.
    #[track_caller]
    pub fn with_lock<T>(
        &self,
        body: impl StdFuture<Output = Result<T>>,
    ) -> impl StdFuture<Output = Result<T>> {
        let at = Location::caller();
        let lock = self.clone();
        async move {
            lock.acquire_at(at).await?;
            let result = body.await;
            lock.release_at(Released::after(&result, at))?;
            result
        }
    }

    pub(crate) async fn acquire_at(&self, at: SourceLocation) -> Result {
        let Inner {
            resource,
            locked,
            waiters,
        } = &*self.0;
        // A free lock is not taken over the head of a live waiter.
        if !locked.get() && waiters.all_cancelled() {
            locked.set(true);
            resource.changed(Change::Acquired, 1, Some(at));
            return Ok(());
        }
        let waiter = resource.create_waiter(Awaiting::Lock)?;
        waiters.push(&waiter);
        resource.changed(
            Change::Waiting(waiter.id()),
            i64::from(locked.get()),
            Some(at),
        );
        let waited = {
            let _line = InLine {
                waiters,
                waiter: &waiter,
            };
            AwaitFuture::new(waiter.clone(), at).await
        };
        if let Err(exception) = waited {
            resource.changed(
                Change::LeftLine(waiter.id()),
                i64::from(locked.get()),
                Some(at),
            );
            // The wake may have been for this one: the lock must not lie free with a line.
            if exception.is_cancelled() && !locked.get() {
                self.wake_up_first()?;
            }
            return Err(exception);
        }
        locked.set(true);
        resource.changed(Change::Acquired, 1, Some(at));
        Ok(())
    }

    /// `lock.release()`: the first in line is woken; it holds the lock once it runs.
    ///
    /// # Errors
    /// `RuntimeError` if it is free.
    #[track_caller]
    pub fn release(&self) -> Result {
        self.release_at(Released::At(Location::caller()))
    }

    pub(super) fn release_at(&self, released: Released) -> Result {
        if !self.0.locked.replace(false) {
            released.fails();
            let message = "Lock is not acquired.";
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        }
        self.0.resource.released(0, released);
        self.wake_up_first()
    }

    fn wake_up_first(&self) -> Result {
        match self.0.waiters.first() {
            Some(waiter) if !waiter.done() => {
                self.0.resource.changed(Change::Woken(waiter.id()), 0, None);
                waiter.0.complete(())
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.locked() { "locked" } else { "unlocked" };
        match self.0.waiters.len() {
            0 => write!(f, "<Lock [{state}]>"),
            n => write!(f, "<Lock [{state}, waiters:{n}]>"),
        }
    }
}

/// A lock held: `async with lock` around the rest of the block.
#[must_use = "the lock is released when the guard is dropped: at once, if it is not bound to a name"]
#[derive(Debug)]
pub struct LockGuard {
    lock: Lock,
    /// Where it was acquired: the line of the `async with`.
    at: SourceLocation,
    armed: bool,
}

impl LockGuard {
    /// The lock stays held until [`Lock::release`].
    pub fn detach(mut self) {
        self.armed = false;
    }
}

impl Drop for LockGuard {
    fn drop(&mut self) {
        if self.armed {
            // Its error has no way out of a destructor: `with_lock` is there for who needs it.
            let _ = self.lock.release_at(Released::Leaving(self.at));
        }
    }
}
