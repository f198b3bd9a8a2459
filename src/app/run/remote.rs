//! A program that runs elsewhere, in a worker: messages bring its events, and commands go there.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use super::{Ending, Frames, Run, Status};
use crate::app::speed::Speed;
use crate::events::format::{FormatError, Header};
use crate::events::{End, Nanos};
use crate::trace::file::TraceReader;
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
    /// More of its trace, as a file has it: the header first, then events in order. The pieces may
    /// be cut anywhere.
    Trace(Vec<u8>),
    /// It waits for a person, or goes on.
    Paused(bool),
    /// It is over, and how where its trace does not say so: it was ended from outside. What comes
    /// after is not heard.
    Ended(End),
}

/// A run elsewhere. Clones are the same run: the page's binding keeps one to say what it hears.
#[derive(Clone)]
pub struct RemoteRun(Rc<Inner>);

struct Inner {
    reader: RefCell<TraceReader>,
    limit: usize,
    /// How many lines came after the trace was full.
    beyond: Cell<u64>,
    problem: RefCell<Option<FormatError>>,
    is_paused: Cell<bool>,
    ending: RefCell<Option<End>>,
    frames: Rc<Frames>,
    send: Box<dyn Fn(Command)>,
}

impl RemoteRun {
    /// A run that has begun elsewhere. `send` takes commands there; about `limit` events are
    /// kept at most, and no more than [`Recorder::DEFAULT_LIMIT`]: a message is kept whole.
    pub fn new(limit: Option<usize>, frames: Rc<Frames>, send: Box<dyn Fn(Command)>) -> Self {
        let limit = limit.unwrap_or(Recorder::DEFAULT_LIMIT);
        Self(Rc::new(Inner {
            reader: RefCell::default(),
            limit: limit.min(Recorder::DEFAULT_LIMIT),
            beyond: Cell::new(0),
            problem: RefCell::default(),
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
            Message::Trace(bytes) => self.read(&bytes),
            Message::Paused(is_paused) => self.0.is_paused.set(is_paused),
            Message::Ended(ending) => {
                self.0.ending.replace(Some(ending));
            }
        }
        self.0.frames.ask();
    }

    /// What it said last that cannot be read, with the line: nothing after it was.
    pub fn problem(&self) -> Option<FormatError> {
        self.0.problem.borrow().clone()
    }

    fn read(&self, bytes: &[u8]) {
        let mut reader = self.0.reader.borrow_mut();
        if reader.so_far().trace.len() >= self.0.limit {
            let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            self.0.beyond.set(self.0.beyond.get().saturating_add(lines));
        } else if let Err(problem) = reader.feed(bytes) {
            self.0.problem.replace(Some(problem));
        }
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
        Ref::map(self.0.reader.borrow(), |reader| &reader.so_far().trace)
    }

    fn status(&self) -> Status {
        match (self.is_over(), self.0.is_paused.get()) {
            (true, _) => Status::Finished,
            (false, true) => Status::Paused,
            (false, false) => Status::Running,
        }
    }

    fn ending(&self) -> Option<Ending> {
        self.0.ending.borrow().clone().map(Ending::of)
    }

    fn now(&self) -> Nanos {
        self.trace().now()
    }

    fn limit(&self) -> usize {
        self.0.limit
    }

    fn left_out(&self) -> u64 {
        let by_its_writer = self.0.reader.borrow().so_far().left_out.events;
        by_its_writer.saturating_add(self.0.beyond.get())
    }

    fn header(&self) -> Option<Header> {
        self.0.reader.borrow().so_far().header.clone()
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
        self.hear(Message::Ended(End::Stopped));
    }

    fn set_speed(&self, speed: Speed) {
        self.send(Command::SetSpeed(speed));
    }
}
