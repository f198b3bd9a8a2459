//! `asyncio.gather` (`tasks.py`).

use std::cell::{Cell, OnceCell};
use std::panic::Location;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::awaitable::{Awaitable, Ensured, ensure_future_on};
use super::event_loop::{EventLoop, get_running_loop};
use super::exceptions::{Exception, Result};
use super::futures::{AnyFuture, DoneCallback, Future, Kind, Role};
use super::handles::DoneFn;
use super::tasks::AnyTask;
use crate::events::{Awaiting, Event};
use crate::runtime::places::SourceLocation;

/// `_GatheringFuture`: cancelling it cancels the children.
pub(crate) struct GatherCore {
    /// As given, a child that was given twice included twice.
    children: Children,
    /// `_cancel_requested`: a child took the request, so the outer future will raise
    /// `CancelledError` even with `return_exceptions`.
    cancel_requested: Cell<bool>,
}

/// Who is gathered. Of many there is one list, for each pass over them is one over all their memory.
type Children = Rc<[Rc<dyn AnyFuture>]>;

impl GatherCore {
    /// The child at this place in the list.
    pub(crate) fn child(&self, index: usize) -> Option<Rc<dyn AnyFuture>> {
        self.children.get(index).cloned()
    }

    pub(crate) fn request_cancel(&self) {
        self.cancel_requested.set(true);
    }
}

/// `asyncio.gather(*aws)`: the results in the order of `aws`.
///
/// The first exception of a child goes to who awaits the gather, at once; the other children run
/// on. Awaiting the last child's end takes two turns: the child's callback, then the wakeup. When all
/// are done already, so is the gather; up to 3.11 it took these two turns as well.
#[track_caller]
pub fn gather<A: Awaitable>(aws: impl IntoIterator<Item = A>) -> Future<Vec<A::Value>> {
    let at = Location::caller();
    start(aws, at, false, |child: &Future<A::Value>| {
        child.0.peek_result().ok()
    })
}

/// `asyncio.gather(*aws, return_exceptions=True)`: exceptions are results like others, a child's
/// `CancelledError` included.
#[track_caller]
pub fn gather_exceptions<A: Awaitable>(
    aws: impl IntoIterator<Item = A>,
) -> Future<Vec<Result<A::Value>>> {
    let at = Location::caller();
    start(aws, at, true, |child: &Future<A::Value>| {
        if child.cancelled() {
            // Not made by the child: its own CancelledError stays for who awaits it.
            let message = child.0.base.cancel_message().unwrap_or_else(|| "".into());
            return Some(Err(Exception::cancelled(Some(message))));
        }
        Some(child.0.peek_result())
    })
}

/// `gather(*tasks, return_exceptions=True)` over tasks of any result, for `run`'s clean-up.
pub(crate) fn gather_tasks(event_loop: &EventLoop, tasks: &[AnyTask]) -> Future<Vec<()>> {
    let children: Children = tasks.iter().map(|task| task.0.clone()).collect();
    let looked_at = children.clone();
    let outcome = move |index: usize| {
        let child = looked_at.get(index)?;
        child.base().retrieve_exception();
        Some(())
    };
    let gathering = Gathering::new(children.clone(), children, true, outcome);
    gathering.begin(event_loop)
}

struct Gathering<R> {
    /// As given, with repetitions.
    children: Children,
    /// The same list, if it has no repetitions.
    distinct: Children,
    finished: Cell<usize>,
    return_exceptions: bool,
    /// The entry of the result list for the child at an index.
    outcome: Box<dyn Fn(usize) -> Option<R>>,
    outer: OnceCell<Future<Vec<R>>>,
}

