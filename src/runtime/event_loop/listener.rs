//! Who listens to a loop, and what it is told.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::EventLoop;
use crate::events::{Entered, Event, Input, Instrument, SourceId};
use crate::runtime::places::Places;

/// At most one, none by default.
#[derive(Default)]
pub(crate) struct Listener {
    pub(super) instrument: RefCell<Option<Rc<dyn Instrument>>>,
    /// The places that it was told of.
    pub(in crate::runtime) places: RefCell<Places>,
    /// Whether there is one: asked at every event.
    pub(super) listening: Cell<bool>,
}

impl EventLoop {
    /// Who listens to this loop from now on; at most one, none by default.
    pub fn set_instrument(&self, instrument: Option<Rc<dyn Instrument>>) {
        self.0.listener.listening.set(instrument.is_some());
        self.0.listener.places.take();
        let _previous = self.0.listener.instrument.replace(instrument);
    }

    /// Whether anybody listens.
    pub fn is_listening(&self) -> bool {
        self.0.listener.listening.get()
    }

    /// Tells the listener, if there is one, what `event` makes.
    #[inline]
    pub fn emit(&self, event: impl FnOnce() -> Event) {
        if self.0.listener.listening.get() {
            self.tell(event());
        }
    }

    pub(super) fn tell(&self, event: Event) {
        let instrument = self.0.listener.instrument.borrow().clone();
        if let Some(instrument) = instrument {
            self.0.interventions.tell(&event);
            instrument.record(self.now(), event);
        }
    }

    /// Something comes in from outside: the listener, if there is one, is told before anything comes
    /// of it.
    pub(crate) fn log_input(&self, what: impl FnOnce() -> Entered) {
        let instrument = self.0.listener.instrument.borrow().clone();
        let Some(instrument) = instrument.filter(|_| !self.is_closed()) else {
            return;
        };
        instrument.input(Input {
            at: self.moment(),
            when: self.now(),
            at_once: self.is_running(),
            what: what(),
        });
    }

    pub(in crate::runtime) fn tell_source(&self, source: SourceId, path: &str) {
        let instrument = self.0.listener.instrument.borrow().clone();
        if let Some(instrument) = instrument {
            instrument.source(source, path);
        }
    }
}
