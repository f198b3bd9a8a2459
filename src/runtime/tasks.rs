//! `Task` (asyncio `tasks.py`): a coroutine that the loop runs, one poll a step.
//!
//! A step polls the task's coroutine once. The leaf that blocks tells the kernel what it waits for
//! through [`Suspension::suspend`], and at the next step asks [`Suspension::resume`] what was thrown
//! in. There are no wakers: a future of another runtime inside a task could never be woken, and is
//! refused as CPython refuses a bad yield.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::IntoFuture;
use std::panic::Location;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use smallvec::SmallVec;

use super::coroutine::{Coroutine, Frame};
use super::deferred_drop::deferred_drop;
use super::describe::describe;
use super::event_loop::{EventLoop, get_running_loop, running};
use super::exceptions::{Exception, Result, classes};
use super::futures::{
    AnyFuture, AwaitFuture, Base, DoneCallback, Future, FutureCell, Kind, Role, raised_at,
};
use super::handles::Run;
use super::registry::Place;
use super::report::ExceptionContext;
use super::traceback::LiveFrame;
use crate::events::{Awaiting, CancelOrigin, Event, FutureId, ReportReason, Stream, TaskId};
use crate::runtime::coroutine::Call;
use crate::runtime::places::SourceLocation;

/// `asyncio.Task`. Clones are the same task; it is a [`Future`] of its coroutine's result.
pub struct Task<T>(pub(crate) Future<T>);

/// A task of whatever result, as `all_tasks` and `current_task` give it.
#[derive(Clone)]
pub struct AnyTask(pub(crate) Rc<dyn AnyFuture>);

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

/// The step that is running, if one is.
#[derive(Default)]
pub(crate) struct StepState {
    task: RefCell<Option<Rc<dyn AnyFuture>>>,
    /// What `coro.throw` would throw in.
    thrown: RefCell<Option<Exception>>,
    yielded: RefCell<Option<Yield>>,
    suspensions: Cell<u64>,
}

struct Yield {
    on: Option<Rc<dyn AnyFuture>>,
    at: SourceLocation,
}

