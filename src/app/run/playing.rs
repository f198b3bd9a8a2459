//! Shows what came from elsewhere at a pace, though it came at once: the clock of a program that runs
//! in virtual time stands where the person watches it.

use std::collections::VecDeque;

use super::Slice;
use crate::app::speed::Speed;
use crate::events::format::{FormatError, Item, Reader};
use crate::events::{Event, Nanos};
use crate::trace::Trace;
use crate::trace::file::TraceFile;

/// What came, of it what is shown, and a clock between the two.
pub struct Playing {
    reader: Reader,
    shown: TraceFile,
    /// What came and is not shown yet, with its line.
    waiting: VecDeque<(usize, Item)>,
    /// How many of those are events.
    events: usize,
    is_in_handle: bool,
    goal: Goal,
    speed: Speed,
    clock: Nanos,
    /// What the wall's clock said when the other one was moved last; none while that stands.
    wall: Option<f64>,
    problem: Option<FormatError>,
}

/// How far it is shown by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// As far as the clock goes.
    End,
    /// All that came, however late it is.
    Everything,
    /// To the end of a turn.
    Turn,
    /// One handle.
    Handle,
    /// Not at all.
    Nowhere,
}

/// After so many items it is asked whether the slice is over.
const PORTION: usize = 256;

/// So many items are shown in a frame at most, so that what is known of them keeps up.
const MOST: usize = 4_096;

/// So many milliseconds of the wall are made up for when frames come late. What is beyond (nobody saw
/// the page, the computer slept) is forgotten.
const LATEST: f64 = 250.0;

impl Playing {
    /// Nothing came yet.
    pub fn new(speed: Speed, goal: Goal) -> Self {
        Self {
            reader: Reader::new(),
            shown: TraceFile::default(),
            waiting: VecDeque::new(),
            events: 0,
            is_in_handle: false,
            goal,
            speed,
            clock: Nanos::ZERO,
            wall: None,
            problem: None,
        }
    }

    /// Takes what came.
    pub fn feed(&mut self, bytes: &[u8]) {
        let (waiting, events) = (&mut self.waiting, &mut self.events);
        let fed = self.reader.feed(bytes, |line, item| {
            *events += usize::from(matches!(item, Item::Event(..)));
            waiting.push_back((line, item));
            Ok(())
        });
        if let Err(problem) = fed {
            self.problem.get_or_insert(problem);
        }
        self.show_what_has_no_time();
    }

    /// Header and sources are known as soon as they come.
    fn show_what_has_no_time(&mut self) {
        while let Some((_, item)) = self.waiting.front() {
            if matches!(item, Item::Event(..)) {
                return;
            }
            self.show_next();
        }
    }

    /// Shows what is due, as far as the slice goes.
    pub fn advance(&mut self, slice: &Slice<'_>) {
        self.move_clock(slice.now());
        let mut count = 0;
        while self.is_next_due() {
            let ended = self.show_next();
            self.show_what_has_no_time();
            if self.goal == Goal::Handle && ended == Some(Unit::Handle)
                || self.goal == Goal::Turn && ended == Some(Unit::Turn)
            {
                self.stand();
            }
            count += 1;
            if count >= MOST || count % PORTION == 0 && slice.is_over() {
                return;
            }
        }
    }

    fn is_next_due(&self) -> bool {
        let Some((_, item)) = self.waiting.front() else {
            return false;
        };
        match (self.goal, item) {
            (Goal::Nowhere, _) => false,
            (Goal::End, Item::Event(when, _)) => self.is_instant() || *when <= self.clock,
            _ => true,
        }
    }

    fn is_instant(&self) -> bool {
        self.speed == Speed::Instant
    }

    /// The clock goes on, but not beyond what is known to come.
    fn move_clock(&mut self, wall: f64) {
        let before = self.wall.replace(wall);
        if let (Goal::End, Speed::Times(factor), Some(before)) = (self.goal, self.speed, before) {
            let gone = (wall - before).clamp(0.0, LATEST) * factor * 1e6;
            let next = Nanos(self.clock.0.saturating_add(gone as i64));
            self.clock = next.min(self.next_time().max(self.clock));
        }
    }

    /// When the next event happens; what is shown is as far as is known where none came yet.
    fn next_time(&self) -> Nanos {
        match self.waiting.front() {
            Some((_, Item::Event(when, _))) => *when,
            _ => self.shown.trace.now(),
        }
    }

    fn show_next(&mut self) -> Option<Unit> {
        let (line, item) = self.waiting.pop_front()?;
        let mut ended = None;
        if let Item::Event(when, event) = &item {
            self.events -= 1;
            self.clock = self.clock.max(*when);
            ended = self.ended_by(event);
        }
        if let Err(problem) = self.shown.take(line, item) {
            self.refuse(FormatError { line, problem });
        }
        ended
    }

    /// What an event ends. Outside of a handle, where a program runs before its loop does, each stands
    /// for itself.
    fn ended_by(&mut self, event: &Event) -> Option<Unit> {
        match event {
            Event::HandleStarted { .. } => self.is_in_handle = true,
            Event::HandleEnded { .. } => self.is_in_handle = false,
            Event::TurnEnded => return Some(Unit::Turn),
            _ => {}
        }
        (!self.is_in_handle).then_some(Unit::Handle)
    }

    /// Nothing after what is wrong is shown.
    fn refuse(&mut self, problem: FormatError) {
        self.problem.get_or_insert(problem);
        self.waiting.clear();
        self.events = 0;
    }

    /// It is shown to there, by itself.
    pub fn go_to(&mut self, goal: Goal) {
        self.goal = goal;
        self.wall = None;
    }

    /// Nothing more is shown by itself.
    pub fn stand(&mut self) {
        self.go_to(Goal::Nowhere);
    }

    /// How far it is shown by itself.
    pub fn goal(&self) -> Goal {
        self.goal
    }

    /// Of what waits, no more is shown than fits into a frame.
    pub fn give_up_waiting(&mut self) {
        self.waiting.truncate(MOST);
        let is_event = |(_, item): &&(usize, Item)| matches!(item, Item::Event(..));
        self.events = self.waiting.iter().filter(is_event).count();
    }

    /// Another pace.
    pub fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
    }

    /// The clock that is shown.
    pub fn clock(&self) -> Nanos {
        self.clock.max(self.shown.trace.now())
    }

    /// Whether all that came is shown.
    pub fn is_all_shown(&self) -> bool {
        self.waiting.is_empty()
    }

    /// How many events came.
    pub fn events(&self) -> usize {
        self.shown.trace.len() + self.events
    }

    /// What is shown.
    pub fn trace(&self) -> &Trace {
        &self.shown.trace
    }

    /// The same, with what else the file says.
    pub fn shown(&self) -> &TraceFile {
        &self.shown
    }

    /// What came that is no trace, with the line: nothing after it is shown.
    pub fn problem(&self) -> Option<&FormatError> {
        self.problem.as_ref()
    }
}

/// What an event ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Handle,
    Turn,
}
