//! What gets into the ready queue and into the heap of timers: `call_soon`, `call_later`, tasks.

use std::panic::Location;
use std::rc::Rc;

use super::EventLoop;
use crate::events::{Event, HandleId, Nanos, Work};
use crate::runtime::coroutine::Coroutine;
use crate::runtime::exceptions::Result;
use crate::runtime::handles::{CallbackResult, Handle, HandleCell, Run, Stage, TimerHandle};
use crate::runtime::order::Ready;
use crate::runtime::tasks::Task;

/// One place in the ready queue. Those of the kernel cannot be cancelled and need no cell.
pub(super) enum Entry {
    Kernel(HandleId, Run),
    Shared(Rc<HandleCell>),
}

impl Entry {
    /// As an [`Order`](crate::runtime::Order) sees it.
    pub(super) fn as_ready(&self) -> Ready {
        match self {
            Entry::Kernel(handle, run) => Ready {
                handle: *handle,
                work: Some(run.work()),
            },
            Entry::Shared(cell) => Ready {
                handle: cell.id,
                work: cell.run.borrow().as_ref().map(Run::work),
            },
        }
    }

    pub(super) fn describe(&self) -> Option<(HandleId, Work)> {
        match self {
            Entry::Kernel(id, run) => Some((*id, run.work())),
            Entry::Shared(cell) => cell.run.borrow().as_ref().map(|run| (cell.id, run.work())),
        }
    }
}

impl EventLoop {
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
    pub(in crate::runtime) fn call_soon_internally<R: CallbackResult>(
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
    pub(in crate::runtime) fn call_soon_threadsafe_internally<R: CallbackResult>(
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
    pub(in crate::runtime) fn call_at_internally<R: CallbackResult>(
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

    /// `loop.create_task(coro)`
    ///
    /// # Errors
    /// `RuntimeError` if the loop is closed.
    #[track_caller]
    pub fn create_task<T: Clone + 'static>(&self, coro: Coroutine<T>) -> Result<Task<T>> {
        self.check_closed()?;
        Ok(Task::new(self, coro, None, Location::caller()))
    }

    /// `loop.create_task(coro, name=name)`
    ///
    /// # Errors
    /// `RuntimeError` if the loop is closed.
    #[track_caller]
    pub fn create_task_named<T: Clone + 'static>(
        &self,
        coro: Coroutine<T>,
        name: impl Into<Rc<str>>,
    ) -> Result<Task<T>> {
        self.check_closed()?;
        Ok(Task::new(self, coro, Some(name.into()), Location::caller()))
    }

    pub(crate) fn soon(&self, run: Run) {
        self.push_ready(Entry::Kernel(self.next_handle(), run));
    }

    pub(super) fn push_ready(&self, entry: Entry) {
        if self.0.life.closed.get() {
            return;
        }
        if self.is_listening()
            && let Some((handle, work)) = entry.describe()
        {
            self.tell(Event::HandleQueued { handle, work });
        }
        self.0.turn.ready.borrow_mut().push_back(entry);
    }

    pub(crate) fn set_timer(&self, when: Nanos, run: Run) -> TimerHandle {
        let work = run.work();
        let cell = HandleCell::new(self.next_handle(), when, Stage::Scheduled, run);
        self.emit(|| Event::TimerSet {
            handle: cell.id,
            when,
            work,
        });
        if !self.0.life.closed.get() {
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
}
