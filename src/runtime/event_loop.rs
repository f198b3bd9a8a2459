//! The event loop (asyncio `base_events.py`): a ready queue, a heap of timers, one turn at a time.
//!
//! The loop never waits. [`EventLoop::run_once`] does one turn and says what it needs next; a host
//! (see [`super::driver`]) waits for that, moves the clock and calls again. Callbacks are called in
//! one place only, [`EventLoop::run_one`]; everything else appends to the ready queue.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

use super::exceptions::{Exception, Result, classes};
use super::futures::{AnyFuture, Future};
use super::handles::{CallbackResult, Handle, HandleCell, Run, Stage, TimerHandle};
use super::intervention::Interventions;
use super::places::Places;
use super::registry::{Place, Registry};
use super::report::{ExceptionContext, ExceptionHandler};
use super::tasks::AnyTask;
use super::timers::Timers;
use crate::events::Nanos;
use crate::events::{
    Awaiting, Event, FutureId, HandleId, Instrument, Items, ReportReason, ResourceId, ResourceKind,
    SourceId,
};
use crate::runtime::places::SourceLocation;

/// An event loop. Clones are the same loop.
///
/// What [`EventLoop::new`] gives owns it, and so do its clones: when the last of them goes, the loop
/// is closed. What a program asks for inside ([`get_running_loop`], `Future.get_loop`) does not, so
/// that a coroutine may keep it.
#[derive(Clone)]
pub struct EventLoop(
    pub(crate) Rc<Inner>,
    #[expect(dead_code, reason = "its end closes the loop")] Option<Rc<Owner>>,
);

struct Owner(Rc<Inner>);

impl Drop for Owner {
    fn drop(&mut self) {
        EventLoop::borrowed(self.0.clone()).close();
    }
}

/// What a loop needs before its next turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Handles are ready: go on at once.
    Ready,
    /// Nothing to do before this instant of the loop clock.
    At(Nanos),
    /// Nothing is ready and no timer is set: only something from outside can go on.
    Idle,
    /// `stop` was called, and the turn in which it was called is over.
    Stopped,
    /// A handle raised this `SystemExit` or `KeyboardInterrupt`, which leaves `run_forever`. The turn
    /// is over; what was left of its snapshot is still ready, for the loop's next run.
    Raised(Exception),
}

pub(crate) struct Inner {
    ready: RefCell<VecDeque<Entry>>,
    timers: RefCell<Timers>,
    now: Cell<Nanos>,
    /// How many handles of the current turn's snapshot have not run yet; zero between turns.
    turn_left: Cell<usize>,
    /// Set while a turn is open, that is between its `TurnStarted` and its `TurnEnded`.
    in_turn: Cell<bool>,
    /// Set by `stop` until the turn's end.
    stopping: Cell<bool>,
    closed: Cell<bool>,
    /// Set while a handle runs. Excludes the running of another, and the closing of the loop.
    in_handle: Cell<bool>,
    /// Set by a `close` from inside a handle, until the handle's end.
    closing: Cell<bool>,
    last_future: Cell<u32>,
    last_handle: Cell<u32>,
    /// See [`EventLoop::position`].
    position: Cell<u64>,
    /// Locks, queues, …, in order of first use.
    resources: RefCell<Vec<ResourceKind>>,
    /// The last number given to an unnamed task; a named one takes none (3.13).
    last_task_name: Cell<u32>,
    pub(super) tasks: RefCell<Registry>,
    /// The pending futures that have callbacks of the program. Such a callback often owns the future
    /// in turn (gather's and shield's do), and nobody but the loop can free the two.
    with_callbacks: RefCell<Registry>,
    /// Jobs outside the loop whose completion will come through `call_soon_threadsafe`.
    in_flight: Cell<usize>,
    pub(super) step: super::tasks::StepState,
    pub(super) handlers: super::report::Handlers,
    pub(super) linecache: RefCell<Option<Rc<super::linecache::LineCache>>>,
    instrument: RefCell<Option<Rc<dyn Instrument>>>,
    /// The places that it was told of.
    pub(super) places: RefCell<Places>,
    listening: Cell<bool>,
    waker: RefCell<Option<Rc<dyn Fn()>>>,
    /// What a host says the time is when something comes from outside.
    outside: RefCell<Option<Rc<dyn Fn() -> Nanos>>>,
    /// Set while what comes from outside is one thing, which happens at one instant.
    in_instant: Cell<bool>,
    /// Set while the program's exception handler is called between two runs.
    between_runs: Cell<bool>,
    /// Seconds since midnight at loop time zero.
    epoch: Cell<u32>,
    executors: super::executor::Executors,
    pub(super) interventions: Interventions,
    holds: super::hold::Holds,
}

