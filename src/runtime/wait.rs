//! `asyncio.wait` and the waits inside other functions (`tasks.py`).

use std::cell::{Cell, RefCell};
use std::future::Future as StdFuture;
use std::panic::Location;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::event_loop::get_running_loop;
use super::exceptions::{Exception, Result, classes};
use super::futures::{AnyFuture, AwaitFuture, DoneCallback, Future};
use super::handles::{Run, TimerHandle};
use crate::events::{Awaiting, CancelOrigin, Event};
use crate::runtime::places::SourceLocation;

/// When `wait` returns. `asyncio.ALL_COMPLETED` and its like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReturnWhen {
    /// All are done.
    #[default]
    AllCompleted,
    /// Any is done.
    FirstCompleted,
    /// One has raised, or all are done. A cancelled one has not raised.
    FirstException,
}

/// Who is done and who is not, each in the order given (CPython gives two sets).
pub type DoneAndPending<T> = (Vec<Future<T>>, Vec<Future<T>>);

/// `asyncio.wait(fs, timeout=timeout, return_when=return_when)`: seconds, or none. Nothing is
/// cancelled when the time is over. Coroutines are refused by the type, as 3.11+ refuses them.
///
/// # Errors
/// `ValueError` for no futures; `CancelledError` while it waits.
#[track_caller]
pub fn wait<T, F>(
    fs: impl IntoIterator<Item = F>,
    timeout: Option<f64>,
    return_when: ReturnWhen,
) -> impl StdFuture<Output = Result<DoneAndPending<T>>>
where
    T: Clone + 'static,
    F: Into<Future<T>>,
{
    let at = Location::caller();
    let mut distinct: Vec<Future<T>> = Vec::new();
    let mut seen = FxHashSet::default();
    for future in fs {
        let future = future.into();
        if seen.insert(Rc::as_ptr(&future.0)) {
            distinct.push(future);
        }
    }
    drop(seen);
    async move {
        if distinct.is_empty() {
            let message = "Set of Tasks/Futures is empty.";
            return Err(Exception::internal(&classes::VALUE_ERROR, message));
        }
        let untyped: Vec<_> = distinct.iter().map(Future::any).collect();
        wait_any(&untyped, timeout, return_when, at).await?;
        Ok(distinct.into_iter().partition(Future::done))
    }
}

/// What a wait and its callbacks share.
struct Waiting {
    waiter: Future<()>,
    left: Cell<usize>,
    return_when: ReturnWhen,
    timer: RefCell<Option<TimerHandle>>,
}

/// `_wait`
async fn wait_any(
    fs: &[Rc<dyn AnyFuture>],
    timeout: Option<f64>,
    return_when: ReturnWhen,
    at: SourceLocation,
) -> Result {
    let event_loop = get_running_loop()?;
    let waiter = Future::new(&event_loop, Awaiting::Wait(fs.len() as u32));
    let timer = timeout
        .map(|delay| event_loop.set_timer(event_loop.now().after(delay), release_waiter(&waiter)));
    let waiting = Rc::new(Waiting {
        waiter: waiter.clone(),
        left: Cell::new(fs.len()),
        return_when,
        timer: RefCell::new(timer),
    });
    let _cleanup = Cleanup {
        waiting: &waiting,
        fs,
    };
    for future in fs {
        let (outer, inner) = (waiter.id(), future.base().id);
        event_loop.emit(|| Event::FutureLinked { outer, inner });
        let callback = waiting.callback("_wait.<locals>._on_completion");
        future.base().add_callback(future, callback)?;
    }
    AwaitFuture::new(waiter, at).await
}

/// `_release_waiter` as a timer's work.
fn release_waiter(waiter: &Future<()>) -> Run {
    let waiter = waiter.clone();
    let callback = Box::new(move || waiter.0.set_result_unless_cancelled(()));
    Run::Call {
        name: "_release_waiter",
        internal: true,
        callback,
    }
}

impl Waiting {
    fn key(self: &Rc<Self>) -> usize {
        Rc::as_ptr(self).cast::<()>() as usize
    }

    /// `name` is asyncio's.
    fn callback(self: &Rc<Self>, name: &'static str) -> DoneCallback {
        let waiting = self.clone();
        DoneCallback::Call {
            key: self.key(),
            name,
            at: None,
            callback: Rc::new(move |future| waiting.on_completion(&**future)),
        }
    }

    /// `_on_completion`
    fn on_completion(&self, future: &dyn AnyFuture) -> Result {
        self.left.set(self.left.get().saturating_sub(1));
        let enough = match self.return_when {
            _ if self.left.get() == 0 => true,
            ReturnWhen::AllCompleted => false,
            ReturnWhen::FirstCompleted => true,
            ReturnWhen::FirstException => {
                !future.base().cancelled() && future.base().retrieve_exception().is_some()
            }
        };
        if !enough {
            return Ok(());
        }
        self.cancel_timer();
        self.waiter.0.set_result_unless_cancelled(())
    }

    fn cancel_timer(&self) {
        if let Some(timer) = self.timer.borrow_mut().take() {
            timer.cancel();
        }
    }
}

/// What `_wait` does on every way out.
struct Cleanup<'a> {
    waiting: &'a Rc<Waiting>,
    fs: &'a [Rc<dyn AnyFuture>],
}

impl Drop for Cleanup<'_> {
    fn drop(&mut self) {
        self.waiting.cancel_timer();
        for future in self.fs {
            future.base().remove_callback(self.waiting.key());
        }
    }
}

/// `_cancel_and_wait(fut)`: cancels it and waits for its end, however it ends.
pub(crate) async fn cancel_and_wait(future: &Rc<dyn AnyFuture>, at: SourceLocation) -> Result {
    let event_loop = get_running_loop()?;
    let awaiting = Awaiting::CancelAndWait(future.base().id);
    let waiting = Rc::new(Waiting {
        waiter: Future::new(&event_loop, awaiting),
        left: Cell::new(1),
        return_when: ReturnWhen::AllCompleted,
        timer: RefCell::default(),
    });
    let fs = [future.clone()];
    let _cleanup = Cleanup {
        waiting: &waiting,
        fs: &fs,
    };
    future
        .base()
        .add_callback(future, waiting.callback("_release_waiter"))?;
    super::cancel::cancel(future.clone(), None, CancelOrigin::WaitFor)?;
    AwaitFuture::new(waiting.waiter.clone(), at).await
}
