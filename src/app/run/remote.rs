//! A program that runs elsewhere, in a worker: messages bring its events, and commands go there.
//!
//! It runs in virtual time, as fast as it can. What it does is shown at the pace that a person chose,
//! and paused and stepped through, by [`Playing`].

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use super::playing::{Goal, Playing};
use super::{Ending, Frames, Pace, Run, Slice, Status};
use crate::analysis::exploring::Deviation;
use crate::app::speed::Speed;
use crate::events::format::Header;
use crate::events::{End, Nanos};
use crate::trace::{Recorder, Trace};

/// What a program elsewhere is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// End, whatever is under way.
    Stop,
    /// Go on with this line, which the program asked for; an empty text is the end of the input.
    Answer(String),
}

/// What it says.
#[derive(Clone, Debug)]
pub enum Message {
    /// More of its trace, as a file has it: the header first, then events in order. The pieces may
    /// be cut anywhere.
    Trace(Vec<u8>),
    /// It waits for a line from a person.
    Asks,
    /// It is over, and how where its trace does not say so. What comes after is not heard.
    Ended(End, Left),
    /// What it ran in has ended. What comes after is not heard.
    Failed(Failure),
}

/// What a program leaves behind beside its trace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Left {
    /// The line of the program that an exception left, if one did.
    pub line: Option<u32>,
    /// The files that it wrote.
    pub files: Vec<Written>,
    /// Where it departed from asyncio's own order, if it was to.
    pub deviations: Vec<Deviation>,
}

/// A file that a program wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its path in the program's folder.
    pub path: String,
    /// How many bytes it has.
    pub size: u64,
    /// Whether its bytes came along: not where the files are too large.
    pub is_there: bool,
}

/// Why an interpreter did not outlive its program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Too deep a recursion through C.
    Stack,
    /// It was aborted.
    Abort,
    /// The program did more than there is room for.
    Events,
    /// The order that it was to run in is of another program.
    Order,
    /// It did not come to run.
    Start(String),
    /// Anything else.
    Broken(String),
}

/// A run elsewhere. Clones are the same run: the page's binding keeps one to say what it hears.
#[derive(Clone)]
pub struct RemoteRun(Rc<Inner>);

struct Inner {
    playing: RefCell<Playing>,
    limit: usize,
    /// How many lines came after the trace was full.
    beyond: Cell<u64>,
    asks: Cell<bool>,
    over: RefCell<Option<Over>>,
    frames: Rc<Frames>,
    send: Box<dyn Fn(Command)>,
}

/// Why nothing more comes.
enum Over {
    Ended(End, Left),
    Failed(Failure),
}

