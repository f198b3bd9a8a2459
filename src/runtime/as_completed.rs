//! `asyncio.as_completed` (`tasks.py`).

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::{Future as StdFuture, IntoFuture};
use std::panic::Location;
use std::pin::Pin;
use std::rc::Rc;

use super::awaitable::{Awaitable, ensure_future_on};
use super::event_loop::get_running_loop;
use super::exceptions::{Exception, Result, classes};
use super::futures::{AnyFuture, DoneCallback, Future};
use super::handles::TimerHandle;
use super::sync::Queue;
use crate::events::FutureId;
use crate::runtime::places::SourceLocation;

/// `asyncio.as_completed(aws, timeout=timeout)`: the futures in the order of their ends. Coroutines
/// start in the order given (CPython starts them in a set's order).
///
/// # Errors
/// `RuntimeError` outside a running loop; `ValueError` for a future of another one.
#[track_caller]
pub fn as_completed<A: Awaitable>(
    aws: impl IntoIterator<Item = A>,
    timeout: Option<f64>,
) -> Result<AsCompleted<A::Value>> {
    let at = Location::caller();
    let event_loop = get_running_loop()?;
    let mut todo: BTreeMap<FutureId, Future<A::Value>> = BTreeMap::new();
    // In the order given: it shows when several are done already.
    let mut distinct: Vec<Future<A::Value>> = Vec::new();
    for aw in aws {
        let future = ensure_future_on(aw, &event_loop, at, false)?.future;
        if todo.insert(future.id(), future.clone()).is_none() {
            distinct.push(future);
        }
    }
    let is_empty = todo.is_empty();
    let inner = Rc::new(Inner {
        done: queue_of_done(),
        left: Cell::new(distinct.len()),
        todo: RefCell::new(todo),
        timer: RefCell::default(),
    });
    for future in &distinct {
        future
            .0
            .base
            .add_callback(&future.any(), inner.callback())?;
    }
    if let Some(delay) = timeout.filter(|_| !is_empty) {
        let overdue = inner.clone();
        let name = "_AsCompletedIterator._handle_timeout";
        let timer =
            event_loop.call_at_internally(event_loop.now().after(delay), name, move || {
                overdue.handle_timeout()
            })?;
        *inner.timer.borrow_mut() = Some(timer);
    }
    Ok(AsCompleted(inner))
}

/// A queue that is made here, not where the program calls: no line of the program names it.
fn queue_of_done<T: 'static>() -> Queue<T> {
    Queue::new(0)
}

/// `_AsCompletedIterator`. Both ways of going through it are there: [`AsCompleted::next`] is the
/// `async for` (3.13+), [`AsCompleted::next_result`] the plain `for`, the only one up to 3.12.
pub struct AsCompleted<T>(Rc<Inner<T>>);

/// What a plain `for` over [`as_completed`] gives: awaiting it gives the next result.
#[must_use = "it does nothing until it is awaited"]
pub struct NextResult<T>(Rc<Inner<T>>);

impl<T: Clone + 'static> IntoFuture for NextResult<T> {
    type Output = Result<T>;
    type IntoFuture = Pin<Box<dyn StdFuture<Output = Result<T>>>>;

    #[track_caller]
    fn into_future(self) -> Self::IntoFuture {
        let at = Location::caller();
        Box::pin(async move { self.0.wait_for_one(at).await?.result() })
    }
}

struct Inner<T> {
    /// The done ones, in order; none stands for one that the timeout cut off.
    done: Queue<Option<Future<T>>>,
    todo: RefCell<BTreeMap<FutureId, Future<T>>>,
    left: Cell<usize>,
    timer: RefCell<Option<TimerHandle>>,
}

impl<T: Clone + 'static> AsCompleted<T> {
    /// `async for future in as_completed(aws)`: the next future to be done; none after the last.
    ///
    /// # Errors
    /// `TimeoutError` when the time is over; `CancelledError`.
    #[allow(
        clippy::should_implement_trait,
        reason = "it is asyncio's iteration, which awaits; Rust's cannot"
    )]
    #[track_caller]
    pub fn next(&mut self) -> impl StdFuture<Output = Result<Option<Future<T>>>> + use<T> {
        let at = Location::caller();
        let inner = self.take_one().then(|| self.0.clone());
        async move {
            match inner {
                Some(inner) => inner.wait_for_one(at).await.map(Some),
                None => Ok(None),
            }
        }
    }

    /// `for next in as_completed(aws): await next`: what gives the next result; none after the last.
    pub fn next_result(&mut self) -> Option<NextResult<T>> {
        self.take_one().then(|| NextResult(self.0.clone()))
    }

    fn take_one(&self) -> bool {
        let left = self.0.left.get();
        self.0.left.set(left.saturating_sub(1));
        left > 0
    }
}

impl<T: Clone + 'static> Inner<T> {
    fn key(self: &Rc<Self>) -> usize {
        Rc::as_ptr(self).cast::<()>() as usize
    }

    fn callback(self: &Rc<Self>) -> DoneCallback {
        let inner = self.clone();
        DoneCallback::Call {
            key: self.key(),
            name: "_AsCompletedIterator._handle_completion",
            at: None,
            callback: Rc::new(move |future| inner.handle_completion(future)),
        }
    }

    fn handle_completion(&self, future: &Rc<dyn AnyFuture>) -> Result {
        let mut todo = self.todo.borrow_mut();
        let Some(future) = todo.remove(&future.base().id) else {
            return Ok(());
        };
        let last = todo.is_empty();
        drop(todo);
        self.done.put_nowait(Some(future))?;
        if last && let Some(timer) = self.timer.borrow_mut().take() {
            timer.cancel();
        }
        Ok(())
    }

    fn handle_timeout(self: &Rc<Self>) -> Result {
        let todo = std::mem::take(&mut *self.todo.borrow_mut());
        for future in todo.into_values() {
            future.0.base.remove_callback(self.key());
            self.done.put_nowait(None)?;
        }
        Ok(())
    }

    async fn wait_for_one(&self, at: SourceLocation) -> Result<Future<T>> {
        let future = self.done.get_from(at).await?;
        future.ok_or_else(|| Exception::internal_bare(&classes::TIMEOUT_ERROR))
    }
}
