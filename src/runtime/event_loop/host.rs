//! The loop's side of its host: who waits when it is idle, and what it waits for.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::EventLoop;

/// What a loop knows of the world outside.
#[derive(Default)]
pub(super) struct Host {
    /// How a host that waits is woken.
    pub(super) waker: RefCell<Option<Rc<dyn Fn()>>>,
    /// Jobs outside the loop whose completion will come through `call_soon_threadsafe`.
    pub(super) in_flight: Cell<usize>,
}

impl EventLoop {
    /// How a host that waits learns that something came from outside.
    pub fn set_waker(&self, waker: Option<Rc<dyn Fn()>>) {
        let _previous = self.0.host.waker.replace(waker);
    }

    pub(in crate::runtime) fn wake_host(&self) {
        let waker = self.0.host.waker.borrow().clone();
        if let Some(waker) = waker {
            waker();
        }
    }

    /// One more job outside the loop will call back: until [`EventLoop::job_landed`] an idle loop
    /// waits and is no deadlock.
    pub fn job_launched(&self) {
        self.0.host.in_flight.set(self.0.host.in_flight.get() + 1);
    }

    /// The job has called back, or never will.
    pub fn job_landed(&self) {
        self.0
            .host
            .in_flight
            .set(self.0.host.in_flight.get().saturating_sub(1));
    }

    /// How many jobs outside the loop have yet to call back.
    pub fn jobs_in_flight(&self) -> usize {
        self.0.host.in_flight.get()
    }
}
