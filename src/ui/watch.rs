//! Who listens to a run's loop: it records, and asks the page for frames.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::Callback;

use super::action::Action;
use super::dom;
use super::session::Beginning;
use crate::runtime::EventLoop;
use crate::runtime::clock::Nanos;
use crate::runtime::instrument::{Event, Instrument};
use crate::scenarios::twin::linecache;
use crate::trace::Recorder;

/// A loop with who listens to it.
pub fn listened_to(beginning: &Beginning) -> (EventLoop, Rc<Watch>) {
    let watch = Rc::new(Watch {
        recorder: match beginning.events {
            Some(events) => Recorder::with_limit(events.min(Recorder::DEFAULT_LIMIT)),
            None => Recorder::new(),
        },
        is_asked: Cell::new(false),
        was_asked: Cell::new(false),
        act: beginning.act.clone(),
        number: beginning.number,
    });
    let event_loop = EventLoop::new();
    event_loop.set_epoch(beginning.epoch);
    event_loop.set_linecache(Some(linecache(beginning.scenario, &beginning.values)));
    event_loop.set_instrument(Some(Rc::clone(&watch) as Rc<dyn Instrument>));
    event_loop.plan(beginning.plan.clone());
    (event_loop, watch)
}

/// Listens to the loop: records, and asks for at most one frame at a time.
pub struct Watch {
    /// What it has heard.
    pub recorder: Recorder,
    /// A frame is on its way.
    pub is_asked: Cell<bool>,
    /// One was ever asked for.
    was_asked: Cell<bool>,
    /// Where frames are asked for.
    pub act: Callback<Action>,
    number: u32,
}

impl Watch {
    /// Asks for a frame, unless one is on its way.
    pub fn ask(&self) {
        if self.is_asked.replace(true) {
            return;
        }
        let (act, number) = (self.act.clone(), self.number);
        let frame = move || act.emit(Action::Frame(number));
        if self.was_asked.replace(true) {
            dom::before_paint(frame);
        } else {
            // What the run begins with is on the page as soon as its first slice is done: the
            // browser may still be busy painting what stood there before.
            Timeout::new(0, frame).forget();
        }
    }
}

impl Instrument for Watch {
    fn record(&self, when: Nanos, event: Event) {
        self.recorder.record(when, event);
        self.ask();
    }
}
