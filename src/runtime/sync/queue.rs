//! `asyncio.Queue`, `LifoQueue` and `PriorityQueue` (`queues.py`).

use std::cell::Cell;
use std::fmt;
use std::future::Future as StdFuture;
use std::panic::Location;
use std::rc::{Rc, Weak};

use super::event::Event;
use super::object::Object;
use super::resource::{Resource, Waiters};
use super::store::Store;
use crate::events::{Awaiting, CancelOrigin, Change, Items, ResourceId, ResourceKind};
use crate::runtime::exceptions::{Class, Exception, Result, classes};
use crate::runtime::futures::{AwaitFuture, Future};
use crate::runtime::intervention::item;
use crate::runtime::places::SourceLocation;
use crate::runtime::standing::stand_at;

/// `asyncio.Queue`: first in, first out. Clones are the same queue.
pub struct Queue<T>(Rc<Inner<T>>);

/// `asyncio.LifoQueue`: last in, first out.
pub struct LifoQueue<T>(Queue<T>);

/// `asyncio.PriorityQueue`: the least item first, by `heapq`: of equal items any may come first,
/// and it is the same one as in CPython.
pub struct PriorityQueue<T>(Queue<T>);

struct Inner<T> {
    resource: Rc<Resource>,
    /// Zero is no limit.
    maxsize: usize,
    items: Store<T>,
    getters: Waiters,
    putters: Waiters,
    unfinished: Cell<usize>,
    finished: Event,
    is_shutdown: Cell<bool>,
}

