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

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Performance;

use super::pace::{Pace, Speed};
use crate::runtime::clock::Nanos;
use crate::runtime::coroutine::Coroutine;
use crate::runtime::deadlock::Deadlock;
use crate::runtime::event_loop::{EventLoop, Next};
use crate::runtime::exceptions::Result;
use crate::runtime::runners::Program;

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

/// How far the run may go before it pauses.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Goal {
    /// To its end.
    End,
    /// To the end of a turn: the one that is on, or the next.
    Turn,
    /// One handle.
    Handle,
    /// Not at all.
    Nowhere,
}

/// What a slice leaves to be done.
enum Then {
    /// More at once, after the page had its turn.
    GoOn,
    /// The same, when so many milliseconds have gone.
    Wait(Nanos, f64),
    /// Nothing until something comes from outside.
    Idle,
    /// The same, when the page has painted.
    Paint,
    /// The goal is reached.
    Pause,
    /// The program is over, or can never go on, or was stopped.
    End,
}

struct Host {
    event_loop: EventLoop,
    /// Absent while a slice has it, and for good once the run is over.
    program: RefCell<Option<Program<()>>>,
    options: Options,
    pace: Cell<Pace>,
    goal: Cell<Goal>,
    /// Set by `next_event` while running: the next wait is skipped.
    skip: Cell<bool>,
    status: RefCell<Status>,
    /// The browser's one timer for this run.
    timer: RefCell<Option<Timeout>>,
    /// Counts what was scheduled; a microtask cannot be taken back, so one with an old number does
    /// nothing.
    ticket: Cell<u32>,
    performance: Option<Performance>,
    /// The latest reading of the wall's clock.
    latest: Cell<f64>,
    /// How far the browser's clock went back, altogether.
    went_back: Cell<f64>,
    on_change: Rc<dyn Fn()>,
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
        let performance = web_sys::window().and_then(|window| window.performance());
        let wall = wall(performance.as_ref());
        let mut pace = Pace::new(event_loop.now(), wall, options.speed);
        pace.stand(options.paused, event_loop.now(), wall);
        let host = Rc::new(Host {
            event_loop: event_loop.clone(),
            program: RefCell::new(Some(program)),
            options,
            pace: Cell::new(pace),
            goal: Cell::new(if options.paused {
                Goal::Nowhere
            } else {
                Goal::End
            }),
            skip: Cell::new(false),
            status: RefCell::new(if options.paused {
                Status::Paused
            } else {
                Status::Running
            }),
            timer: RefCell::default(),
            ticket: Cell::new(0),
            performance,
            latest: Cell::new(wall),
            went_back: Cell::default(),
            on_change: Rc::new(on_change),
        });
        event_loop.set_paints(true);
        host.listen();
        host.soon();
        Self(host)
    }

    /// Its loop.
    pub fn event_loop(&self) -> &EventLoop {
        &self.0.event_loop
    }

    /// What it does at present.
    pub fn status(&self) -> Status {
        self.0.status.borrow().clone()
    }

    /// The loop clock as a person should see it: in the middle of a wait it goes on with the wall,
    /// while the loop's own stands until the deadline.
    pub fn time(&self) -> Nanos {
        self.0.shown(self.0.wall())
    }

    /// Whether the clock is the wall's at 1x, because jobs are in flight.
    pub fn follows_the_wall(&self) -> bool {
        self.0.pace.get().is_following()
    }

    /// The speed asked for; while [`Browser::follows_the_wall`] it has no effect.
    pub fn speed(&self) -> Speed {
        self.0.pace.get().speed()
    }

    /// Another speed from now on, also in the middle of a wait.
    pub fn set_speed(&self, speed: Speed) {
        let host = &self.0;
        host.with_pace(|pace, shown, wall| pace.set_speed(speed, shown, wall));
        host.again();
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
        let waiting = matches!(*self.0.status.borrow(), Status::WaitingUntil(_));
        if self.0.goal.get() == Goal::End {
            self.0.skip.set(waiting);
            self.0.again();
        } else {
            self.0.go(Goal::Turn);
        }
    }

    /// Ends the run: its loop is closed, its tasks are destroyed, and nothing of it is left in the
    /// browser. No effect once it is over.
    pub fn stop(&self) {
        self.0.end(Status::Stopped);
    }
}

impl Host {
    /// Whoever calls back from outside the loop finds this host through the loop.
    fn listen(self: &Rc<Self>) {
        let host = Rc::downgrade(self);
        self.event_loop
            .set_waker(Some(Rc::new(move || upgrade(&host, |host| host.again()))));
        let host = Rc::downgrade(self);
        self.event_loop.set_outside_clock(Some(Rc::new(move || {
            host.upgrade()
                .map_or(Nanos::ZERO, |host| host.time_outside())
        })));
    }