fn start<A: Awaitable, R: Clone + 'static>(
    aws: impl IntoIterator<Item = A>,
    at: SourceLocation,
    return_exceptions: bool,
    outcome: fn(&Future<A::Value>) -> Option<R>,
) -> Future<Vec<R>> {
    let (running, no_loop) = match get_running_loop() {
        Ok(event_loop) => (Some(event_loop), None),
        Err(exception) => (None, Some(exception)),
    };
    // The loop of the first child is the gather's, as in CPython.
    let mut event_loop = running;
    let mut children: Vec<Future<A::Value>> = Vec::new();
    let mut repeated = Vec::new();
    let mut seen = FxHashSet::default();
    let mut refused = None;
    for aw in aws {
        let home = event_loop.clone().unwrap_or_else(EventLoop::new_closed);
        match ensure_future_on(aw, &home, at, children.is_empty()) {
            Ok(Ensured { future, created }) => {
                if created {
                    if let Kind::Task(task) = future.0.kind() {
                        task.forget_destroy_pending();
                    }
                    refused = refused.or(no_loop.clone());
                }
                event_loop = Some(future.get_loop());
                // One that was made here is given once.
                if !created && !seen.insert(Rc::as_ptr(&future.0)) {
                    repeated.push(children.len());
                }
                children.push(future);
            }
            Err(exception) => refused = Some(exception),
        }
    }
    let event_loop = event_loop.unwrap_or_else(EventLoop::new_closed);
    if children.is_empty() {
        refused = refused.or(no_loop);
    }
    if let Some(exception) = refused {
        let outer = Future::new(&event_loop, Awaiting::Gather(children.len() as u32));
        outer.0.begin_failed(exception);
        return outer;
    }
    let untyped: Children = children.iter().map(Future::any).collect();
    let distinct = if repeated.is_empty() {
        untyped.clone()
    } else {
        let all = untyped.iter().enumerate();
        let first = all.filter(|(index, _)| repeated.binary_search(index).is_err());
        first.map(|(_, child)| child.clone()).collect()
    };
    let outcome = move |index: usize| children.get(index).and_then(outcome);
    Gathering::new(untyped, distinct, return_exceptions, outcome).begin(&event_loop)
}

impl<R: Clone + 'static> Gathering<R> {
    fn new(
        children: Children,
        distinct: Children,
        return_exceptions: bool,
        outcome: impl Fn(usize) -> Option<R> + 'static,
    ) -> Rc<Self> {
        Rc::new(Self {
            children,
            distinct,
            finished: Cell::new(0),
            return_exceptions,
            outcome: Box::new(outcome),
            outer: OnceCell::new(),
        })
    }

    fn begin(self: Rc<Self>, event_loop: &EventLoop) -> Future<Vec<R>> {
        if self.children.is_empty() {
            let outer = Future::new(event_loop, Awaiting::Gather(0));
            outer.0.begin_completed(Vec::new());
            return outer;
        }
        let mut done = Vec::new();
        let done_fn = self.clone().into_done_fn();
        for child in self.distinct.iter() {
            if child.base().done() {
                done.push(child.clone());
                continue;
            }
            let callback = DoneCallback::Call {
                key: 0,
                name: "gather.<locals>._done_callback",
                at: None,
                callback: done_fn.clone(),
            };
            // It is not done: there is nothing to raise.
            let _always = child.base().add_callback(child, callback);
        }
        let children = self.children.clone();
        let core = GatherCore {
            children,
            cancel_requested: Cell::new(false),
        };
        let awaiting = Awaiting::Gather(self.distinct.len() as u32);
        let outer = Future::with_role(event_loop, awaiting, Role::Gather(core));
        for child in self.distinct.iter() {
            event_loop.emit(|| Event::FutureLinked {
                outer: outer.id(),
                inner: child.base().id,
            });
        }
        let _ = self.outer.set(outer.clone());
        for child in done {
            // Nobody can have added a callback to the outer future yet.
            let _always = self.child_done(&child);
        }
        outer
    }

    /// One for all children.
    fn into_done_fn(self: Rc<Self>) -> DoneFn {
        Rc::new(move |child| self.child_done(child))
    }

    /// `_done_callback`
    fn child_done(&self, child: &Rc<dyn AnyFuture>) -> Result {
        self.finished.set(self.finished.get() + 1);
        let Some(outer) = self.outer.get() else {
            return Ok(());
        };
        if outer.done() {
            if !child.base().cancelled() {
                child.base().retrieve_exception();
            }
            return Ok(());
        }
        if !self.return_exceptions {
            let exception = if child.base().cancelled() {
                Some(child.base().make_cancelled_error())
            } else {
                child.base().retrieve_exception()
            };
            if let Some(exception) = exception {
                return outer.0.fail(exception);
            }
        }
        if self.finished.get() < self.distinct.len() {
            return Ok(());
        }
        self.all_done(outer)
    }

    fn all_done(&self, outer: &Future<Vec<R>>) -> Result {
        let results = (0..self.children.len())
            .filter_map(|index| (self.outcome)(index))
            .collect();
        let cancel_requested = match &outer.0.role {
            Role::Gather(core) => core.cancel_requested.get(),
            Role::Plain | Role::Task(_) => false,
        };
        match self.children.last() {
            Some(last) if cancel_requested => outer.0.fail(last.base().make_cancelled_error()),
            _ => outer.0.complete(results),
        }
    }
}
