//! The page's host, in a page, with real timers. Order and times are asserted on the loop clock;
//! the wall only bounds how long a page may be left waiting.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "hosts/place_free.rs"]
mod place_free;

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use loopscope::events::{Event, Nanos};
use loopscope::runtime::driver::browser::{Browser, Options, Status};
use loopscope::runtime::driver::pace::Speed;
use loopscope::runtime::{
    Coroutine, EventLoop, Exception, call, classes, coroutine, create_task, gather,
    get_running_loop, print, sleep,
};
use loopscope::scenarios::twin::{linecache, variable_names};
use loopscope::scenarios::{Values, catalogue, headless};
use loopscope::trace::{Record, Recorder};
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const FAST: Options = Options {
    speed: Speed::Times(100.0),
    paused: false,
    longest_delay: i32::MAX as u32,
    slice: 8.0,
};

const PAUSED: Options = Options {
    paused: true,
    ..FAST
};

#[wasm_bindgen_test]
async fn every_scenario_leaves_the_same_trace_as_natively() {
    let native = include_str!("goldens/traces.txt");
    for scenario in catalogue() {
        let values = Values::defaults(scenario.params);
        let virtually = Rc::new(Recorder::new());
        let _end = headless::run(scenario, &values, virtually.clone());
        let expected = place_free::lines(&virtually.trace());
        assert!(
            native
                .lines()
                .any(|line| line == place_free::digest(scenario.id, &expected)),
            "{}: under virtual time this is not the native trace",
            scenario.id
        );
        let has_workers = |record: &Record| matches!(record.event, Event::PoolCreated { .. });
        let blocks = |record: &Record| matches!(record.event, Event::Blocked { .. });
        if virtually
            .trace()
            .iter()
            .any(|record| has_workers(record) || blocks(record))
        {
            // Its clock is the wall's here.
            continue;
        }

        let recorder = Rc::new(Recorder::new());
        let event_loop = EventLoop::new();
        event_loop.set_instrument(Some(recorder.clone()));
        event_loop.set_epoch(0);
        event_loop.set_linecache(Some(linecache(scenario, &values)));
        event_loop.set_variables(Some(variable_names(scenario)));
        let browser = Browser::start(&event_loop, (scenario.main)(&values), FAST, || {});
        end_of(&browser).await;
        let paced = place_free::lines(&recorder.trace());
        for (paced, expected) in paced.iter().zip(&expected) {
            assert_eq!(paced, expected, "{}", scenario.id);
        }
        assert_eq!(paced.len(), expected.len(), "{}", scenario.id);
    }
}

#[wasm_bindgen_test]
async fn a_wait_takes_its_time_on_the_wall() {
    let began = wall();
    let browser = run(sleeper(5.0), FAST);
    end_of(&browser).await;
    assert_eq!(browser.event_loop().now(), Nanos::from_secs(5.0));
    // 5 s at 100x are 50 ms.
    assert!(wall() - began >= 49.0, "{} ms", wall() - began);
}

#[wasm_bindgen_test]
async fn instant_does_not_wait() {
    let began = wall();
    let options = Options {
        speed: Speed::Instant,
        ..FAST
    };
    let browser = run(sleeper(3600.0), options);
    end_of(&browser).await;
    assert_eq!(browser.event_loop().now(), Nanos::from_secs(3600.0));
    // At 100x it would be 36 s.
    assert!(wall() - began < 20_000.0);
}

#[wasm_bindgen_test]
async fn the_speed_changes_in_the_middle_of_a_wait() {
    let browser = run(
        sleeper(3600.0),
        Options {
            speed: Speed::Times(0.1),
            ..FAST
        },
    );
    ms(20).await;
    assert!(matches!(browser.status(), Status::WaitingUntil(_)));
    browser.set_speed(Speed::Instant);
    end_of(&browser).await;
    assert_eq!(browser.event_loop().now(), Nanos::from_secs(3600.0));
}

