//! asyncio in Rust: CPython 3.13's event loop, tasks, futures and primitives, in its exact order.
//!
//! Written to be used by itself: beside a few small collections it depends on [`crate::events`] alone,
//! the vocabulary in which it tells an [`Instrument`](crate::events::Instrument) what happens, and
//! knows nothing of who that is. Only the browser host knows the web platform.
//!
//! ```
//! use loopscope::runtime::driver::virtual_time;
//! use loopscope::runtime::{Coroutine, EventLoop, call, coroutine, gather, sleep};
//!
//! fn double(n: i64) -> Coroutine<i64> {
//!     coroutine(call!(double(n)), async move {
//!         sleep(1.0).await?;
//!         Ok(2 * n)
//!     })
//! }
//!
//! let event_loop = EventLoop::new();
//! let main = coroutine(call!(main()), async { gather([double(1), double(2)]).await });
//! let doubled = virtual_time::run(&event_loop, main).unwrap();
//! assert_eq!((doubled, event_loop.time()), (vec![2, 4], 1.0));
//! ```
//!
//! # The version
//!
//! The order is CPython 3.13's, which is 3.14's. What somebody sees differently who learnt asyncio
//! from 3.7 stands at each item, and here together:
//!
//! | since | what |
//! | --- | --- |
//! | 3.8 | [`classes::CANCELLED_ERROR`] is no `Exception` any more: `except Exception` lets it pass. |
//! | 3.8 | [`create_task_named`]: tasks have names. A named one takes no number (3.13). |
//! | 3.9 | [`Future::cancel_with`]; [`to_thread`]; `asyncio.run` waits for the default executor. |
//! | 3.10 | Locks and queues take the running loop at their first wait, not at their making. |
//! | 3.11 | [`Semaphore`]: first come, first served; [`wait`] refuses coroutines. |
//! | 3.11 | New: [`TaskGroup`], [`timeout()`], [`Barrier`], [`driver::virtual_time::Runner`], [`Task::uncancel`]. |
//! | 3.12 | [`wait_for()`] makes no task of a coroutine; [`gather`] over done futures is done at once. |
//! | 3.13 | [`Condition`]: a waiter that leaves by an exception notifies another. |
//! | 3.13 | [`TaskGroup`]: a parent that was cancelled from outside is cancelled again after an `ExceptionGroup`. |
//! | 3.13 | [`Task::uncancel`] down to zero withdraws an undelivered cancel; [`Queue::shutdown`]; `async for` over [`as_completed`]. |

mod as_completed;
mod awaitable;
mod call;
mod cancel;
mod coroutine;
mod deadlock;
mod deferred_drop;
mod describe;
pub mod driver;
mod event_loop;
mod exception_groups;
mod exceptions;
pub mod executor;
mod futures;
mod gather;
mod handles;
mod hold;
mod intervention;
mod linecache;
mod order;
mod output;
mod places;
mod registry;
mod report;
pub mod repr;
mod runners;
mod shield;
mod sleep;
mod standing;
pub mod sync;
mod taskgroups;
mod tasks;
mod timeouts;
mod timers;
mod traceback;
mod wait;
mod wait_for;

pub use crate::events::{Act, Intervention};
pub use as_completed::{AsCompleted, as_completed};
pub use awaitable::{Awaitable, Ensured, ensure_future};
pub use call::{Call, Frame, call, describe_call};
pub use coroutine::{AwaitCoroutine, Coroutine, coroutine};
pub use deadlock::{Deadlock, Waiting};
pub use event_loop::{EventLoop, LoopGuard, Next, get_running_loop};
pub use exceptions::{Class, Exception, Result, classes};
pub use executor::{Job, Pool, process_pool_executor, thread_pool_executor, to_thread, with_pool};
pub use futures::{AwaitFuture, Callback, Future};
pub use gather::{gather, gather_exceptions};
pub use handles::{CallbackResult, Handle, TimerHandle};
pub use hold::{call_here, time_sleep};
pub use linecache::{SourceLine, VariableName};
pub use order::{Deviations, Order, Ready};
pub use output::{eprint, print};
pub use places::SourceLocation;
pub use report::{ExceptionContext, ExceptionHandler};
pub use repr::Repr;
pub use runners::{Program, RunError};
pub use shield::shield;
pub use sleep::{AwaitSleep, Sleep, sleep, sleep_result};
pub use sync::{
    Barrier, BoundedSemaphore, Condition, Event, LifoQueue, Lock, LockGuard, PriorityQueue, Queue,
    Semaphore, SemaphoreGuard,
};
pub use taskgroups::TaskGroup;
pub use tasks::{AnyTask, Task, all_tasks, create_task, create_task_named, current_task};
pub use timeouts::{Timeout, timeout, timeout_at};
pub use wait::{DoneAndPending, ReturnWhen, wait};
pub use wait_for::wait_for;
