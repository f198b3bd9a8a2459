//! The host of a page: it paces the loop clock with the wall's, and leaves the page its time.
//!
//! Work is done in slices of a few milliseconds. The first one is a microtask; when a slice's
//! budget is used up a macrotask comes between, so that the page paints and its buttons work even
//! for a program that never waits. For the loop's earliest deadline there is one timer of the
//! browser, never one for each `call_later`: several would fire in an order that is not asyncio's.
//!
//! The clock is logical. It goes from deadline to deadline exactly, whatever the wall says, so that
//! a run makes the same trace here as under virtual time. Only while a job is in flight it is the
//! wall's, at 1x.

mod host;
mod paint;
mod wall;

use std::rc::Rc;

use super::pace::Speed;
use crate::events::Nanos;
use crate::runtime::coroutine::Coroutine;
use crate::runtime::deadlock::Deadlock;
use crate::runtime::event_loop::EventLoop;
use crate::runtime::exceptions::Result;
use crate::runtime::runners::Program;
use host::{Goal, Host};

/// A program that runs in this page. Clones are the same run; when the last is dropped it is
/// stopped.
#[derive(Clone)]
pub struct Browser(Rc<Host>);

/// How a run begins, and the limits of its host.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The speed it begins with.
    pub speed: Speed,
    /// Whether it begins paused, before its first handle.
    pub paused: bool,
    /// The longest delay the browser's timers can take, in milliseconds: longer ones wrap to zero.
    /// A longer wait is made of several.
    pub longest_delay: u32,
    /// After so many milliseconds of work the page gets its turn.
    pub slice: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            speed: Speed::Times(1.0),
            paused: false,
            longest_delay: i32::MAX as u32,
            slice: 8.0,
        }
    }
}

/// What a run does at present.
#[derive(Clone, Debug)]
pub enum Status {
    /// Handles are run, one slice after the other.
    Running,
    /// Nothing to do before this instant of the loop clock.
    WaitingUntil(Nanos),
    /// Nothing to do before one of this many jobs outside the loop calls back.
    WaitingForJobs(usize),
    /// `pause` was called, or a step is done.
    Paused,
    /// `asyncio.run` would have returned, or raised.
    Finished(Result),
    /// Nothing can ever go on.
    Deadlocked(Deadlock),
    /// `stop` was called.
    Stopped,
}

impl Status {
    /// Whether nothing will ever happen again.
    pub fn is_over(&self) -> bool {
        matches!(
            self,
            Status::Finished(_) | Status::Deadlocked(_) | Status::Stopped
        )
    }
}

impl Browser {
    /// `asyncio.run(main)` on `event_loop`, in this page, from the next microtask on. `on_change`
    /// is called after every slice and whenever the status is another one; it may call anything
    /// here.
    #[track_caller]
    pub fn start(
        event_loop: &EventLoop,
        main: Coroutine<()>,
        options: Options,
        on_change: impl Fn() + 'static,
    ) -> Self {
        let program = Program::new(event_loop, main);
        Self(Host::start(
            event_loop,
            program,
            options,
            Rc::new(on_change),
        ))
    }

    /// Its loop.
    pub fn event_loop(&self) -> &EventLoop {
        self.0.event_loop()
    }

    /// What it does at present.
    pub fn status(&self) -> Status {
        self.0.status()
    }

    /// The loop clock as a person should see it: in the middle of a wait it goes on with the wall,
    /// while the loop's own stands until the deadline.
    pub fn time(&self) -> Nanos {
        self.0.time()
    }

    /// Whether the clock is the wall's at 1x, because jobs are in flight.
    pub fn follows_the_wall(&self) -> bool {
        self.0.pace().is_following()
    }

    /// The speed asked for; while [`Browser::follows_the_wall`] it has no effect.
    pub fn speed(&self) -> Speed {
        self.0.pace().speed()
    }

    /// Another speed from now on, also in the middle of a wait.
    pub fn set_speed(&self, speed: Speed) {
        self.0.set_speed(speed);
    }

    /// Stops before the next handle. The clock stands meanwhile.
    pub fn pause(&self) {
        self.0.go(Goal::Nowhere);
    }

    /// Goes on after a pause, a step or a next event.
    pub fn resume(&self) {
        self.0.go(Goal::End);
    }

    /// Runs one handle, then pauses. If none is ready the clock jumps to the next deadline, or a
    /// job in flight is waited for.
    pub fn step(&self) {
        self.0.go(Goal::Handle);
    }

    /// Skips idle time. Paused, it runs to the end of a turn: the one that is on, or the next one,
    /// to whose deadline the clock jumps. While the run goes on, it goes on after the jump.
    pub fn next_event(&self) {
        self.0.next_event();
    }

    /// Ends the run: its loop is closed, its tasks are destroyed, and nothing of it is left in the
    /// browser. No effect once it is over.
    pub fn stop(&self) {
        self.0.end(Status::Stopped);
    }
}
