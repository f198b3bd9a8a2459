//! A recorded run said again: what came from outside comes at the same places and times with the
//! same results, so that the same program makes the same trace.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use loopscope::events::{
    Entered, Event, FutureId, Input, Kept, Moment, Nanos, Outcome, Place, Told, When,
    without_newline,
};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Coroutine, EventLoop, Program, Repr, call, call_here, coroutine, create_task, get_running_loop,
    print, sleep, thread_pool_executor, to_thread,
};
use loopscope::scenarios::{Form, find};
use loopscope::text::Lang;
use loopscope::trace::{Record, Recorder, Trace};
use loopscope::view_model::{Analysis, Scene, sentence};
use loopscope::workers::recording::Recording;
use loopscope::workers::{job, replay, slot_native};

#[path = "hosts/outside.rs"]
mod outside;

/// Runs a program to its end on the workers that `install` gives its loop.
fn run(install: impl FnOnce(&EventLoop), main: Coroutine<()>) -> Trace {
    let recorder = Rc::new(Recorder::new());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(recorder.clone()));
    install(&event_loop);
    virtual_time::run(&event_loop, main).unwrap();
    event_loop.set_instrument(None);
    recorder.take()
}

fn recording(trace: &Trace) -> Rc<Recording> {
    Rc::new(Recording::of(trace.inputs(), trace.turn_times()))
}

/// The moment at which so many events of a run have happened.
fn moment(trace: &Trace, events: usize) -> When {
    let before = trace.iter().take(events);
    before
        .fold(Moment::START, |moment, record| moment.after(&record.event))
        .into()
}

fn again(trace: &Trace, until: usize, main: Coroutine<()>) -> Trace {
    run(
        |event_loop| replay::install(event_loop, recording(trace), Some(moment(trace, until))),
        main,
    )
}

fn assert_same(one: &Trace, other: &Trace) {
    let pairs = one.iter().zip(other.iter()).enumerate();
    for (n, (a, b)) in pairs {
        assert_eq!(a, b, "event {n}");
    }
    assert_eq!(one.len(), other.len());
}

/// What came in, with some of it changed: from a machine that was slower, or a random source that
/// gave something else.
fn changed(trace: &Trace, mut change: impl FnMut(&mut Input)) -> Rc<Recording> {
    let mut inputs = trace.inputs().to_vec();
    let was = inputs.clone();
    inputs.iter_mut().for_each(&mut change);
    // The turns are as late as what came last before them.
    let late = |when: Nanos| {
        let mut pairs = was.iter().zip(&inputs);
        let last = pairs.rfind(|(was, _)| was.when <= when);
        let by = last.map_or(0, |(was, is)| is.when.0 - was.when.0);
        Nanos(when.0 + by)
    };
    let turns: Vec<Nanos> = trace.turn_times().map(late).collect();
    Rc::new(Recording::of(&inputs, turns))
}

fn all_sorts() -> Coroutine<()> {
    coroutine(call!(main()), async {
        let event_loop = get_running_loop()?;
        outside::threads([1_000_000, 2_000_000], 4, 0.25).await?;
        let processes = outside::processes(1).await?;
        let late = processes.submit(job::sleeps(1.0))?;
        let taken_back = processes.submit(job::sleeps(1.0))?;
        taken_back.cancel();
        print(call_here(job::blocking_io(2, 0.1)).await?.repr());
        processes.join().await?;
        late.await?;
        let ticks = create_task(coroutine(call!(ticks()), async {
            for _ in 0..3 {
                sleep(0.1).await?;
                print("tick");
            }
            Ok(())
        }));
        event_loop.run_in_executor(None, job::sleeps(0.15))?.await?;
        ticks.await
    })
}

#[test]
fn a_run_that_is_replayed_makes_the_same_trace() {
    let first = run(slot_native::install, all_sorts());
    assert_same(&first, &again(&first, first.len(), all_sorts()));
}

#[test]
fn every_scenario_with_jobs_makes_the_same_trace_again() {
    for id in ["executors", "threads_processes", "blocking"] {
        let scenario = find(id).unwrap();
        let values = Form::new(scenario.params).values().unwrap();
        let first = run(slot_native::install, (scenario.main)(&values));
        let second = again(&first, first.len(), (scenario.main)(&values));
        assert_same(&first, &second);
    }
}

#[test]
fn a_replay_takes_times_and_results_from_the_recording() {
    let main = || {
        coroutine(call!(main()), async {
            print(to_thread(job::blocking_io(2, 1.0)).await?.repr());
            print(get_running_loop()?.time());
            Ok(())
        })
    };
    let first = run(slot_native::install, main());
    // The same on a machine that takes twice as long and has other random bytes.
    let slow = changed(&first, |input| {
        if let Entered::Told {
            told: Told::Returned(kept),
            ..
        } = &mut input.what
        {
            *kept = Rc::new(Kept::Result("\"beef\"".into()));
        }
        input.when.0 *= 2;
    });
    let second = run(|event_loop| replay::install(event_loop, slow, None), main());
    assert_eq!(console(&second), ["2 b'\\xbe\\xef'", "2 2"]);
}

#[test]
fn a_result_that_was_too_long_to_keep_is_computed_again() {
    let main = || {
        coroutine(call!(main()), async {
            print(to_thread(job::echo("x".repeat(70_000))).await?.len());
            Ok(())
        })
    };
    let first = run(slot_native::install, main());
    let kept = |record: &Record| match &record.event {
        Event::JobEnded { result, .. } => result.as_deref().cloned(),
        _ => None,
    };
    let kept: Vec<Kept> = first.iter().filter_map(kept).collect();
    assert_eq!(kept, [Kept::LeftOut(70_002)]);
    // Which is said.
    let mut analysis = Analysis::new();
    analysis.catch_up(&first);
    let scene = Scene::new(&first, &analysis, first.len(), Lang::En);
    let said: Vec<_> = (0..first.len())
        .filter_map(|n| sentence(&scene, n))
        .collect();
    assert!(
        said.iter()
            .any(|said| said.contains("At 70002 bytes it is too long"))
    );
    assert_same(&first, &again(&first, first.len(), main()));
}

