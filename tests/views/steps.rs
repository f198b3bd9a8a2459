//! Where the cursor goes.

use loopscope::events::{Event, FutureId};
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::view_model::Analysis;
use loopscope::view_model::steps::{Step, StepLevel, back, forward};

use super::runs;

fn gather() -> (Trace, Analysis) {
    let trace = runs::scenario("gather");
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    (trace, analysis)
}

/// All cursors from the start to the end, and from the end to the start.
fn walk(trace: &Trace, analysis: &Analysis, step: Step) -> (Vec<usize>, Vec<usize>) {
    let (mut there, mut and_back) = (Vec::new(), Vec::new());
    let mut cursor = 0;
    while cursor < trace.len() {
        let next = forward(trace, analysis, cursor, step);
        assert!(next > cursor, "a step goes on");
        cursor = next;
        there.push(cursor);
    }
    while cursor > 0 {
        let next = back(trace, analysis, cursor, step);
        assert!(next < cursor, "a step goes back");
        cursor = next;
        and_back.push(cursor);
    }
    (there, and_back)
}

#[test]
fn every_kind_of_step_goes_through_the_same_places_both_ways() {
    let (trace, analysis) = gather();
    for step in [
        Step::Event,
        Step::Turn,
        Step::Line(FutureId(2)),
        Step::Printed,
    ] {
        let (mut there, mut and_back) = walk(&trace, &analysis, step);
        assert_eq!(there.pop(), Some(trace.len()), "{step:?}");
        assert_eq!(and_back.pop(), Some(0), "{step:?}");
        and_back.reverse();
        assert_eq!(there, and_back, "{step:?}");
        assert!(there.len() > 3, "{step:?}");
    }
}

#[test]
fn a_turn_is_entered_where_its_snapshot_is_taken() {
    let (trace, analysis) = gather();
    let (mut there, _) = walk(&trace, &analysis, Step::Turn);
    there.pop();
    for cursor in there {
        let event = &trace.get(cursor - 1).unwrap().event;
        assert!(matches!(event, Event::TurnStarted { .. }));
    }
    // From within a turn back to its beginning, not to the turn before.
    let third = trace.turn_start(3) + 1;
    assert_eq!(back(&trace, &analysis, third + 5, Step::Turn), third);
    assert_eq!(trace.turn_at(back(&trace, &analysis, third, Step::Turn)), 2);
}

#[test]
fn a_line_of_a_task_is_its_own_print_or_await() {
    let (trace, analysis) = gather();
    let (mut there, _) = walk(&trace, &analysis, Step::Line(FutureId(2)));
    there.pop();
    let kinds: Vec<_> = there
        .iter()
        .map(|cursor| match &trace.get(cursor - 1).unwrap().event {
            Event::FrameEntered { .. } => "enters",
            Event::Printed { .. } => "prints",
            Event::TaskSuspended { .. } => "awaits",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(kinds, ["enters", "prints", "awaits", "prints"]);
}

#[test]
fn gather_takes_31_steps_of_the_program_and_187_of_the_loop() {
    let (trace, analysis) = gather();
    assert_eq!(StepLevel::Program.count(&analysis), 31);
    assert_eq!(StepLevel::Loop.count(&analysis), 188);
    let label = StepLevel::Program.label(&analysis, trace.len(), Lang::En);
    assert_eq!(label, "step 31 of 31");
}

#[test]
fn a_step_of_the_program_is_a_start_a_print_an_await_a_resumption_or_an_end() {
    for (id, steps) in [
        ("hello", 5),
        ("deadlock", 14),
        ("semaphore", 63),
        ("event", 12),
    ] {
        let given = [("places", "3"), ("visitors", "8")];
        let trace = runs::scenario_with(id, if id == "semaphore" { &given } else { &[] });
        let mut analysis = Analysis::new();
        analysis.catch_up(&trace);
        assert_eq!(StepLevel::Program.count(&analysis), steps, "{id}");
    }
}

#[test]
fn the_program_is_walked_both_ways_through_the_same_steps() {
    for (id, trace) in runs::all() {
        let mut analysis = Analysis::new();
        analysis.catch_up(&trace);
        let level = StepLevel::Program;
        let mut cursor = 0;
        for number in 1..=level.count(&analysis) {
            cursor = forward(&trace, &analysis, cursor, Step::Program);
            assert_eq!(level.number(&analysis, cursor), number, "{id}");
            assert_eq!(level.cursor(&analysis, number), cursor, "{id}");
        }
        assert_eq!(
            forward(&trace, &analysis, cursor, Step::Program),
            trace.len()
        );
        for number in (0..level.count(&analysis)).rev() {
            cursor = back(&trace, &analysis, cursor, Step::Program);
            assert_eq!(level.number(&analysis, cursor), number, "{id}");
        }
        assert_eq!(cursor, 0);
    }
}

#[test]
fn the_steps_are_the_same_when_the_trace_comes_bit_by_bit() {
    for (id, trace) in runs::all() {
        let (mut at_once, mut by_bits) = (Analysis::new(), Analysis::new());
        at_once.catch_up(&trace);
        while !by_bits.catch_up_by(&trace, 7) {
            // What is given out to a picture stays as it is.
            let kept = by_bits.program.table().clone();
            let len = kept.len();
            by_bits.catch_up_by(&trace, 1);
            assert_eq!(kept.len(), len);
        }
        assert_eq!(by_bits.program.table(), at_once.program.table(), "{id}");
    }
}

#[test]
fn how_many_steps_are_before_an_event_is_what_counting_says() {
    for (id, trace) in runs::all() {
        let mut analysis = Analysis::new();
        analysis.catch_up(&trace);
        let table = analysis.program.table();
        let steps: Vec<_> = (0..table.len()).filter_map(|n| table.event(n)).collect();
        for event in 0..=trace.len() + 200 {
            let counted = steps.iter().filter(|step| **step < event).count();
            assert_eq!(table.before(event), counted, "{id} {event}");
        }
    }
}