impl StepState {
    pub(crate) fn task(&self) -> Option<AnyTask> {
        self.task.borrow().clone().map(AnyTask)
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

impl AnyTask {
    fn state(&self) -> Option<&TaskState> {
        match self.0.kind() {
            Kind::Task(state) => Some(state),
            Kind::Plain | Kind::Gather(_) => None,
        }
    }

    /// Its number on its loop.
    pub fn id(&self) -> TaskId {
        self.0.base().id
    }

    /// `Future.done()`
    pub fn done(&self) -> bool {
        self.0.base().done()
    }

    /// `Future.cancelled()`
    pub fn cancelled(&self) -> bool {
        self.0.base().cancelled()
    }

    /// `Future.exception()`
    ///
    /// # Errors
    /// As for [`Future::exception`].
    #[track_caller]
    pub fn exception(&self) -> Result<Option<Exception>> {
        let at = Location::caller();
        let exception = self.0.base().exception();
        exception.inspect_err(|exception| raised_at(exception, at))
    }

    /// `Task.cancel()`
    pub fn cancel(&self) -> bool {
        self.cancel_by(CancelOrigin::Program)
    }

    pub(crate) fn cancel_by(&self, origin: CancelOrigin) -> bool {
        super::cancel::cancel_or_report(self.0.clone(), None, origin)
    }

    /// `Task.cancel(msg)`
    pub fn cancel_with(&self, message: impl Into<Rc<str>>) -> bool {
        super::cancel::cancel_or_report(self.0.clone(), Some(message.into()), CancelOrigin::Program)
    }

    /// `Task.cancelling()`
    pub fn cancelling(&self) -> u32 {
        self.state()
            .map_or(0, |state| state.cancels_requested.get())
    }

    /// `Task.uncancel()`
    pub fn uncancel(&self) -> u32 {
        let Some(state) = self.state() else { return 0 };
        let requested = state.cancels_requested.get();
        if requested == 0 {
            return 0;
        }
        state.cancels_requested.set(requested - 1);
        if requested == 1 {
            state.must_cancel.set(false);
        }
        self.0.base().event_loop().emit(|| Event::Uncancelled {
            task: self.id(),
            remaining: requested - 1,
        });
        requested - 1
    }

    /// `Task.get_name()`
    pub fn get_name(&self) -> Rc<str> {
        self.state()
            .map(TaskState::name)
            .unwrap_or_else(|| "".into())
    }

    /// `Task.set_name(name)`
    pub fn set_name(&self, name: impl Into<Rc<str>>) {
        let Some(state) = self.state() else { return };
        let name = name.into();
        *state.name.borrow_mut() = Name::Given(name.clone());
        self.0.base().event_loop().emit(|| Event::TaskRenamed {
            task: self.id(),
            name,
        });
    }

    /// The call that its coroutine is, which is what can be known of `Task.get_coro()`: the coroutine
    /// itself belongs to the loop.
    pub fn call(&self) -> Option<Call> {
        self.state().map(|state| state.call.clone())
    }

    /// `Task.print_stack()`: [`AnyTask::get_stack`] in a traceback's words, each frame with its source
    /// line where the loop knows it ([`EventLoop::set_linecache`]). As in CPython, the frames go to
    /// standard error, and what stands before and after them to standard output. The exception stays
    /// "never retrieved".
    #[track_caller]
    pub fn print_stack(&self) {
        let at = Location::caller();
        let printed = super::describe::print_stack(&self.0, &self.get_stack());
        let parts = [
            (Stream::Stdout, printed.heading),
            (Stream::Stderr, printed.frames),
            (Stream::Stdout, printed.exception),
        ];
        for (stream, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
            super::coroutine::output(*stream, &text.trim_end_matches('\n'), at);
        }
    }

    /// `Task.print_stack(limit=limit, file=file)`: the first `limit` frames, or all; everything goes
    /// to `file`.
    ///
    /// # Errors
    /// Those of `file`.
    #[track_caller]
    pub fn print_stack_to(&self, file: &mut impl fmt::Write, limit: Option<usize>) -> fmt::Result {
        let mut frames = self.get_stack();
        frames.truncate(limit.unwrap_or(usize::MAX));
        let printed = super::describe::print_stack(&self.0, &frames);
        file.write_str(&printed.heading)?;
        file.write_str(&printed.frames)?;
        file.write_str(&printed.exception)
    }

    /// `Task.get_stack()`: the outermost frame of a task that is not done (CPython too gives only
    /// one of its coroutines); the traceback's frames, outermost first, of one that an exception
    /// ended; none of one that returned or is cancelled. CPython's `limit` is `take` here.
    ///
    /// What is not here is what is no coroutine: under the frame of the task that is running CPython
    /// has those of the loop and of what called that, and in a traceback those of plain functions.
    /// An exception that was caught is raised again without a line of its own; so is one that was
    /// made on an earlier line.
    #[track_caller]
    pub fn get_stack(&self) -> Vec<Frame> {
        super::coroutine::stand_at(Location::caller());
        let Some(state) = self.state() else {
            return Vec::new();
        };
        if self.done() {
            let exception = self.0.base().peek_exception();
            return exception.map_or_else(Vec::new, |exception| exception.traceback());
        }
        // Not started yet: it stands at its first line.
        let unstarted = || Frame {
            call: state.call.clone(),
            at: state.call.defined_at,
        };
        vec![state.outermost().unwrap_or_else(unstarted)]
    }

    /// All its frames, outermost first: more than CPython can tell of a suspended task.
    pub fn frames(&self) -> Vec<Frame> {
        self.state()
            .map(|state| state.frames.borrow().iter().map(LiveFrame::frame).collect())
            .unwrap_or_default()
    }

    /// The exception has come to the frame at this depth.
    pub(crate) fn trace(&self, exception: &Exception, depth: usize) {
        if let Some(state) = self.state()
            && let Some(frame) = state.frames.borrow_mut().get_mut(depth)
        {
            exception.enters(frame.entry());
        }
    }

    pub(crate) fn trace_innermost(&self, exception: &Exception) {
        self.trace(exception, self.depth().wrapping_sub(1));
    }

    /// `_fut_waiter`
    pub(crate) fn waiter(&self) -> Option<Rc<dyn AnyFuture>> {
        self.state().and_then(TaskState::waiter)
    }

    pub(crate) fn stand_at(&self, at: SourceLocation) {
        if let Some(state) = self.state()
            && let Some(frame) = state.frames.borrow_mut().last_mut()
        {
            frame.stand_at(at);
        }
    }

    /// The program's own line at which it stands, while asyncio's own coroutines run further in.
    pub(crate) fn line_outside(&self) -> Option<SourceLocation> {
        let frames = self.state()?.frames.borrow();
        let inside = frames.iter().rev().take_while(|frame| frame.is_internal());
        match inside.count() {
            0 => None,
            count => frames.iter().rev().nth(count).map(LiveFrame::line),
        }
    }

    /// How many frames it has.
    pub(crate) fn depth(&self) -> usize {
        self.state().map_or(0, |state| state.frames.borrow().len())
    }

    pub(crate) fn push_frame(&self, frame: LiveFrame, from: SourceLocation) -> usize {
        let Some(state) = self.state() else { return 0 };
        let mut frames = state.frames.borrow_mut();
        if let Some(caller) = frames.last_mut() {
            caller.stand_at(from);
        }
        frames.push(frame);
        frames.len() - 1
    }

    pub(crate) fn pop_frames(&self, depth: usize) {
        let Some(state) = self.state() else { return };
        let mut frames = state.frames.borrow_mut();
        if frames.len() > depth {
            frames.truncate(depth);
            drop(frames);
            self.0
                .base()
                .event_loop()
                .emit(|| Event::FrameExited { task: self.id() });
        }
    }
}

impl PartialEq for AnyTask {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for AnyTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&describe(&self.0))
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

/// `Task.__step`
///
/// # Errors
/// `SystemExit` and `KeyboardInterrupt`, which are the task's exception and go on to the loop.
pub(crate) fn step<T: Clone + 'static>(
    cell: &Rc<FutureCell<T>>,
    core: &TaskCore<T>,
    mut thrown: Option<Exception>,
) -> Result {
    let (event_loop, id) = (&cell.base.event_loop(), &cell.base.id);
    let state = &core.state;
    // A step that held the loop is the same step still.
    let goes_on = event_loop.goes_on();
    if cell.base.done() {
        return Ok(());
    }
    if goes_on {
        let coroutine = core.coroutine.borrow_mut().take();
        return match coroutine {
            Some(coroutine) => go_on(cell, core, coroutine, None),
            None => Ok(()),
        };
    }
    if state.must_cancel.replace(false) && !thrown.as_ref().is_some_and(Exception::is_cancelled) {
        thrown = Some(cell.base.make_cancelled_error());
    }
    drop(state.fut_waiter.borrow_mut().take());
    let Some(coroutine) = core.coroutine.borrow_mut().take() else {
        return Ok(());
    };
    event_loop.emit(|| Event::TaskResumed {
        task: *id,
        thrown: thrown.as_ref().map(Exception::told),
        eager: false,
    });
    go_on(cell, core, coroutine, thrown)
}

fn go_on<T: Clone + 'static>(
    cell: &Rc<FutureCell<T>>,
    core: &TaskCore<T>,
    coroutine: Coroutine<T>,
    thrown: Option<Exception>,
) -> Result {
    let (event_loop, state) = (&cell.base.event_loop(), &core.state);
    let this: Rc<dyn AnyFuture> = cell.clone();
    let outer = event_loop.0.step.task.replace(Some(this.clone()));
    let polled = send(event_loop, state, coroutine, thrown);
    let ended = match polled {
        Ok(result) => {
            event_loop.forget_hold();
            finish(cell, core, result)
        }
        Err(coroutine) => {
            *core.coroutine.borrow_mut() = Some(coroutine);
            match event_loop.begin_hold(&this) {
                true => Ok(()),
                false => suspend(&this, state),
            }
        }
    };
    event_loop.0.step.task.replace(outer);
    ended
}