impl<T: 'static> Queue<T> {
    /// `asyncio.Queue(maxsize)`; zero is no limit.
    #[track_caller]
    pub fn new(maxsize: usize) -> Self {
        Self::with(
            ResourceKind::Queue,
            Store::fifo(),
            maxsize,
            Location::caller(),
        )
    }

    fn with(kind: ResourceKind, items: Store<T>, maxsize: usize, at: SourceLocation) -> Self {
        let resource = Rc::new(Resource::of_items(
            kind,
            at,
            (maxsize > 0).then_some(maxsize),
            Items::of::<T>(),
        ));
        let part = Resource::part_of(&resource, Awaiting::QueueJoin);
        let finished = Event::with(part);
        finished.set();
        let inner = Rc::new(Inner {
            resource,
            maxsize,
            items,
            getters: Waiters::default(),
            putters: Waiters::default(),
            unfinished: Cell::new(0),
            finished,
            is_shutdown: Cell::new(false),
        });
        inner.resource.introduce(|| {
            let queue: Weak<Inner<T>> = Rc::downgrade(&inner);
            Object::Queue(queue)
        });
        Self(inner)
    }

    /// `queue.qsize()`
    pub fn qsize(&self) -> usize {
        self.0.items.len()
    }

    /// `queue.maxsize`
    pub fn maxsize(&self) -> usize {
        self.0.maxsize
    }

    /// `queue.empty()`
    pub fn empty(&self) -> bool {
        self.qsize() == 0
    }

    /// `queue.full()`
    pub fn full(&self) -> bool {
        self.0.maxsize > 0 && self.qsize() >= self.0.maxsize
    }

    /// `await queue.put(item)`: waits while it is full. One that was woken looks again, and may
    /// find that somebody else was quicker.
    ///
    /// # Errors
    /// `QueueShutDown`; `CancelledError` while it waits.
    #[track_caller]
    pub fn put(&self, item: T) -> impl StdFuture<Output = Result> + use<T> {
        let at = Location::caller();
        let queue = self.clone();
        async move {
            while queue.full() {
                queue.0.open()?;
                queue
                    .wait_in(&queue.0.putters, Awaiting::QueuePut, Self::full, at)
                    .await?;
            }
            queue.put_at(item, at)
        }
    }

    /// `queue.put_nowait(item)`
    ///
    /// # Errors
    /// `QueueShutDown`, `QueueFull`.
    #[track_caller]
    pub fn put_nowait(&self, item: T) -> Result {
        self.put_at(item, Location::caller())
    }

    fn put_at(&self, item: T, at: SourceLocation) -> Result {
        self.0.open()?;
        if self.full() {
            stand_at(at);
            return Err(Exception::internal_bare(&classes::QUEUE_FULL));
        }
        self.0.items.put(item)?;
        self.0.unfinished.set(self.0.unfinished.get() + 1);
        self.0.finished.clear();
        self.changed(Change::Put, at);
        self.wakeup_next(&self.0.getters)
    }

    /// `await queue.get()`: waits while it is empty. One that was woken looks again, and may find
    /// that somebody else was quicker.
    ///
    /// # Errors
    /// `QueueShutDown` once it is shut down and empty; `CancelledError` while it waits.
    #[track_caller]
    pub fn get(&self) -> impl StdFuture<Output = Result<T>> + use<T> {
        self.get_from(Location::caller())
    }

    /// The same, awaited at `at`.
    pub(crate) fn get_from(
        &self,
        at: SourceLocation,
    ) -> impl StdFuture<Output = Result<T>> + use<T> {
        let queue = self.clone();
        async move {
            while queue.empty() {
                queue.0.open()?;
                queue
                    .wait_in(&queue.0.getters, Awaiting::QueueGet, Self::empty, at)
                    .await?;
            }
            queue.get_at(at)
        }
    }

    /// `queue.get_nowait()`
    ///
    /// # Errors
    /// `QueueEmpty`; `QueueShutDown` once it is shut down and empty.
    #[track_caller]
    pub fn get_nowait(&self) -> Result<T> {
        self.get_at(Location::caller())
    }

    fn get_at(&self, at: SourceLocation) -> Result<T> {
        let Some(item) = self.0.items.get()? else {
            stand_at(at);
            self.0.open()?;
            return Err(Exception::internal_bare(&classes::QUEUE_EMPTY));
        };
        self.changed(Change::Got, at);
        self.wakeup_next(&self.0.putters)?;
        Ok(item)
    }

    /// One wait of `put` or `get`, until woken. `blocked` is what they wait to change.
    async fn wait_in(
        &self,
        line: &Waiters,
        awaiting: fn(ResourceId) -> Awaiting,
        blocked: fn(&Self) -> bool,
        at: SourceLocation,
    ) -> Result {
        let waiter = self.0.resource.create_waiter(awaiting)?;
        line.push(&waiter);
        self.changed(Change::Waiting(waiter.id()), at);
        let leaving = Leaving {
            queue: self,
            line,
            waiter: &waiter,
        };
        let waited = AwaitFuture::new(waiter.clone(), at).await;
        std::mem::forget(leaving);
        if waited.is_err() {
            waiter.cancel_by(CancelOrigin::Library);
            line.remove(&waiter);
            self.changed(Change::LeftLine(waiter.id()), at);
            if !blocked(self) && !waiter.cancelled() {
                // It was woken but cannot go on: the next in line may.
                self.wakeup_next(line)?;
            }
        }
        waited
    }

    fn wakeup_next(&self, line: &Waiters) -> Result {
        while let Some(waiter) = line.pop() {
            if !waiter.done() {
                return self.wake(&waiter);
            }
        }
        Ok(())
    }

    fn wake(&self, waiter: &Future<()>) -> Result {
        let size = self.qsize() as i64;
        self.0
            .resource
            .changed(Change::Woken(waiter.id()), size, None);
        waiter.0.complete(())
    }

    /// `queue.task_done()`: an item that was taken out is dealt with.
    ///
    /// # Errors
    /// `ValueError` when called more often than there were items.
    #[track_caller]
    pub fn task_done(&self) -> Result {
        let Some(left) = self.0.unfinished.get().checked_sub(1) else {
            let message = "task_done() called too many times";
            return Err(Exception::new(&classes::VALUE_ERROR, message));
        };
        self.0.unfinished.set(left);
        self.changed(Change::TaskDone(left as u32), Location::caller());
        if left == 0 {
            self.0.finished.set();
        }
        Ok(())
    }

    /// `await queue.join()`: until `task_done` was called for every item.
    ///
    /// # Errors
    /// `CancelledError` while it waits.
    #[track_caller]
    pub fn join(&self) -> impl StdFuture<Output = Result> + use<T> {
        let at = Location::caller();
        let queue = self.clone();
        async move {
            if queue.0.unfinished.get() > 0 {
                queue.0.finished.wait_at(at).await?;
            }
            Ok(())
        }
    }

    /// `queue.shutdown(immediate)` (3.13+): puts raise from now on, gets once it is empty;
    /// `immediate` empties it.
    #[track_caller]
    pub fn shutdown(&self, immediate: bool) {
        self.0.is_shutdown.set(true);
        let mut dropped = Vec::new();
        if immediate {
            while let Ok(Some(item)) = self.0.items.get() {
                dropped.push(item);
                self.0
                    .unfinished
                    .set(self.0.unfinished.get().saturating_sub(1));
            }
        }
        self.changed(Change::Shutdown, Location::caller());
        if immediate && self.0.unfinished.get() == 0 {
            self.0.finished.set();
        }
        for line in [&self.0.getters, &self.0.putters] {
            while let Some(waiter) = line.pop() {
                if !waiter.done() {
                    // One whose loop is closed never goes on.
                    let _closed = self.wake(&waiter);
                }
            }
        }
    }

    fn changed(&self, change: Change, at: SourceLocation) {
        self.0
            .resource
            .changed(change, self.qsize() as i64, Some(at));
    }
}

