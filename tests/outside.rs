//! What workers did, as a link carries it: it says the same run again, and whatever else somebody
//! writes in its place is refused or runs to an end.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use loopscope::events::{Entered, Event};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{EventLoop, Program};
use loopscope::scenarios::{Form, Scenario, catalogue, find};
use loopscope::trace::{Recorder, Trace};
use loopscope::workers::outside::Outside;
use loopscope::workers::recording::Recording;
use loopscope::workers::{replay, slot_native};
use proptest::prelude::*;

/// A run that ends when it ends, when it is stuck, or when it has said enough.
fn run(scenario: &Scenario, install: impl FnOnce(&EventLoop)) -> Trace {
    let recorder = Rc::new(Recorder::with_limit(100_000));
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(recorder.clone()));
    install(&event_loop);
    let values = Form::new(scenario.params).values().unwrap();
    let mut program = Program::new(&event_loop, (scenario.main)(&values));
    while !program.is_over() && recorder.left_out() == 0 {
        if virtual_time::step(&mut program).is_err() {
            break;
        }
    }
    event_loop.set_instrument(None);
    recorder.take()
}

fn replayed(scenario: &Scenario, outside: &Outside) -> Trace {
    run(scenario, |event_loop| {
        event_loop.set_cpu_count(outside.cpu_count);
        replay::install(event_loop, Rc::clone(&outside.recording), None);
    })
}

fn outside(trace: &Trace) -> Outside {
    Outside {
        recording: Rc::new(Recording::of(trace.inputs(), trace.turn_times())),
        cpu_count: 3,
    }
}

fn on_virtual_workers(id: &str) -> (&'static Scenario, Trace) {
    let scenario = find(id).unwrap();
    let trace = run(scenario, |event_loop| {
        event_loop.set_cpu_count(3);
        slot_native::install(event_loop);
    });
    (scenario, trace)
}

/// Only who started the program is another.
fn assert_same(first: &Trace, second: &Trace, what: &str) {
    assert_eq!(first.len(), second.len(), "{what}");
    for (n, (one, other)) in first.iter().zip(second.iter()).enumerate() {
        let is_main = n < 10 && matches!(one.event, Event::TaskCreated { .. });
        let is_main = is_main || n < 10 && matches!(one.event, Event::FrameEntered { .. });
        assert!(one == other || is_main, "{what}, event {n}");
    }
}

#[test]
fn every_run_with_workers_is_the_same_again_from_its_text() {
    let mut short = 0;
    for scenario in catalogue().iter().filter(|one| one.uses_workers()) {
        let (_, first) = on_virtual_workers(scenario.id);
        let Some(text) = outside(&first).written() else {
            continue;
        };
        short += 1;
        assert!(text.len() <= Outside::LONGEST);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        assert!(text.bytes().all(is_plain), "{text}");
        let read = Outside::read(&text).unwrap();
        assert_eq!(read.written().unwrap(), text);
        assert_eq!(read.cpu_count, 3);
        let second = replayed(scenario, &read);
        assert_same(&first, &second, scenario.id);
    }
    assert!(short >= 3, "{short} scenarios fit into a link");
}