    fn go(self: &Rc<Self>, goal: Goal) {
        self.goal.set(goal);
        self.skip.set(false);
        self.with_pace(|pace, shown, wall| pace.stand(goal == Goal::Nowhere, shown, wall));
        if goal == Goal::Nowhere {
            self.schedule(None);
            self.change(Status::Paused);
        } else {
            self.change(Status::Running);
            self.again();
        }
    }

    /// Something is different: look again at what is to be done. In the middle of a slice, the
    /// slice itself does.
    fn again(self: &Rc<Self>) {
        if self.program.borrow().is_some() && self.goal.get() != Goal::Nowhere {
            self.soon();
        }
    }

    fn soon(self: &Rc<Self>) {
        self.schedule(None);
        let (host, ticket) = (Rc::downgrade(self), self.ticket.get());
        wasm_bindgen_futures::spawn_local(async move {
            upgrade(&host, |host| host.pump(ticket));
        });
    }

    fn after(self: &Rc<Self>, delay: u32) {
        let (host, ticket) = (Rc::downgrade(self), self.ticket.get().wrapping_add(1));
        let timer = Timeout::new(delay, move || upgrade(&host, |host| host.pump(ticket)));
        self.schedule(Some(timer));
    }

    /// Whatever was scheduled before is not any more.
    fn schedule(&self, timer: Option<Timeout>) {
        self.ticket.set(self.ticket.get().wrapping_add(1));
        let _previous = self.timer.replace(timer);
    }

    /// Goes on when what stands on the page now has been painted.
    fn after_paint(self: &Rc<Self>) {
        self.schedule(None);
        let (host, ticket) = (Rc::downgrade(self), self.ticket.get());
        wasm_bindgen_futures::spawn_local(async move {
            painted().await;
            upgrade(&host, |host| {
                if ticket == host.ticket.get() {
                    host.event_loop.release();
                }
            });
        });
    }

    fn pump(self: &Rc<Self>, ticket: u32) {
        if ticket != self.ticket.get() {
            return;
        }
        let Some(mut program) = self.program.take() else {
            return;
        };
        self.schedule(None);
        let then = self.slice(&mut program);
        if self.status.borrow().is_over() {
            // Stopped from within.
            drop(program);
            return;
        }
        if let Then::End = then {
            let end = match program.deadlock() {
                Some(deadlock) => Status::Deadlocked(deadlock),
                None => Status::Finished(program.result()),
            };
            // Its loop is closed before anybody hears of the end.
            drop(program);
            self.end(end);
            return;
        }
        self.program.replace(Some(program));
        self.then(then);
    }

    fn then(self: &Rc<Self>, then: Then) {
        let status = match then {
            Then::GoOn => {
                self.after(0);
                Status::Running
            }
            Then::Wait(until, delay) => {
                let delay = delay.ceil().max(1.0) as u32;
                self.after(delay.min(self.options.longest_delay));
                Status::WaitingUntil(until)
            }
            Then::Paint => {
                self.after_paint();
                Status::Running
            }
            Then::Idle => Status::WaitingForJobs(self.event_loop.jobs_in_flight()),
            Then::Pause | Then::End => {
                self.goal.set(Goal::Nowhere);
                self.with_pace(|pace, shown, wall| pace.stand(true, shown, wall));
                Status::Paused
            }
        };
        self.change(status);
    }

    /// Handles, until the goal is reached, the budget is used up, or there is nothing to do.
    fn slice(&self, program: &mut Program<()>) -> Then {
        let began = self.wall();
        let mut wall = began;
        loop {
            self.follow_if_in_flight(wall);
            match program.next() {
                Next::Stopped => return Then::End,
                _ if self.goal.get() == Goal::Nowhere => return Then::Pause,
                _ if self.event_loop.awaits_paint() => return Then::Paint,
                Next::Idle if self.event_loop.jobs_in_flight() == 0 => return Then::End,
                Next::Idle => return Then::Idle,
                Next::At(when) => {
                    if let Some(delay) = self.reach(when, wall) {
                        return Then::Wait(when, delay);
                    }
                }
                Next::Ready | Next::Raised(_) => {
                    if let Some(delay) = self.catch_up(wall) {
                        return Then::Wait(self.event_loop.now(), delay);
                    }
                }
            }
            program.run_one();
            if self.status.borrow().is_over() {
                return Then::Pause;
            }
            if self.reached_goal() && !self.event_loop.is_held() {
                return self.pause_or_end(program);
            }
            wall = self.wall();
            if wall - began >= self.options.slice && program.next() == Next::Ready {
                return Then::GoOn;
            }
        }
    }

    /// The goal is reached; with the last handle, so is the program's end.
    fn pause_or_end(&self, program: &Program<()>) -> Then {
        match program.next() {
            Next::Stopped => Then::End,
            Next::Idle if self.event_loop.jobs_in_flight() == 0 => Then::End,
            _ => Then::Pause,
        }
    }