impl<T> Inner<T> {
    fn open(&self) -> Result {
        let class: &'static Class = &classes::QUEUE_SHUT_DOWN;
        if self.is_shutdown.get() {
            Err(Exception::internal_bare(class))
        } else {
            Ok(())
        }
    }
}

/// A queue of whatever items, for who has an item as text.
pub(in crate::runtime) trait PutText {
    /// `queue.put_nowait(item)`
    ///
    /// # Errors
    /// Those of [`Queue::put_nowait`]; `ValueError` for a text that is no item of this queue's.
    fn put_text(self: Rc<Self>, text: &str) -> Result;
}

impl<T: 'static> PutText for Inner<T> {
    fn put_text(self: Rc<Self>, text: &str) -> Result {
        let item = item::<T>(text).ok_or_else(|| {
            let message = format!("{text:?} is no item of this queue");
            Exception::internal(&classes::VALUE_ERROR, message)
        })?;
        Queue(self).put_nowait(item)
    }
}

/// A wait that is dropped in the middle must not stay in line and swallow a wake.
struct Leaving<'a, T: 'static> {
    queue: &'a Queue<T>,
    line: &'a Waiters,
    waiter: &'a Future<()>,
}

impl<T: 'static> Drop for Leaving<'_, T> {
    fn drop(&mut self) {
        self.line.remove(self.waiter);
        if self.waiter.done() && !self.waiter.cancelled() {
            // Nothing can be raised out of a destructor.
            let _closed = self.queue.wakeup_next(self.line);
        }
    }
}

impl<T: 'static> LifoQueue<T> {
    /// `asyncio.LifoQueue(maxsize)`; zero is no limit.
    #[track_caller]
    pub fn new(maxsize: usize) -> Self {
        let at = Location::caller();
        Self(Queue::with(
            ResourceKind::LifoQueue,
            Store::lifo(),
            maxsize,
            at,
        ))
    }
}

impl<T: PartialOrd + Clone + 'static> PriorityQueue<T> {
    /// `asyncio.PriorityQueue(maxsize)`; zero is no limit. Items are compared by their own code, which
    /// may use the queue; when it puts an item or takes one, the `put` or `get` that compares raises
    /// `RuntimeError`, "list changed size during iteration".
    #[track_caller]
    pub fn new(maxsize: usize) -> Self {
        let at = Location::caller();
        Self(Queue::with(
            ResourceKind::PriorityQueue,
            Store::heap(),
            maxsize,
            at,
        ))
    }
}

macro_rules! is_a_queue {
    ($($name:ident)*) => {$(
        impl<T> std::ops::Deref for $name<T> {
            type Target = Queue<T>;

            fn deref(&self) -> &Queue<T> {
                &self.0
            }
        }

        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }

        impl<T: fmt::Debug> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}
is_a_queue!(LifoQueue PriorityQueue);

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: fmt::Debug> fmt::Debug for Queue<T> {
    /// `str(queue)`: `<Queue maxsize=0 _queue=[1] _getters[1] _putters[1] tasks=1 shutdown>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            resource,
            maxsize,
            items,
            getters,
            putters,
            unfinished,
            is_shutdown,
            ..
        } = &*self.0;
        write!(f, "<{:?} maxsize={maxsize}", resource.kind())?;
        if items.len() > 0 {
            write!(f, " _queue={items:?}")?;
        }
        let counts = [
            (" _getters[", getters.len(), "]"),
            (" _putters[", putters.len(), "]"),
            (" tasks=", unfinished.get(), ""),
        ];
        for (before, count, after) in counts.into_iter().filter(|(_, count, _)| *count > 0) {
            write!(f, "{before}{count}{after}")?;
        }
        f.write_str(if is_shutdown.get() { " shutdown>" } else { ">" })
    }
}
