//! Scheduled callbacks: `Handle` and `TimerHandle` (asyncio `events.py`).

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use super::event_loop::{EventLoop, Inner};
use super::exceptions::{Exception, Result};
use super::futures::{AnyFuture, FutureCell};
use crate::events::{Event, HandleId, Name, Nanos, Work};

/// What the loop does when a handle's turn comes. Tasks and sleeps are spelled out, so that the
/// common ones need no allocation of their own.
pub(crate) enum Run {
    Step(Rc<dyn AnyFuture>, Option<Exception>),
    Wakeup {
        task: Rc<dyn AnyFuture>,
        future: Rc<dyn AnyFuture>,
    },
    WakeSleeper(Rc<FutureCell<()>>),
    Done {
        name: &'static str,
        /// Whether it is asyncio's own, and not the program's.
        internal: bool,
        callback: DoneFn,
        future: Rc<dyn AnyFuture>,
    },
    Call {
        name: &'static str,
        internal: bool,
        callback: Box<dyn FnOnce() -> Result>,
    },
}

/// A done callback, as the kernel keeps it.
pub(crate) type DoneFn = Rc<dyn Fn(&Rc<dyn AnyFuture>) -> Result>;

impl Run {
    /// The same, in the words of the trace.
    pub(crate) fn work(&self) -> Work {
        match self {
            Run::Step(task, _) => Work::Step(task.base().id),
            Run::Wakeup { task, future } => Work::Wakeup {
                task: task.base().id,
                future: future.base().id,
            },
            Run::WakeSleeper(future) => Work::WakeSleeper(future.base().id),
            Run::Done {
                name,
                internal,
                future,
                ..
            } => Work::Callback {
                name: Name::of(name),
                future: Some(future.base().id),
                internal: *internal,
            },
            Run::Call { name, internal, .. } => Work::Callback {
                name: Name::of(name),
                future: None,
                internal: *internal,
            },
        }
    }
}

/// What a callback may return: nothing, or the exception it raised. That goes to the loop's
/// exception handler, but for `SystemExit` and `KeyboardInterrupt`, which leave the loop.
pub trait CallbackResult {
    /// As a result.
    fn into_result(self) -> Result;
}

impl CallbackResult for () {
    fn into_result(self) -> Result {
        Ok(())
    }
}

impl CallbackResult for Result {
    fn into_result(self) -> Result {
        self
    }
}

/// Where a handle is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// In the heap of timers. Excludes being in the ready queue.
    Scheduled,
    /// In the ready queue.
    Ready,
    /// Its callback was taken out to be run, or has run.
    Taken,
}

/// The part of a handle that its owner and the loop share.
pub(crate) struct HandleCell {
    pub(crate) id: HandleId,
    /// When it is due; zero for a `call_soon`.
    pub(crate) when: Nanos,
    pub(crate) stage: Cell<Stage>,
    /// Set by `cancel`, and never unset. A cancelled handle keeps no callback.
    pub(crate) cancelled: Cell<bool>,
    pub(crate) run: RefCell<Option<Run>>,
}

impl HandleCell {
    pub(crate) fn new(id: HandleId, when: Nanos, stage: Stage, run: Run) -> Rc<Self> {
        Rc::new(Self {
            id,
            when,
            stage: Cell::new(stage),
            cancelled: Cell::new(false),
            run: RefCell::new(Some(run)),
        })
    }
}

impl HandleCell {
    /// Its callback will not be called: the loop is closed.
    pub(crate) fn forget(&self) {
        let run = self.run.borrow_mut().take();
        drop(run);
    }
}

/// What `call_soon` returns: the callback can be cancelled until it runs. `asyncio.Handle`.
#[derive(Clone)]
pub struct Handle {
    pub(crate) cell: Rc<HandleCell>,
    pub(crate) event_loop: Weak<Inner>,
}

impl Handle {
    /// Its number on its loop.
    pub fn id(&self) -> HandleId {
        self.cell.id
    }

    /// `Handle.cancel()`: the callback will not be called. No effect once it has been.
    pub fn cancel(&self) {
        if self.cell.cancelled.replace(true) || self.cell.stage.get() == Stage::Taken {
            return;
        }
        let callback = self.cell.run.borrow_mut().take();
        if let Some(inner) = self.event_loop.upgrade() {
            let event_loop = EventLoop::borrowed(inner);
            event_loop.emit(|| Event::HandleCancelled {
                handle: self.cell.id,
            });
            if self.cell.stage.get() == Stage::Scheduled {
                event_loop.timer_cancelled();
            }
        }
        // Last, and with nothing borrowed: what it captured may run code when it is dropped.
        drop(callback);
    }

    /// `Handle.cancelled()`
    pub fn cancelled(&self) -> bool {
        self.cell.cancelled.get()
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("id", &self.cell.id)
            .field("cancelled", &self.cancelled())
            .finish()
    }
}

/// What `call_later` and `call_at` return. `asyncio.TimerHandle`.
#[derive(Clone, Debug)]
pub struct TimerHandle(pub(crate) Handle);

impl TimerHandle {
    /// `TimerHandle.when()`: the deadline on the loop clock, in seconds.
    pub fn when(&self) -> f64 {
        self.0.cell.when.as_secs()
    }
}

impl std::ops::Deref for TimerHandle {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.0
    }
}
