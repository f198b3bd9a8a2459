//! `Task` (asyncio `tasks.py`): a coroutine that the loop runs, one poll a step.
//!
//! A step polls the task's coroutine once. The leaf that blocks tells the kernel what it waits for
//! through [`Suspension::suspend`], and at the next step asks [`Suspension::resume`] what was thrown
//! in. There are no wakers: a future of another runtime inside a task could never be woken, and is
//! refused as CPython refuses a bad yield.

mod any_task;
mod step;
mod suspension;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::IntoFuture;
use std::panic::Location;
use std::rc::Rc;

use smallvec::SmallVec;

use super::call::Frame;
use super::coroutine::Coroutine;
use super::deferred_drop::deferred_drop;
use super::describe::describe;
use super::event_loop::{EventLoop, get_running_loop};
use super::exceptions::Result;
use super::futures::{AnyFuture, AwaitFuture, Base, Future, FutureCell, Kind, Role};
use super::handles::Run;
use super::registry::Place;
use super::report::ExceptionContext;
use super::traceback::LiveFrame;
use crate::events::{Awaiting, Event, ReportReason};
use crate::runtime::call::Call;
use crate::runtime::places::SourceLocation;

pub use any_task::AnyTask;
pub(crate) use step::{StepState, step};
pub(crate) use suspension::Suspension;

/// `asyncio.Task`. Clones are the same task; it is a [`Future`] of its coroutine's result.
pub struct Task<T>(pub(crate) Future<T>);

/// What a task has beyond a future, result type and all.
pub(crate) struct TaskCore<T> {
    pub(crate) state: TaskState,
    /// Taken out during a step, and for good at the end.
    coroutine: RefCell<Option<Coroutine<T>>>,
}

/// What a task has beyond a future.
pub(crate) struct TaskState {
    name: RefCell<Name>,
    call: Call,
    created_at: SourceLocation,
    /// `_fut_waiter`: what it awaits. Excludes a queued step, but for the time between that
    /// future's completion and the wakeup.
    fut_waiter: RefCell<Option<Rc<dyn AnyFuture>>>,
    /// `_must_cancel`: a CancelledError is thrown in at the next step.
    must_cancel: Cell<bool>,
    /// `_num_cancels_requested`
    cancels_requested: Cell<u32>,
    /// Unset by the first step. A task that is cancelled before it runs no line of its body.
    unstarted: Cell<bool>,
    /// `_log_destroy_pending`
    log_destroy_pending: Cell<bool>,
    /// The number of the suspension it stands at; a leaf with another one is not what it awaits.
    suspended_at: Cell<u64>,
    /// Most tasks never have a second one.
    frames: RefCell<SmallVec<[LiveFrame; 1]>>,
    /// Where its loop knows it.
    place: Place,
}

/// A task's name: written out when somebody asks, for most are never read.
enum Name {
    /// `Task-3`
    Numbered(u32),
    Given(Rc<str>),
}

impl Name {
    fn text(&self) -> Rc<str> {
        match self {
            Self::Numbered(number) => format!("Task-{number}").into(),
            Self::Given(name) => name.clone(),
        }
    }
}

/// `asyncio.create_task(coro)`
///
/// The task's first step runs next turn, or later in this one's ready queue.
///
/// # Panics
/// Never: outside a running loop the task is made on a closed loop, and will not run.
#[track_caller]
pub fn create_task<T: Clone + 'static>(coro: Coroutine<T>) -> Task<T> {
    let at = Location::caller();
    Task::new(&running_or_closed(), coro, None, at)
}

/// `asyncio.create_task(coro, name=name)` (3.8+; in 3.7 tasks have no names). It takes no number of
/// those that unnamed tasks get, as it did up to 3.12.
#[track_caller]
pub fn create_task_named<T: Clone + 'static>(
    coro: Coroutine<T>,
    name: impl Into<Rc<str>>,
) -> Task<T> {
    let at = Location::caller();
    Task::new(&running_or_closed(), coro, Some(name.into()), at)
}

fn running_or_closed() -> EventLoop {
    get_running_loop().unwrap_or_else(|_| EventLoop::new_closed())
}

/// `asyncio.current_task()`: none in a plain callback.
///
/// # Errors
/// `RuntimeError` outside a running loop.
pub fn current_task() -> Result<Option<AnyTask>> {
    Ok(get_running_loop()?.current_task())
}

/// `asyncio.all_tasks()`: those not done, in order of creation (CPython gives a set).
///
/// # Errors
/// `RuntimeError` outside a running loop.
pub fn all_tasks() -> Result<Vec<AnyTask>> {
    Ok(get_running_loop()?.all_tasks())
}