#[wasm_bindgen_test]
async fn a_clock_is_shown_that_goes_on_while_the_loop_waits() {
    let browser = run(sleeper(20.0), FAST);
    ms(60).await;
    let first = browser.time();
    ms(30).await;
    let second = browser.time();
    assert_eq!(browser.event_loop().now(), Nanos::ZERO);
    assert!(Nanos::ZERO < first && first < second && second < Nanos::from_secs(20.0));
    end_of(&browser).await;
    assert_eq!(browser.time(), Nanos::from_secs(20.0));
}

#[wasm_bindgen_test]
async fn a_pause_keeps_the_rest_of_a_wait() {
    let browser = run(sleeper(20.0), FAST);
    ms(50).await;
    browser.pause();
    let shown = browser.time();
    ms(300).await;
    assert!(matches!(browser.status(), Status::Paused));
    assert_eq!(browser.time(), shown);
    assert_eq!(browser.event_loop().now(), Nanos::ZERO);
    browser.resume();
    ms(10).await;
    // The pause was longer than the whole wait; it did not count.
    assert!(matches!(browser.status(), Status::WaitingUntil(_)));
    end_of(&browser).await;
    assert_eq!(browser.event_loop().now(), Nanos::from_secs(20.0));
}

#[wasm_bindgen_test]
async fn a_step_is_one_handle() {
    let ran = Rc::new(Cell::new(0));
    let browser = run(counter(ran.clone(), 3), PAUSED);
    ms(20).await;
    assert_eq!(ran.get(), 0);
    for expected in [1, 2, 3] {
        browser.step();
        ms(5).await;
        assert_eq!(ran.get(), expected);
        assert!(matches!(browser.status(), Status::Paused));
    }
    browser.resume();
    end_of(&browser).await;
}

#[wasm_bindgen_test]
async fn the_step_that_ends_a_program_says_so() {
    let browser = run(coroutine(call!(main()), async { Ok(()) }), PAUSED);
    // The last handles are those of the cleaning up.
    for _ in 0..20 {
        browser.step();
        ms(5).await;
    }
    assert!(matches!(browser.status(), Status::Finished(Ok(()))));
}

#[wasm_bindgen_test]
async fn the_next_event_skips_a_wait_and_runs_one_turn() {
    let lines = Rc::new(RefCell::new(Vec::new()));
    let says = lines.clone();
    let main = coroutine(call!(main()), async move {
        sleep(3600.0).await?;
        says.borrow_mut().push("an hour");
        sleep(3600.0).await?;
        says.borrow_mut().push("two hours");
        Ok(())
    });
    let browser = run(main, PAUSED);
    browser.next_event();
    ms(5).await;
    assert_eq!(browser.event_loop().now(), Nanos::ZERO);
    // The timer's turn, then the task's own.
    for _ in 0..2 {
        browser.next_event();
        ms(5).await;
        assert_eq!(browser.event_loop().now(), Nanos::from_secs(3600.0));
    }
    assert_eq!(*lines.borrow(), ["an hour"]);
    assert!(matches!(browser.status(), Status::Paused));
}

#[wasm_bindgen_test]
async fn the_next_event_of_a_run_that_goes_on_skips_one_wait() {
    let main = coroutine(call!(main()), async {
        sleep(3600.0).await?;
        sleep(3600.0).await?;
        Ok(())
    });
    let browser = run(main, FAST);
    ms(10).await;
    browser.next_event();
    ms(10).await;
    assert_eq!(browser.event_loop().now(), Nanos::from_secs(3600.0));
    assert!(
        matches!(browser.status(), Status::WaitingUntil(until) if until == Nanos::from_secs(7200.0))
    );
}