/// One place in the ready queue. Those of the kernel cannot be cancelled and need no cell.
enum Entry {
    Kernel(HandleId, Run),
    Shared(Rc<HandleCell>),
}

thread_local! {
    static RUNNING: RefCell<Option<EventLoop>> = const { RefCell::new(None) };
}

/// Calls `f` with the running loop, if there is one. Nothing is borrowed meanwhile.
pub(crate) fn running<R>(f: impl FnOnce(&EventLoop) -> R) -> Option<R> {
    let event_loop = RUNNING
        .try_with(|running| running.try_borrow().ok()?.clone())
        .ok()??;
    Some(f(&event_loop))
}

/// `asyncio.get_running_loop()`
///
/// # Errors
/// `RuntimeError` outside a running loop.
pub fn get_running_loop() -> Result<EventLoop> {
    running(|event_loop| EventLoop::borrowed(event_loop.0.clone()))
        .filter(|event_loop| !event_loop.0.between_runs.get())
        .ok_or_else(|| Exception::internal(&classes::RUNTIME_ERROR, "no running event loop"))
}

/// While it lives, its loop is the running one of this thread; afterwards the one before is again.
pub struct LoopGuard(Option<EventLoop>);

impl Drop for LoopGuard {
    fn drop(&mut self) {
        let previous = self.0.take();
        let _ = RUNNING.try_with(|running| running.replace(previous));
    }
}

impl Default for EventLoop {
    fn default() -> Self {
        Self::new()
    }
}

impl EventLoop {
    /// `asyncio.new_event_loop()`: the clock stands at zero.
    pub fn new() -> Self {
        let inner = Rc::new(Inner {
            ready: RefCell::default(),
            timers: RefCell::default(),
            now: Cell::default(),
            turn_left: Cell::new(0),
            in_turn: Cell::new(false),
            stopping: Cell::new(false),
            closed: Cell::new(false),
            in_handle: Cell::new(false),
            closing: Cell::new(false),
            last_future: Cell::new(0),
            last_handle: Cell::new(0),
            position: Cell::new(0),
            resources: RefCell::default(),
            last_task_name: Cell::new(0),
            tasks: RefCell::default(),
            with_callbacks: RefCell::default(),
            in_flight: Cell::new(0),
            step: super::tasks::StepState::default(),
            handlers: Default::default(),
            linecache: RefCell::default(),
            instrument: RefCell::default(),
            places: RefCell::default(),
            listening: Cell::new(false),
            waker: RefCell::default(),
            outside: RefCell::default(),
            in_instant: Cell::new(false),
            between_runs: Cell::new(false),
            epoch: Cell::new(0),
            executors: Default::default(),
            interventions: Interventions::default(),
            holds: Default::default(),
        });
        let owner = Rc::new(Owner(inner.clone()));
        Self(inner, Some(owner))
    }

    /// For a program, which does not own its loop.
    pub(crate) fn borrowed(inner: Rc<Inner>) -> Self {
        Self(inner, None)
    }

    /// For what is made outside any loop, and can never run.
    pub(crate) fn new_closed() -> Self {
        let event_loop = Self::new();
        event_loop.0.closed.set(true);
        event_loop
    }

    /// `loop.is_running()`: one of its handles runs.
    pub fn is_running(&self) -> bool {
        self.0.in_handle.get()
    }

