//! What pools of web workers gain, and what a job costs: `./dev measure` prints it. No test: it
//! asserts nothing about the wall, only that the results are right.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Promise, Reflect};
use loopscope::runtime::driver::browser::{Browser, Options, Status};
use loopscope::runtime::{
    EventLoop, Pool, Result, call, coroutine, process_pool_executor, thread_pool_executor,
};
use loopscope::workers::{job, slot_browser};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const TIMES: usize = 5;
const ROUND_TRIPS: usize = 500;

#[wasm_bindgen_test]
async fn measure() {
    let mut took = Vec::new();
    let peers = Peers::new();
    for _ in 0..TIMES {
        took.push([bare_workers(&peers, 1).await, bare_workers(&peers, 2).await]);
    }
    compare("this machine, bare JavaScript workers", &took);
    let n = calibrate().await;
    console_log!("= cpu_bound({n}) x 4, seconds, median of {TIMES}");
    for (what, kind) in [
        ("processes", Kind::Processes),
        ("threads with the GIL", Kind::Gil),
        ("threads without a GIL", Kind::FreeThreaded),
    ] {
        compare(what, &one_and_two(kind, n).await);
    }
    let one = blocking(1).await;
    let two = blocking(2).await;
    console_log!(
        "= 300 ms blocking under the GIL: one {one:.3}, two {two:.3}, ratio {:.2}",
        two / one
    );
}

/// What two workers gain, from the seconds that one and two took in each round.
fn compare(what: &str, rounds: &[[f64; 2]]) {
    let [one, two] = [0, 1].map(|which| median(rounds.iter().map(|took| took[which]).collect()));
    let ratio = median(rounds.iter().map(|[one, two]| one / two).collect());
    console_log!("= {what}: 1 worker {one:.3}, 2 workers {two:.3}, ratio {ratio:.2}");
}

#[wasm_bindgen_test]
async fn measure_round_trips() {
    round_trips().await;
    hops().await;
}

#[derive(Clone, Copy)]
enum Kind {
    Processes,
    Gil,
    FreeThreaded,
}

impl Kind {
    fn open(self, workers: u32) -> Result<Pool> {
        match self {
            Kind::Processes => process_pool_executor(workers),
            Kind::Gil | Kind::FreeThreaded => thread_pool_executor(workers),
        }
    }
}

/// Four loops over so many workers that know nothing of ours, in seconds.
async fn bare_workers(peers: &Peers, count: u32) -> f64 {
    let asked: Promise = peers.call("compute", &[count.into()]).unchecked_into();
    let took = JsFuture::from(asked).await.unwrap();
    took.as_f64().unwrap()
}

/// An N at which one job takes at least 1 s.
async fn calibrate() -> u64 {
    let tried = 50_000_000;
    let took = run(Kind::Processes, async move {
        let pool = warm(Kind::Processes, 1).await?;
        let began = now();
        pool.submit(job::cpu_bound(tried))?.await?;
        Ok((now() - began) / 1e3)
    })
    .await;
    let n = tried as f64 * (1.2 / took).max(1.0);
    (n / 1e6).ceil() as u64 * 1_000_000
}

/// Four jobs on one worker and on two, in turn, so that both see the same machine.
async fn one_and_two(kind: Kind, n: u64) -> Vec<[f64; 2]> {
    let given = Rc::new(RefCell::new(Vec::new()));
    let gives = given.clone();
    run(kind, async move {
        let (one, two) = (warm(kind, 1).await?, warm(kind, 2).await?);
        for _ in 0..TIMES {
            let took = [four_jobs(&one, n).await?, four_jobs(&two, n).await?];
            gives.borrow_mut().push(took);
        }
        Ok(0.0)
    })
    .await;
    given.take()
}

async fn four_jobs(pool: &Pool, n: u64) -> Result<f64> {
    let began = now();
    for future in pool.map((0..4).map(|_| job::cpu_bound(n)))? {
        let n = u128::from(n);
        assert_eq!(future.await?, (n - 1) * n * (2 * n - 1) / 6);
    }
    Ok((now() - began) / 1e3)
}

async fn blocking(jobs: u32) -> f64 {
    run(Kind::Gil, async move {
        let pool = warm(Kind::Gil, 2).await?;
        let mut took = Vec::new();
        for _ in 0..TIMES {
            let began = now();
            for future in pool.map((0..jobs).map(|_| job::sleeps(0.3)))? {
                future.await?;
            }
            took.push((now() - began) / 1e3);
        }
        Ok(median(took))
    })
    .await
}

/// An empty job there and back, against a worker that only echoes. Both are new in every round, are
/// warmed by as many round trips as are then counted, and take turns, so that both see the same
/// machine.
async fn round_trips() {
    let peers = Peers::new();
    let mut ratios = Vec::new();
    for _ in 0..TIMES {
        let bare = median(warm_echo(&peers, 0.0, 0.0).await);
        let jobs = empty_jobs("/www/worker.js").await;
        let job = median(jobs.iter().map(|[began, _, ended]| ended - began).collect());
        console_log!("= round trip: bare echo {bare:.3} ms, empty job {job:.3} ms");
        ratios.push(job / bare);
    }
    console_log!(
        "= round trip: ratio {:.2}, median of {TIMES}",
        median(ratios)
    );
}