/// What Loopscope 0.1 wrote for `executors` at its defaults, on virtual workers of three cores.
const OF_0_1: &str = "\
    AwkLAQABAQEBAgQBAAADAQEAygEiMDc5YzMxYzY1YmYwODUxYWFmNDRkOTZlMDM5ODJkYzI1N2VjODExNmFiNDBkNT\
    ZhZmY5NDI5YmU1M2U4N2QxMmE3M2NkMTY2ZmI5MDI1YmE0ZmU0NzkwZWEzMzhjZDYyZjc4YzIxYjY0YmUwNzUwYTlm\
    MzRjOTVlZjM4ODFkYjI0N2RjNzEwNjliMzBjNTVhZWY4NDE5YWU0M2Q4NmQwMjk3MmNjMTU2ZWI4MDE1YWEzZmQ0Nj\
    lmZTkzMjhiZDUyZTc3YzExYTYiFAUAAQECAQIEAQAAAwIBAMoBIjA3OWMzMWM2NWJmMDg1MWFhZjQ0ZDk2ZTAzOTgy\
    ZGMyNTdlYzgxMTZhYjQwZDU2YWZmOTQyOWJlNTNlODdkMTJhNzNjZDE2NmZiOTAyNWJhNGZlNDc5MGVhMzM4Y2Q2Mm\
    Y3OGMyMWI2NGJlMDc1MGE5ZjM0Yzk1ZWYzODgxZGIyNDdkYzcxMDY5YjMwYzU1YWVmODQxOWFlNDNkODZkMDI5NzJj\
    YzE1NmViODAxNWFhM2ZkNDY5ZmU5MzI4YmQ1MmU3N2MxMWE2IhkGgI7OHAAAAwEBAMCaDAABAwECAQCAqNa5BwABAw\
    EAAQDAmgwAAwMBABUzMzMzMzMyODMzMzMzMzUwMDAwMDA3DgAABg4DAAAPAgAHAgARBAAHAgAVBIDrvNYHBwIADQQA\
    BgIACQIABgIADAIABgIACQIAAwEBAQAAAgEBAAADAQIAAQQDARNibG9ja2luZ19pbygxMDAsIDApAAIAAQECE2Jsb2\
    NraW5nX2lvKDEwMCwgMCkAAgIBAQMTY3B1X2JvdW5kKDEwMDAwMDAwKQADBQEBAQAA";

#[test]
fn what_workers_did_is_read_from_a_link_of_0_1() {
    let (scenario, first) = on_virtual_workers("executors");
    let read = Outside::read(OF_0_1).unwrap();
    assert_eq!(read.cpu_count, 3);
    assert_same(&first, &replayed(scenario, &read), "executors");
}

#[test]
fn what_is_too_long_for_a_link_is_not_written() {
    let (_, trace) = on_virtual_workers("executors");
    let with_a_call_of = |length: usize| {
        let mut inputs = trace.inputs().to_vec();
        for input in &mut inputs {
            if let Entered::JobGiven { job, shown, .. } = &mut input.what
                && job.0 == 1
            {
                *shown = "x".repeat(length).into();
            }
        }
        let outside = Outside {
            recording: Rc::new(Recording::of(&inputs, trace.turn_times())),
            cpu_count: 3,
        };
        outside.written()
    };
    // Three characters more are four more of the text.
    let lengths = Outside::LONGEST / 2..Outside::LONGEST;
    let first = lengths
        .into_iter()
        .find(|length| with_a_call_of(*length).is_none());
    let fits = with_a_call_of(first.unwrap() - 1).unwrap();
    assert!((Outside::LONGEST - 1..=Outside::LONGEST).contains(&fits.len()));
    assert!(Outside::read(&fits).is_some());
    assert!(Outside::read(&format!("{fits}AA")).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_text_with_bytes_changed_is_refused_or_runs_to_an_end(
        id in prop::sample::select(vec!["executors", "blocking", "threads_processes"]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[A-Za-z0-9_-]"), 1..4),
    ) {
        let (scenario, first) = on_virtual_workers(id);
        let mut text = outside(&first).written().unwrap();
        for (place, letter) in changes {
            let place = place.index(text.len());
            text.replace_range(place..=place, &letter);
        }
        if let Some(read) = Outside::read(&text) {
            let _seen = replayed(scenario, &read);
        }
    }

    #[test]
    fn any_text_at_all_can_be_read(text in "[A-Za-z0-9_-]{0,200}", other in any::<String>()) {
        let scenario = find("executors").unwrap();
        for text in [text, other] {
            if let Some(read) = Outside::read(&text) {
                let _seen = replayed(scenario, &read);
            }
        }
    }
}