    /// Makes this the running loop until the guard is dropped.
    pub fn enter(&self) -> LoopGuard {
        LoopGuard(
            RUNNING
                .try_with(|running| running.replace(Some(self.clone())))
                .unwrap_or(None),
        )
    }

    /// Calls `f` while the loop does not run: what it prints is printed, but there is no running loop.
    pub(crate) fn between_runs<R>(&self, f: impl FnOnce() -> R) -> R {
        let outer = self.0.between_runs.replace(true);
        let given = f();
        self.0.between_runs.set(outer);
        given
    }

    /// `loop.time()`: the loop clock, in seconds.
    pub fn time(&self) -> f64 {
        self.0.now.get().as_secs()
    }

    /// The loop clock.
    pub fn now(&self) -> Nanos {
        self.0.now.get()
    }

    /// Moves the clock forward; for hosts. It never goes back.
    pub fn advance_to(&self, now: Nanos) {
        self.0.now.set(self.0.now.get().max(now));
    }

    /// What the clock of the day said at loop time zero, in seconds since midnight, for
    /// [`EventLoop::strftime_x`].
    pub fn set_epoch(&self, seconds_of_day: u32) {
        self.0.epoch.set(seconds_of_day);
    }

    /// `time.strftime('%X')` at the loop clock's present.
    pub fn strftime_x(&self) -> String {
        let seconds = i64::from(self.0.epoch.get()) + self.0.now.get().0 / 1_000_000_000;
        format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600 % 24,
            seconds / 60 % 60,
            seconds % 60
        )
    }

    /// `loop.call_soon(callback)`: at the ready queue's end, to run next turn if a turn is on.
    /// `name` is the callback's name on the screen.
    ///
    /// # Errors
    /// `RuntimeError` if the loop is closed.
    pub fn call_soon<R: CallbackResult>(
        &self,
        name: &'static str,
        callback: impl FnOnce() -> R + 'static,
    ) -> Result<Handle> {
        self.call_soon_of(name, false, callback)
    }

    /// The same for a callback of asyncio's own.
    pub(super) fn call_soon_internally<R: CallbackResult>(
        &self,
        name: &'static str,
        callback: impl FnOnce() -> R + 'static,
    ) -> Result<Handle> {
        self.call_soon_of(name, true, callback)
    }

    fn call_soon_of<R: CallbackResult>(
        &self,
        name: &'static str,
        internal: bool,
        callback: impl FnOnce() -> R + 'static,
    ) -> Result<Handle> {
        self.check_closed()?;
        let run = Run::Call {
            name,
            internal,
            callback: Box::new(move || callback().into_result()),
        };
        let cell = HandleCell::new(self.next_handle(), Nanos::ZERO, Stage::Ready, run);
        self.push_ready(Entry::Shared(cell.clone()));
        Ok(Handle {
            cell,
            event_loop: Rc::downgrade(&self.0),
        })
    }

    /// `loop.call_soon_threadsafe(callback)`: `call_soon` from outside the loop's own turns. A page
    /// has one thread for its loops, so what it adds is that the clock shows when it came, and that
    /// a waiting host is woken.
    ///
    /// # Errors
    /// `RuntimeError` if the loop is closed.
    pub fn call_soon_threadsafe<R: CallbackResult>(
        &self,
        name: &'static str,
        callback: impl FnOnce() -> R + 'static,
    ) -> Result<Handle> {
        self.look_at_outside_clock();
        let handle = self.call_soon(name, callback)?;
        self.wake_host();
        Ok(handle)
    }

    /// The same for a callback of asyncio's own.
    pub(super) fn call_soon_threadsafe_internally<R: CallbackResult>(
        &self,
        name: &'static str,
        callback: impl FnOnce() -> R + 'static,
    ) -> Result<Handle> {
        self.look_at_outside_clock();
        let handle = self.call_soon_internally(name, callback)?;
        self.wake_host();
        Ok(handle)
    }

    /// `loop.call_later(delay, callback)`: `delay` in seconds; what is not above zero is due in the
    /// next turn, after everything that is ready by then.
    ///
    /// # Errors
    /// `RuntimeError` if the loop is closed.
    pub fn call_later<R: CallbackResult>(
        &self,
        delay: f64,
        name: &'static str,
        callback: impl FnOnce() -> R + 'static,
    ) -> Result<TimerHandle> {
        self.call_at_of(self.now().after(delay), name, false, callback)
    }

    /// `loop.call_at(when, callback)`: `when` in seconds on the loop clock.
    ///
    /// # Errors
    /// `RuntimeError` if the loop is closed.
    pub fn call_at<R: CallbackResult>(
        &self,
        when: f64,
        name: &'static str,
        callback: impl FnOnce() -> R + 'static,
    ) -> Result<TimerHandle> {
        self.call_at_of(Nanos::from_secs(when), name, false, callback)
    }

    /// The same for a callback of asyncio's own.
    pub(super) fn call_at_internally<R: CallbackResult>(
        &self,
        when: Nanos,
        name: &'static str,
        callback: impl FnOnce() -> R + 'static,
    ) -> Result<TimerHandle> {
        self.call_at_of(when, name, true, callback)
    }

    fn call_at_of<R: CallbackResult>(
        &self,
        when: Nanos,
        name: &'static str,
        internal: bool,
        callback: impl FnOnce() -> R + 'static,
    ) -> Result<TimerHandle> {
        self.check_closed()?;
        let callback = Box::new(move || callback().into_result());
        let run = Run::Call {
            name,
            internal,
            callback,
        };
        Ok(self.set_timer(when, run))
    }

    /// `loop.create_future()`
    pub fn create_future<T: Clone + 'static>(&self) -> Future<T> {
        Future::new(self, Awaiting::Future)
    }

    /// `loop.stop()`: the present turn runs to its end, and is the last.
    pub fn stop(&self) {
        self.0.stopping.set(true);
    }

    /// `_check_closed`
    pub(crate) fn check_closed(&self) -> Result {
        if self.0.closed.get() {
            let message = "Event loop is closed";
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        }
        Ok(())
    }

    /// `loop.is_closed()`
    pub fn is_closed(&self) -> bool {
        self.0.closed.get()
    }

    /// `loop.close()`: forgets what is ready and every timer, and destroys the tasks that are left.
    /// Their locals are dropped; nothing of them runs. The program's exception handler is told of
    /// them, and forgotten too. From inside one of its handles (CPython: `RuntimeError`) it is closed
    /// when that handle ends.
    pub fn close(&self) {
        if self.0.in_handle.get() {
            return self.0.closing.set(true);
        }
        if self.0.closed.replace(true) {
            return;
        }
        let _running = self.enter();
        self.kill_pools();
        self.drop_hold();
        self.0.turn_left.set(0);
        let ready = std::mem::take(&mut *self.0.ready.borrow_mut());
        let timers = self.0.timers.borrow_mut().drain();
        let tasks = std::mem::take(&mut *self.0.tasks.borrow_mut());
        for task in tasks.in_order() {
            task.destroy();
        }
        let futures = std::mem::take(&mut *self.0.with_callbacks.borrow_mut());
        for future in futures.in_order() {
            future.base().drop_callbacks();
        }
        // A callback may own its handle, and the program's exception handler the loop.
        for handle in &timers {
            handle.forget();
        }
        for entry in &ready {
            if let Entry::Shared(handle) = entry {
                handle.forget();
            }
        }
        drop((ready, timers, self.0.handlers.handler.take()));
    }

    /// A task has ended, or is gone.
    pub(crate) fn forget_task(&self, task: FutureId, place: &Place) {
        self.0.tasks.borrow_mut().remove(task, place);
    }

    pub(crate) fn remember_callbacks_of(&self, future: &Rc<dyn AnyFuture>, place: &Place) {
        self.0.with_callbacks.borrow_mut().insert(future, place);
    }

    pub(crate) fn forget_callbacks_of(&self, future: FutureId, place: &Place) {
        self.0.with_callbacks.borrow_mut().remove(future, place);
    }

    /// The task whose step is running: `asyncio.current_task(loop)`. None in a plain callback.
    pub fn current_task(&self) -> Option<AnyTask> {
        self.0.step.task()
    }

    /// `asyncio.all_tasks(loop)`: those not done, in order of creation (CPython gives a set).
    pub fn all_tasks(&self) -> Vec<AnyTask> {
        let tasks = self.0.tasks.borrow().in_order();
        tasks
            .filter(|task| !task.base().done())
            .map(AnyTask)
            .collect()
    }

    /// `loop.set_exception_handler(handler)`; none is the default one, which writes to stderr.
    /// What it raises: see [`EventLoop::call_exception_handler`].
    pub fn set_exception_handler<R: CallbackResult>(
        &self,
        handler: Option<impl Fn(&EventLoop, &ExceptionContext) -> R + 'static>,
    ) {
        let handler = handler.map(|handler| {
            let handler = move |event_loop: &EventLoop, context: &ExceptionContext| {
                handler(event_loop, context).into_result()
            };
            Rc::new(handler) as Rc<ExceptionHandler>
        });
        let _previous = self.0.handlers.handler.replace(handler);
    }

    /// Who listens to this loop from now on; at most one, none by default.
    pub fn set_instrument(&self, instrument: Option<Rc<dyn Instrument>>) {
        self.0.listening.set(instrument.is_some());
        self.0.places.take();
        let _previous = self.0.instrument.replace(instrument);
    }

    /// Whether anybody listens.
    pub fn is_listening(&self) -> bool {
        self.0.listening.get()
    }

    /// Tells the listener, if there is one, what `event` makes.
    #[inline]
    pub fn emit(&self, event: impl FnOnce() -> Event) {
        if self.0.listening.get() {
            self.tell(event());
        }
    }

    fn tell(&self, event: Event) {
        let instrument = self.0.instrument.borrow().clone();
        if let Some(instrument) = instrument {
            self.0.interventions.told();
            instrument.record(self.now(), event);
        }
    }

    pub(super) fn tell_source(&self, source: SourceId, path: &str) {
        let instrument = self.0.instrument.borrow().clone();
        if let Some(instrument) = instrument {
            instrument.source(source, path);
        }
    }

    /// How a host that waits learns that something came from outside.
    pub fn set_waker(&self, waker: Option<Rc<dyn Fn()>>) {
        let _previous = self.0.waker.replace(waker);
    }

    /// How a host that paces the clock says what time it is when something comes from outside, in
    /// the middle of a wait.
    pub fn set_outside_clock(&self, clock: Option<Rc<dyn Fn() -> Nanos>>) {
        let _previous = self.0.outside.replace(clock);
    }

    /// Something comes from outside: all that `happens` then happens at one instant of the clock.
    pub fn at_one_instant<R>(&self, happens: impl FnOnce() -> R) -> R {
        self.look_at_outside_clock();
        let outer = self.0.in_instant.replace(true);
        let given = happens();
        self.0.in_instant.set(outer);
        given
    }

    fn look_at_outside_clock(&self) {
        if self.0.in_instant.get() {
            return;
        }
        let clock = self.0.outside.borrow().clone();
        if let Some(now) = clock {
            self.advance_to(now());
        }
    }

    /// As [`EventLoop::emit`], for what happens outside the loop's own turns: the clock shows when.
    pub fn from_outside(&self, event: impl FnOnce() -> Event) {
        if !self.0.closed.get() {
            self.look_at_outside_clock();
            self.emit(event);
        }
    }

    pub(super) fn executors(&self) -> &super::executor::Executors {
        &self.0.executors
    }

    /// Whether a turn is on: handles of its snapshot are left, or one is held.
    pub fn is_in_turn(&self) -> bool {
        self.0.turn_left.get() > 0 || self.is_held()
    }

    /// Where a run is: it grows by one when a handle begins and when one ends, when a call begins
    /// that holds the loop and when that ends, and by two when a handle is passed over.
    pub fn position(&self) -> u64 {
        self.0.position.get()
    }

    pub(super) fn goes_to(&self, by: u64) {
        self.0.position.set(self.0.position.get() + by);
    }

    pub(super) fn holds(&self) -> &super::hold::Holds {
        &self.0.holds
    }

    pub(super) fn wake_host(&self) {
        let waker = self.0.waker.borrow().clone();
        if let Some(waker) = waker {
            waker();
        }
    }

    /// One more job outside the loop will call back: until [`EventLoop::job_landed`] an idle loop
    /// waits and is no deadlock.
    pub fn job_launched(&self) {
        self.0.in_flight.set(self.0.in_flight.get() + 1);
    }

    /// The job has called back, or never will.
    pub fn job_landed(&self) {
        self.0
            .in_flight
            .set(self.0.in_flight.get().saturating_sub(1));
    }

    /// How many jobs outside the loop have yet to call back.
    pub fn jobs_in_flight(&self) -> usize {
        self.0.in_flight.get()
    }

    /// How many handles are ready, how many timers the heap holds (cancelled ones included until
    /// they are cleaned up).
    pub fn queue_lengths(&self) -> (usize, usize) {
        (self.0.ready.borrow().len(), self.0.timers.borrow().len())
    }

    pub(crate) fn soon(&self, run: Run) {
        self.push_ready(Entry::Kernel(self.next_handle(), run));
    }

    fn push_ready(&self, entry: Entry) {
        if self.0.closed.get() {
            return;
        }
        if self.is_listening()
            && let Some((handle, work)) = entry.describe()
        {
            self.tell(Event::HandleQueued { handle, work });
        }
        self.0.ready.borrow_mut().push_back(entry);
    }

    pub(crate) fn set_timer(&self, when: Nanos, run: Run) -> TimerHandle {
        let work = run.work();
        let cell = HandleCell::new(self.next_handle(), when, Stage::Scheduled, run);
        self.emit(|| Event::TimerSet {
            handle: cell.id,
            when,
            work,
        });
        if !self.0.closed.get() {
            self.0.timers.borrow_mut().push(cell.clone());
        }
        TimerHandle(Handle {
            cell,
            event_loop: Rc::downgrade(&self.0),
        })
    }

    pub(crate) fn timer_cancelled(&self) {
        self.0.timers.borrow_mut().note_cancelled();
    }

    fn next_handle(&self) -> HandleId {
        HandleId(bump(&self.0.last_handle))
    }

    pub(crate) fn next_future(&self) -> FutureId {
        FutureId(bump(&self.0.last_future))
    }

    /// A lock, queue, … is used on this loop for the first time; `at` is where it was made.
    pub(crate) fn register_resource(
        &self,
        kind: ResourceKind,
        at: SourceLocation,
        limit: Option<u32>,
        items: Option<Items>,
    ) -> ResourceId {
        let mut resources = self.0.resources.borrow_mut();
        resources.push(kind);
        let resource = ResourceId(resources.len() as u32);
        drop(resources);
        self.emit(|| Event::ResourceCreated {
            resource,
            kind,
            at: self.place(at),
            name: None,
            limit,
            items,
        });
        resource
    }

    /// `Lock 2`: the second lock of this loop.
    pub(crate) fn resource_name(&self, resource: ResourceId) -> String {
        let resources = self.0.resources.borrow();
        let index = (resource.0 as usize).wrapping_sub(1);
        let Some(kind) = resources.get(index) else {
            return String::new();
        };
        let number = resources
            .iter()
            .take(index + 1)
            .filter(|other| *other == kind)
            .count();
        format!("{kind:?} {number}")
    }

    /// The number in `Task-3`.
    pub(crate) fn next_task_number(&self) -> u32 {
        bump(&self.0.last_task_name)
    }

    /// What the loop needs before its next handle.
    pub fn next(&self) -> Next {
        if let Some(next) = self.next_of_hold() {
            return next;
        }
        if self.0.stopping.get() || !self.0.ready.borrow().is_empty() {
            return Next::Ready;
        }
        match self.0.timers.borrow_mut().next_deadline() {
            Some(when) if when <= self.now() => Next::Ready,
            // `sleep(inf)`: its time never comes.
            Some(Nanos::MAX) | None => Next::Idle,
            Some(when) => Next::At(when),
        }
    }

    /// One turn (`BaseEventLoop._run_once`): due timers join the ready queue, then exactly the
    /// handles that are ready now run; what they add waits for the next turn. A turn that
    /// [`EventLoop::run_one`] has begun is ended.
    ///
    /// From inside one of its own handles it does nothing and says `Stopped` (CPython:
    /// `RuntimeError`, "This event loop is already running").
    pub fn run_once(&self) -> Next {
        loop {
            let next = self.run_one();
            if self.0.turn_left.get() == 0 || self.is_running() || self.is_held() {
                return next;
            }
        }
    }

    /// One handle; begins a turn if none is on, and ends it with its last handle. See
    /// [`EventLoop::run_once`] about a call from inside a handle.
    pub fn run_one(&self) -> Next {
        if self.0.closed.get() || self.is_running() {
            return Next::Stopped;
        }
        let _running = self.enter();
        if let Some(next) = self.next_of_hold() {
            if next != Next::Ready {
                return next;
            }
            let inside = InHandle::enter(self);
            let ended = self.end_hold();
            drop(inside);
            if let Err(exception) = ended {
                return self.leave(exception);
            }
            self.intervene();
            return self.after_handle();
        }
        self.intervene();
        if self.0.turn_left.get() == 0 {
            self.begin_turn();
            self.intervene();
        }
        if self.0.turn_left.get() > 0 {
            self.0.turn_left.set(self.0.turn_left.get() - 1);
            let entry = self.0.ready.borrow_mut().pop_front();
            if let Some(entry) = entry {
                let inside = InHandle::enter(self);
                let ended = self.run_entry(entry);
                drop(inside);
                if let Err(exception) = ended {
                    return self.leave(exception);
                }
                self.intervene();
            }
        }
        self.after_handle()
    }

    fn after_handle(&self) -> Next {
        if self.0.closed.get() {
            return Next::Stopped;
        }
        if let Some(next) = self.next_of_hold() {
            return next;
        }
        if self.0.turn_left.get() > 0 {
            return Next::Ready;
        }
        if self.0.in_turn.replace(false) {
            self.emit(|| Event::TurnEnded);
            self.intervene();
        }
        if self.0.stopping.replace(false) {
            Next::Stopped
        } else {
            self.next()
        }
    }

    /// `_run_forever_cleanup` after `exception`.
    fn leave(&self, exception: Exception) -> Next {
        self.0.turn_left.set(0);
        self.0.stopping.set(false);
        self.emit(|| Event::LoopLeft {
            exception: exception.told(),
        });
        if self.0.in_turn.replace(false) {
            self.emit(|| Event::TurnEnded);
        }
        Next::Raised(exception)
    }

    fn begin_turn(&self) {
        loop {
            let due = self.0.timers.borrow_mut().pop_due(self.now());
            let Some(handle) = due else { break };
            handle.stage.set(Stage::Ready);
            self.emit(|| Event::TimerDue { handle: handle.id });
            self.0.ready.borrow_mut().push_back(Entry::Shared(handle));
        }
        let snapshot = self.0.ready.borrow().len();
        self.0.turn_left.set(snapshot);
        if snapshot > 0 {
            self.0.in_turn.set(true);
            self.emit(|| Event::TurnStarted {
                snapshot: snapshot as u32,
            });
        }
    }

    /// `Handle._run`
    ///
    /// # Errors
    /// `SystemExit` and `KeyboardInterrupt`.
    fn run_entry(&self, entry: Entry) -> Result {
        let (handle, run) = match entry {
            Entry::Kernel(handle, run) => (handle, Some(run)),
            Entry::Shared(cell) => {
                cell.stage.set(Stage::Taken);
                (cell.id, cell.run.borrow_mut().take())
            }
        };
        let Some(run) = run else {
            self.emit(|| Event::HandleSkipped { handle });
            self.goes_to(2);
            return Ok(());
        };
        self.emit(|| Event::HandleStarted { handle });
        self.goes_to(1);
        let ended = match run {
            Run::Step(task, thrown) => task.step(thrown),
            Run::Wakeup { task, future } => {
                let thrown = future.take_wakeup_exception();
                // The future goes before the step: its last owner may be this wakeup.
                drop(future);
                task.step(thrown)
            }
            Run::WakeSleeper(future) => future.set_result_unless_cancelled(()),
            Run::Done {
                name,
                callback,
                future,
                ..
            } => self.called(handle, name, callback(&future)),
            Run::Call { name, callback, .. } => self.called(handle, name, callback()),
        };
        if !self.holds_handle(handle) {
            self.ended(handle);
        }
        ended
    }

    pub(super) fn ended(&self, handle: HandleId) {
        self.emit(|| Event::HandleEnded { handle });
        self.goes_to(1);
    }

    /// What leaves a callback: an exception goes to the exception handler, but for the two that
    /// leave the loop.
    fn called(&self, handle: HandleId, name: &'static str, result: Result) -> Result {
        let Err(exception) = result else {
            return Ok(());
        };
        if exception.leaves_the_loop() {
            return Err(exception);
        }
        let message = format!("Exception in callback {name}()");
        let context = ExceptionContext::of_handle(message, exception, handle);
        self.call_exception_handler(&context.because(ReportReason::CallbackRaised))
    }

    /// `loop.create_task(coro)`
    ///
    /// # Errors
    /// `RuntimeError` if the loop is closed.
    #[track_caller]
    pub fn create_task<T: Clone + 'static>(
        &self,
        coro: super::coroutine::Coroutine<T>,
    ) -> Result<super::tasks::Task<T>> {
        self.check_closed()?;
        Ok(super::tasks::Task::new(self, coro, None, caller()))
    }

    /// `loop.create_task(coro, name=name)`
    ///
    /// # Errors
    /// `RuntimeError` if the loop is closed.
    #[track_caller]
    pub fn create_task_named<T: Clone + 'static>(
        &self,
        coro: super::coroutine::Coroutine<T>,
        name: impl Into<Rc<str>>,
    ) -> Result<super::tasks::Task<T>> {
        self.check_closed()?;
        Ok(super::tasks::Task::new(
            self,
            coro,
            Some(name.into()),
            caller(),
        ))
    }
}

/// While it lives, a handle runs; also when it ends by a panic.
struct InHandle<'a>(&'a EventLoop);

impl<'a> InHandle<'a> {
    fn enter(event_loop: &'a EventLoop) -> Self {
        event_loop.0.in_handle.set(true);
        Self(event_loop)
    }
}

impl Drop for InHandle<'_> {
    fn drop(&mut self) {
        self.0.0.in_handle.set(false);
        if self.0.0.closing.replace(false) {
            self.0.close();
        }
    }
}

#[track_caller]
fn caller() -> SourceLocation {
    std::panic::Location::caller()
}

impl Entry {
    fn describe(&self) -> Option<(HandleId, crate::events::Work)> {
        match self {
            Entry::Kernel(id, run) => Some((*id, run.work())),
            Entry::Shared(cell) => cell.run.borrow().as_ref().map(|run| (cell.id, run.work())),
        }
    }
}

fn bump(counter: &Cell<u32>) -> u32 {
    counter.set(counter.get().wrapping_add(1));
    counter.get()
}

impl PartialEq for EventLoop {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for EventLoop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ready, timers) = self.queue_lengths();
        write!(
            f,
            "<EventLoop time={} ready={ready} timers={timers}>",
            self.now()
        )
    }
}