impl RemoteRun {
    /// A run that has begun elsewhere. `send` takes commands there; about `limit` events are
    /// kept at most, and no more than [`Recorder::DEFAULT_LIMIT`]: a message is kept whole.
    pub fn new(
        limit: Option<usize>,
        pace: Pace,
        frames: Rc<Frames>,
        send: Box<dyn Fn(Command)>,
    ) -> Self {
        let limit = limit.unwrap_or(Recorder::DEFAULT_LIMIT);
        let goal = match pace.paused {
            true => Goal::Nowhere,
            false => Goal::End,
        };
        Self(Rc::new(Inner {
            playing: RefCell::new(Playing::new(pace.speed, goal)),
            limit: limit.min(Recorder::DEFAULT_LIMIT),
            beyond: Cell::new(0),
            asks: Cell::new(false),
            over: RefCell::default(),
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
            Message::Asks => self.0.asks.set(true),
            Message::Ended(how, left) => self.end(Over::Ended(how, left)),
            Message::Failed(failure) => self.end(Over::Failed(failure)),
        }
        self.0.frames.ask();
    }

    fn read(&self, bytes: &[u8]) {
        let mut playing = self.0.playing.borrow_mut();
        if playing.events() >= self.0.limit {
            let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            self.0.beyond.set(self.0.beyond.get().saturating_add(lines));
        } else {
            playing.feed(bytes);
        }
    }

    fn end(&self, over: Over) {
        self.0.asks.set(false);
        self.0.over.replace(Some(over));
    }

    fn is_over(&self) -> bool {
        self.0.over.borrow().is_some()
    }

    fn send(&self, command: Command) {
        if !self.is_over() {
            (self.0.send)(command);
        }
    }

    fn is_all_shown(&self) -> bool {
        self.0.playing.borrow().is_all_shown()
    }

    fn go_to(&self, goal: Goal) {
        self.0.playing.borrow_mut().go_to(goal);
        self.0.frames.ask();
    }
}

impl Run for RemoteRun {
    fn trace(&self) -> Ref<'_, Trace> {
        Ref::map(self.0.playing.borrow(), Playing::trace)
    }

    fn status(&self) -> Status {
        let is_done = self.is_over() && self.is_all_shown();
        match (is_done, self.0.playing.borrow().goal()) {
            (true, _) => Status::Finished,
            (false, Goal::Nowhere) => Status::Paused,
            (false, _) => Status::Running,
        }
    }

    fn ending(&self) -> Option<Ending> {
        if !self.is_all_shown() {
            return None;
        }
        match &*self.0.over.borrow() {
            Some(Over::Ended(how, _)) => Some(Ending::of(how.clone())),
            Some(Over::Failed(_)) => Some(Ending::of(End::Stopped)),
            None => None,
        }
    }

    fn failure(&self) -> Option<Failure> {
        match &*self.0.over.borrow() {
            Some(Over::Failed(failure)) => Some(failure.clone()),
            _ => None,
        }
    }

    fn left(&self) -> Option<Left> {
        match &*self.0.over.borrow() {
            Some(Over::Ended(_, left)) => Some(left.clone()),
            _ => None,
        }
    }

    fn asks(&self) -> bool {
        self.0.asks.get() && self.is_all_shown()
    }

    fn answer(&self, line: String) {
        if self.0.asks.replace(false) {
            self.send(Command::Answer(line));
        }
    }

    fn now(&self) -> Nanos {
        self.0.playing.borrow().clock()
    }

    fn limit(&self) -> usize {
        self.0.limit
    }

    fn left_out(&self) -> u64 {
        let by_its_writer = self.0.playing.borrow().shown().left_out.events;
        by_its_writer.saturating_add(self.0.beyond.get())
    }

    fn header(&self) -> Option<Header> {
        self.0.playing.borrow().shown().header.clone()
    }

    fn advance(&self, slice: &Slice<'_>) {
        let problem = {
            let mut playing = self.0.playing.borrow_mut();
            playing.advance(slice);
            playing.problem().map(ToString::to_string)
        };
        // What comes from a program can be anything.
        if let Some(problem) = problem.filter(|_| !self.is_over()) {
            self.send(Command::Stop);
            self.end(Over::Failed(Failure::Broken(problem)));
        }
    }

    fn pause(&self) {
        self.go_to(Goal::Nowhere);
    }

    fn resume(&self) {
        self.go_to(Goal::End);
    }

    fn step(&self) {
        self.go_to(Goal::Handle);
    }

    fn next_event(&self) {
        if self.0.playing.borrow().goal() != Goal::End {
            self.go_to(Goal::Turn);
        }
    }

    /// It is over at once here, whatever it does there, and what came of it is shown: all of it if it
    /// had ended, else no more than there is time for.
    fn stop(&self) {
        if !self.is_over() {
            self.0.playing.borrow_mut().give_up_waiting();
        }
        self.send(Command::Stop);
        self.hear(Message::Ended(End::Stopped, Left::default()));
        self.go_to(Goal::Everything);
    }

    fn set_speed(&self, speed: Speed) {
        self.0.playing.borrow_mut().set_speed(speed);
    }
}