#[wasm_bindgen_test]
async fn stop_closes_the_loop_and_nothing_runs_after_it() {
    let ran = Rc::new(Cell::new(0));
    let browser = run(counter(ran.clone(), u32::MAX), FAST);
    ms(30).await;
    browser.stop();
    let then = ran.get();
    assert!(then > 0);
    assert!(browser.event_loop().is_closed());
    ms(30).await;
    assert_eq!(ran.get(), then);
    assert!(matches!(browser.status(), Status::Stopped));
    // A run keeps nothing of its program.
    assert_eq!(Rc::strong_count(&ran), 1);
    browser.resume();
    browser.step();
    browser.stop();
    assert!(matches!(browser.status(), Status::Stopped));
}

#[wasm_bindgen_test]
async fn a_run_that_nobody_holds_is_stopped() {
    let ran = Rc::new(Cell::new(0));
    drop(run(counter(ran.clone(), u32::MAX), FAST));
    ms(30).await;
    assert_eq!(ran.get(), 0);
    assert_eq!(Rc::strong_count(&ran), 1);
}

#[wasm_bindgen_test]
async fn a_program_stops_and_pauses_its_own_run() {
    for (act, what) in [
        (Browser::stop as fn(&Browser), "Stopped"),
        (Browser::pause, "Paused"),
    ] {
        let own: Rc<RefCell<Option<Browser>>> = Rc::default();
        let after = Rc::new(Cell::new(false));
        let (inside, ran_on) = (own.clone(), after.clone());
        let main = coroutine(call!(main()), async move {
            let browser = inside.borrow().clone();
            act(&browser.unwrap());
            sleep(0.0).await?;
            ran_on.set(true);
            Ok(())
        });
        let browser = run(main, FAST);
        own.replace(Some(browser.clone()));
        ms(20).await;
        assert_eq!(format!("{:?}", browser.status()), what);
        assert!(!after.get());
        own.replace(None);
    }
}

#[wasm_bindgen_test]
async fn whoever_hears_of_a_change_may_stop_the_run() {
    let own: Rc<RefCell<Option<Browser>>> = Rc::default();
    let hears = own.clone();
    let event_loop = EventLoop::new();
    let browser = Browser::start(&event_loop, sleeper(3600.0), FAST, move || {
        let browser = hears.borrow().clone();
        if let Some(browser) = browser {
            browser.stop();
        }
    });
    own.replace(Some(browser.clone()));
    ms(20).await;
    assert!(matches!(browser.status(), Status::Stopped));
    own.replace(None);
}

#[wasm_bindgen_test]
async fn a_program_that_never_waits_leaves_the_page_its_time() {
    let _clock = TickingClock::start();
    let ran = Rc::new(Cell::new(0));
    let (browser, slices) = run_in_slices(counter(ran.clone(), u32::MAX), &ran);
    for _ in 0..10 {
        // The page has its turn: this comes though the program never ends.
        TimeoutFuture::new(0).await;
        assert!(matches!(browser.status(), Status::Running));
    }
    browser.stop();
    assert_eq!(longest(&slices), 8, "{slices:?}");
}

#[wasm_bindgen_test]
async fn one_enormous_turn_leaves_the_page_its_time() {
    let _clock = TickingClock::start();
    let called = Rc::new(Cell::new(0));
    let callbacks = called.clone();
    let main = coroutine(call!(main()), async move {
        let event_loop = get_running_loop()?;
        for _ in 0..100 {
            let called = callbacks.clone();
            event_loop
                .call_soon("count", move || called.set(called.get() + 1))
                .unwrap();
        }
        sleep(0.0).await
    });
    let (browser, slices) = run_in_slices(main, &called);
    end_of(&browser).await;
    assert_eq!(called.get(), 100);
    assert_eq!(longest(&slices), 8, "{slices:?}");
}

