//! Where the cursor goes.

use loopscope::runtime::instrument::{Event, FutureId};
use loopscope::trace::Trace;
use loopscope::view_model::Analysis;
use loopscope::view_model::steps::{Step, back, forward};

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
