//! The trace, its recorder, its states, its lifecycle.

use loopscope::events::{Event, HandleId, Instrument, Name, Nanos, Outcome, Work};
use loopscope::trace::{History, LoopState, Phase, Recorder, Trace, lifecycle};
use proptest::prelude::*;

use super::runs;
use super::told::Told;

#[test]
fn a_recorder_keeps_the_first_events_up_to_its_limit_and_counts_the_rest() {
    let recorder = Recorder::with_limit(2);
    for second in 0..5 {
        recorder.record(Nanos::from_secs(f64::from(second)), Event::TurnEnded);
    }
    assert_eq!(recorder.trace().len(), 2);
    assert_eq!(recorder.trace().now(), Nanos::from_secs(1.0));
    assert!(recorder.is_full());
    assert_eq!(recorder.left_out(), 3);
}

#[test]
fn events_that_happen_while_the_trace_is_borrowed_are_counted_not_a_panic() {
    let recorder = Recorder::new();
    let borrowed = recorder.trace();
    recorder.record(Nanos::ZERO, Event::LoopStarted);
    drop(borrowed);
    assert_eq!(recorder.left_out(), 1);
    assert!(recorder.trace().is_empty());
}

#[test]
fn a_cursor_is_found_by_time_and_by_turn() {
    let trace = runs::scenario("gather");
    let second = Nanos::from_secs(1.0);
    let (before, after) = (trace.cursor_before(second), trace.cursor_at(second));
    assert!(before < after);
    assert!(trace.get(before - 1).unwrap().when < second);
    assert_eq!(trace.get(before).unwrap().when, second);
    assert_eq!(trace.get(after - 1).unwrap().when, second);
    assert!(trace.get(after).unwrap().when > second);
    let third = trace.turn_start(3);
    assert!(matches!(
        trace.get(third).unwrap().event,
        Event::TurnStarted { .. }
    ));
    assert_eq!(trace.turn_at(third), 2);
    assert_eq!(trace.turn_at(third + 1), 3);
}

#[test]
fn queries_hold_across_the_borders_of_chunks() {
    let mut trace = Trace::new();
    for n in 0..30_000 {
        trace.push(Nanos(n / 10), Event::TurnStarted { snapshot: 0 });
    }
    assert_eq!(trace.len(), 30_000);
    for n in [0, 8_191, 8_192, 16_384, 29_999] {
        assert_eq!(trace.get(n).unwrap().when, Nanos(n as i64 / 10));
        assert_eq!(trace.turn_start(n as u32 + 1), n);
    }
    assert_eq!(trace.cursor_before(Nanos(819)), 8_190);
    assert_eq!(trace.cursor_at(Nanos(819)), 8_200);
    assert_eq!(trace.range(8_190, 8_195).count(), 5);
    assert_eq!(trace.get(30_000), None);
}

#[test]
fn every_scenario_keeps_the_lifecycle() {
    for (id, trace) in runs::all() {
        assert!(trace.len() > 10, "{id} records its events");
        assert_eq!(lifecycle::check(&trace), Ok(()), "{id}");
    }
}

#[test]
fn a_trace_whose_events_are_in_another_order_breaks_the_lifecycle() {
    let trace = runs::scenario("gather");
    let swapped = |n: usize| {
        let mut other = Trace::new();
        for at in (0..n).chain([n + 1, n]).chain(n + 2..trace.len()) {
            let record = trace.get(at).unwrap();
            other.push(record.when, record.event.clone());
        }
        other
    };
    // A handle that ends before its task's step does; a step that begins before its handle.
    let ends = runs::cursor_after(&trace, 0, |e| matches!(e, Event::HandleEnded { .. })) - 1;
    assert!(lifecycle::check(&swapped(ends - 1)).is_err());
    let begins = runs::cursor_after(&trace, 0, |e| matches!(e, Event::TaskResumed { .. })) - 1;
    assert!(lifecycle::check(&swapped(begins - 1)).is_err());
}

#[test]
fn the_lifecycle_rules_name_the_event_that_breaks_them() {
    let mut told = Told::new();
    let task = told.task("main", "", None);
    told.turn(|told| {
        told.step(task, |told| told.finish(task, Outcome::Returned));
    });
    assert_eq!(lifecycle::check(&told.trace), Ok(()));
    told.event(Event::HandleStarted {
        handle: HandleId(1),
    });
    let broken = lifecycle::check(&told.trace).unwrap_err();
    assert_eq!(broken.event, told.trace.len() - 1);
    assert!(broken.rule.contains("snapshot"), "{broken}");
}

#[test]
fn timers_must_fall_due_in_order() {
    let mut told = Told::new();
    for (handle, when) in [(1, 2.0), (2, 1.0)] {
        told.event(Event::TimerSet {
            handle: HandleId(handle),
            when: Nanos::from_secs(when),
            work: Work::Callback {
                name: Name::of("print_at"),
                future: None,
                internal: false,
            },
        });
    }
    told.at(2.0).event(Event::TimerDue {
        handle: HandleId(1),
    });
    assert!(lifecycle::check(&told.trace).is_err());
}