/// Where an empty job's time goes, and what a bare echo takes that leaves its worker and its page
/// as busy: what both have in common is the browser's and the machine's.
async fn hops() {
    let peers = Peers::new();
    let forget = peers.call("notePools", &[]);
    let jobs = empty_jobs("/tests/measure_workers/timed_worker.js").await;
    // What the worker noted comes a hundred jobs at a time.
    let noted = loop {
        let noted = Array::from(&peers.call("hops", &[]));
        let noted: Vec<Vec<f64>> = noted.iter().map(|times| numbers(&times)).collect();
        if noted.iter().all(|times| times.len() == 2 * ROUND_TRIPS) {
            break noted;
        }
        TimeoutFuture::new(10).await;
    };
    let _none = forget
        .unchecked_into::<Function>()
        .call0(&JsValue::UNDEFINED);
    // Those before were to warm it.
    let [came, said, heard] = [0, 1, 2].map(|which| &noted[which][ROUND_TRIPS..]);
    let [began, submitted, ended] =
        [0, 1, 2].map(|which| jobs.iter().map(|job| job[which]).collect::<Vec<f64>>());
    let submitting = hop(&began, &submitted);
    // It is sent in the middle of the submitting, the rest of which is done meanwhile.
    let there = hop(&began, came);
    let working = hop(came, said);
    let back = hop(said, heard);
    let resuming = hop(heard, &ended);
    let whole = hop(&began, &ended);
    console_log!(
        "= hops, ms: to the worker {there:.3} (submitting {submitting:.3}), in the worker \
         {working:.3}, to the page {back:.3}, resuming {resuming:.3}, altogether {whole:.3}"
    );
    for (what, working, here) in [
        ("idle", 0.0, 0.0),
        ("busy in the worker", working, 0.0),
        ("busy in the page", 0.0, resuming),
        ("busy in both", working, resuming),
    ] {
        let took = median(warm_echo(&peers, working, here).await);
        let waits = took - working - here;
        console_log!("= echo, {what}: {took:.3} ms, without being busy {waits:.3} ms");
    }
}

/// The median of what lies between, in milliseconds.
fn hop(from: &[f64], to: &[f64]) -> f64 {
    assert_eq!((from.len(), to.len()), (ROUND_TRIPS, ROUND_TRIPS));
    median(from.iter().zip(to).map(|(from, to)| to - from).collect())
}

/// When each of a warm worker's empty jobs began, was submitted and had ended, in milliseconds.
async fn empty_jobs(script: &'static str) -> Vec<[f64; 3]> {
    let given = Rc::new(RefCell::new(Vec::new()));
    let gives = given.clone();
    run_with(script, Kind::Processes, async move {
        let pool = Kind::Processes.open(1)?;
        for counted in [false, true] {
            for _ in 0..ROUND_TRIPS {
                let began = now();
                let future = pool.submit(job::echo(String::new()))?;
                let submitted = now();
                future.await?;
                let ended = now();
                if counted {
                    gives.borrow_mut().push([began, submitted, ended]);
                }
            }
        }
        Ok(0.0)
    })
    .await;
    given.take()
}

async fn warm_echo(peers: &Peers, there: f64, here: f64) -> Vec<f64> {
    let ask: Function = peers
        .call("echo", &[there.into(), here.into()])
        .unchecked_into();
    let mut took = Vec::new();
    for _warm in [false, true] {
        let count = JsValue::from(ROUND_TRIPS as u32);
        let asked: Promise = ask
            .call1(&JsValue::UNDEFINED, &count)
            .unwrap()
            .unchecked_into();
        took = numbers(&JsFuture::from(asked).await.unwrap());
    }
    took
}

/// What `measure_workers/peers.js` gives.
struct Peers(JsValue);

impl Peers {
    fn new() -> Self {
        let make = Function::new_no_args(include_str!("measure_workers/peers.js"));
        Self(make.call0(&JsValue::UNDEFINED).unwrap())
    }

    fn call(&self, name: &str, arguments: &[JsValue]) -> JsValue {
        let function: Function = Reflect::get(&self.0, &name.into())
            .unwrap()
            .unchecked_into();
        let arguments: Array = arguments.iter().collect();
        function.apply(&JsValue::UNDEFINED, &arguments).unwrap()
    }
}

fn numbers(list: &JsValue) -> Vec<f64> {
    let numbers = Array::from(list);
    numbers.iter().filter_map(|took| took.as_f64()).collect()
}

/// A pool whose workers are all started and have run a job.
async fn warm(kind: Kind, workers: u32) -> Result<Pool> {
    let pool = kind.open(workers)?;
    for future in pool.map((0..workers).map(|_| job::sleeps(0.2)))? {
        future.await?;
    }
    for future in pool.map((0..workers).map(|_| job::cpu_bound(3_000_000)))? {
        future.await?;
    }
    Ok(pool)
}

/// What `main` gives, on a loop of its own.
async fn run(kind: Kind, main: impl Future<Output = Result<f64>> + 'static) -> f64 {
    run_with("/www/worker.js", kind, main).await
}

async fn run_with(
    script: &str,
    kind: Kind,
    main: impl Future<Output = Result<f64>> + 'static,
) -> f64 {
    let event_loop = EventLoop::new();
    slot_browser::install(&event_loop, script);
    event_loop.set_gil_enabled(matches!(kind, Kind::Gil));
    let given = Rc::new(RefCell::new(None));
    let gives = given.clone();
    let main = coroutine(call!(main()), async move {
        let value = main.await?;
        gives.replace(Some(value));
        Ok(())
    });
    let browser = Browser::start(&event_loop, main, Options::default(), || {});
    while !browser.status().is_over() {
        TimeoutFuture::new(20).await;
    }
    assert!(
        matches!(browser.status(), Status::Finished(Ok(()))),
        "{:?}",
        browser.status()
    );
    given.take().unwrap()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Milliseconds on the clock that the page and its workers share.
fn now() -> f64 {
    let performance = web_sys::window().unwrap().performance().unwrap();
    performance.time_origin() + performance.now()
}
