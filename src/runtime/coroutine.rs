//! Coroutines: the one way in which a body of code gets into a task.
//!
//! [`coroutine`] stands for `async def`. It records what the screen needs to tell one coroutine
//! from another (name, arguments, where its body begins) and, while it runs, keeps its task's stack
//! of frames, so that "where does this task stand" has an answer at every event.

use std::future::{Future as StdFuture, IntoFuture};
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::call::Call;
use super::deferred_drop::deferred_drop;
use super::event_loop::running;
use super::exceptions::{Exception, Result, classes};
use super::tasks::AnyTask;
use super::traceback::LiveFrame;
use crate::events::Event;
use crate::runtime::places::SourceLocation;

/// A coroutine object: a call that has not run yet, or runs inside a task.
///
/// Await it (it then runs inside the current task, without a turn of its own), or give it to
/// `create_task`, `gather`, `wait_for`, `shield` or a task group. One that is dropped without
/// having run is reported as "never awaited".
#[must_use = "a coroutine does nothing until it is awaited or made a task"]
pub struct Coroutine<T> {
    call: Call,
    /// Taken when the body has ended.
    body: Option<Pin<Box<dyn Body<T>>>>,
    awaited_at: SourceLocation,
    entered: Option<Entered>,
}

/// A body, which can forget its result's type: all that its destructor needs to know is where it is.
trait Body<T>: StdFuture<Output = Result<T>> {
    fn erase(self: Pin<Box<Self>>) -> Pin<Box<dyn Remains>>;
}

/// Something that will only be dropped.
trait Remains {}

impl<F> Remains for F {}

impl<T, F: StdFuture<Output = Result<T>> + 'static> Body<T> for F {
    fn erase(self: Pin<Box<Self>>) -> Pin<Box<dyn Remains>> {
        self
    }
}

/// `sys.getrecursionlimit()`: so many Python frames inside each other, and no more.
const RECURSION_LIMIT: usize = 1_000;
/// The frames below a coroutine or a callback: the module, `asyncio.run`, and so on to `Handle._run`.
const FRAMES_BELOW_HANDLE: usize = 7;
/// The frames below `_cancel_all_tasks`, which is all that a loop does between two handles.
const FRAMES_BELOW_CLEANUP: usize = 5;
/// Coroutines that await each other inside one task, and no more.
const MAX_FRAMES: usize = RECURSION_LIMIT - FRAMES_BELOW_HANDLE;

/// Which frame of which task a running coroutine is.
struct Entered {
    task: AnyTask,
    depth: usize,
}

/// The body of an `async def`, given a name by `call!`.
///
/// ```
/// use loopscope::runtime::{Coroutine, call, coroutine, print, sleep};
///
/// fn say_after(delay: f64, what: String) -> Coroutine<()> {
///     coroutine(call!(say_after(delay, what)), async move {
///         sleep(delay).await?;
///         print(what);
///         Ok(())
///     })
/// }
/// ```
#[track_caller]
pub fn coroutine<T, F>(call: Call, body: F) -> Coroutine<T>
where
    F: StdFuture<Output = Result<T>> + 'static,
{
    let awaited_at = Location::caller();
    Coroutine {
        call,
        body: Some(Box::pin(body)),
        awaited_at,
        entered: None,
    }
}

impl<T> Coroutine<T> {
    /// The call it stands for.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// `coro.close()` of a coroutine that has not run: it is dropped without a warning.
    pub fn close(mut self) {
        self.drop_body();
    }

    fn drop_body(&mut self) {
        if let Some(body) = self.body.take() {
            deferred_drop(body.erase());
        }
    }

    pub(crate) fn set_awaited_at(&mut self, at: SourceLocation) {
        self.awaited_at = at;
    }

    /// Runs the body until it awaits something that blocks, or ends.
    pub(crate) fn poll_body(&mut self, cx: &mut Context<'_>) -> Poll<Result<T>> {
        let Some(body) = self.body.as_mut() else {
            return Poll::Ready(Err(Exception::internal(
                &classes::RUNTIME_ERROR,
                "cannot reuse already awaited coroutine",
            )));
        };
        if self.entered.is_none() {
            self.entered = enter(&self.call, self.awaited_at);
            if self
                .entered
                .as_ref()
                .is_some_and(|at| at.depth >= MAX_FRAMES)
            {
                self.drop_body();
                self.exit();
                return Poll::Ready(Err(too_deep()));
            }
        }
        let poll = body.as_mut().poll(cx);
        if let Poll::Ready(result) = &poll {
            let raised = result.as_ref().err().zip(self.entered.as_ref());
            if let Some((exception, Entered { task, depth })) = raised {
                task.trace(exception, *depth);
                if let Some(caller) = depth.checked_sub(1) {
                    task.trace(exception, caller);
                }
            }
            // Locals are gone before the caller goes on, as when a Python frame returns.
            self.drop_body();
            self.exit();
        }
        poll
    }

    fn exit(&mut self) {
        if let Some(Entered { task, depth }) = self.entered.take() {
            task.pop_frames(depth);
        }
    }
}

/// `RecursionError`
pub(crate) fn too_deep() -> Exception {
    let message = "maximum recursion depth exceeded";
    Exception::internal(&classes::RECURSION_ERROR, message)
}

/// How many Python frames CPython would still have room for, above what runs now.
pub(crate) fn frames_left() -> usize {
    let used = running(|event_loop| match event_loop.current_task() {
        Some(task) => FRAMES_BELOW_HANDLE + task.depth(),
        None if event_loop.is_running() => FRAMES_BELOW_HANDLE + 1,
        None => FRAMES_BELOW_CLEANUP,
    });
    RECURSION_LIMIT.saturating_sub(used.unwrap_or(1))
}

fn enter(call: &Call, at: SourceLocation) -> Option<Entered> {
    running(|event_loop| {
        let task = event_loop.current_task()?;
        // Of asyncio's own no line is the program's: it stands where it is awaited.
        let stands = if call.internal { at } else { call.defined_at };
        let depth = task.push_frame(LiveFrame::new(call.clone(), stands), at);
        event_loop.emit(|| Event::FrameEntered {
            task: task.id(),
            call: call.told(event_loop),
            at: event_loop.place(at),
        });
        Some(Entered { task, depth })
    })
    .flatten()
}

impl<T> Drop for Coroutine<T> {
    fn drop(&mut self) {
        if self.entered.is_some() {
            self.drop_body();
            self.exit();
        } else if self.body.is_some() {
            self.drop_body();
            running(|event_loop| event_loop.report_never_awaited(&self.call));
        }
    }
}

/// A coroutine being awaited inside the current task.
pub struct AwaitCoroutine<T>(Coroutine<T>);

impl<T> IntoFuture for Coroutine<T> {
    type Output = Result<T>;
    type IntoFuture = AwaitCoroutine<T>;

    #[track_caller]
    fn into_future(mut self) -> AwaitCoroutine<T> {
        self.awaited_at = Location::caller();
        AwaitCoroutine(self)
    }
}

impl<T> StdFuture for AwaitCoroutine<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T>> {
        self.0.poll_body(cx)
    }
}