#[wasm_bindgen_test]
async fn a_delay_beyond_the_browsers_timers_is_waited_for_in_parts() {
    let began = wall();
    let browser = run(
        sleeper(10.0),
        Options {
            longest_delay: 15,
            ..FAST
        },
    );
    end_of(&browser).await;
    assert_eq!(browser.event_loop().now(), Nanos::from_secs(10.0));
    assert!(wall() - began >= 99.0, "{} ms", wall() - began);
}

#[wasm_bindgen_test]
async fn a_delay_of_the_default_limit_does_not_wrap_to_zero() {
    let browser = run(
        sleeper(1e9),
        Options {
            speed: Speed::Times(0.1),
            ..FAST
        },
    );
    ms(50).await;
    assert_eq!(browser.event_loop().now(), Nanos::ZERO);
    assert!(matches!(browser.status(), Status::WaitingUntil(_)));
}

#[wasm_bindgen_test]
async fn two_loops_live_in_one_page() {
    let runs = [2.0, 3.0].map(|delay| {
        let recorder = Rc::new(Recorder::new());
        let event_loop = EventLoop::new();
        event_loop.set_instrument(Some(recorder.clone()));
        let browser = Browser::start(&event_loop, pair(delay), FAST, || {});
        (delay, browser, recorder)
    });
    for (delay, browser, recorder) in runs {
        end_of(&browser).await;
        assert_eq!(browser.event_loop().now(), Nanos::from_secs(2.0 * delay));
        let alone = Rc::new(Recorder::new());
        let event_loop = EventLoop::new();
        event_loop.set_instrument(Some(alone.clone()));
        loopscope::runtime::driver::virtual_time::run(&event_loop, pair(delay)).unwrap();
        assert_eq!(
            place_free::lines(&recorder.trace()),
            place_free::lines(&alone.trace())
        );
    }
}

#[wasm_bindgen_test]
async fn what_comes_from_outside_wakes_a_loop_that_waits() {
    let event_loop = EventLoop::new();
    let future = event_loop.create_future::<u32>();
    let awaited = future.clone();
    let got = Rc::new(Cell::new(0));
    let result = got.clone();
    let main = coroutine(call!(main()), async move {
        result.set(awaited.await?);
        Ok(())
    });
    event_loop.job_launched();
    let browser = Browser::start(&event_loop, main, FAST, || {});
    ms(50).await;
    assert!(matches!(browser.status(), Status::WaitingForJobs(1)));
    assert!(browser.follows_the_wall());
    let landing = event_loop.clone();
    event_loop
        .call_soon_threadsafe("land", move || {
            landing.job_landed();
            let _ = future.set_result(7);
        })
        .unwrap();
    let landed_at = event_loop.now();
    end_of(&browser).await;
    assert_eq!(got.get(), 7);
    assert!(!browser.follows_the_wall());
    // In flight, the clock is the wall's at 1x: 100x would have made 5 s of these 50 ms.
    assert!(Nanos::from_secs(0.03) < landed_at && landed_at < Nanos::from_secs(2.0));
}

#[wasm_bindgen_test]
async fn a_deadlock_is_reported_and_its_loop_closed() {
    let main = coroutine(call!(main()), async {
        get_running_loop()?.create_future::<()>().await
    });
    let browser = run(main, FAST);
    end_of(&browser).await;
    let Status::Deadlocked(report) = browser.status() else {
        panic!("{:?}", browser.status());
    };
    assert_eq!(report.waits.len(), 1);
    assert!(browser.event_loop().is_closed());
}

#[wasm_bindgen_test]
async fn an_exception_that_leaves_main_is_the_result() {
    let main = coroutine(call!(main()), async {
        sleep(1.0).await?;
        Err(Exception::new(&classes::VALUE_ERROR, "no"))
    });
    let browser = run(main, FAST);
    end_of(&browser).await;
    let Status::Finished(Err(exception)) = browser.status() else {
        panic!("{:?}", browser.status());
    };
    assert_eq!(exception.to_string(), "ValueError: no");
}

fn run(main: Coroutine<()>, options: Options) -> Browser {
    Browser::start(&EventLoop::new(), main, options, || {})
}

