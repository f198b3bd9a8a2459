//! `Future.__await__`

use std::future::Future as StdFuture;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::Future;
use crate::runtime::exceptions::{Exception, Result, classes};
use crate::runtime::places::SourceLocation;
use crate::runtime::standing::{raised_here, stand_at};
use crate::runtime::tasks::Suspension;

/// `Future.__await__`
pub struct AwaitFuture<T> {
    future: Future<T>,
    at: SourceLocation,
    suspension: Suspension,
}

impl<T> AwaitFuture<T> {
    pub(crate) fn new(future: Future<T>, at: SourceLocation) -> Self {
        Self {
            future,
            at,
            suspension: Suspension::default(),
        }
    }
}

impl<T: Clone + 'static> StdFuture for AwaitFuture<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<T>> {
        let this = &mut *self;
        if !this.suspension.is_suspended() {
            if this.future.done() {
                stand_at(this.at);
                return Poll::Ready(this.future.result_at(this.at));
            }
            if this.future.0.base.refused.get() {
                return Poll::Ready(Err(not_used_with_future()));
            }
            return match this.suspension.suspend(Some(this.future.any()), this.at) {
                Ok(()) => Poll::Pending,
                Err(exception) => Poll::Ready(Err(exception)),
            };
        }
        match this.suspension.resume() {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(exception)) => Poll::Ready(Err(exception)),
            Poll::Ready(Ok(())) if this.future.done() => {
                Poll::Ready(this.future.result_at(this.at))
            }
            Poll::Ready(Ok(())) => Poll::Ready(Err(not_used_with_future())),
        }
    }
}

/// `exception` is raised into the running coroutine, at this line of it.
pub(crate) fn raised_at(exception: &Exception, at: SourceLocation) {
    stand_at(at);
    raised_here(exception);
}

fn not_used_with_future() -> Exception {
    Exception::internal(&classes::RUNTIME_ERROR, "await wasn't used with future")
}

// `pin` is never projected: nothing here is pinned by address.
impl<T> Unpin for AwaitFuture<T> {}
