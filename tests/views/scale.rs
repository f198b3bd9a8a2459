//! Large traces: what is seen stays small.

use loopscope::events::{Event, FutureId, HandleId, Nanos, Work};
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::view_model::{Analysis, BarKind, Scene, View, loop_panel, timeline};

use super::told::{call, here, plain_view};

/// `tasks` tasks that take turns until there are `events` events, a millisecond apart each turn.
fn crowd(tasks: u32, events: usize) -> Trace {
    let mut trace = Trace::new();
    let place = here();
    let mut handles = 0;
    let mut queue = |trace: &mut Trace, when, task| {
        handles += 1;
        let (handle, work) = (HandleId(handles), Work::Step(FutureId(task)));
        trace.push(when, Event::HandleQueued { handle, work });
        handle
    };
    let mut ready = Vec::new();
    for task in 1..=tasks {
        let event = Event::TaskCreated {
            task: FutureId(task),
            name: format!("Task-{task}").into(),
            call: call("worker", &task.to_string()),
            parent: (task > 1).then_some(FutureId(1)),
            at: place,
            internal: false,
        };
        trace.push(Nanos::ZERO, event);
        ready.push((task, queue(&mut trace, Nanos::ZERO, task)));
    }
    let mut turn = 0;
    while trace.len() < events {
        let when = Nanos(turn * 1_000_000);
        let snapshot = ready.len() as u32;
        trace.push(when, Event::TurnStarted { snapshot });
        for (task, handle) in std::mem::take(&mut ready) {
            trace.push(when, Event::HandleStarted { handle });
            let (id, thrown) = (FutureId(task), None);
            let eager = false;
            trace.push(
                when,
                Event::TaskResumed {
                    task: id,
                    thrown,
                    eager,
                },
            );
            let (on, at) = (None, place);
            trace.push(when, Event::TaskSuspended { task: id, on, at });
            ready.push((task, queue(&mut trace, when, task)));
            trace.push(when, Event::HandleEnded { handle });
        }
        trace.push(when, Event::TurnEnded);
        turn += 1;
    }
    trace
}

fn view() -> View {
    View {
        width: 1200.0,
        height: 600.0,
        lane_height: 20.0,
        ..plain_view()
    }
}

#[test]
fn a_lane_of_more_stretches_than_pixels_is_merged() {
    let trace = crowd(1, 200_000);
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    let seen = timeline(&trace, &analysis, &view());
    let bars = &seen.lanes[0].bars;
    assert!(bars.len() < 20, "{} bars", bars.len());
    assert!(bars.iter().any(|bar| bar.kind == BarKind::Many));
    let end = bars.last().unwrap();
    assert!((end.x + end.width - 1200.0).abs() < 1.0);

    let mut axis = seen.axis;
    while axis.slot() < 10.0 {
        let window = Some(axis.zoomed(600.0, 4.0));
        axis = timeline(&trace, &analysis, &View { window, ..view() }).axis;
    }
    let window = Some(axis.window());
    let close = timeline(&trace, &analysis, &View { window, ..view() });
    let kinds: Vec<_> = close.lanes[0].bars.iter().map(|bar| bar.kind).collect();
    assert!(!kinds.contains(&BarKind::Many), "{kinds:?}");
    assert!(kinds.contains(&BarKind::Running) && kinds.contains(&BarKind::Ready));
}

#[test]
fn rectangles_stay_bounded_whatever_the_zoom() {
    let trace = crowd(300, 300_000);
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    let mut window = None;
    for zoom in 0..12 {
        let seen = timeline(&trace, &analysis, &View { window, ..view() });
        assert_eq!(seen.lanes.len(), 30);
        for lane in &seen.lanes {
            assert!(lane.bars.len() <= 2 * 1200, "{} bars", lane.bars.len());
            for bar in &lane.bars {
                assert!(bar.x >= -2.0 && bar.x + bar.width <= 1202.0 + 1e-6);
            }
        }
        assert!(
            seen.ticks.len() < 30 && seen.opened.len() <= 401,
            "zoom {zoom}"
        );
        window = Some(seen.axis.zoomed(333.0, 3.0));
    }
}

#[test]
fn any_moment_of_a_large_trace_is_the_fold_from_its_start() {
    let trace = crowd(2_000, 200_000);
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    let mut folded = loopscope::trace::LoopState::new();
    for (n, record) in trace.iter().enumerate() {
        if [3, 77_777, 150_001].contains(&n) {
            assert_eq!(analysis.history.at(&trace, n), folded);
        }
        folded.fold(record);
    }
    let scene = Scene::new(&trace, &analysis, 150_001, Lang::En);
    let panel = loop_panel(&scene, 30);
    assert!(panel.this_turn.len() + panel.next_turn.len() <= 30);
    assert!(panel.more_ready > 1_000);
}

#[test]
fn an_analysis_that_catches_up_bit_by_bit_knows_the_same() {
    let trace = crowd(50, 20_000);
    let (mut at_once, mut by_bits) = (Analysis::new(), Analysis::new());
    at_once.catch_up(&trace);
    let mut rounds = 0;
    while !by_bits.catch_up_by(&trace, 1_500) {
        rounds += 1;
        timeline(&trace, &by_bits, &view());
        Scene::new(&trace, &by_bits, trace.len(), Lang::En);
    }
    assert!(rounds > 10);
    assert_eq!(
        timeline(&trace, &by_bits, &view()),
        timeline(&trace, &at_once, &view())
    );
    let at = |analysis| Scene::new(&trace, analysis, 12_345, Lang::En).state;
    assert_eq!(at(&by_bits), at(&at_once));
}
