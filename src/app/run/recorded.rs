//! A loop whose events are recorded, and which asks the page for frames.

use std::cell::{Cell, Ref};
use std::rc::Rc;

use super::Beginning;
use crate::events::{End, Event, Input, Instrument, Nanos, SourceId};
use crate::runtime::EventLoop;
use crate::scenarios::twin::{linecache, variable_names};
use crate::trace::{Recorder, Trace};

/// A loop of our own, and what is recorded of it.
pub struct RecordedLoop {
    /// The loop.
    pub event_loop: EventLoop,
    instrument: Rc<RecordingInstrument>,
}

impl RecordedLoop {
    /// A loop as a run begins with it; nothing has happened in it.
    pub fn new(beginning: &Beginning) -> Self {
        let instrument = Rc::new(RecordingInstrument {
            recorder: match beginning.events {
                Some(events) => Recorder::with_limit(events.min(Recorder::DEFAULT_LIMIT)),
                None => Recorder::new(),
            },
            frames: Rc::clone(&beginning.frames),
        });
        let event_loop = EventLoop::new();
        event_loop.set_epoch(beginning.epoch);
        event_loop.set_linecache(Some(linecache(beginning.scenario, &beginning.values)));
        event_loop.set_variables(Some(variable_names(beginning.scenario)));
        event_loop.set_instrument(Some(Rc::clone(&instrument) as Rc<dyn Instrument>));
        event_loop.plan(beginning.plan.clone());
        Self {
            event_loop,
            instrument,
        }
    }

    /// What was recorded so far.
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.instrument.recorder.trace()
    }

    /// The run is over: the last event says how. The loop has said so itself, unless it was stopped
    /// from outside.
    pub fn end(&self, how: End) {
        let is_ended = |trace: &Trace| {
            let last = trace.len().checked_sub(1).and_then(|last| trace.get(last));
            last.is_some_and(|last| matches!(last.event, Event::RunEnded { .. }))
        };
        // A trace that is full has no room for it, and the loop has been counted already.
        if is_ended(&self.trace()) || self.left_out() > 0 {
            return;
        }
        let when = self.event_loop.now();
        self.instrument.record(when, Event::RunEnded { how });
    }

    /// Asks the page for a frame.
    pub fn ask_for_frame(&self) {
        self.instrument.frames.ask();
    }

    /// How many events are kept at most.
    pub fn limit(&self) -> usize {
        self.instrument.recorder.limit()
    }

    /// How many events happened after that.
    pub fn left_out(&self) -> u64 {
        self.instrument.recorder.left_out()
    }
}

struct RecordingInstrument {
    recorder: Recorder,
    frames: Rc<Frames>,
}

impl Instrument for RecordingInstrument {
    fn record(&self, when: Nanos, event: Event) {
        self.recorder.record(when, event);
        self.frames.ask();
    }

    fn input(&self, input: Input) {
        self.recorder.input(input);
    }

    fn source(&self, source: SourceId, path: &str) {
        self.recorder.source(source, path);
    }
}

/// Asks the page for frames of a run, at most one at a time.
pub struct Frames {
    is_asked: Cell<bool>,
    ask: Box<dyn Fn()>,
}

impl Frames {
    /// `ask` asks the page for one.
    pub fn new(ask: Box<dyn Fn()>) -> Self {
        Self {
            is_asked: Cell::new(false),
            ask,
        }
    }

    /// Asks for a frame, unless one is on its way.
    pub fn ask(&self) {
        if !self.is_asked.replace(true) {
            (self.ask)();
        }
    }

    /// The frame has come: whatever is new from now on asks for another one.
    pub fn came(&self) {
        self.is_asked.set(false);
    }
}