    /// Takes the clock to `when` if its time has come; otherwise how many milliseconds that is off.
    fn reach(&self, when: Nanos, wall: f64) -> Option<f64> {
        let mut pace = self.pace.get();
        if self.goal.get() != Goal::End || self.skip.take() {
            pace.set(when, wall);
        } else if let Some(left) = pace.wait(when, wall)
            && left > Self::SOON
        {
            return Some(left);
        } else if !pace.is_following() {
            pace.forgive(when, wall);
        }
        self.pace.set(pace);
        self.event_loop.advance_to(when);
        self.follow_the_wall(wall);
        None
    }

    /// Between turns, before one that is ready. A call that blocked has taken the clock ahead of
    /// the wall: the loop is held until the wall is there too. How many milliseconds that is off.
    fn catch_up(&self, wall: f64) -> Option<f64> {
        if self.event_loop.is_in_turn() || self.goal.get() != Goal::End {
            return None;
        }
        let now = self.event_loop.now();
        let mut pace = self.pace.get();
        let left = pace.wait(now, wall)?;
        if left > Self::SOON {
            if !self.skip.take() {
                return Some(left);
            }
            pace.set(now, wall);
            self.pace.set(pace);
        }
        self.follow_the_wall(wall);
        None
    }

    /// A wait of less than this, in milliseconds, is over.
    const SOON: f64 = 0.05;

    fn follow_the_wall(&self, wall: f64) {
        let pace = self.pace.get();
        if pace.is_following() && self.goal.get() != Goal::Nowhere {
            self.event_loop.advance_to(pace.loop_time(wall));
        }
    }

    fn follow_if_in_flight(&self, wall: f64) {
        let mut pace = self.pace.get();
        pace.follow(self.event_loop.jobs_in_flight() > 0, self.shown(wall), wall);
        self.pace.set(pace);
    }

    fn reached_goal(&self) -> bool {
        match self.goal.get() {
            Goal::End => false,
            Goal::Turn => !self.event_loop.is_in_turn(),
            Goal::Handle | Goal::Nowhere => true,
        }
    }

    /// The loop time at `wall` for the eye: never before the loop's own, never past a deadline.
    fn shown(&self, wall: f64) -> Nanos {
        let now = self.event_loop.now();
        let latest = match &*self.status.borrow() {
            Status::WaitingUntil(until) => *until,
            Status::WaitingForJobs(_) => Nanos::MAX,
            Status::Paused => self.pace.get().loop_time(wall),
            _ => now,
        };
        self.pace.get().loop_time(wall).min(latest).max(now)
    }

    /// The loop time for what comes from outside; in the middle of a slice the loop's own.
    fn time_outside(&self) -> Nanos {
        let in_slice = self
            .program
            .try_borrow()
            .map_or(true, |program| program.is_none());
        if in_slice {
            self.event_loop.now()
        } else {
            self.shown(self.wall())
        }
    }

    fn with_pace(&self, change: impl FnOnce(&mut Pace, Nanos, f64)) {
        let wall = self.wall();
        let mut pace = self.pace.get();
        change(&mut pace, self.shown(wall), wall);
        self.pace.set(pace);
    }

    fn end(&self, status: Status) {
        if self.status.borrow().is_over() {
            return;
        }
        let _previous = self.status.replace(status);
        self.schedule(None);
        self.event_loop.set_waker(None);
        self.event_loop.set_outside_clock(None);
        // In the middle of a slice, the slice has it and drops it.
        let program = self.program.take();
        drop(program);
        (self.on_change.clone())();
    }

    fn change(&self, status: Status) {
        if !self.status.borrow().is_over() {
            let _previous = self.status.replace(status);
            (self.on_change.clone())();
        }
    }

    fn wall(&self) -> f64 {
        let read = wall(self.performance.as_ref()) + self.went_back.get();
        let latest = self.latest.get();
        if read < latest {
            // A clock that was set back, or that a machine lost: from here on it goes as before.
            self.went_back.set(self.went_back.get() + latest - read);
            return latest;
        }
        self.latest.set(read);
        read
    }
}

/// A page that does not paint within so many milliseconds is hidden, and will not.
const PATIENCE: i32 = 250;

/// Returns when what stands on the page now was painted, or when the page does not paint.
async fn painted() {
    // The page itself draws what has changed in its next frame; the one after begins with it, and
    // when a third comes that one is on the screen.
    for _ in 0..3 {
        let frame = Promise::new(&mut |resolve, _| {
            let Some(window) = web_sys::window() else {
                return drop(resolve.call0(&JsValue::UNDEFINED));
            };
            let _asked = window.request_animation_frame(&resolve);
            let _late =
                window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, PATIENCE);
        });
        let _when = JsFuture::from(frame).await;
    }
    // A frame is announced before it is painted; a timer comes after.
    gloo_timers::future::TimeoutFuture::new(0).await;
}

/// Milliseconds on a clock that should never go back, where the browser has one.
fn wall(performance: Option<&Performance>) -> f64 {
    performance.map_or_else(js_sys::Date::now, Performance::now)
}

fn upgrade(host: &Weak<Host>, with: impl FnOnce(&Rc<Host>)) {
    if let Some(host) = host.upgrade() {
        with(&host);
    }
}
