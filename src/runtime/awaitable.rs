//! What can be awaited, and therefore given to `gather`, `wait_for`, `shield` and their like.

use std::future::IntoFuture;
use std::panic::Location;

use super::coroutine::Coroutine;
use super::event_loop::{EventLoop, get_running_loop};
use super::exceptions::{Exception, Result, classes};
use super::futures::Future;

use super::tasks::Task;
use crate::runtime::places::SourceLocation;

/// A coroutine, a task or a future.
pub trait Awaitable: IntoFuture<Output = Result<Self::Value>> + Sized {
    /// What awaiting it gives.
    type Value: Clone + 'static;

    /// As a future: itself, or the new task that a coroutine becomes.
    fn into_ensured(self, event_loop: &EventLoop, at: SourceLocation) -> Ensured<Self::Value>;
}

/// What `ensure_future` gives.
pub struct Ensured<T> {
    /// The future.
    pub future: Future<T>,
    /// Whether it is a task that was made for the purpose.
    pub created: bool,
}

/// `asyncio.ensure_future(aw)`
///
/// # Errors
/// `RuntimeError` for a coroutine outside a running loop.
#[track_caller]
pub fn ensure_future<A: Awaitable>(aw: A) -> Result<Future<A::Value>> {
    let at = Location::caller();
    Ok(ensure_future_anywhere(aw, at)?.future)
}

/// Outside a running loop, too, for what has one already.
pub(crate) fn ensure_future_anywhere<A: Awaitable>(
    aw: A,
    at: SourceLocation,
) -> Result<Ensured<A::Value>> {
    let running = get_running_loop();
    let ensured = match &running {
        Ok(event_loop) => aw.into_ensured(event_loop, at),
        Err(_) => aw.into_ensured(&EventLoop::new_closed(), at),
    };
    match running {
        Err(exception) if ensured.created => Err(exception),
        _ => Ok(ensured),
    }
}

/// `ensure_future(aw, loop=loop)`; `any_loop` stands for `loop=None`.
///
/// # Errors
/// `ValueError` when it is a future of another loop.
pub(crate) fn ensure_future_on<A: Awaitable>(
    aw: A,
    event_loop: &EventLoop,
    at: SourceLocation,
    any_loop: bool,
) -> Result<Ensured<A::Value>> {
    let ensured = aw.into_ensured(event_loop, at);
    if !any_loop && ensured.future.get_loop() != *event_loop {
        return Err(Exception::internal(
            &classes::VALUE_ERROR,
            "The future belongs to a different loop than the one specified as the loop argument",
        ));
    }
    Ok(ensured)
}

impl<T: Clone + 'static> Awaitable for Coroutine<T> {
    type Value = T;

    fn into_ensured(self, event_loop: &EventLoop, at: SourceLocation) -> Ensured<T> {
        let task = Task::new(event_loop, self, None, at);
        Ensured {
            future: task.0,
            created: true,
        }
    }
}

macro_rules! awaitable_future {
    ($($ty:ty => $future:expr;)*) => {$(
        impl<T: Clone + 'static> Awaitable for $ty {
            type Value = T;

            fn into_ensured(self, _: &EventLoop, _: SourceLocation) -> Ensured<T> {
                let future: fn($ty) -> Future<T> = $future;
                Ensured { future: future(self), created: false }
            }
        }
    )*};
}

awaitable_future! {
    Future<T> => |future| future;
    &Future<T> => |future| future.clone();
    Task<T> => |task| task.0;
    &Task<T> => |task| task.0.clone();
}
