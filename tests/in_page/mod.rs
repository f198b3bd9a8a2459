//! What the tests of real workers share: programs that run in a page, and what was heard of them.
#![allow(dead_code)]

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use loopscope::events::{Event, Instrument, Nanos, WorkerState, without_newline};
use loopscope::runtime::driver::browser::{Browser, Options, Status};
use loopscope::runtime::driver::pace::Speed;
use loopscope::runtime::{EventLoop, Result, call, coroutine};
use loopscope::workers::slot_browser;

/// Where the harness serves it.
pub const SCRIPT: &str = "/www/worker.js";

/// What a loop said.
#[derive(Default)]
pub struct Heard(pub RefCell<Vec<(Nanos, Event)>>);

impl Instrument for Heard {
    fn record(&self, when: Nanos, event: Event) {
        self.0.borrow_mut().push((when, event));
    }
}

impl Heard {
    pub fn console(&self) -> Vec<String> {
        let heard = self.0.borrow();
        let line = |(_, event): &(Nanos, Event)| match event {
            Event::Printed { text, .. } => Some(without_newline(text).to_owned()),
            _ => None,
        };
        heard.iter().filter_map(line).collect()
    }

    pub fn states(&self) -> Vec<WorkerState> {
        let heard = self.0.borrow();
        let state = |(_, event): &(Nanos, Event)| match event {
            Event::WorkerChanged { state, .. } => Some(*state),
            _ => None,
        };
        heard.iter().filter_map(state).collect()
    }
}

pub fn start_with(
    script: &str,
    main: impl Future<Output = Result<()>> + 'static,
) -> (Browser, Rc<Heard>) {
    let heard = Rc::new(Heard::default());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(heard.clone()));
    slot_browser::install(&event_loop, script);
    let options = Options {
        speed: Speed::Times(1.0),
        ..Options::default()
    };
    let main = coroutine(call!(main()), main);
    (Browser::start(&event_loop, main, options, || {}), heard)
}

pub fn start(main: impl Future<Output = Result<()>> + 'static) -> (Browser, Rc<Heard>) {
    start_with(SCRIPT, main)
}

pub async fn run(main: impl Future<Output = Result<()>> + 'static) -> Rc<Heard> {
    let (browser, heard) = start(main);
    end_of(&browser).await;
    assert!(
        matches!(browser.status(), Status::Finished(Ok(()))),
        "{:?}",
        browser.status()
    );
    assert_eq!(browser.event_loop().jobs_in_flight(), 0);
    heard
}

pub async fn console(main: impl Future<Output = Result<()>> + 'static) -> Vec<String> {
    run(main).await.console()
}

pub async fn until(condition: impl Fn() -> bool) {
    let began = wall();
    while !condition() {
        assert!(wall() - began < 30_000.0);
        TimeoutFuture::new(5).await;
    }
}

pub async fn end_of(browser: &Browser) {
    let began = wall();
    while !browser.status().is_over() {
        assert!(wall() - began < 30_000.0, "{:?}", browser.status());
        TimeoutFuture::new(5).await;
    }
}

pub fn wall() -> f64 {
    web_sys::window().unwrap().performance().unwrap().now()
}
