//! `asyncio.sleep` (`tasks.py`).

use std::future::{Future as StdFuture, IntoFuture};
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::awaitable::{Awaitable, Ensured};
use super::call::internal_call;
use super::coroutine::{Coroutine, coroutine};
use super::event_loop::{EventLoop, get_running_loop};
use super::exceptions::{Exception, Result, classes};
use super::futures::{AwaitFuture, Future};
use super::handles::{Run, TimerHandle};
use super::tasks::{Suspension, Task};
use crate::events::Awaiting;
use crate::runtime::places::SourceLocation;

/// `asyncio.sleep(delay)`: `delay` in seconds.
///
/// Zero and less is a bare yield: the task goes on next turn, with no timer. Above, a timer makes
/// the sleeper's future done in the turn in which it is due, and the task goes on in the one after.
///
/// # Errors
/// `CancelledError` when the task is cancelled meanwhile; `ValueError` when `delay` is not a number.
#[track_caller]
pub fn sleep(delay: f64) -> Sleep {
    Sleep {
        delay,
        at: Location::caller(),
    }
}

/// `asyncio.sleep(delay, result)`
///
/// # Errors
/// Those of [`sleep`].
#[track_caller]
pub fn sleep_result<T: 'static>(delay: f64, result: T) -> Coroutine<T> {
    let sleep = sleep(delay);
    coroutine(internal_call!(sleep(delay)), async move {
        sleep.await?;
        Ok(result)
    })
}

/// A sleep that has not begun; await it, or give it to `gather` and the like.
#[must_use = "a sleep does nothing until it is awaited"]
#[derive(Debug)]
pub struct Sleep {
    delay: f64,
    at: SourceLocation,
}

/// A sleep being awaited.
pub struct AwaitSleep {
    at: SourceLocation,
    stage: Stage,
}

enum Stage {
    New(f64),
    BareYield(Suspension),
    Timer {
        wait: AwaitFuture<()>,
        handle: TimerHandle,
    },
    Over,
}

impl IntoFuture for Sleep {
    type Output = Result;
    type IntoFuture = AwaitSleep;

    fn into_future(self) -> AwaitSleep {
        AwaitSleep {
            at: self.at,
            stage: Stage::New(self.delay),
        }
    }
}

impl Awaitable for Sleep {
    type Value = ();

    fn into_ensured(self, event_loop: &EventLoop, at: SourceLocation) -> Ensured<()> {
        let delay = self.delay;
        let coro = coroutine(internal_call!(sleep(delay)), async move { self.await });
        Ensured {
            future: Task::new(event_loop, coro, None, at).0,
            created: true,
        }
    }
}

impl StdFuture for AwaitSleep {
    type Output = Result;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result> {
        let this = &mut *self;
        if let Stage::New(delay) = this.stage {
            match begin(delay, this.at) {
                Ok(stage) => this.stage = stage,
                Err(exception) => {
                    this.stage = Stage::Over;
                    return Poll::Ready(Err(exception));
                }
            }
            if matches!(this.stage, Stage::BareYield(_)) {
                return Poll::Pending;
            }
        }
        let poll = match &mut this.stage {
            Stage::BareYield(suspension) => suspension.resume(),
            Stage::Timer { wait, .. } => Pin::new(wait).poll(cx),
            Stage::New(_) | Stage::Over => Poll::Ready(Ok(())),
        };
        if poll.is_ready() {
            this.end();
        }
        poll
    }
}

fn begin(delay: f64, at: SourceLocation) -> Result<Stage> {
    if delay <= 0.0 {
        let mut suspension = Suspension::default();
        suspension.suspend(None, at)?;
        return Ok(Stage::BareYield(suspension));
    }
    if delay.is_nan() {
        let message = "Invalid delay: NaN (not a number)";
        return Err(Exception::internal(&classes::VALUE_ERROR, message));
    }
    let event_loop = get_running_loop()?;
    let future: Future<()> = Future::new(&event_loop, Awaiting::Sleep(delay));
    let handle = event_loop.set_timer(
        event_loop.now().after(delay),
        Run::WakeSleeper(future.0.clone()),
    );
    Ok(Stage::Timer {
        wait: AwaitFuture::new(future, at),
        handle,
    })
}

impl AwaitSleep {
    /// `finally: h.cancel()`
    fn end(&mut self) {
        if let Stage::Timer { handle, .. } = std::mem::replace(&mut self.stage, Stage::Over) {
            handle.cancel();
        }
    }
}

impl Drop for AwaitSleep {
    fn drop(&mut self) {
        self.end();
    }
}
