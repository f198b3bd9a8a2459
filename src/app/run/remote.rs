//! A program that runs elsewhere, in a worker: messages bring its events, and commands go there.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use super::{Ending, Frames, Run, Status};
use crate::app::speed::Speed;
use crate::events::Event;
use crate::events::Nanos;
use crate::trace::{Recorder, Trace};

/// What a program elsewhere is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Command {
    /// Stop before the next handle.
    Pause,
    /// Go on.
    Resume,
    /// Run one handle, then pause.
    Step,
    /// Skip the time in which nothing happens.
    NextEvent,
    /// End, whatever is under way.
    Stop,
    /// Go at another pace.
    SetSpeed(Speed),
}

/// What it says.
#[derive(Clone, Debug)]
pub enum Message {
    /// This happened, in order.
    Events(Vec<(Nanos, Event)>),
    /// So many events happened that are not told.
    LeftOut(u64),
    /// It waits for a person, or goes on.
    Paused(bool),
    /// It is over. What comes after is not heard.
    Ended(Ending),
}

/// A run elsewhere. Clones are the same run: the page's binding keeps one to say what it hears.
#[derive(Clone)]
pub struct RemoteRun(Rc<Inner>);

struct Inner {
    trace: RefCell<Trace>,
    limit: usize,
    left_out: Cell<u64>,
    is_paused: Cell<bool>,
    ending: RefCell<Option<Ending>>,
    frames: Rc<Frames>,
    send: Box<dyn Fn(Command)>,
}

impl RemoteRun {
    /// A run that has begun elsewhere. `send` takes commands there; at most `limit` events are
    /// kept, and no more than [`Recorder::DEFAULT_LIMIT`].
    pub fn new(limit: Option<usize>, frames: Rc<Frames>, send: Box<dyn Fn(Command)>) -> Self {
        let limit = limit.unwrap_or(Recorder::DEFAULT_LIMIT);
        Self(Rc::new(Inner {
            trace: RefCell::default(),
            limit: limit.min(Recorder::DEFAULT_LIMIT),
            left_out: Cell::new(0),
            is_paused: Cell::new(false),
            ending: RefCell::default(),
            frames,
            send,
        }))
    }

    /// Something came from there.
    pub fn hear(&self, message: Message) {
        if self.is_over() {
            return;
        }
        match message {
            Message::Events(events) => self.extend(events),
            Message::LeftOut(more) => self.count_left_out(more),
            Message::Paused(is_paused) => self.0.is_paused.set(is_paused),
            Message::Ended(ending) => {
                self.0.ending.replace(Some(ending));
            }
        }
        self.0.frames.ask();
    }

    fn extend(&self, events: Vec<(Nanos, Event)>) {
        let mut trace = self.0.trace.borrow_mut();
        let room = self.0.limit - trace.len().min(self.0.limit);
        let more = events.len().saturating_sub(room);
        for (when, event) in events.into_iter().take(room) {
            trace.push(when, event);
        }
        self.count_left_out(more as u64);
    }

    fn count_left_out(&self, more: u64) {
        let left_out = &self.0.left_out;
        left_out.set(left_out.get().saturating_add(more));
    }

    fn is_over(&self) -> bool {
        self.0.ending.borrow().is_some()
    }

    fn send(&self, command: Command) {
        if !self.is_over() {
            (self.0.send)(command);
        }
    }
}

impl Run for RemoteRun {
    fn trace(&self) -> Ref<'_, Trace> {
        self.0.trace.borrow()
    }

    fn status(&self) -> Status {
        match (self.is_over(), self.0.is_paused.get()) {
            (true, _) => Status::Finished,
            (false, true) => Status::Paused,
            (false, false) => Status::Running,
        }
    }

    fn ending(&self) -> Option<Ending> {
        self.0.ending.borrow().clone()
    }

    fn now(&self) -> Nanos {
        self.trace().now()
    }

    fn limit(&self) -> usize {
        self.0.limit
    }

    fn left_out(&self) -> u64 {
        self.0.left_out.get()
    }

    fn pause(&self) {
        self.send(Command::Pause);
    }

    fn resume(&self) {
        self.send(Command::Resume);
    }

    fn step(&self) {
        self.send(Command::Step);
    }

    fn next_event(&self) {
        self.send(Command::NextEvent);
    }

    /// It is over at once here, whatever it does there.
    fn stop(&self) {
        self.send(Command::Stop);
        self.hear(Message::Ended(Ending::Stopped));
    }

    fn set_speed(&self, speed: Speed) {
        self.send(Command::SetSpeed(speed));
    }
}
