//! What an intervention acts upon, kept by the loop without being kept alive.

use std::rc::Weak;

use super::event::{self, Event};
use super::queue::PutText;
use super::semaphore::{self, Semaphore};
use crate::runtime::exceptions::{Exception, Result, classes};

/// A thing that tasks share, for as long as the program has it.
#[derive(Clone)]
pub(in crate::runtime) enum Object {
    Event(Weak<event::Inner>),
    Semaphore(Weak<semaphore::Inner>),
    Queue(Weak<dyn PutText>),
}

impl Object {
    /// `event.set()`
    pub(in crate::runtime) fn set(&self) -> Result {
        match self {
            Self::Event(event) => {
                Event::of(event.upgrade().ok_or_else(gone)?).set();
                Ok(())
            }
            _ => Err(no_such("it is no event, and cannot be set")),
        }
    }

    /// `semaphore.release()`
    pub(in crate::runtime) fn release(&self) -> Result {
        match self {
            Self::Semaphore(semaphore) => {
                Semaphore::of(semaphore.upgrade().ok_or_else(gone)?).release()
            }
            _ => Err(no_such("it is no semaphore, and has no permits")),
        }
    }

    /// `queue.put_nowait(item)`
    pub(in crate::runtime) fn put(&self, item: &str) -> Result {
        match self {
            Self::Queue(queue) => queue.upgrade().ok_or_else(gone)?.put_text(item),
            _ => Err(no_such("it is no queue, and takes no items")),
        }
    }
}

fn gone() -> Exception {
    no_such("the program has let go of it")
}

fn no_such(reason: &str) -> Exception {
    Exception::internal(&classes::RUNTIME_ERROR, reason)
}
