//! Turns: due timers join the ready queue, and exactly the handles that are ready then run.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use super::scheduling::Entry;
use super::{EventLoop, Next};
use crate::events::{Choice, Event, HandleId, Nanos, ReportReason};
use crate::runtime::exceptions::{Exception, Result};
use crate::runtime::handles::{Run, Stage};
use crate::runtime::order::{Order, Ready};
use crate::runtime::report::ExceptionContext;

/// Where a loop is in its turn.
#[derive(Default)]
pub(super) struct Turn {
    /// The ready queue.
    pub(super) ready: RefCell<VecDeque<Entry>>,
    /// How many handles of the snapshot have not run yet; zero between turns.
    pub(super) left: Cell<usize>,
    /// Set between a turn's `TurnStarted` and its `TurnEnded`.
    pub(super) is_open: Cell<bool>,
    /// Set by `stop` until the turn's end.
    pub(super) stopping: Cell<bool>,
    /// See [`EventLoop::position`].
    pub(super) position: Cell<u64>,
    /// None is asyncio's.
    order: RefCell<Option<Rc<dyn Order>>>,
    /// How many decisions it has made.
    decisions: Cell<u32>,
}

impl EventLoop {
    /// `loop.stop()`: the present turn runs to its end, and is the last.
    pub fn stop(&self) {
        self.0.turn.stopping.set(true);
    }

    /// Who runs next from now on; none is asyncio's order. Its decisions are counted from 0 again.
    pub fn set_order(&self, order: Option<Rc<dyn Order>>) {
        self.0.turn.decisions.set(0);
        let _previous = self.0.turn.order.replace(order);
    }

    /// Whether a turn is on: handles of its snapshot are left, or one is held.
    pub fn is_in_turn(&self) -> bool {
        self.0.turn.left.get() > 0 || self.is_held()
    }

    /// Where a run is: it grows by one when a handle begins and when one ends, when a call begins
    /// that holds the loop and when that ends, and by two when a handle is passed over.
    pub fn position(&self) -> u64 {
        self.0.turn.position.get()
    }

    pub(in crate::runtime) fn goes_to(&self, by: u64) {
        self.0.turn.position.set(self.0.turn.position.get() + by);
    }

    /// How many handles are ready, how many timers the heap holds (cancelled ones included until
    /// they are cleaned up).
    pub fn queue_lengths(&self) -> (usize, usize) {
        (
            self.0.turn.ready.borrow().len(),
            self.0.timers.borrow().len(),
        )
    }

    /// What the loop needs before its next handle.
    pub fn next(&self) -> Next {
        if let Some(next) = self.next_of_hold() {
            return next;
        }
        if self.0.turn.stopping.get() || !self.0.turn.ready.borrow().is_empty() {
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
            if self.0.turn.left.get() == 0 || self.is_running() || self.is_held() {
                return next;
            }
        }
    }

    /// One handle; begins a turn if none is on, and ends it with its last handle. See
    /// [`EventLoop::run_once`] about a call from inside a handle.
    pub fn run_one(&self) -> Next {
        if self.0.life.closed.get() || self.is_running() {
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
        if self.0.turn.left.get() == 0 {
            self.begin_turn();
            self.intervene();
        }
        if self.0.turn.left.get() > 0
            && let Some(entry) = self.take_next()
        {
            let inside = InHandle::enter(self);
            let ended = self.run_entry(entry);
            drop(inside);
            if let Err(exception) = ended {
                return self.leave(exception);
            }
            self.intervene();
        }
        self.after_handle()
    }

    /// Takes the handle that runs next out of the turn's snapshot.
    fn take_next(&self) -> Option<Entry> {
        let turn = &self.0.turn;
        let left = turn.left.get();
        let order = turn.order.borrow().clone();
        let index = match order {
            Some(order) if left > 1 => self.choose(&*order, left),
            _ => 0,
        };
        turn.left.set(left - 1);
        let mut ready = turn.ready.borrow_mut();
        match index {
            0 => ready.pop_front(),
            index => ready.remove(index),
        }
    }

    /// The index that `order` gives.
    fn choose(&self, order: &dyn Order, left: usize) -> usize {
        let turn = &self.0.turn;
        let ready: Vec<Ready> = turn
            .ready
            .borrow()
            .iter()
            .take(left)
            .map(Entry::as_ready)
            .collect();
        let decision = turn.decisions.get();
        turn.decisions.set(decision.wrapping_add(1));
        let index = order.next(decision, &ready);
        let (Some(chosen), Some(first), true) = (ready.get(index), ready.first(), index > 0) else {
            return 0;
        };
        self.emit(|| Event::Deviated {
            decision,
            chosen: Choice::Handle(chosen.handle),
            instead_of: Some(Choice::Handle(first.handle)),
        });
        index
    }

    fn after_handle(&self) -> Next {
        if self.0.life.closed.get() {
            return Next::Stopped;
        }
        if let Some(next) = self.next_of_hold() {
            return next;
        }
        if self.0.turn.left.get() > 0 {
            return Next::Ready;
        }
        if self.0.turn.is_open.replace(false) {
            self.emit(|| Event::TurnEnded);
            self.intervene();
        }
        if self.0.turn.stopping.replace(false) {
            Next::Stopped
        } else {
            self.next()
        }
    }

    /// `_run_forever_cleanup` after `exception`.
    fn leave(&self, exception: Exception) -> Next {
        self.0.turn.left.set(0);
        self.0.turn.stopping.set(false);
        self.emit(|| Event::LoopLeft {
            exception: exception.told(),
        });
        if self.0.turn.is_open.replace(false) {
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
            self.0
                .turn
                .ready
                .borrow_mut()
                .push_back(Entry::Shared(handle));
        }
        let snapshot = self.0.turn.ready.borrow().len();
        self.0.turn.left.set(snapshot);
        if snapshot > 0 {
            self.0.turn.is_open.set(true);
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

    pub(in crate::runtime) fn ended(&self, handle: HandleId) {
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
}

/// While it lives, a handle runs; also when it ends by a panic.
struct InHandle<'a>(&'a EventLoop);

impl<'a> InHandle<'a> {
    fn enter(event_loop: &'a EventLoop) -> Self {
        event_loop.0.life.in_handle.set(true);
        Self(event_loop)
    }
}

impl Drop for InHandle<'_> {
    fn drop(&mut self) {
        self.0.0.life.in_handle.set(false);
        if self.0.0.life.closing.replace(false) {
            self.0.close();
        }
    }
}