fn sleeper(delay: f64) -> Coroutine<()> {
    coroutine(call!(sleeper(delay)), async move { sleep(delay).await })
}

fn pair(delay: f64) -> Coroutine<()> {
    coroutine(call!(pair(delay)), async move {
        let task = create_task(sleeper(delay));
        gather([sleeper(delay), sleeper(delay / 2.0)]).await?;
        task.await?;
        print("half way");
        sleep(delay).await
    })
}

/// A program that never waits.
fn counter(ran: Rc<Cell<u32>>, times: u32) -> Coroutine<()> {
    coroutine(call!(counter(times)), async move {
        for _ in 0..times {
            ran.set(ran.get() + 1);
            sleep(0.0).await?;
        }
        Ok(())
    })
}

async fn end_of(browser: &Browser) {
    let began = wall();
    while !browser.status().is_over() {
        assert!(wall() - began < 30_000.0, "{:?}", browser.status());
        TimeoutFuture::new(5).await;
    }
}

fn ms(delay: u32) -> impl Future<Output = ()> {
    TimeoutFuture::new(delay)
}

fn wall() -> f64 {
    web_sys::window().unwrap().performance().unwrap().now()
}

/// While it lives, whoever reads the page's clock finds that one millisecond has gone: what is done
/// in a slice is counted, however fast the machine is.
struct TickingClock {
    performance: web_sys::Performance,
    _now: Closure<dyn FnMut() -> f64>,
}

impl TickingClock {
    fn start() -> Self {
        let performance = web_sys::window().unwrap().performance().unwrap();
        let mut time = performance.now();
        let now = Closure::new(move || {
            time += 1.0;
            time
        });
        js_sys::Reflect::set(&performance, &"now".into(), now.as_ref()).unwrap();
        Self {
            performance,
            _now: now,
        }
    }
}

impl Drop for TickingClock {
    fn drop(&mut self) {
        js_sys::Reflect::delete_property(&self.performance, &"now".into()).unwrap();
    }
}

/// What `count` came to after each slice.
type Slices = Rc<RefCell<Vec<u32>>>;

fn run_in_slices(main: Coroutine<()>, count: &Rc<Cell<u32>>) -> (Browser, Slices) {
    let (slices, count) = (Slices::default(), count.clone());
    let seen = slices.clone();
    let browser = Browser::start(&EventLoop::new(), main, FAST, move || {
        seen.borrow_mut().push(count.get());
    });
    (browser, slices)
}

/// The most that was counted in one slice.
fn longest(slices: &Slices) -> u32 {
    let slices = slices.borrow();
    let ends = slices.iter().skip(1);
    slices
        .iter()
        .zip(ends)
        .map(|(from, to)| to - from)
        .max()
        .unwrap_or(0)
}

#[wasm_bindgen_test]
async fn an_exception_that_leaves_the_loop_ends_the_run_after_its_cleaning_up() {
    let cleaned = Rc::new(Cell::new(false));
    let flag = cleaned.clone();
    let main = coroutine(call!(main()), async move {
        create_task(coroutine(call!(cleans_up()), async move {
            let slept = sleep(9.0).await;
            sleep(1.0).await?;
            flag.set(true);
            slept
        }));
        get_running_loop()?
            .call_later(2.0, "exit", || {
                Err(Exception::new(&classes::SYSTEM_EXIT, "bye"))
            })
            .unwrap();
        sleep(5.0).await
    });
    let browser = run(main, FAST);
    end_of(&browser).await;
    let Status::Finished(Err(exception)) = browser.status() else {
        panic!("{:?}", browser.status());
    };
    assert_eq!(exception.to_string(), "SystemExit: bye");
    assert!(cleaned.get() && browser.event_loop().is_closed());
    assert_eq!(browser.event_loop().now(), Nanos::from_secs(3.0));
}