#[test]
fn a_state_tells_ready_tasks_timers_and_who_awaits_whom() {
    let trace = runs::scenario("gather");
    let mut history = History::new();
    history.catch_up(&trace);
    // Just after the three factorials fell asleep.
    let asleep = trace.cursor_before(Nanos::from_secs(1.0));
    let state = history.at(&trace, asleep);
    assert_eq!(state.running, None);
    assert!(state.ready.is_empty());
    assert_eq!(state.timers.len(), 3);
    assert!(state.timers.keys().all(|(when, _)| when.as_secs() == 1.0));
    let [main, a, b, c] = &state.tasks[..] else {
        panic!("there are four tasks");
    };
    assert!(matches!(main.phase, Phase::Awaiting(Some(_))));
    for task in [a, b, c] {
        assert!(matches!(task.phase, Phase::Awaiting(Some(_))));
        assert_eq!(task.resumes, 1);
        assert_eq!(task.parent, Some(main.id));
        assert_eq!(task.frames[0].call.name, "factorial");
        let gather = &state.futures[&task.outer[0]];
        assert_eq!(gather.awaited_by, [main.id]);
    }
    let end = history.at(&trace, trace.len());
    assert!(end.tasks.iter().all(|task| task.is_finished()));
    assert!(end.timers.is_empty() && end.ready.is_empty() && end.futures.is_empty());
    assert_eq!(end.tasks[3].waited, Nanos::from_secs(3.0));
}

#[test]
fn what_became_ready_during_a_turn_stands_behind_its_boundary() {
    let mut told = Told::new();
    let main = told.task("main", "", None);
    let other = told.task("other", "", None);
    let snapshot = 2;
    told.event(Event::TurnStarted { snapshot });
    let mut at = 0;
    told.step(main, |told| {
        told.task("child", "", Some(main));
        at = told.trace.len();
        told.finish(main, Outcome::Returned);
    });
    let mut history = History::new();
    history.catch_up(&told.trace);
    let state = history.at(&told.trace, at);
    assert_eq!(state.ready.len(), 2);
    assert_eq!(state.ready[0].work, Work::Step(other));
    assert_eq!(state.this_turn, 1);
}

#[test]
fn a_step_that_is_queued_before_its_task_gives_way_leaves_the_task_ready() {
    let mut told = Told::new();
    let main = told.task("main", "", None);
    told.turn(|told| {
        told.step(main, |told| {
            told.queue(Work::Step(main));
            told.suspend(main, None);
        });
    });
    let mut history = History::new();
    history.catch_up(&told.trace);
    assert_eq!(history.live().task(main).unwrap().phase, Phase::Ready);
}

/// A long run: many tasks, sleeps, cancelled handles.
fn long_run() -> Trace {
    let mut told = Told::new();
    let mut sleeping = Vec::new();
    for round in 0..400 {
        told.at(f64::from(round));
        for (_, _, timer) in &sleeping {
            told.due(*timer);
        }
        let due = std::mem::take(&mut sleeping);
        told.turn(|told| {
            for (task, future, _) in &due {
                told.wake(*task, *future);
            }
        });
        for _ in 0..2 {
            told.task("child", "", None);
        }
        told.turn(|told| {
            for (task, ..) in &due {
                told.step(*task, |told| told.finish(*task, Outcome::Returned));
            }
            for task in told.begun(2) {
                told.step(task, |told| {
                    told.print(task, "hello");
                    let (future, timer) = told.sleep(task, 1.0);
                    sleeping.push((task, future, timer));
                });
            }
        });
    }
    told.trace
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_state_at_any_cursor_is_the_fold_from_the_start(part in 0.0f64..=1.0) {
        let mut traces = runs::all();
        traces.push(("long", long_run()));
        for (id, trace) in traces {
            let mut history = History::new();
            history.catch_up(&trace);
            let cursor = (trace.len() as f64 * part) as usize;
            let mut folded = LoopState::new();
            trace.iter().take(cursor).for_each(|record| folded.fold(record));
            prop_assert_eq!(history.at(&trace, cursor), folded, "{} at {}", id, cursor);
        }
    }
}

#[test]
fn a_history_that_grew_bit_by_bit_is_the_same_as_one_made_at_once() {
    let whole = long_run();
    assert!(whole.len() > 3 * History::INTERVAL);
    let (mut growing, mut trace) = (History::new(), Trace::new());
    for record in whole.iter() {
        trace.push(record.when, record.event.clone());
        if trace.len() % 777 == 0 {
            growing.catch_up(&trace);
        }
    }
    growing.catch_up(&trace);
    let mut at_once = History::new();
    at_once.catch_up(&whole);
    for cursor in [0, 1, 1_500, 3_000, whole.len() - 1, whole.len()] {
        assert_eq!(growing.at(&trace, cursor), at_once.at(&whole, cursor));
    }
}
