//! A trace of 1,000,000 events, natively: seconds to write it, to read it, to its first picture and to
//! the whole one, and what a person does with it.

#[path = "../src/trace.rs"]
mod trace;

use std::time::Instant;

use loopscope::events::Nanos;
use loopscope::text::Lang;
use loopscope::trace::{Recorder, Trace};
use loopscope::view_model::{Find, Scene, StepLevel, loop_panel, span_sums, told};

/// How many events the trace has: it is full.
const EVENTS: usize = Recorder::DEFAULT_LIMIT;
/// How often each is measured.
const ROUNDS: usize = 5;

fn main() {
    let made = trace::made();
    assert_eq!(made.len(), EVENTS);
    let bytes = trace::written(&made);
    println!("file: {} bytes", bytes.len());
    measure("write", || {
        assert_eq!(trace::written(&made).len(), bytes.len())
    });
    measure("read", || assert_eq!(trace::read(&bytes).len(), EVENTS));
    let start = Instant::now();
    let clock = || start.elapsed().as_secs_f64() * 1e3;
    measure("first picture", || {
        assert!(trace::first_picture(bytes.clone(), &clock) > 0);
    });
    measure("read, analyse and draw all of it", || {
        let read = trace::read(&bytes);
        assert!(trace::drawn(&read, &trace::analysed(&read)) > 0);
    });
    looked_at(&made);
}

/// What a person does with it, each within a frame.
fn looked_at(made: &Trace) {
    let analysis = trace::analysed(made);
    measure("draw all of it", || {
        assert!(trace::drawn(made, &analysis) > 0);
    });
    let scene = || Scene::new(made, &analysis, EVENTS / 2, Lang::En);
    measure("a moment's panes", || {
        assert!(loop_panel(&scene(), 50).turn > 0);
    });
    measure("a moment's sentence", || {
        assert!(!told(&scene(), StepLevel::Program).said.bold.is_empty());
    });
    measure("find", || {
        let mut find = Find::new("worker(7)", Lang::En);
        assert!(find.catch_up_by(made, &analysis, usize::MAX));
    });
    measure("sums of a span", || {
        let (from, to) = (Nanos::ZERO, Nanos(made.now().0 / 10));
        assert!(!span_sums(&scene(), from, to).tasks.is_empty());
    });
}

/// The median of some rounds, after one that warms up.
fn measure(what: &str, mut work: impl FnMut()) {
    work();
    let mut seconds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!(
        "{what}: {:.4} s ({:.4} to {:.4})",
        seconds[ROUNDS / 2],
        seconds[0],
        seconds[ROUNDS - 1]
    );
}
