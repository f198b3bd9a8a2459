//! `asyncio.Barrier` (`locks.py`, since 3.11).

use std::cell::Cell;
use std::fmt;
use std::future::Future as StdFuture;
use std::panic::Location;
use std::rc::Rc;

use super::condition::Condition;
use super::lock::Lock;
use super::resource::Resource;
use crate::events::{Awaiting, Change, ResourceKind};
use crate::runtime::exceptions::{Exception, Result, classes};
use crate::runtime::places::SourceLocation;

/// `asyncio.Barrier`: so many tasks go on together. Clones are the same barrier.
#[derive(Clone)]
pub struct Barrier(Rc<Inner>);

struct Inner {
    resource: Rc<Resource>,
    condition: Condition,
    lock: Lock,
    parties: usize,
    state: Cell<State>,
    /// How many are in the barrier.
    count: Cell<usize>,
}

/// `_BarrierState`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Filling,
    /// The last has come; nobody enters before all have left.
    Draining,
    /// `reset` was called with tasks inside; nobody enters before all have left.
    Resetting,
    Broken,
}

impl Barrier {
    /// `asyncio.Barrier(parties)`
    ///
    /// # Errors
    /// `ValueError` for no parties.
    #[track_caller]
    pub fn new(parties: usize) -> Result<Self> {
        if parties == 0 {
            return Err(Exception::internal(
                &classes::VALUE_ERROR,
                "parties must be > 0",
            ));
        }
        let at = Location::caller();
        let resource = Rc::new(Resource::with_limit(ResourceKind::Barrier, at, parties));
        let part = || Resource::part_of(&resource, Awaiting::Barrier);
        let lock = Lock::with(part());
        Ok(Self(Rc::new(Inner {
            condition: Condition::with(part(), lock.clone()),
            resource,
            lock,
            parties,
            state: Cell::new(State::Filling),
            count: Cell::new(0),
        })))
    }

    /// `barrier.parties`
    pub fn parties(&self) -> usize {
        self.0.parties
    }

    /// `barrier.n_waiting`
    pub fn n_waiting(&self) -> usize {
        if self.0.state.get() == State::Filling {
            self.0.count.get()
        } else {
            0
        }
    }

    /// `barrier.broken`
    pub fn broken(&self) -> bool {
        self.0.state.get() == State::Broken
    }

    /// `await barrier.wait()`: until the last party has come. Gives the index of arrival.
    ///
    /// # Errors
    /// `BrokenBarrierError` after [`Barrier::abort`], or [`Barrier::reset`] meanwhile;
    /// `CancelledError`.
    #[track_caller]
    pub fn wait(&self) -> impl StdFuture<Output = Result<usize>> + use<> {
        let at = Location::caller();
        let barrier = self.clone();
        async move {
            let lock = barrier.0.lock.clone();
            lock.acquire_at(at).await?;
            let result = barrier.wait_inside(at).await;
            lock.release()?;
            result
        }
    }

    async fn wait_inside(&self, at: SourceLocation) -> Result<usize> {
        let Inner {
            resource,
            condition,
            state,
            count,
            parties,
            ..
        } = &*self.0;
        // Block while it drains or resets.
        while matches!(state.get(), State::Draining | State::Resetting) {
            condition.wait_at(at).await?;
        }
        if state.get() == State::Broken {
            return Err(broken("Barrier aborted"));
        }
        let index = count.get();
        count.set(index + 1);
        resource.changed(Change::Arrived, (index + 1) as i64, Some(at));
        let waited = if index + 1 == *parties {
            state.set(State::Draining);
            resource.changed(Change::Tripped, (index + 1) as i64, Some(at));
            condition.notify_all()
        } else {
            self.wait_released(at).await
        };
        count.set(count.get() - 1);
        let left = self.exit();
        waited.and(left).map(|()| index)
    }

    /// `_wait`
    async fn wait_released(&self, at: SourceLocation) -> Result {
        while self.0.state.get() == State::Filling {
            self.0.condition.wait_at(at).await?;
        }
        match self.0.state.get() {
            State::Broken | State::Resetting => Err(broken("Abort or reset of barrier")),
            State::Filling | State::Draining => Ok(()),
        }
    }

    /// `_exit`: the last to leave opens it again.
    fn exit(&self) -> Result {
        if self.0.count.get() > 0 {
            return Ok(());
        }
        if matches!(self.0.state.get(), State::Resetting | State::Draining) {
            self.0.state.set(State::Filling);
        }
        self.0.condition.notify_all()
    }

    /// `await barrier.reset()`: who waits gets a `BrokenBarrierError`.
    ///
    /// # Errors
    /// `CancelledError` while it waits for its turn.
    #[track_caller]
    pub fn reset(&self) -> impl StdFuture<Output = Result> + use<> {
        let at = Location::caller();
        let barrier = self.clone();
        async move {
            barrier
                .change(at, Change::Reset, |inner| {
                    inner.state.set(match inner.count.get() {
                        0 => State::Filling,
                        _ => State::Resetting,
                    });
                })
                .await
        }
    }

    /// `await barrier.abort()`: who waits, and whoever comes, gets a `BrokenBarrierError`.
    ///
    /// # Errors
    /// `CancelledError` while it waits for its turn.
    #[track_caller]
    pub fn abort(&self) -> impl StdFuture<Output = Result> + use<> {
        let at = Location::caller();
        let barrier = self.clone();
        async move {
            barrier
                .change(at, Change::Broken, |inner| inner.state.set(State::Broken))
                .await
        }
    }

    async fn change(&self, at: SourceLocation, change: Change, set: fn(&Inner)) -> Result {
        self.0.lock.acquire_at(at).await?;
        set(&self.0);
        self.0
            .resource
            .changed(change, self.0.count.get() as i64, Some(at));
        let notified = self.0.condition.notify_all();
        self.0.lock.release()?;
        notified
    }
}

fn broken(message: &str) -> Exception {
    Exception::internal(&classes::BROKEN_BARRIER_ERROR, message)
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.0.state.get() {
            State::Filling => "filling",
            State::Draining => "draining",
            State::Resetting => "resetting",
            State::Broken => return f.write_str("<Barrier [broken]>"),
        };
        let (waiting, parties) = (self.n_waiting(), self.parties());
        write!(f, "<Barrier [{state}, waiters:{waiting}/{parties}]>")
    }
}