/// `coro.send(None)` or `coro.throw(exc)`: how the coroutine ended, or itself if it goes on.
fn send<T>(
    event_loop: &EventLoop,
    state: &TaskState,
    mut coroutine: Coroutine<T>,
    thrown: Option<Exception>,
) -> std::result::Result<Result<T>, Coroutine<T>> {
    if state.unstarted.replace(false)
        && let Some(exception) = thrown
    {
        coroutine.close();
        return Ok(Err(exception));
    }
    *event_loop.0.step.thrown.borrow_mut() = thrown;
    let poll = coroutine.poll_body(&mut Context::from_waker(Waker::noop()));
    drop(event_loop.0.step.thrown.borrow_mut().take());
    match poll {
        Poll::Ready(result) => {
            // A leaf that suspended and was then dropped in the same step leaves nothing behind.
            drop(event_loop.0.step.yielded.borrow_mut().take());
            Ok(result)
        }
        Poll::Pending => Err(coroutine),
    }
}

fn finish<T: Clone + 'static>(
    cell: &Rc<FutureCell<T>>,
    core: &TaskCore<T>,
    result: Result<T>,
) -> Result {
    core.state.leave(&cell.base);
    match result {
        Ok(_) if core.state.must_cancel.replace(false) => {
            // It was cancelled right before its coroutine ended: the value is lost.
            let message = cell.base.cancel_message();
            cell.clone().cancel_plain(message)?;
        }
        Ok(value) => cell.complete(value)?,
        Err(exception) if exception.is_cancelled() => {
            cell.base.set_cancelled_exc(exception);
            cell.clone().cancel_plain(None)?;
        }
        Err(exception) => {
            cell.fail(exception.clone())?;
            if exception.leaves_the_loop() {
                return Err(exception);
            }
        }
    }
    Ok(())
}

