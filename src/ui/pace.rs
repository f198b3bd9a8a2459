//! TEMPORARY host until runtime::driver::browser lands.
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::dom;
use super::speed::Speed;
use crate::runtime::clock::Nanos;

use crate::runtime::{Coroutine, EventLoop, Next, RunError, Runner};

type Finish = Box<dyn FnOnce(Result<(), RunError>)>;

#[derive(Clone)]
pub struct Browser(Rc<Inner>);
struct Inner {
    runner: RefCell<Runner<()>>,
    event_loop: EventLoop,
    speed: Cell<Speed>,
    paused: Cell<bool>,
    over: Cell<bool>,
    timer: RefCell<Option<Timeout>>,
    anchor: Cell<(f64, Nanos)>,
    finish: RefCell<Option<Finish>>,
}
impl Browser {
    pub fn start(
        event_loop: &EventLoop,
        main: Coroutine<()>,
        speed: Speed,
        paused: bool,
        finish: impl FnOnce(Result<(), RunError>) + 'static,
    ) -> Self {
        let b = Self(Rc::new(Inner {
            runner: RefCell::new(Runner::new(event_loop, main)),
            event_loop: event_loop.clone(),
            speed: Cell::new(speed),
            paused: Cell::new(paused),
            over: Cell::new(false),
            timer: RefCell::default(),
            anchor: Cell::new((dom::now(), Nanos::ZERO)),
            finish: RefCell::new(Some(Box::new(finish))),
        }));
        if !paused {
            b.later(0);
        }
        b
    }
    fn later(&self, ms: u32) {
        let me = self.clone();
        *self.0.timer.borrow_mut() = Some(Timeout::new(ms, move || me.pump()));
    }
    fn end(&self, r: Result<(), RunError>) {
        self.0.over.set(true);
        if let Some(f) = self.0.finish.take() {
            f(r)
        }
    }
    fn pump(&self) {
        if self.0.paused.get() || self.0.over.get() {
            return;
        }
        let start = dom::now();
        loop {
            if dom::now() - start > 8.0 {
                self.later(0);
                return;
            }
            let next = self.0.runner.borrow().next();
            match next {
                Next::Ready => {
                    self.0.runner.borrow_mut().run_one();
                }
                Next::At(when) => {
                    if self.0.speed.get() == Speed::Instant || self.now() >= when {
                        self.0.event_loop.advance_to(when);
                        self.0.runner.borrow_mut().run_one();
                    } else {
                        let Speed::Times(f) = self.0.speed.get() else {
                            return;
                        };
                        let ms = (when.since(self.now()).as_secs() * 1e3 / f).ceil().min(1e9);
                        self.later(ms as u32);
                        return;
                    }
                }
                Next::Stopped => {
                    let r = self.0.runner.borrow().result().map_err(RunError::Raised);
                    self.end(r);
                    return;
                }
                Next::Idle => {
                    let d = self.0.runner.borrow().deadlock();
                    if let Some(d) = d {
                        self.end(Err(RunError::Deadlock(d)));
                    }
                    return;
                }
            }
        }
    }
    pub fn now(&self) -> Nanos {
        let (at, from) = self.0.anchor.get();
        let l = self.0.event_loop.now();
        if self.0.paused.get() || self.0.over.get() {
            return l;
        }
        match self.0.speed.get() {
            Speed::Times(f) => {
                Nanos::from_secs(from.as_secs() + (dom::now() - at) / 1e3 * f).max(l)
            }
            Speed::Instant => l,
        }
    }
    fn anchor(&self) {
        self.0.anchor.set((dom::now(), self.0.event_loop.now()));
    }
    pub fn set_speed(&self, s: Speed) {
        let n = self.now();
        self.0.anchor.set((dom::now(), n));
        self.0.speed.set(s);
        if !self.0.paused.get() {
            self.later(0);
        }
    }
    pub fn pause(&self) {
        self.0.paused.set(true);
    }
    pub fn resume(&self) {
        if self.0.paused.replace(false) {
            self.anchor();
            self.later(0);
        }
    }
    pub fn is_paused(&self) -> bool {
        self.0.paused.get()
    }
    pub fn step(&self) {
        self.0.paused.set(true);
        self.one();
    }
    fn one(&self) {
        if self.0.over.get() {
            return;
        }
        let next = self.0.runner.borrow().next();
        match next {
            Next::Ready => {
                self.0.runner.borrow_mut().run_one();
            }
            Next::At(w) => {
                self.0.event_loop.advance_to(w);
                self.0.runner.borrow_mut().run_one();
            }
            _ => {}
        }
        if self.0.runner.borrow().next() == Next::Stopped {
            let r = self.0.runner.borrow().result().map_err(RunError::Raised);
            self.end(r);
        }
    }
    pub fn next_event(&self) {
        if self.0.paused.get() {
            self.one();
        } else if let Next::At(w) = self.0.runner.borrow().next() {
            self.0.event_loop.advance_to(w);
            self.anchor();
            self.later(0);
        }
    }
    pub fn stop(&self) {
        self.0.over.set(true);
        self.0.event_loop.close();
    }
}
