//! The run behind a [`Browser`](super::Browser): what is done next, and when.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;

use super::super::pace::{Pace, Speed};
use super::wall::Wall;
use super::{Options, Status, paint};
use crate::events::Nanos;
use crate::runtime::event_loop::{EventLoop, Next};
use crate::runtime::runners::Program;

/// How far the run may go before it pauses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Goal {
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

pub(super) struct Host {
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
    wall: Wall,
    on_change: Rc<dyn Fn()>,
}

impl Host {
    pub(super) fn start(
        event_loop: &EventLoop,
        program: Program<()>,
        options: Options,
        on_change: Rc<dyn Fn()>,
    ) -> Rc<Self> {
        let wall = Wall::new();
        let now = wall.now();
        let mut pace = Pace::new(event_loop.now(), now, options.speed);
        pace.stand(options.paused, event_loop.now(), now);
        let (goal, status) = if options.paused {
            (Goal::Nowhere, Status::Paused)
        } else {
            (Goal::End, Status::Running)
        };
        let host = Rc::new(Self {
            event_loop: event_loop.clone(),
            program: RefCell::new(Some(program)),
            options,
            pace: Cell::new(pace),
            goal: Cell::new(goal),
            skip: Cell::new(false),
            status: RefCell::new(status),
            timer: RefCell::default(),
            ticket: Cell::new(0),
            wall,
            on_change,
        });
        event_loop.set_paints(true);
        host.listen();
        host.soon();
        host
    }

    pub(super) fn event_loop(&self) -> &EventLoop {
        &self.event_loop
    }

    pub(super) fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    pub(super) fn pace(&self) -> Pace {
        self.pace.get()
    }

    /// The loop clock as a person should see it.
    pub(super) fn time(&self) -> Nanos {
        self.shown(self.wall.now())
    }

    pub(super) fn set_speed(self: &Rc<Self>, speed: Speed) {
        self.with_pace(|pace, shown, wall| pace.set_speed(speed, shown, wall));
        self.again();
    }

    pub(super) fn next_event(self: &Rc<Self>) {
        let waiting = matches!(*self.status.borrow(), Status::WaitingUntil(_));
        if self.goal.get() == Goal::End {
            self.skip.set(waiting);
            self.again();
        } else {
            self.go(Goal::Turn);
        }
    }

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

    pub(super) fn go(self: &Rc<Self>, goal: Goal) {
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
            paint::painted().await;
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
        let began = self.wall.now();
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
            wall = self.wall.now();
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
            self.time()
        }
    }

    fn with_pace(&self, change: impl FnOnce(&mut Pace, Nanos, f64)) {
        let wall = self.wall.now();
        let mut pace = self.pace.get();
        change(&mut pace, self.shown(wall), wall);
        self.pace.set(pace);
    }

    pub(super) fn end(&self, status: Status) {
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
}

fn upgrade(host: &Weak<Host>, with: impl FnOnce(&Rc<Host>)) {
    if let Some(host) = host.upgrade() {
        with(&host);
    }
}