/// The second half of `__step_run_and_handle_result`: what was yielded decides what wakes the task.
///
/// # Errors
/// None while the loop is open, as it is while a step of its runs.
fn suspend(this: &Rc<dyn AnyFuture>, state: &TaskState) -> Result {
    let base = this.base();
    let event_loop = &base.event_loop();
    let yielded = event_loop.0.step.yielded.borrow_mut().take();
    let at = AnyTask(this.clone()).line_outside().unwrap_or_else(|| {
        yielded
            .as_ref()
            .map_or(state.created_at, |yielded| yielded.at)
    });
    let on = yielded.as_ref().and_then(|yielded| yielded.on.as_ref());
    event_loop.emit(|| Event::TaskSuspended {
        task: base.id,
        on: on.map(|future| future.base().id),
        at: event_loop.place(at),
    });
    let refuse = |message: String| {
        let exception = Exception::internal(&classes::RUNTIME_ERROR, message);
        event_loop.soon(Run::Step(this.clone(), Some(exception)));
    };
    match yielded {
        None => refuse(
            "Task got bad yield: only what this runtime makes can be awaited in a task".into(),
        ),
        Some(Yield { on: None, .. }) => event_loop.soon(Run::Step(this.clone(), None)),
        Some(Yield {
            on: Some(future), ..
        }) if !future.base().is_on(event_loop) => {
            future.base().refuse();
            refuse(format!(
                "Task {} got Future {} attached to a different loop",
                describe(this),
                describe(&future)
            ));
        }
        Some(Yield {
            on: Some(future), ..
        }) if Rc::ptr_eq(&future, this) => {
            base.refuse();
            refuse(format!("Task cannot await on itself: {}", describe(this)));
        }
        Some(Yield {
            on: Some(future), ..
        }) => {
            future
                .base()
                .add_callback(&future, DoneCallback::Wakeup(this.clone()))?;
            *state.fut_waiter.borrow_mut() = Some(future.clone());
            if state.must_cancel.get() {
                let message = base.cancel_message();
                if super::cancel::cancel_or_report(future, message, CancelOrigin::Task(base.id)) {
                    state.must_cancel.set(false);
                }
            }
        }
    }
    Ok(())
}

/// A leaf's side of a step: it suspends once, and is resumed once.
#[derive(Default)]
pub(crate) struct Suspension(u64);

impl Suspension {
    pub(crate) fn is_suspended(&self) -> bool {
        self.0 != 0
    }

    /// The task awaits `on` from now on (none: a bare yield). The leaf returns `Pending` after it.
    pub(crate) fn suspend(&mut self, on: Option<Rc<dyn AnyFuture>>, at: SourceLocation) -> Result {
        running(|event_loop| {
            let step = &event_loop.0.step;
            let Some(task) = step.task() else {
                return Err(outside_task());
            };
            let Some(state) = task.state() else {
                return Err(outside_task());
            };
            if step.yielded.borrow().is_some() {
                return Err(two_leaves());
            }
            task.stand_at(at);
            self.0 = step.suspensions.get() + 1;
            step.suspensions.set(self.0);
            state.suspended_at.set(self.0);
            *step.yielded.borrow_mut() = Some(Yield { on, at });
            Ok(())
        })
        .unwrap_or_else(|| Err(outside_task()))
    }

    /// The task was resumed: with an exception, or to look for a result.
    pub(crate) fn resume(&mut self) -> Poll<Result> {
        let resumed = running(|event_loop| {
            let step = &event_loop.0.step;
            let task = step.task().ok_or_else(outside_task)?;
            let state = task.state().ok_or_else(outside_task)?;
            if step.yielded.borrow().is_some() || state.suspended_at.get() != self.0 {
                return Err(two_leaves());
            }
            match step.thrown.borrow_mut().take() {
                Some(exception) => {
                    task.trace_innermost(&exception);
                    Err(exception)
                }
                None => Ok(()),
            }
        })
        .unwrap_or_else(|| Err(outside_task()));
        self.0 = 0;
        Poll::Ready(resumed)
    }
}

fn outside_task() -> Exception {
    Exception::internal(&classes::RUNTIME_ERROR, "await outside of a task")
}

fn two_leaves() -> Exception {
    Exception::internal(
        &classes::RUNTIME_ERROR,
        "a task awaits one thing at a time: use gather, wait or a TaskGroup instead of join or select",
    )
}

/// What a future stands for on the screen when it is a task: its id.
impl From<&AnyTask> for FutureId {
    fn from(task: &AnyTask) -> Self {
        task.id()
    }
}
