//! `asyncio.wait_for` (`tasks.py`).

use std::panic::Location;

use super::awaitable::{Awaitable, Ensured};
use super::call::internal_call;
use super::coroutine::{Coroutine, coroutine};
use super::event_loop::get_running_loop;
use super::exceptions::{Exception, Result, classes};
use super::timeouts::timeout;
use super::wait::cancel_and_wait;

/// `asyncio.wait_for(aw, timeout)`: seconds, or none for no limit.
///
/// Since 3.12 a coroutine runs inside the caller's own task; up to 3.11 it became a task. With a
/// timeout of zero or less the body of a coroutine does not run at all.
///
/// # Errors
/// `TimeoutError` when the time is over, and what was awaited has ended by the cancel; what it
/// raises.
#[track_caller]
pub fn wait_for<A>(aw: A, timeout: Option<f64>) -> Coroutine<A::Value>
where
    A: Awaitable + 'static,
{
    let at = Location::caller();
    coroutine(internal_call!(wait_for(timeout)), async move {
        if !timeout.is_some_and(|timeout| timeout <= 0.0) {
            return limited(aw, timeout).await;
        }
        let Ensured { future, .. } = aw.into_ensured(&get_running_loop()?, at);
        if future.done() {
            return future.result();
        }
        cancel_and_wait(&future.any(), at).await?;
        future
            .result()
            .map_err(|exception| match exception.is_cancelled() {
                true => Exception::internal_bare(&classes::TIMEOUT_ERROR).from_cause(exception),
                false => exception,
            })
    })
}

async fn limited<A: Awaitable>(aw: A, delay: Option<f64>) -> Result<A::Value> {
    timeout(delay)?.run(aw.into_future()).await
}