impl<T: Clone + 'static> Task<T> {
    pub(crate) fn new(
        event_loop: &EventLoop,
        coro: Coroutine<T>,
        name: Option<Rc<str>>,
        at: SourceLocation,
    ) -> Self {
        Self::create(event_loop, coro, name, at, false)
    }

    /// A task in which asyncio closes the loop: none that the program made.
    #[track_caller]
    pub(crate) fn new_internal(event_loop: &EventLoop, coro: Coroutine<T>) -> Self {
        Self::create(event_loop, coro, None, Location::caller(), true)
    }

    fn create(
        event_loop: &EventLoop,
        mut coro: Coroutine<T>,
        name: Option<Rc<str>>,
        at: SourceLocation,
        internal: bool,
    ) -> Self {
        let name = name.map_or_else(
            || Name::Numbered(event_loop.next_task_number()),
            Name::Given,
        );
        let call = coro.call().clone();
        coro.set_awaited_at(at);
        let state = TaskState {
            name: RefCell::new(name),
            call: call.clone(),
            created_at: at,
            fut_waiter: RefCell::default(),
            must_cancel: Cell::new(false),
            cancels_requested: Cell::new(0),
            unstarted: Cell::new(true),
            log_destroy_pending: Cell::new(true),
            suspended_at: Cell::new(0),
            frames: RefCell::default(),
            place: Place::default(),
        };
        let core = TaskCore {
            state,
            coroutine: RefCell::new(Some(coro)),
        };
        let cell = FutureCell::new(event_loop, Awaiting::Task, Role::Task(Box::new(core)));
        let parent = event_loop.current_task();
        if let Some(parent) = &parent {
            parent.stand_at(at);
        }
        let task = cell.base.id;
        event_loop.emit(|| Event::TaskCreated {
            task,
            name: AnyTask(cell.clone()).get_name(),
            call: call.told(event_loop),
            parent: parent.map(|parent| parent.id()),
            at: event_loop.place(at),
            internal,
        });
        let this: Rc<dyn AnyFuture> = cell.clone();
        event_loop.soon(Run::Step(this.clone(), None));
        if let Kind::Task(state) = this.kind() {
            event_loop
                .0
                .known
                .tasks
                .borrow_mut()
                .insert(&this, &state.place);
        }
        Self(Future(cell))
    }

    /// The same task, its result's type forgotten.
    pub fn any_task(&self) -> AnyTask {
        AnyTask(self.0.any())
    }
}

impl<T: Clone + 'static> Task<T> {
    /// `Task.get_name()`
    pub fn get_name(&self) -> Rc<str> {
        self.any_task().get_name()
    }

    /// `Task.set_name(name)`
    pub fn set_name(&self, name: impl Into<Rc<str>>) {
        self.any_task().set_name(name);
    }

    /// `Task.cancelling()`: how many requests to cancel it are open.
    pub fn cancelling(&self) -> u32 {
        self.any_task().cancelling()
    }

    /// `Task.uncancel()`: one request less; how many are left. Down to zero, a `CancelledError`
    /// that was not delivered yet is withdrawn (3.13+; 3.11 and 3.12 deliver it).
    pub fn uncancel(&self) -> u32 {
        self.any_task().uncancel()
    }

    /// `Task.get_stack()`: see [`AnyTask::get_stack`].
    #[track_caller]
    pub fn get_stack(&self) -> Vec<Frame> {
        self.any_task().get_stack()
    }

    /// `Task.print_stack()`: see [`AnyTask::print_stack`].
    #[track_caller]
    pub fn print_stack(&self) {
        self.any_task().print_stack();
    }

    /// `Task.print_stack(limit=limit, file=file)`: see [`AnyTask::print_stack_to`].
    ///
    /// # Errors
    /// Those of `file`.
    #[track_caller]
    pub fn print_stack_to(&self, file: &mut impl fmt::Write, limit: Option<usize>) -> fmt::Result {
        self.any_task().print_stack_to(file, limit)
    }
}

impl<T> Clone for Task<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> std::ops::Deref for Task<T> {
    type Target = Future<T>;

    fn deref(&self) -> &Future<T> {
        &self.0
    }
}

impl<T: Clone + 'static> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&describe(&self.any()))
    }
}

impl<T: Clone + 'static> IntoFuture for Task<T> {
    type Output = Result<T>;
    type IntoFuture = AwaitFuture<T>;

    #[track_caller]
    fn into_future(self) -> AwaitFuture<T> {
        AwaitFuture::new(self.0, Location::caller())
    }
}

impl<T: Clone + 'static> IntoFuture for &Task<T> {
    type Output = Result<T>;
    type IntoFuture = AwaitFuture<T>;

    #[track_caller]
    fn into_future(self) -> AwaitFuture<T> {
        AwaitFuture::new(self.0.clone(), Location::caller())
    }
}

impl TaskState {
    /// Its loop knows it no more.
    pub(crate) fn leave(&self, base: &Base) {
        if self.place.is_known() {
            base.event_loop().forget_task(base.id, &self.place);
        }
    }

    pub(crate) fn name(&self) -> Rc<str> {
        self.name.borrow().text()
    }

    pub(crate) fn is_cancelling(&self) -> bool {
        self.cancels_requested.get() > 0
    }

    pub(crate) fn outermost(&self) -> Option<Frame> {
        self.frames.borrow().first().map(LiveFrame::frame)
    }

    pub(crate) fn waiter(&self) -> Option<Rc<dyn AnyFuture>> {
        self.fut_waiter.borrow().clone()
    }

    pub(crate) fn call(&self) -> &Call {
        &self.call
    }

    pub(crate) fn count_cancel(&self) {
        self.cancels_requested.set(self.cancels_requested.get() + 1);
    }

    pub(crate) fn must_cancel(&self, base: &Base, message: &Option<Rc<str>>) {
        self.must_cancel.set(true);
        base.set_cancel_message(message.clone());
    }

    /// For a task that the caller of `gather` cannot reach.
    pub(crate) fn forget_destroy_pending(&self) {
        self.log_destroy_pending.set(false);
    }
}

impl<T> TaskCore<T> {
    pub(crate) fn destroy(&self) {
        let coroutine = self.coroutine.borrow_mut().take();
        let waiter = self.state.fut_waiter.borrow_mut().take();
        if let Some(coroutine) = coroutine {
            // Not "never awaited": its task is what was destroyed.
            coroutine.close();
        }
        if let Some(waiter) = waiter {
            deferred_drop(waiter);
        }
    }

    pub(crate) fn report_if_pending(&self, base: &Base) {
        if !base.done() && self.state.log_destroy_pending.get() {
            base.event_loop().call_exception_handler_unraisably(
                &ExceptionContext::of_task("Task was destroyed but it is pending!", None, base.id)
                    .because(ReportReason::TaskDestroyed),
            );
        }
        self.destroy();
    }
}