/// Two jobs on one worker; the second is awaited by a task of its own.
fn two_in_line() -> Coroutine<()> {
    coroutine(call!(main()), async {
        let pool = thread_pool_executor(1)?;
        let first = pool.submit(job::sleeps(1.0))?;
        let second = pool.submit(job::blocking_io(1, 1.0))?;
        let third = pool.submit(job::sleeps(0.5))?;
        let waits = create_task(coroutine(call!(waits()), async move {
            print(second.await?.repr());
            Ok(())
        }));
        first.await?;
        print("first");
        third.await?;
        print("third");
        let _ended = waits.await;
        Ok(())
    })
}

#[test]
fn a_run_that_is_changed_on_its_way_keeps_the_results_of_the_recording() {
    let first = run(slot_native::install, two_in_line());
    let bytes = Rc::new(Kept::Result("\"61\"".into()));
    let mut ended = 0;
    let other = changed(&first, |input| {
        if let Entered::Told {
            told: Told::Returned(kept),
            ..
        } = &mut input.what
        {
            ended += 1;
            if ended == 2 {
                *kept = bytes.clone();
            }
        }
    });
    let from_the_start = Some(Moment::START.into());
    let seen = run(
        |event_loop| replay::install(event_loop, other, from_the_start),
        two_in_line(),
    );
    assert_eq!(console(&seen), ["1 first", "2 b'a'", "2.5 third"]);
}

#[test]
fn a_job_that_a_changed_run_takes_back_makes_room_for_the_next() {
    let first = run(slot_native::install, two_in_line());
    // As a person would, between two handles, after the first third of a second.
    let until = first.cursor_before(Nanos::from_secs(0.3));
    let recorder = Rc::new(Recorder::new());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(recorder.clone()));
    replay::install(&event_loop, recording(&first), Some(moment(&first, until)));
    let mut program = Program::new(&event_loop, two_in_line());
    while recorder.trace().len() < until {
        virtual_time::step(&mut program).unwrap();
    }
    event_loop.all_tasks()[1].cancel();
    while !program.is_over() {
        virtual_time::step(&mut program).unwrap();
    }
    event_loop.set_instrument(None);
    let second = recorder.take();
    for (n, (a, b)) in first.iter().zip(second.iter()).take(until).enumerate() {
        assert_eq!(started_here(a), started_here(b), "event {n} of {until}");
    }
    assert_eq!(console(&second), ["1 first", "1.5 third"]);
}

#[test]
fn jobs_that_were_not_recorded_run_on_virtual_workers() {
    let first = run(slot_native::install, two_in_line());
    let other = coroutine(call!(main()), async {
        print(to_thread(job::cpu_bound(10_000_000)).await?);
        Ok(())
    });
    let seen = again(&first, 0, other);
    assert_eq!(console(&seen), ["1 333333283333335000000"]);
}

#[test]
fn a_job_that_the_recording_leaves_in_flight_ends_by_its_declared_cost() {
    let whole = run(slot_native::install, two_in_line());
    let cut = Nanos::from_secs(1.0);
    let inputs = whole.inputs().iter().filter(|input| input.when < cut);
    let inputs: Vec<Input> = inputs.cloned().collect();
    let turns = whole.turn_times().filter(|when| *when < cut);
    let first = Rc::new(Recording::of(&inputs, turns));
    let second = run(
        |event_loop| replay::install(event_loop, first, None),
        two_in_line(),
    );
    assert_eq!(console(&second), console(&whole));
    let outcomes = second.iter().filter_map(|record| match &record.event {
        Event::JobEnded { outcome, .. } => Some(outcome.clone()),
        _ => None,
    });
    assert!(outcomes.into_iter().all(|end| end == Outcome::Returned));
}

#[test]
fn what_a_worker_gave_is_told_as_it_enters_before_anything_comes_of_it() {
    let trace = run(slot_native::install, all_sorts());
    let mut told = 0;
    for (n, record) in trace.iter().enumerate() {
        let Event::JobEnded {
            outcome: Outcome::Returned,
            result,
            ..
        } = &record.event
        else {
            continue;
        };
        // The worker is idle first, and then its job has ended.
        let entered = moment(&trace, n - 1);
        let mut inputs = trace.inputs().iter();
        let input = inputs.find(|input| When::Moment(input.at) == entered);
        let what = input.map(|input| (&input.what, input.when));
        let Some((
            Entered::Told {
                told: Told::Returned(kept),
                ..
            },
            when,
        )) = what
        else {
            panic!("event {n}: {what:?}");
        };
        assert_eq!((Some(kept), when), (result.as_ref(), record.when));
        told += 1;
    }
    assert!(told >= 5, "{told}");
}

/// The event as if the program had been started at this line.
fn started_here(record: &Record) -> Record {
    let mut record = record.clone();
    if let Event::TaskCreated { task, at, .. } | Event::FrameEntered { task, at, .. } =
        &mut record.event
        && *task == FutureId(1)
    {
        *at = Place::FIRST;
    }
    record
}

fn console(trace: &Trace) -> Vec<String> {
    let line = |record: &Record| match &record.event {
        Event::Printed { text, .. } => Some(format!(
            "{} {}",
            record.when.as_secs(),
            without_newline(text)
        )),
        _ => None,
    };
    trace.iter().filter_map(line).collect()
}
