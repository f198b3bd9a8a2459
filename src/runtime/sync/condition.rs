//! `asyncio.Condition` (`locks.py`).

use std::fmt;
use std::future::Future as StdFuture;
use std::panic::Location;
use std::rc::Rc;

use super::lock::{Lock, LockGuard};
use super::resource::{InLine, Released, Resource, Waiters};
use crate::events::{Awaiting, Change, ResourceKind};
use crate::runtime::exceptions::{Exception, Result, classes};
use crate::runtime::futures::AwaitFuture;
use crate::runtime::places::SourceLocation;
use crate::runtime::standing::stand_at;

/// `asyncio.Condition`. Clones are the same condition.
#[derive(Clone)]
pub struct Condition(Rc<Inner>);

struct Inner {
    resource: Resource,
    lock: Lock,
    waiters: Waiters,
}

impl Default for Condition {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl Condition {
    /// `asyncio.Condition()`: with a lock of its own.
    #[track_caller]
    pub fn new() -> Self {
        let at = Location::caller();
        let resource = Resource::new(ResourceKind::Condition, at);
        Self::with(resource, Lock::with(Resource::new(ResourceKind::Lock, at)))
    }

    /// `asyncio.Condition(lock)`
    #[track_caller]
    pub fn with_lock(lock: Lock) -> Self {
        Self::with(
            Resource::new(ResourceKind::Condition, Location::caller()),
            lock,
        )
    }

    pub(crate) fn with(resource: Resource, lock: Lock) -> Self {
        Self(Rc::new(Inner {
            resource,
            lock,
            waiters: Waiters::default(),
        }))
    }

    /// `cond.locked()`
    pub fn locked(&self) -> bool {
        self.0.lock.locked()
    }

    /// `await cond.acquire()`, `async with cond`: see [`Lock::acquire`].
    ///
    /// # Errors
    /// Those of [`Lock::acquire`].
    #[track_caller]
    pub fn acquire(&self) -> impl StdFuture<Output = Result<LockGuard>> + use<> {
        self.0.lock.acquire()
    }

    /// `cond.release()`
    ///
    /// # Errors
    /// `RuntimeError` if it is not acquired.
    #[track_caller]
    pub fn release(&self) -> Result {
        self.0.lock.release()
    }

    /// `await cond.wait()`: gives the lock back, waits to be notified, and waits for the lock again.
    /// It may return without a reason; check again.
    ///
    /// Cancelled, it still takes the lock again first. Since 3.13 whoever leaves by an exception
    /// notifies another waiter, so that no notification is lost.
    ///
    /// # Errors
    /// `RuntimeError` if the lock is not held; the last `CancelledError`.
    #[track_caller]
    pub fn wait(&self) -> impl StdFuture<Output = Result<bool>> + use<> {
        let at = Location::caller();
        let condition = self.clone();
        async move { condition.wait_at(at).await }
    }

    /// `await cond.wait_for(predicate)`: `wait` until it holds.
    ///
    /// # Errors
    /// Those of [`Condition::wait`].
    #[track_caller]
    pub fn wait_for(
        &self,
        mut predicate: impl FnMut() -> bool,
    ) -> impl StdFuture<Output = Result<bool>> {
        let at = Location::caller();
        let condition = self.clone();
        async move {
            while !predicate() {
                condition.wait_at(at).await?;
            }
            Ok(true)
        }
    }

    pub(crate) async fn wait_at(&self, at: SourceLocation) -> Result<bool> {
        let Inner {
            resource,
            lock,
            waiters,
        } = &*self.0;
        if !lock.locked() {
            stand_at(at);
            let message = "cannot wait on un-acquired lock";
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        }
        let waiter = resource.create_waiter(Awaiting::Condition)?;
        lock.release_at(Released::At(at))?;
        let waited = {
            waiters.push(&waiter);
            resource.changed(Change::Waiting(waiter.id()), waiters.len() as i64, Some(at));
            let _line = InLine {
                waiters,
                waiter: &waiter,
            };
            AwaitFuture::new(waiter.clone(), at).await
        };
        // The lock must be had again even by who was cancelled; of several errors the last counts.
        let mut outcome = waited.map(|()| true);
        loop {
            match lock.acquire_at(at).await {
                Ok(()) => break,
                Err(exception) if exception.is_cancelled() => outcome = Err(exception),
                Err(exception) => {
                    outcome = Err(exception);
                    break;
                }
            }
        }
        if outcome.is_err() {
            resource.changed(
                Change::LeftLine(waiter.id()),
                waiters.len() as i64,
                Some(at),
            );
            self.notify_some(1, None)?;
        }
        outcome
    }

    /// `cond.notify(n)`: wakes as many of those who wait, in order. They go on once they have the
    /// lock, which the caller still holds.
    ///
    /// # Errors
    /// `RuntimeError` if the lock is not held.
    #[track_caller]
    pub fn notify(&self, n: usize) -> Result {
        self.notify_at(n, Location::caller())
    }

    /// `cond.notify_all()`
    ///
    /// # Errors
    /// `RuntimeError` if the lock is not held.
    #[track_caller]
    pub fn notify_all(&self) -> Result {
        self.notify_at(self.0.waiters.len(), Location::caller())
    }

    fn notify_at(&self, n: usize, at: SourceLocation) -> Result {
        if !self.locked() {
            stand_at(at);
            let message = "cannot notify on un-acquired lock";
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        }
        self.notify_some(n, Some(at))
    }

    fn notify_some(&self, n: usize, at: Option<SourceLocation>) -> Result {
        let chosen: Vec<_> = self
            .0
            .waiters
            .all()
            .into_iter()
            .filter(|waiter| !waiter.done())
            .take(n)
            .collect();
        let left = self.0.waiters.len() as i64;
        self.0
            .resource
            .changed(Change::Notified(chosen.len() as u32), left, at);
        for waiter in chosen {
            self.0
                .resource
                .changed(Change::Woken(waiter.id()), left, None);
            waiter.0.complete(())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.locked() { "locked" } else { "unlocked" };
        match self.0.waiters.len() {
            0 => write!(f, "<Condition [{state}]>"),
            n => write!(f, "<Condition [{state}, waiters:{n}]>"),
        }
    }
}
